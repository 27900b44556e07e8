"""Telling whoever is responsible that a follow-up is due, or overdue: once each, whatever is told again."""

from datetime import datetime

from sqlalchemy import any_, literal
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from notifier.deliveries.creation import send
from notifier.deliveries.payloads import follow_up_body
from notifier.endpoints.models import Endpoint, EndpointState, EventType
from notifier.follow_ups.models import FollowUpRow
from notifier.reminders.models import Reminder, ReminderKind
from notifier.scopes import WORKER_SCOPE, database_now, worker_in
from rettematch.contracts.follow_ups import OPEN, FollowUpStatus
from rettematch.database import Database
from rettematch.identifiers import uuid7

_TOLD: dict[FollowUpStatus, tuple[ReminderKind, EventType]] = {
    FollowUpStatus.DUE: (ReminderKind.DUE, EventType.FOLLOW_UP_DUE),
    FollowUpStatus.OVERDUE: (ReminderKind.OVERDUE, EventType.FOLLOW_UP_OVERDUE),
}


_TOGETHER = 100


async def tell(database: Database, link_base_url: str) -> int:
    """Reminds of every follow-up that became due or overdue and is so still.

    Call it when the feed has been followed to its end. Several workers may do so at once.

    Args:
        database: As the app role.
        link_base_url: What the links in messages begin with.

    Returns:
        How many reminders are new.
    """
    async with database.transaction(WORKER_SCOPE) as session:
        waiting = select(FollowUpRow.municipality_code).where(col(FollowUpRow.untold)).distinct()
        codes = (await session.exec(waiting)).all()
    told = 0
    for code in sorted(codes):
        seen = _TOGETHER
        while seen == _TOGETHER:
            seen, new = await _tell_some(database, code, link_base_url)
            told += new
    return told


async def _tell_some(database: Database, municipality_code: str, link_base_url: str) -> tuple[int, int]:
    """How many follow-ups were looked at, and how many reminders are new."""
    async with database.transaction(worker_in(municipality_code)) as session:
        now = await database_now(session)
        statement = (
            select(FollowUpRow)
            .where(col(FollowUpRow.untold))
            .order_by(col(FollowUpRow.id))
            .limit(_TOGETHER)
            .with_for_update(skip_locked=True, key_share=True)
        )
        rows = (await session.exec(statement)).all()
        new = 0
        for row in rows:
            row.untold = False
            if row.status in OPEN and await remind(session, row, now, link_base_url):
                new += 1
    return len(rows), new


async def remind(session: AsyncSession, follow_up: FollowUpRow, now: datetime, link_base_url: str) -> bool:
    """Writes the reminder of an open follow-up with its message and deliveries, unless it stands already.

    Args:
        session: In a transaction of the case's municipality.
        follow_up: Due or overdue.
        now: The database's time.
        link_base_url: What the link in the message begins with.

    Returns:
        Whether it was new.
    """
    if follow_up.responsible_id is None:
        return False
    kind, event = _TOLD[follow_up.status]
    statement = (
        insert(Reminder)
        .values(
            municipality_code=follow_up.municipality_code,
            id=uuid7(),
            case_id=follow_up.case_id,
            key=follow_up.key,
            kind=kind,
            follow_up_id=follow_up.id,
            staff_id=follow_up.responsible_id,
            at=follow_up.due_at if kind is ReminderKind.DUE else follow_up.overdue_at,
            created_at=now,
        )
        .on_conflict_do_nothing(index_elements=["municipality_code", "case_id", "key", "kind"])
        .returning(col(Reminder.id))
    )
    if (await (await session.connection()).execute(statement)).scalar_one_or_none() is None:
        return False
    endpoints = await session.exec(
        select(Endpoint).where(
            col(Endpoint.owner_id) == follow_up.responsible_id,
            col(Endpoint.state) == EndpointState.ACTIVE,
            literal(event.value) == any_(col(Endpoint.events)),
        )
    )
    body = follow_up_body(event, follow_up, now, link_base_url)
    await send(session, follow_up.municipality_code, event, body, endpoints.all(), now, follow_up.id)
    return True
