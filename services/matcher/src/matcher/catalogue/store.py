"""Keeping the catalogue in the matcher's database."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col, select

from matcher.catalogue.models import CataloguePlace, FeedPosition
from matcher.catalogue.state import Catalogue
from rettematch.contracts.places import PlaceSnapshot
from rettematch.database import FEED_SCOPE, Database

POSITION = "places"
_BATCH = 1000
_ENTER_MUNICIPALITY = text("select set_config('app.municipality', :code, true)")


async def load(database: Database, catalogue: Catalogue) -> None:
    """Fills the catalogue with what was kept; leaves it as it is when nothing was.

    The position is read first: places are then at least as new as it, and reading the feed on from there repeats some
    changes but misses none.
    """
    async with database.transaction(FEED_SCOPE) as session:
        position = await session.get(FeedPosition, POSITION)
        if position is None:
            return
        rows = await session.stream_scalars(select(CataloguePlace.snapshot).execution_options(yield_per=_BATCH))
        async for snapshots in rows.partitions(_BATCH):
            catalogue.apply(PlaceSnapshot.model_validate(snapshot) for snapshot in snapshots)
    catalogue.loaded(position.cursor)


async def _keep_places(connection: AsyncConnection, code: str, places: Sequence[PlaceSnapshot]) -> None:
    newest: dict[object, PlaceSnapshot] = {}
    for place in sorted(places, key=lambda each: each.version):
        newest[place.place_id] = place
    statement = insert(CataloguePlace)
    excluded = statement.excluded
    await connection.execute(_ENTER_MUNICIPALITY, {"code": code})
    await connection.execute(
        statement.on_conflict_do_update(
            index_elements=["municipality_code", "place_id"],
            set_={"version": excluded.version, "snapshot": excluded.snapshot},
            where=col(CataloguePlace.version) < excluded.version,
        ),
        [
            {
                "municipality_code": code,
                "place_id": place.place_id,
                "version": place.version,
                "snapshot": place.model_dump(mode="json"),
            }
            for place in newest.values()
        ],
    )


async def save(database: Database, places: Sequence[PlaceSnapshot], cursor: str, now: datetime) -> None:
    """Keeps places and the cursor after them in one transaction; older versions never replace newer ones."""
    by_municipality: defaultdict[str, list[PlaceSnapshot]] = defaultdict(list)
    for place in places:
        by_municipality[place.municipality_code].append(place)
    async with database.transaction(FEED_SCOPE) as session:
        connection = await session.connection()
        for code, group in sorted(by_municipality.items()):
            await _keep_places(connection, code, group)
        statement = insert(FeedPosition).values(name=POSITION, cursor=cursor, updated_at=now)
        await connection.execute(
            statement.on_conflict_do_update(
                index_elements=["name"],
                set_={"cursor": statement.excluded.cursor, "updated_at": statement.excluded.updated_at},
            )
        )
