"""Command lines for children that cannot outlive this process."""

import os
import sys
from pathlib import Path
from typing import Final, Literal

SHIM: Final = Path(__file__).with_name("dies_with_parent.py")


def tied_to_this_process(
    command: list[str], *, signal_name: Literal["SIGINT", "SIGTERM", "SIGKILL"], identity: str = "same"
) -> list[str]:
    """The command line that runs `command` so that the kernel sends it `signal_name` when this process ends.

    Start it from the main thread: the kernel watches the thread that forked. `identity` as in dies_with_parent.py.
    """
    return [sys.executable, "-I", "-S", str(SHIM), signal_name, str(os.getpid()), identity, *command]
