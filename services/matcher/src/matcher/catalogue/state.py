"""The catalogue of all municipalities in memory, and how fresh it is."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

import structlog
from prometheus_client import Counter, Gauge

from matcher.catalogue.columns import Columns, NewPlace
from matcher.catalogue.encoding import encode
from matcher.ranking.schemas import CatalogueStatus
from rettematch.considerations import UnknownDimensionError
from rettematch.constraints import complete_demands
from rettematch.contracts.changes import START_CURSOR
from rettematch.contracts.places import PlaceSnapshot

_log = structlog.get_logger(__name__)

APPLIED = Counter("matcher_places_applied_total", "Changes of places that were new to the catalogue")
UNREADABLE = Counter("matcher_places_unreadable_total", "Places that could not be read and are treated as closed")
LAG = Gauge("matcher_catalogue_lag_seconds", "Since the catalogue was last known to be complete")

_CLOSED = {"open": False, "demands": (), "postcode": "0000"}


def readable(place: PlaceSnapshot) -> NewPlace:
    """A place ready for the columns; one that cannot be understood is held as closed, so that nobody is sent there."""
    try:
        return NewPlace(place, encode(place, complete_demands(place)))
    except (UnknownDimensionError, ValueError) as error:
        UNREADABLE.inc()
        _log.error("place cannot be read", place=str(place.place_id), version=place.version, kind=type(error).__name__)
        closed = place.model_copy(update=_CLOSED)
        return NewPlace(closed, encode(closed, complete_demands(closed)))


@dataclass(frozen=True, slots=True)
class Feed:
    """Which feed the places are from: its identity, as far as it is known, and how often a feed began anew here."""

    id: UUID | None
    epoch: int


class Catalogue:
    """Columns by municipality: a search never sees another municipality's places."""

    def __init__(self, stale_after_seconds: float, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.cursor = START_CURSOR
        self.feed = Feed(None, 1)
        self._columns: dict[str, Columns] = {}
        self._none = Columns()
        self._stale_after = stale_after_seconds
        self._monotonic = monotonic
        self._started_at = monotonic()
        self._complete_at: float | None = None
        self._loaded = False
        LAG.set_function(self.lag_seconds)

    @property
    def usable(self) -> bool:
        """Whether there is something to rank: kept places were loaded, or the feed was read to its end once."""
        return self._loaded or self._complete_at is not None

    @property
    def complete_once(self) -> bool:
        """Whether the feed has been read to its end since the start."""
        return self._complete_at is not None

    def apply(self, places: Iterable[PlaceSnapshot]) -> int:
        """Brings places up to date, each in its municipality; repeated and older versions change nothing."""
        by_municipality: defaultdict[str, list[NewPlace]] = defaultdict(list)
        for place in places:
            by_municipality[place.municipality_code].append(readable(place))
        applied = sum(self._columns.setdefault(code, Columns()).apply(new) for code, new in by_municipality.items())
        APPLIED.inc(applied)
        return applied

    def unmerged(self) -> tuple[str, ...]:
        """The municipalities whose places have a long tail."""
        return tuple(code for code, columns in self._columns.items() if columns.wants_merging)

    async def merge(self) -> None:
        """Puts long tails in order, in another thread; searches go on with the old order meanwhile.

        Nothing may be applied until it is done: whoever applies changes awaits it.
        """
        for code in self.unmerged():
            self._columns[code] = await asyncio.to_thread(self._columns[code].merged)

    def held(self) -> dict[str, Columns]:
        """The places of every municipality that has any."""
        return dict(self._columns)

    async def put_right(self, municipality_code: str, wrong: Collection[UUID], right: Sequence[PlaceSnapshot]) -> None:
        """Takes places out and puts in what should be there instead, whatever the versions; searches see it in one go.

        Nothing may be applied until it is done: whoever applies changes awaits it.
        """
        columns = await asyncio.to_thread(self.of(municipality_code).without, wrong)
        columns.apply([readable(place) for place in right])
        self._columns[municipality_code] = columns

    def begin_anew(self, feed: Feed) -> None:
        """Forgets all places: they are of a feed that is no more."""
        self._columns = {}
        self.cursor = START_CURSOR
        self.feed = feed
        self._loaded = False
        self._complete_at = None

    def loaded(self, cursor: str, feed: Feed) -> None:
        """Notes that the kept places are here, as of a cursor of a feed."""
        self.cursor = cursor
        self.feed = feed
        self._loaded = True

    def reached(self, cursor: str, *, complete: bool) -> None:
        """Notes how far the feed has been read, and whether that is its end."""
        self.cursor = cursor
        if complete:
            self._complete_at = self._monotonic()

    def put(self, municipality_code: str, columns: Columns) -> None:
        """Takes columns that were made elsewhere, before anything is applied."""
        self._columns[municipality_code] = columns

    def of(self, municipality_code: str) -> Columns:
        """The places of a municipality; empty columns when it has none."""
        return self._columns.get(municipality_code, self._none)

    def lag_seconds(self) -> float:
        """Since the catalogue was last known to be complete, or since the start."""
        since = self._started_at if self._complete_at is None else self._complete_at
        return self._monotonic() - since

    def status(self, municipality_code: str) -> CatalogueStatus:
        """How fresh the places are, for an answer."""
        lag = self.lag_seconds()
        return CatalogueStatus(
            cursor=self.cursor,
            lag_seconds=round(lag, 1),
            places=len(self.of(municipality_code)),
            stale=self._complete_at is None or lag > self._stale_after,
        )
