"""Applying a page of the feed: facts, follow-ups, reminders and the cursor in one transaction."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from notifier.feed.models import CASE_API_FEED, CaseFactsRow, FeedPosition
from notifier.follow_ups.planning import replan
from notifier.scopes import WORKER_SCOPE, act_for, database_now, worker_in
from rettematch.contracts.cases import CaseFacts
from rettematch.contracts.changes import START_CURSOR, CaseChange, ChangePage
from rettematch.database import Database

_PLANNED_AT_ONCE = 100


class FeedMovedError(RuntimeError):
    """Another worker has applied this page; read the position again."""


async def position(database: Database) -> str:
    """The cursor reached so far."""
    async with database.transaction(WORKER_SCOPE) as session:
        found = await session.get(FeedPosition, CASE_API_FEED)
    return found.cursor if found else START_CURSOR


async def apply(database: Database, after: str, page: ChangePage, link_base_url: str) -> int:
    """Takes over what a page says of cases, plans them anew and moves the cursor.

    A change that was applied before, or that is older than what is known, changes nothing.

    Args:
        database: As the app role.
        after: The cursor that the page was read with.
        page: Of the feed.
        link_base_url: What the links in messages begin with.

    Returns:
        How many cases were planned anew.

    Raises:
        FeedMovedError: the cursor is no longer `after`; nothing was written.
    """
    async with database.transaction(WORKER_SCOPE) as session:
        now = await database_now(session)
        await _move(session, after, page, now)
        applied = 0
        for facts in _newest(page):
            await act_for(session, facts.municipality_code)
            if await _store(session, facts, now):
                await _plan(session, facts, now, link_base_url)
                applied += 1
    return applied


def _newest(page: ChangePage) -> list[CaseFacts]:
    """The newest facts of each case in the page. In a fixed order, so that two workers never wait for each other."""
    newest: dict[object, CaseFacts] = {}
    for change in page.items:
        if isinstance(change, CaseChange):
            known = newest.get(change.id)
            if known is None or known.version < change.data.version:
                newest[change.id] = change.data
    return sorted(newest.values(), key=lambda facts: (facts.municipality_code, facts.case_id))


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


async def _store(session: AsyncSession, facts: CaseFacts, now: datetime) -> bool:
    """Writes the facts unless newer ones, or the same, are there."""
    values = {
        "version": facts.version,
        "programme": facts.programme,
        "caseworker_id": facts.caseworker_id,
        "job_broker_id": facts.job_broker_id,
        "closed_on": facts.closed_on,
        "facts": facts.model_dump(mode="json"),
        "received_at": now,
    }
    statement = (
        insert(CaseFactsRow)
        .values(municipality_code=facts.municipality_code, id=facts.case_id, **values)
        .on_conflict_do_update(
            index_elements=["municipality_code", "id"],
            set_=values,
            where=col(CaseFactsRow.version) < facts.version,
        )
        .returning(col(CaseFactsRow.id))
    )
    return (await (await session.connection()).execute(statement)).scalar_one_or_none() is not None


async def _plan(session: AsyncSession, facts: CaseFacts, now: datetime, link_base_url: str) -> None:
    replan_at = await replan(session, facts, now, link_base_url)
    await (await session.connection()).execute(
        update(CaseFactsRow).where(col(CaseFactsRow.id) == facts.case_id).values(replan_at=replan_at)
    )


# Time


async def plan_due(database: Database, link_base_url: str) -> float | None:
    """Plans every case anew whose plan time alone has changed.

    Returns:
        Seconds until the next such case; None when there is none.
    """
    for municipality_code in await _municipalities_due(database):
        while await _plan_some(database, municipality_code, link_base_url) == _PLANNED_AT_ONCE:
            pass
    async with database.transaction(WORKER_SCOPE) as session:
        left = func.extract("epoch", func.min(col(CaseFactsRow.replan_at)) - func.clock_timestamp())
        seconds = (await (await session.connection()).execute(select(left))).scalar_one_or_none()
    return None if seconds is None else max(float(seconds), 0.0)


async def _municipalities_due(database: Database) -> Iterable[str]:
    async with database.transaction(WORKER_SCOPE) as session:
        due = select(col(CaseFactsRow.municipality_code)).where(col(CaseFactsRow.replan_at) <= func.now()).distinct()
        return (await session.exec(due)).all()


async def _plan_some(database: Database, municipality_code: str, link_base_url: str) -> int:
    async with database.transaction(worker_in(municipality_code)) as session:
        now = await database_now(session)
        rows = (
            await session.exec(
                select(CaseFactsRow)
                .where(col(CaseFactsRow.replan_at) <= now)
                .order_by(col(CaseFactsRow.replan_at), col(CaseFactsRow.id))
                .limit(_PLANNED_AT_ONCE)
                .with_for_update(skip_locked=True)
            )
        ).all()
        for row in rows:
            await _plan(session, CaseFacts.model_validate(row.facts), now, link_base_url)
    return len(rows)
