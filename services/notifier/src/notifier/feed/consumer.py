"""The loop that follows the case API's feed, for as long as the worker runs."""

import asyncio
import contextlib
import random

import structlog
from pydantic import ValidationError

from notifier.feed import service
from notifier.feed.service import FeedMovedError
from notifier.reminders.service import tell
from rettematch.clients.case_api import CaseApiClient
from rettematch.clients.service_token import ServiceToken
from rettematch.clock import system_clock
from rettematch.database import Database
from rettematch.problems import Problem, Unauthenticated

_WAIT_SECONDS = 20
_FIRST_PAUSE_SECONDS = 0.5
_LONGEST_PAUSE_SECONDS = 15.0

_log = structlog.get_logger(__name__)


class FeedConsumer:
    """Reads page after page. A case API that is away only makes it later, never wrong."""

    def __init__(
        self,
        database: Database,
        client: CaseApiClient,
        token: ServiceToken,
        link_base_url: str,
    ) -> None:
        """`link_base_url` is what the links in messages begin with."""
        self._database = database
        self._client = client
        self._token = token
        self._link_base_url = link_base_url
        self._is_caught_up = False
        self._pause = _FIRST_PAUSE_SECONDS

    async def run(self, stop: asyncio.Event) -> None:
        """Follows the feed until `stop`."""
        while not stop.is_set():
            try:
                await self._step(stop)
                self._pause = _FIRST_PAUSE_SECONDS
            except FeedMovedError:
                continue
            except Problem as problem:
                if isinstance(problem, Unauthenticated):
                    self._token.forget()
                await self._wait(stop, problem.slug)
            except ValidationError:
                # A case API that is newer than this worker: what is known already must still be delivered.
                await self._wait(stop, "not-the-contract")

    async def _wait(self, stop: asyncio.Event, problem: str) -> None:
        """A pause that gets longer, until a page can be read again."""
        _log.warning("the feed cannot be read", problem=problem, again_in=self._pause)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), self._pause * random.uniform(0.8, 1.2))  # noqa: S311 - spread
        self._pause = min(self._pause * 2, _LONGEST_PAUSE_SECONDS)

    async def _step(self, stop: asyncio.Event) -> None:
        after = await service.position(self._database)
        token = await self._token.get()
        wait = _WAIT_SECONDS if self._is_caught_up else 0  # what a worker before this one left untold does not wait
        reading = asyncio.ensure_future(self._client.changes(token, after, wait))
        stopping = asyncio.ensure_future(stop.wait())
        try:
            await asyncio.wait({reading, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if not reading.done():
                return
            page = reading.result()
        finally:
            for task in (reading, stopping):
                task.cancel()
            await asyncio.gather(reading, stopping, return_exceptions=True)
        if page.next != after:
            await service.apply(self._database, after, page)
        self._is_caught_up = service.is_caught_up(page, system_clock())
        if self._is_caught_up:
            await tell(self._database, self._link_base_url)
