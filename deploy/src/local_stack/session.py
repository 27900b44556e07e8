"""One run of the stack from a command line: start, load the demonstration, do the main job, then serve or end."""

import asyncio
import contextlib
import json
import signal
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from local_stack.account import Account, Seconds, figures, table
from local_stack.console import Console
from local_stack.postgres import EmbeddedPostgres
from local_stack.processes import ChildError, ProcessManager
from local_stack.settings import PROJECT_ROOT, StackSettings
from local_stack.stack import Stack, administrator, check_before, children_running
from local_stack.state import StateFolder

Load = Callable[[Stack], Awaitable[None]]
Job = Callable[[Stack], Awaitable[Account]]
Result = TypeVar("Result")

DEMO_FILE: Final = PROJECT_ROOT / "build" / "demo.json"
WATCH_SECONDS: Final = 0.5
STOP_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(slots=True)
class Timing:
    """When the command was given, and what has been measured since."""

    started: float
    warm: bool
    setup: float = 0.0
    main_job: float = 0.0

    def seconds(self) -> Seconds:
        total = time.time() - self.started
        return Seconds(
            setup=round(self.setup, 2), main_job=round(self.main_job, 2), total=round(total, 2), warm=self.warm
        )


def run(settings: StackSettings, load: Load, job: Job, *, serve: bool) -> tuple[Account, Timing]:
    """Runs the stack: until it is told to stop when `serve`, else until the main job is done.

    Raises:
        SettingsError, IssuerRefusedError, PortError, PostgresError, DatabaseSetupError, ChildError: for the terminal.
        KeyboardInterrupt: it was told to stop before the main job was done.
    """
    console = Console()
    started = settings.rettematch_started or time.time()
    has_state = (settings.rettematch_state / "secrets.json").exists()
    timing = Timing(started=started, warm=has_state and not environment_made_since(started))
    check_before(settings)
    state = StateFolder(settings.rettematch_state)
    stack = Stack(settings, state, console)
    with _signals_interrupt(), administrator(settings, state, console) as (admin_url, server):
        try:
            account = asyncio.run(_run(stack, admin_url, server, load, job, timing, serve=serve))
        finally:
            for number in STOP_SIGNALS:  # PostgreSQL is stopped next, last and whole
                signal.signal(number, signal.SIG_IGN)
            if server is not None:
                console.say("stopping PostgreSQL")
    return account, timing


def environment_made_since(moment: float) -> bool:
    """Whether deploy/bootstrap.sh has installed anything since: it leaves a stamp."""
    stamps = (PROJECT_ROOT / ".venv").glob(".installed-*")
    return any(stamp.stat().st_mtime >= moment for stamp in stamps)


async def _run(
    stack: Stack,
    admin_url: str,
    server: EmbeddedPostgres | None,
    load: Load,
    job: Job,
    timing: Timing,
    *,
    serve: bool,
) -> Account:
    console = stack.console
    done: Account | None = None
    with _signals_cancel() as managers:
        try:
            async with children_running(stack.settings, stack.state, console, admin_url, managers) as manager:
                with console.step("loading the demonstration municipality, unless it is there"):
                    await _while_all_is_well(manager, server, load(stack))
                timing.setup = time.time() - timing.started
                with console.step("doing the main job"):
                    begun = time.monotonic()
                    account = await _while_all_is_well(manager, server, job(stack))
                    timing.main_job = time.monotonic() - begun
                _tell(stack, account, timing)
                done = account
                if serve:
                    console.say("serving until Ctrl-C")
                    await _while_all_is_well(manager, server, asyncio.Event().wait())
                console.say("stopping the services")
        except asyncio.CancelledError:
            if done is None:
                raise KeyboardInterrupt from None
    assert done is not None  # noqa: S101 - for mypy: every other way out raises
    return done


async def _while_all_is_well(
    manager: ProcessManager, server: EmbeddedPostgres | None, work: Awaitable[Result]
) -> Result:
    """The result of `work`, unless a child or PostgreSQL fails before it is done."""
    watched = asyncio.ensure_future(work)
    failure = asyncio.ensure_future(manager.wait_for_failure())
    try:
        while not watched.done():
            await asyncio.wait({watched, failure}, timeout=WATCH_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            if failure.done():
                raise failure.result()
            if server is not None and not server.is_running:
                raise ChildError(f"PostgreSQL ended; its log is {server.log}")
        return watched.result()
    finally:
        for task in (watched, failure):
            task.cancel()
        with contextlib.suppress(BaseException):
            await asyncio.gather(watched, failure, return_exceptions=True)


def _tell(stack: Stack, account: Account, timing: Timing) -> None:
    say = stack.console.say
    say(f"the main job, done in {timing.main_job:.1f} s; ready {timing.setup:.1f} s after the command:")
    for line in account.lines:
        say(f"  {line}")
    for name, url in (
        ("case API", stack.case_api_url),
        ("matcher", stack.matcher_url),
        ("notifier", stack.notifier_url),
    ):
        say(f"  {name:<9} {url}/docs")
    say("  sign in   make token ROLE=job-broker")


@contextlib.contextmanager
def _signals_interrupt() -> Iterator[None]:
    """Outside the event loop every signal to stop is a KeyboardInterrupt, so that all is put away."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, interrupt) for number in STOP_SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextlib.contextmanager
def _signals_cancel() -> Iterator[list[ProcessManager]]:
    """In the event loop the first signal ends the work in order, and a second one without patience."""
    loop = asyncio.get_running_loop()
    work = asyncio.current_task()
    managers: list[ProcessManager] = []
    told = 0

    def stop() -> None:
        nonlocal told
        told += 1
        if told == 1 and work is not None:
            work.cancel()
        for manager in managers:
            if told > 1:
                manager.kill()

    for number in STOP_SIGNALS:
        loop.add_signal_handler(number, stop)
    try:
        yield managers
    finally:
        for number in STOP_SIGNALS:
            loop.remove_signal_handler(number)


def write_demo(path: Path, account: Account, seconds: Seconds) -> None:
    """Writes build/demo.json."""
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {**account.model_dump(mode="json"), "seconds": seconds.model_dump(mode="json")}
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def demo(settings: StackSettings, load: Load, job: Job) -> int:
    """`make demo`: the main job once, its account in a file, its figures as a table; the exit code."""
    account, timing = run(settings, load, job, serve=False)
    seconds = timing.seconds()
    write_demo(DEMO_FILE, account, seconds)
    rows = figures(account, seconds)
    print("\n".join([f"wrote {DEMO_FILE}", *table(rows)]))
    return 0 if all(row.holds for row in rows) else 1
