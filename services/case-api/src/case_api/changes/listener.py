"""Waking long polls when something was committed: one LISTEN connection a process."""

import asyncio
import contextlib
from typing import Any

import asyncpg
import structlog

from case_api.changes.service import CHANNEL

_RETRY_SECONDS = 1.0
_log = structlog.get_logger(__name__)


class ChangeListener:
    """Signals `changed` on every commit to the feed. Losing the connection only makes polls slower, never wrong."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._changed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._listen())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def wait(self, seconds: float) -> None:
        """Returns at the next commit to the feed, or after `seconds`."""
        event = self._changed
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(event.wait(), seconds)

    def _signal(self, *_: Any) -> None:
        event, self._changed = self._changed, asyncio.Event()
        event.set()

    async def _listen(self) -> None:
        while True:
            try:
                await self._listen_once()
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                _log.warning("feed listener lost its connection", kind=type(error).__name__)
            await asyncio.sleep(_RETRY_SECONDS)

    async def _listen_once(self) -> None:
        """Listens until the connection ends."""
        connection = await asyncpg.connect(self._url, timeout=10)
        lost = asyncio.Event()
        connection.add_termination_listener(lambda _: lost.set())
        try:
            await connection.add_listener(CHANNEL, self._signal)
            await lost.wait()
        finally:
            await connection.close(timeout=2)
