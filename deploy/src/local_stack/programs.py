"""The commands of our own packages, in the environment that we run in."""

import sys
from pathlib import Path
from typing import Final

from local_stack.databases import ServiceName

PROGRAMS: Final[dict[ServiceName, str]] = {"case_api": "case-api", "matcher": "matcher", "notifier": "notifier"}


def program(name: str) -> str:
    """The path of a command."""
    return str(Path(sys.executable).parent / name)
