"""Keeping the catalogue in the matcher's database."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col, select

from matcher.catalogue.models import CataloguePlace, FeedPosition, PlaceVersion
from matcher.catalogue.state import Catalogue, Feed
from rettematch.contracts.changes import START_CURSOR, PlaceChange, cursor_position
from rettematch.contracts.places import PlaceSnapshot
from rettematch.database import FEED_SCOPE, Database, DataScope

POSITION = "places"
_BATCH = 1000
_PLACE_COLUMNS = ("municipality_code", "place_id", "version", "snapshot")
_KEEP_VERSION = insert(PlaceVersion).on_conflict_do_nothing()
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
    catalogue.loaded(position.cursor, Feed(position.feed_id, position.epoch))


def _versions(changes: Sequence[PlaceChange], epoch: int) -> list[dict[str, Any]]:
    """Each version once, at the place where the feed gave it first."""
    rows: dict[tuple[UUID, int], dict[str, Any]] = {}
    for change in changes:
        transaction_id, sequence = cursor_position(change.cursor)
        rows.setdefault(
            (change.data.place_id, change.data.version),
            {
                "municipality_code": change.data.municipality_code,
                "epoch": epoch,
                "place_id": change.data.place_id,
                "version": change.data.version,
                "transaction_id": transaction_id,
                "sequence": sequence,
                "snapshot": change.data.model_dump(mode="json"),
            },
        )
    return list(rows.values())


async def _keep_places(connection: AsyncConnection, code: str, versions: Sequence[Mapping[str, Any]]) -> None:
    newest = {row["place_id"]: row for row in sorted(versions, key=lambda each: int(each["version"]))}
    statement = insert(CataloguePlace)
    excluded = statement.excluded
    await connection.execute(_ENTER_MUNICIPALITY, {"code": code})
    await connection.execute(_KEEP_VERSION, versions)
    await connection.execute(
        statement.on_conflict_do_update(
            index_elements=["municipality_code", "place_id"],
            set_={"version": excluded.version, "snapshot": excluded.snapshot},
            where=col(CataloguePlace.version) < excluded.version,
        ),
        [{name: row[name] for name in _PLACE_COLUMNS} for row in newest.values()],
    )


async def put_right(
    database: Database, code: str, wrong: Collection[UUID], right: Sequence[PlaceChange], epoch: int
) -> None:
    """Replaces kept places of one municipality, whatever their versions."""
    async with database.transaction(DataScope(code)) as session:
        connection = await session.connection()
        await connection.execute(delete(CataloguePlace).where(col(CataloguePlace.place_id).in_(wrong)))
        if right:
            await _keep_places(connection, code, _versions(right, epoch))


async def kept_versions(database: Database) -> tuple[str, dict[str, dict[UUID, int]]]:
    """The cursor that was reached, and the versions of all kept places by municipality, as of one moment."""
    found: defaultdict[str, dict[UUID, int]] = defaultdict(dict)
    async with database.transaction(FEED_SCOPE) as session:
        columns = (CataloguePlace.municipality_code, CataloguePlace.place_id, CataloguePlace.version)
        cursor = select(FeedPosition.cursor).where(col(FeedPosition.name) == POSITION).scalar_subquery()
        rows = (await session.exec(select(*columns, cursor))).all()  # one statement sees one moment
    for code, place_id, version, _ in rows:
        found[code][place_id] = version
    return (rows[0][3] if rows else START_CURSOR), dict(found)


async def begin_anew(database: Database, feed: Feed, now: datetime) -> None:
    """Forgets the kept places and the position, of a feed that is no more; runs and history stay."""
    async with database.transaction(FEED_SCOPE) as session:
        connection = await session.connection()
        codes = (await session.exec(select(CataloguePlace.municipality_code).distinct())).all()
        for code in codes:
            await connection.execute(_ENTER_MUNICIPALITY, {"code": code})
            await connection.execute(delete(CataloguePlace).where(col(CataloguePlace.municipality_code) == code))
        await _keep_position(connection, feed, START_CURSOR, now)


async def _keep_position(connection: AsyncConnection, feed: Feed, cursor: str, now: datetime) -> None:
    statement = insert(FeedPosition).values(
        name=POSITION, cursor=cursor, feed_id=feed.id, epoch=feed.epoch, updated_at=now
    )
    await connection.execute(
        statement.on_conflict_do_update(
            index_elements=["name"],
            set_={name: statement.excluded[name] for name in ("cursor", "feed_id", "epoch", "updated_at")},
        )
    )


async def save(database: Database, changes: Sequence[PlaceChange], feed: Feed, cursor: str, now: datetime) -> None:
    """Keeps places, their versions for later replays, and the cursor after them in one transaction.

    Older versions never replace newer ones.
    """
    by_municipality: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in _versions(changes, feed.epoch):
        by_municipality[row["municipality_code"]].append(row)
    async with database.transaction(FEED_SCOPE) as session:
        connection = await session.connection()
        for code, group in sorted(by_municipality.items()):
            await _keep_places(connection, code, group)
        await _keep_position(connection, feed, cursor, now)
