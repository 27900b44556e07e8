"""The whole stack, started as `make run` starts it, once for all journeys of a test session."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from local_stack.console import Console
from local_stack.postgres import free_port
from local_stack.settings import StackSettings
from local_stack.stack import Stack
from local_stack.state import StateFolder

SERVING = "serving until Ctrl-C"
START_SECONDS = 420
STOP_SECONDS = 60
PORTS = ("CASE_API_PORT", "MATCHER_PORT", "NOTIFIER_PORT", "ISSUER_PORT")


@dataclass(frozen=True)
class RunningStack:
    """A stack that serves, as another process at this machine sees it."""

    stack: Stack
    environment: dict[str, str]
    lines: list[str]
    """What it has said so far."""


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory, postgres_admin_url: str) -> Iterator[RunningStack]:
    """Started with the demonstration loaded and the main job done, on free ports, stopped at the end."""
    folder = tmp_path_factory.mktemp("stack")
    ports = {name: str(free_port()) for name in PORTS}
    inherited = {name: value for name, value in os.environ.items() if not name.endswith("DATABASE_URL")}
    environment = {
        **inherited,
        **ports,
        "RETTEMATCH_STATE": str(folder / "state"),
        "RETTEMATCH_READY_SECONDS": "180",
        "RETTEMATCH_DEVELOPMENT_ISSUER": "true",
        "NO_COLOR": "1",
    }
    if "TEST_DATABASE_URL" in os.environ:
        environment["DATABASE_URL"] = postgres_admin_url
    program = Path(sys.executable).parent / "local-stack"
    lines: list[str] = []
    with subprocess.Popen(
        [str(program), "run"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        reader = threading.Thread(target=_collect, args=(process, lines), daemon=True)
        reader.start()
        try:
            _wait_until_serving(process, lines)
            settings = StackSettings.model_validate(
                {name.lower(): value for name, value in environment.items() if name in {*PORTS, "RETTEMATCH_STATE"}}
            )
            yield RunningStack(Stack(settings, StateFolder(settings.rettematch_state), Console()), environment, lines)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(STOP_SECONDS)
            reader.join(STOP_SECONDS)


def _collect(process: subprocess.Popen[str], lines: list[str]) -> None:
    assert process.stdout is not None
    lines.extend(line.rstrip("\n") for line in process.stdout)


def _wait_until_serving(process: subprocess.Popen[str], lines: list[str]) -> None:
    end = time.monotonic() + START_SECONDS
    while not any(line.endswith(SERVING) for line in lines):
        if process.poll() is not None or time.monotonic() > end:
            said = "\n".join(line for line in lines if "level=info" not in line)
            raise AssertionError(f"the stack does not serve:\n{said[-8000:]}")
        time.sleep(0.2)
