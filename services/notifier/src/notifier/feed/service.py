"""Applying a page of the feed: cases, follow-ups and the cursor in one transaction.

The case API plans the follow-ups, by every change and by time; here they are only taken over. One that is due or
overdue is marked, and told when the feed has been followed to its end (`notifier.reminders.service`): whoever follows
it from its beginning reminds nobody of what was done long ago.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from notifier.deliveries.creation import cancel_closed
from notifier.feed.models import CASE_API_FEED, CaseFactsRow, FeedPosition
from notifier.follow_ups.models import FollowUpRow
from notifier.scopes import WORKER_SCOPE, act_for, database_now
from rettematch.contracts.cases import CaseFacts
from rettematch.contracts.changes import START_CURSOR, CaseChange, ChangePage, FollowUpChange
from rettematch.contracts.follow_ups import OPEN, FollowUpSnapshot
from rettematch.database import Database

FRESH: Final = timedelta(minutes=1)
"""In a rush of changes the end of the feed may never be reached; what is newer than this is told meanwhile."""

_TOLD = (
    "rule_id",
    "responsible",
    "responsible_id",
    "due_at",
    "overdue_at",
    "status",
    "fulfilled_by",
    "placement_id",
    "danish",
    "version",
)
_NEW_CASE = insert(CaseFactsRow)
_OF_CASE = ("version", "programme", "caseworker_id", "job_broker_id", "closed_on", "received_at")
_STORE_CASE = _NEW_CASE.on_conflict_do_update(
    index_elements=["municipality_code", "id"],
    set_={name: _NEW_CASE.excluded[name] for name in _OF_CASE},
    where=col(CaseFactsRow.version) < _NEW_CASE.excluded.version,
)
_NEW = insert(FollowUpRow)
# By key and not by id: rows from before the case API planned get its id, and with them what refers to them.
_STORE_FOLLOW_UP = _NEW.on_conflict_do_update(
    index_elements=["municipality_code", "case_id", "key"],
    set_={name: _NEW.excluded[name] for name in ("id", *_TOLD, "changed_at", "untold")},
    where=col(FollowUpRow.version) < _NEW.excluded.version,
)


class FeedMovedError(RuntimeError):
    """Another worker has applied this page; read the position again."""


async def position(database: Database) -> str:
    """The cursor reached so far."""
    async with database.transaction(WORKER_SCOPE) as session:
        found = await session.get(FeedPosition, CASE_API_FEED)
    return found.cursor if found else START_CURSOR


def is_caught_up(page: ChangePage, now: datetime) -> bool:
    """Whether what a page left open is open now, as far as anybody can know."""
    return page.next == page.head or (bool(page.items) and now - page.items[-1].recorded_at < FRESH)


async def apply(database: Database, after: str, page: ChangePage) -> int:
    """Takes over what a page says of cases and their follow-ups and moves the cursor.

    A change that was applied before, or that is older than what is known, changes nothing.

    Args:
        database: As the app role.
        after: The cursor that the page was read with.
        page: Of the feed.

    Returns:
        How many cases and follow-ups the page told of.

    Raises:
        FeedMovedError: the cursor is no longer `after`; nothing was written.
    """
    async with database.transaction(WORKER_SCOPE) as session:
        now = await database_now(session)
        await _move(session, after, page, now)
        told = _newest(page)
        # In a fixed order, so that two workers never wait for each other.
        for municipality_code, news in sorted(told.items()):
            await act_for(session, municipality_code)
            await _store(session, news, now)
    return sum(len(news.cases) + len(news.follow_ups) for news in told.values())


@dataclass(slots=True)
class _News:
    """What a page tells of one municipality: the newest version of each, by id."""

    cases: dict[UUID, CaseFacts] = field(default_factory=dict)
    follow_ups: dict[UUID, FollowUpSnapshot] = field(default_factory=dict)


def _newest(page: ChangePage) -> Mapping[str, _News]:
    told: defaultdict[str, _News] = defaultdict(_News)
    for change in page.items:
        news = told[change.municipality_code]
        match change:
            case CaseChange(id=case_id, data=facts):
                if case_id not in news.cases or news.cases[case_id].version < facts.version:
                    news.cases[case_id] = facts
            case FollowUpChange(id=follow_up_id, data=snapshot):
                if follow_up_id not in news.follow_ups or news.follow_ups[follow_up_id].version < snapshot.version:
                    news.follow_ups[follow_up_id] = snapshot
    return {code: news for code, news in told.items() if news.cases or news.follow_ups}


async def _store(session: AsyncSession, news: _News, now: datetime) -> None:
    """Writes cases and follow-ups unless newer ones, or the same, are there."""
    connection = await session.connection()
    if news.cases:
        await connection.execute(_STORE_CASE, _case_rows(news.cases.values(), now))
    if news.follow_ups:
        await connection.execute(_STORE_FOLLOW_UP, _follow_up_rows(news.follow_ups.values(), now))
        await cancel_closed(session, {each.case_id for each in news.follow_ups.values()}, now)


def _case_rows(cases: Iterable[CaseFacts], now: datetime) -> Sequence[dict[str, object]]:
    columns = {"version", "programme", "caseworker_id", "job_broker_id", "closed_on", "municipality_code"}
    return [
        {"id": facts.case_id, "received_at": now, **facts.model_dump(include=columns)}
        for facts in sorted(cases, key=lambda facts: facts.case_id)
    ]


def _follow_up_rows(follow_ups: Iterable[FollowUpSnapshot], now: datetime) -> Sequence[dict[str, object]]:
    columns = {"municipality_code", "case_id", "key", *_TOLD}
    return [
        {
            "id": each.follow_up_id,
            "changed_at": now,
            "untold": each.status in OPEN,
            **each.model_dump(include=columns),
        }
        for each in sorted(follow_ups, key=lambda each: (each.case_id, each.key))
    ]


async def _move(session: AsyncSession, after: str, page: ChangePage, now: datetime) -> None:
    connection = await session.connection()
    await connection.execute(
        insert(FeedPosition)
        .values(name=CASE_API_FEED, cursor=START_CURSOR, head=START_CURSOR)
        .on_conflict_do_nothing(index_elements=["name"])
    )
    moved = await connection.execute(
        update(FeedPosition)
        .where(col(FeedPosition.name) == CASE_API_FEED, col(FeedPosition.cursor) == after)
        .values(cursor=page.next, head=page.head, moved_at=now)
    )
    if moved.rowcount != 1:
        raise FeedMovedError
