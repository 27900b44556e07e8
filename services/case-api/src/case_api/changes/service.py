"""Writing to the change feed, and reading it without ever losing a line."""

from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, insert, literal_column, text, tuple_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from case_api.changes.models import ChangeRow
from case_api.context import Work
from rettematch.contracts.cases import CaseFacts
from rettematch.contracts.changes import Change, ChangePage, Entity, cursor_position
from rettematch.contracts.follow_ups import FollowUpSnapshot
from rettematch.contracts.places import PlaceSnapshot
from rettematch.identifiers import uuid7
from rettematch.problems import InvalidRequest
from rettematch.telemetry import trace_parent

CHANNEL = "case_api_changes"
_LARGEST = 2**63 - 1
_ANNOUNCE = text(f"select pg_notify('{CHANNEL}', '')")
_ADD_LINE = insert(ChangeRow)
_CHANGE: TypeAdapter[Change] = TypeAdapter(Change)
_SAFE_BELOW: ColumnElement[int] = literal_column("pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
"""Transactions below this have ended: nothing can be committed behind a cursor any more."""
_FEED_ID: ColumnElement[UUID] = literal_column(
    "md5(feed_identity()::text || (select system_identifier from pg_control_system()))::uuid"
)
"""Of this database in this cluster: transaction ids begin anew in another cluster, though it holds a copy."""


async def append(work: Work, *lines: PlaceSnapshot | CaseFacts | FollowUpSnapshot) -> None:
    """Adds lines to the feed, in this order, in the transaction that makes the changes."""
    trace = trace_parent.get()
    rows = []
    for data in lines:
        entity, entity_id = _subject(data)
        rows.append(
            {
                "municipality_code": work.municipality_code,
                "id": uuid7(),
                "entity": entity,
                "entity_id": entity_id,
                "entity_version": data.version,
                "recorded_at": work.now,
                "trace_parent": trace,
                "data": data.model_dump(mode="json"),
            }
        )
    await work.session.flush()
    connection = await work.session.connection()
    if rows:
        await connection.execute(_ADD_LINE, rows)
        await connection.execute(_ANNOUNCE)


def _subject(data: PlaceSnapshot | CaseFacts | FollowUpSnapshot) -> tuple[Entity, UUID]:
    match data:
        case PlaceSnapshot():
            return Entity.PLACE, data.place_id
        case CaseFacts():
            return Entity.CASE, data.case_id
        case FollowUpSnapshot():
            return Entity.FOLLOW_UP, data.follow_up_id


def parse_cursor(cursor: str, name: str = "after") -> tuple[int, int]:
    """A cursor as (transaction id, sequence).

    Raises:
        InvalidRequest: not a cursor that this feed gave.
    """
    try:
        position = cursor_position(cursor)
    except ValueError:
        position = (_LARGEST + 1, 0)
    if max(position) > _LARGEST:
        raise InvalidRequest.field(f"query.{name}", "must be a cursor given by the feed", "er ikke en gyldig position")
    return position


def _cursor(transaction_id: int, sequence: int) -> str:
    return f"{transaction_id}.{sequence}"


def as_contract(row: ChangeRow) -> Change:
    """A line of the feed as it is given."""
    values: dict[str, Any] = {
        "cursor": _cursor(row.transaction_id, row.sequence),
        "municipality_code": row.municipality_code,
        "id": row.entity_id,
        "version": row.entity_version,
        "recorded_at": row.recorded_at.isoformat(),
        "trace_parent": row.trace_parent,
        "entity": row.entity,
        "data": row.data,
    }
    return _CHANGE.validate_python(values, strict=False)


async def read(session: AsyncSession, after: str, limit: int) -> ChangePage:
    """The next lines after a cursor, of all municipalities.

    Args:
        session: In a transaction with the feed's scope.
        after: `START_CURSOR` or a cursor from an earlier page.
        limit: Most lines to return.
    """
    position = tuple_(col(ChangeRow.transaction_id), col(ChangeRow.sequence))
    safe = col(ChangeRow.transaction_id) < _SAFE_BELOW
    rows = (
        await session.exec(
            select(ChangeRow)
            .where(safe, position > tuple_(*parse_cursor(after)))
            .order_by(col(ChangeRow.transaction_id), col(ChangeRow.sequence))
            .limit(limit)
        )
    ).all()
    head = (
        await session.exec(
            select(col(ChangeRow.transaction_id), col(ChangeRow.sequence))
            .where(safe)
            .order_by(col(ChangeRow.transaction_id).desc(), col(ChangeRow.sequence).desc())
            .limit(1)
        )
    ).first()
    feed_id = (await session.exec(select(_FEED_ID))).one()
    items = tuple(as_contract(row) for row in rows)
    following = items[-1].cursor if items else after
    return ChangePage(items=items, next=following, head=_cursor(*head) if head else following, feed_id=feed_id)
