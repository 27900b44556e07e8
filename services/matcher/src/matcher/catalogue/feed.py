"""Following the case API's change feed for as long as the service runs."""

import asyncio
import random
from collections.abc import Awaitable, Callable

import structlog

from matcher.catalogue import drift, store
from matcher.catalogue.state import Catalogue, Feed
from rettematch.clients.case_api import CaseApiClient
from rettematch.clock import Clock
from rettematch.contracts.changes import ChangePage, PlaceChange, cursor_position
from rettematch.database import Database

_log = structlog.get_logger(__name__)

SHORTEST_PAUSE_SECONDS = 0.05
FIRST_PAUSE_SECONDS = 0.25
LONGEST_PAUSE_SECONDS = 15.0


class FeedFollower:
    """Reads page after page, keeps them, and never gives up.

    Args:
        case_api: The client.
        token: Gives the service's own token.
        database: Where the catalogue is kept.
        catalogue: Brought up to date.
        wait_seconds: How long the case API may hold a request open when there is nothing new.
        drift_check_seconds: Between comparisons of all places with the case API's; 0 for none.
        clock: For the time at which a position was reached.
        pause: Waits between attempts.
    """

    def __init__(
        self,
        case_api: CaseApiClient,
        token: Callable[[], Awaitable[str]],
        database: Database,
        catalogue: Catalogue,
        *,
        wait_seconds: int,
        drift_check_seconds: float,
        clock: Clock,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._case_api = case_api
        self._token = token
        self._database = database
        self._catalogue = catalogue
        self._wait_seconds = wait_seconds
        self._drift_check_seconds = drift_check_seconds
        self._compare_at: float | None = None
        self._clock = clock
        self._pause = pause

    async def read_page(self) -> None:
        """Reads one page, keeps it and applies it: kept first, so that what is ranked survives a restart."""
        wait = self._wait_seconds if self._catalogue.complete_once else 0
        page = await self._case_api.changes(await self._token(), self._catalogue.cursor, wait)
        if await self._began_anew(page):
            return
        changes = [change for change in page.items if isinstance(change, PlaceChange)]
        known = self._catalogue.feed
        if known.id is None and page.feed_id is not None:
            self._catalogue.feed = Feed(page.feed_id, known.epoch)
        if page.next != self._catalogue.cursor or self._catalogue.feed != known:
            await store.save(self._database, changes, self._catalogue.feed, page.next, self._clock())
        # In one go: an answer between the two would name a cursor that its places are ahead of.
        self._catalogue.apply(change.data for change in changes)
        self._catalogue.reached(page.next, complete=page.next == page.head)
        await self._catalogue.merge()
        if not page.items:
            await self._pause(SHORTEST_PAUSE_SECONDS)  # a case API that does not hold requests open is not hammered

    async def _began_anew(self, page: ChangePage) -> bool:
        """Whether this is another feed than the one followed so far, or the same set back: then all is read anew."""
        feed = self._catalogue.feed
        another = None not in {feed.id, page.feed_id} and feed.id != page.feed_id
        set_back = cursor_position(page.head) < cursor_position(self._catalogue.cursor)
        if not another and not set_back:
            return False
        _log.error("the feed began anew: all places are read again", another=another, set_back=set_back)
        begun = Feed(page.feed_id, feed.epoch + 1)
        await store.begin_anew(self._database, begun, self._clock())
        self._catalogue.begin_anew(begun)
        self._compare_at = None
        return True

    async def compare(self) -> None:
        """Compares all places with the case API's when it is time; a failure is tried again at the next page."""
        now = asyncio.get_running_loop().time()
        if not self._drift_check_seconds or not self._catalogue.complete_once:
            return
        if self._compare_at is not None and now < self._compare_at:
            return
        await drift.check(self._case_api, await self._token(), self._database, self._catalogue)
        self._compare_at = now + self._drift_check_seconds

    async def run(self) -> None:
        """Loads what was kept, then follows the feed until cancelled. Any failure is logged and tried again later."""
        await self._attempt_until_done(lambda: store.load(self._database, self._catalogue))
        while True:
            await self._attempt_until_done(self.read_page)
            await self._attempt(self.compare)

    async def _attempt(self, action: Callable[[], Awaitable[None]]) -> None:
        try:
            await action()
        except Exception as error:  # noqa: BLE001 - a comparison that fails must not keep the feed from being read
            _log.warning("places not compared", kind=type(error).__name__)
            self._compare_at = asyncio.get_running_loop().time() + LONGEST_PAUSE_SECONDS

    async def _attempt_until_done(self, action: Callable[[], Awaitable[None]]) -> None:
        ceiling = FIRST_PAUSE_SECONDS
        while True:
            try:
                await action()
            except Exception as error:  # noqa: BLE001 - whatever it is, the catalogue must go on being followed
                _log.warning("change feed not read", kind=type(error).__name__, again_within_seconds=ceiling)
                await self._pause(ceiling * random.uniform(0.5, 1))  # noqa: S311 - spreads load, no secret
                ceiling = min(2 * ceiling, LONGEST_PAUSE_SECONDS)
            else:
                return
