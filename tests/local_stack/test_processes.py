"""The process manager, on real child programs."""

import asyncio
import io
import os
import re
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from local_stack.console import Console
from local_stack.postgres import free_port
from local_stack.processes import Child, ChildError, ProcessManager
from tests.local_stack.living import is_alive, still_alive_after_waiting

TINY_SERVICE = Path(__file__).with_name("tiny_service.py")


class Stage:
    """A manager, what it and its children said, and a way to make children."""

    def __init__(self) -> None:
        self.said = io.StringIO()
        self.manager = ProcessManager(Console(self.said), stop_seconds=1.0)

    def service(self, name: str, *options: str, restart: bool = False) -> Child:
        port = free_port()
        command = (sys.executable, str(TINY_SERVICE), str(port), *options)
        return Child(name, command, dict(os.environ), ready_url=f"http://127.0.0.1:{port}/ready", restart=restart)

    def lines(self) -> list[str]:
        return self.said.getvalue().splitlines()

    async def heard(self, pattern: str, seconds: float = 5.0) -> re.Match[str]:
        deadline = time.monotonic() + seconds
        while (match := re.search(pattern, self.said.getvalue())) is None:
            assert time.monotonic() < deadline, f"{pattern!r} was not said in:\n{self.said.getvalue()}"
            await asyncio.sleep(0.01)
        return match


@pytest_asyncio.fixture
async def stage() -> AsyncIterator[Stage]:
    made = Stage()
    yield made
    await made.manager.stop()


async def test_waits_until_every_child_is_ready(stage: Stage) -> None:
    begun = time.monotonic()
    await stage.manager.start(stage.service("fast"))
    await stage.manager.start(stage.service("slow", "--ready-after", "0.6"))
    await stage.manager.wait_until_ready(10)
    assert time.monotonic() - begun >= 0.6


async def test_every_line_begins_with_its_speaker(stage: Stage) -> None:
    await stage.manager.start(stage.service("one"))
    await stage.manager.start(stage.service("two"))
    await stage.heard(r"one +\| listening on \d+")
    await stage.heard(r"two +\| listening on \d+")


async def test_stops_all_children_the_last_started_first_and_nobody_else(stage: Stage) -> None:
    bystander = await asyncio.create_subprocess_exec(sys.executable, "-c", "import time; time.sleep(60)")
    for name in ("first", "second", "third"):
        await stage.manager.start(stage.service(name))
    await stage.manager.wait_until_ready(10)
    pids = list(stage.manager.pids.values())
    await stage.manager.stop()
    assert not [pid for pid in pids if is_alive(pid)]
    assert is_alive(bystander.pid)
    bystander.kill()
    await bystander.wait()
    stopped = [line.split()[0] for line in stage.lines() if line.endswith("told to stop")]
    assert stopped == ["third", "second", "first"]


async def test_kills_a_child_that_does_not_listen(stage: Stage) -> None:
    await stage.manager.start(stage.service("deaf", "--deaf"))
    await stage.manager.wait_until_ready(10)
    pids = list(stage.manager.pids.values())
    await stage.manager.stop()
    assert not [pid for pid in pids if is_alive(pid)]
    assert any("deaf did not stop" in line for line in stage.lines())


async def test_ends_what_a_child_has_started_and_left(stage: Stage) -> None:
    await stage.manager.start(stage.service("parent", "--with-child"))
    grandchild = int((await stage.heard(r"child (\d+)"))[1])
    await stage.manager.wait_until_ready(10)
    await stage.manager.stop()
    assert not still_alive_after_waiting([grandchild], seconds=5)


async def test_a_child_that_ends_is_a_failure_that_names_it(stage: Stage) -> None:
    await stage.manager.start(stage.service("brittle", "--crash-after", "0.2"))
    failure = await asyncio.wait_for(stage.manager.wait_for_failure(), 10)
    assert "brittle ended with code 3" in str(failure)


async def test_waiting_for_readiness_ends_when_a_child_has_ended(stage: Stage) -> None:
    await stage.manager.start(stage.service("brittle", "--ready-after", "60", "--crash-after", "0.2"))
    with pytest.raises(ChildError, match="brittle ended with code 3"):
        await stage.manager.wait_until_ready(30)


async def test_names_the_child_that_is_not_ready_in_time(stage: Stage) -> None:
    await stage.manager.start(stage.service("fast"))
    await stage.manager.start(stage.service("slow", "--ready-after", "60"))
    with pytest.raises(ChildError, match="not ready after 1 s: slow"):
        await stage.manager.wait_until_ready(1)


async def test_starts_a_crashed_worker_again(stage: Stage) -> None:
    worker = stage.service("worker", "--crash-after", "0.3", restart=True)
    await stage.manager.start(worker)
    first = stage.manager.pids["worker"]
    await stage.heard(r"worker ended with code 3; starting it again(.|\n)*listening", seconds=10)
    assert stage.manager.pids["worker"] != first
    assert not is_alive(first)


async def test_gives_up_on_a_worker_that_only_crashes(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("local_stack.processes.FIRST_RESTART_SECONDS", 0.01)
    await stage.manager.start(Child("worker", (sys.executable, "-c", "raise SystemExit(4)"), {}, restart=True))
    failure = await asyncio.wait_for(stage.manager.wait_for_failure(), 30)
    assert "worker ended with code 4" in str(failure)
    assert sum("starting it again" in line for line in stage.lines()) == 5


async def test_a_task_that_fails_is_an_error_and_what_it_said_is_shown(stage: Stage) -> None:
    command = (sys.executable, "-c", "print('no such table'); raise SystemExit(2)")
    with pytest.raises(ChildError, match="migrate ended with code 2"):
        await stage.manager.run_to_end(Child("migrate", command, {}))
    assert "no such table" in stage.said.getvalue()


async def test_a_line_without_an_end_does_not_fill_the_memory(stage: Stage) -> None:
    command = (sys.executable, "-c", "print('x' * 300_000, end='')")
    await stage.manager.run_to_end(Child("talker", command, {}))
    said = [line.partition("| ")[2] for line in stage.lines()]
    assert sum(map(len, said)) == 300_000
    assert max(map(len, said)) <= 2 * 65_536
