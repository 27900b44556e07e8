"""The catalogue as it was: a municipality's places at any earlier position of the feed."""

from uuid import UUID

from sqlalchemy import tuple_
from sqlmodel import col, select

from matcher.catalogue.columns import Columns
from matcher.catalogue.models import PlaceVersion
from matcher.catalogue.state import readable
from rettematch.contracts.changes import cursor_position
from rettematch.contracts.places import PlaceSnapshot
from rettematch.database import Database, DataScope

_BATCH = 500
"""Versions that are read and applied at a time: what else the process does waits for some tens of milliseconds."""


class HistoryWalk:
    """Walks forward through the versions that a feed gave of a municipality's places.

    Args:
        database: With the kept versions.
        municipality_code: Whose places.
        epoch: Of the feed that the cursors are of.
    """

    def __init__(self, database: Database, municipality_code: str, epoch: int) -> None:
        self._database = database
        self._scope = DataScope(municipality_code)
        self._epoch = epoch
        self._columns = Columns()
        self._after = (0, 0, UUID(int=0))

    async def at(self, cursor: str) -> Columns:
        """The places as they were at a cursor; they are the walk's own, and the next step changes them.

        Args:
            cursor: Not before the one that was asked for last.

        Raises:
            ValueError: it is before it.
        """
        until = cursor_position(cursor)
        if until < self._after[:2]:
            raise ValueError("the history is walked forward only")
        while rows := await self._next(until):
            last = rows[-1]
            self._after = (last.transaction_id, last.sequence, last.place_id)
            self._columns.apply([readable(PlaceSnapshot.model_validate(row.snapshot)) for row in rows])
            if self._columns.wants_merging:
                self._columns = self._columns.merged()
        return self._columns

    async def _next(self, until: tuple[int, int]) -> list[PlaceVersion]:
        position = (col(PlaceVersion.transaction_id), col(PlaceVersion.sequence), col(PlaceVersion.place_id))
        async with self._database.transaction(self._scope) as session:
            found = await session.exec(
                select(PlaceVersion)
                .where(
                    col(PlaceVersion.municipality_code) == self._scope.municipality_code,
                    col(PlaceVersion.epoch) == self._epoch,
                    tuple_(*position) > self._after,
                    tuple_(*position[:2]) <= until,
                )
                .order_by(*position)
                .limit(_BATCH)
            )
            return list(found)
