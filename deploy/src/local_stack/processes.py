"""Starts the children of the stack, shows what they say, waits until they are ready and stops exactly them.

docs/decisions/0002-process-manager.md says why this is ours. Every child leads a process group of its own, so that
Ctrl-C at the terminal reaches the manager alone and the manager decides the order; and the kernel kills every child
whose manager is gone (PR_SET_PDEATHSIG), so that not even kill -9 leaves one behind.
"""

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

import httpx

from local_stack.console import Console
from local_stack.lifeline import tied_to_this_process

STOP_SECONDS: Final = 15.0  # the services give the requests under way 10
LAST_WORDS_SECONDS: Final = 0.5
POLL_SECONDS: Final = 0.05
REMIND_SECONDS: Final = 2.0
READY_TIMEOUT: Final = httpx.Timeout(2.0)
FIRST_RESTART_SECONDS: Final = 0.5
LAST_RESTART_SECONDS: Final = 15.0
STEADY_SECONDS: Final = 60.0  # a child that ran this long starts over with its patience
CRASHES_IN_A_ROW: Final = 6
LONGEST_LINE_BYTES: Final = 65_536


class ChildError(RuntimeError):
    """A child failed, named in the message, which is for the terminal."""


@dataclass(frozen=True, slots=True)
class Child:
    """A program to run.

    `ready_url` answers 200 when the child is ready; a child without one is ready once it runs. `restart` says that a
    crash is followed by a new start; without it a crash ends the whole stack.
    """

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(repr=False)  # holds secrets
    ready_url: str | None = None
    restart: bool = False


@dataclass(slots=True)
class _Running:
    child: Child
    process: asyncio.subprocess.Process
    pump: asyncio.Task[None]
    begun: float
    crashes: int = 0


class ProcessManager:
    """The children of one stack. Use it from the main thread's event loop, and always call `stop`."""

    def __init__(self, console: Console, *, stop_seconds: float = STOP_SECONDS) -> None:
        self._console = console
        self._stop_seconds = stop_seconds
        self._running: dict[str, _Running] = {}  # in the order of their starts
        self._watchers: dict[str, asyncio.Task[None]] = {}
        self._failure: asyncio.Future[ChildError] = asyncio.get_running_loop().create_future()
        self._stopping = False

    @property
    def pids(self) -> dict[str, int]:
        return {name: running.process.pid for name, running in self._running.items()}

    async def start(self, child: Child) -> None:
        """Starts a child and watches over it from then on."""
        self._running[child.name] = await self._spawn(child)
        self._watchers[child.name] = asyncio.create_task(self._watch(child))

    async def run_to_end(self, child: Child) -> None:
        """Runs a child that ends by itself.

        Raises:
            ChildError: when it ends with another code than 0.
        """
        running = await self._spawn(child)
        try:
            code = await running.process.wait()
            await running.pump
        except asyncio.CancelledError:
            await self._end(running)
            raise
        if code != 0:
            raise ChildError(f"{child.name} ended with code {code}; its last lines are above")

    async def wait_until_ready(self, seconds: float) -> None:
        """Returns when every child that has a `ready_url` answers 200 there.

        Raises:
            ChildError: a child ended first, or is not ready in time.
        """
        missing = {name: r.child.ready_url for name, r in self._running.items() if r.child.ready_url is not None}
        begun = time.monotonic()
        reminded = begun
        # Proxies in the environment are for the world outside, and this machine is not.
        async with httpx.AsyncClient(timeout=READY_TIMEOUT, trust_env=False) as client:
            while missing:
                if self._failure.done():
                    raise self._failure.result()
                for name, url in list(missing.items()):
                    with contextlib.suppress(httpx.HTTPError):
                        if (await client.get(url)).status_code == httpx.codes.OK:
                            del missing[name]
                now = time.monotonic()
                if missing and now > begun + seconds:
                    raise ChildError(f"not ready after {seconds:.0f} s: {', '.join(missing)}")
                if missing and now > reminded + REMIND_SECONDS:
                    reminded = now
                    self._console.say(f"waiting for {', '.join(missing)}: {now - begun:.0f} s")
                if missing:
                    await asyncio.sleep(POLL_SECONDS)

    async def wait_for_failure(self) -> ChildError:
        """Returns when a child has ended that should not have."""
        return await asyncio.shield(self._failure)

    async def stop(self) -> None:
        """Ends all children, the last started first, so that none outlives what it calls."""
        self._stopping = True
        for watcher in self._watchers.values():
            watcher.cancel()
        await asyncio.gather(*self._watchers.values(), return_exceptions=True)
        for name in reversed(list(self._running)):
            await self._end(self._running.pop(name))
        self._watchers.clear()

    def kill(self) -> None:
        """Ends all children at once, for a person who will not wait."""
        for running in self._running.values():
            _signal_group(running.process, signal.SIGKILL)

    async def _spawn(self, child: Child) -> _Running:
        process = await asyncio.create_subprocess_exec(
            *tied_to_this_process(list(child.command), signal_name="SIGKILL"),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env=dict(child.environment),
            start_new_session=True,
        )
        pump = asyncio.create_task(self._show(child.name, process))
        return _Running(child, process, pump, time.monotonic())

    async def _show(self, name: str, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None  # noqa: S101 - for mypy: asked for in _spawn
        rest = b""
        while chunk := await process.stdout.read(LONGEST_LINE_BYTES):
            *lines, rest = (rest + chunk).split(b"\n")
            if len(rest) > LONGEST_LINE_BYTES:
                lines, rest = [*lines, rest], b""
            self._write(name, lines)
        self._write(name, [rest] if rest else [])

    def _write(self, name: str, lines: Iterable[bytes]) -> None:
        for line in lines:
            self._console.line(name, line.decode(errors="replace").rstrip("\r"))

    async def _watch(self, child: Child) -> None:
        while True:
            running = self._running[child.name]
            code = await running.process.wait()
            if self._stopping:
                return
            lasted = time.monotonic() - running.begun
            crashes = 1 if lasted > STEADY_SECONDS else running.crashes + 1
            if not child.restart or crashes >= CRASHES_IN_A_ROW:
                if not self._failure.done():
                    self._failure.set_result(ChildError(f"{child.name} ended with code {code} after {lasted:.1f} s"))
                return
            pause = min(FIRST_RESTART_SECONDS * 2 ** (crashes - 1), LAST_RESTART_SECONDS)
            self._console.say(f"{child.name} ended with code {code}; starting it again in {pause:.1f} s")
            await asyncio.sleep(pause)
            self._running[child.name] = await self._spawn(child)
            self._running[child.name].crashes = crashes

    async def _wait_for_end(self, running: _Running) -> None:
        """Returns when the child has ended; TimeoutError when patience has."""
        quick = min(REMIND_SECONDS, self._stop_seconds)
        try:
            await asyncio.wait_for(running.process.wait(), quick)
        except TimeoutError:
            if self._stop_seconds <= quick:
                raise
            self._console.say(f"waiting for {running.child.name} to finish what it is doing")
            await asyncio.wait_for(running.process.wait(), self._stop_seconds - quick)

    async def _end(self, running: _Running) -> None:
        process = running.process
        if process.returncode is None:
            _signal_group(process, signal.SIGTERM)
            try:
                await self._wait_for_end(running)
            except TimeoutError:
                self._console.say(f"{running.child.name} did not stop in {self._stop_seconds:.0f} s; killing it")
                _signal_group(process, signal.SIGKILL)
                await process.wait()
        try:
            await asyncio.wait_for(asyncio.shield(running.pump), LAST_WORDS_SECONDS)
        except TimeoutError:
            # Somebody it started still holds its output, so the group's number cannot be another's by now.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(running.pump, LAST_WORDS_SECONDS)


def _signal_group(process: asyncio.subprocess.Process, number: signal.Signals) -> None:
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)
