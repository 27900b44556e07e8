"""Telling whoever is responsible that a follow-up is due, or overdue: once each, whatever is planned anew."""

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
from rettematch.contracts.follow_ups import FollowUpStatus
from rettematch.identifiers import uuid7

_TOLD: dict[FollowUpStatus, tuple[ReminderKind, EventType]] = {
    FollowUpStatus.DUE: (ReminderKind.DUE, EventType.FOLLOW_UP_DUE),
    FollowUpStatus.OVERDUE: (ReminderKind.OVERDUE, EventType.FOLLOW_UP_OVERDUE),
}


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
