"""Writing messages and their deliveries, and taking back those that nobody should get any more."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from notifier.deliveries.models import Delivery, Message
from notifier.deliveries.outcomes import Reason
from notifier.deliveries.states import WAITING, DeliveryState
from notifier.endpoints.models import Endpoint
from notifier.follow_ups.models import FollowUpRow
from notifier.queue import WakeUp, wake
from rettematch.contracts.follow_ups import OPEN


async def send(
    session: AsyncSession,
    municipality_code: str,
    message_type: str,
    body: bytes,
    endpoints: Iterable[Endpoint],
    now: datetime,
    follow_up_id: UUID | None = None,
) -> list[Delivery]:
    """Stores a message, a delivery for each endpoint, and the wake-ups, all in the session's transaction.

    Args:
        session: In a transaction of the municipality.
        municipality_code: Whose.
        message_type: Event type, or `ping`.
        body: Exactly as it is to be signed.
        endpoints: Who gets it.
        now: The database's time.
        follow_up_id: What it reminds of; a message about a closed follow-up is not sent.
    """
    message = Message(
        municipality_code=municipality_code,
        type=message_type,
        body=body,
        follow_up_id=follow_up_id,
        created_at=now,
    )
    session.add(message)
    await session.flush()
    deliveries = [
        Delivery(
            municipality_code=municipality_code,
            message_id=message.id,
            endpoint_id=endpoint.id,
            created_at=now,
            next_at=now,
        )
        for endpoint in endpoints
    ]
    session.add_all(deliveries)
    await session.flush()
    await wake(session, [WakeUp(municipality_code, each.id, each.attempt_no) for each in deliveries])
    return deliveries


async def cancel_closed(session: AsyncSession, case_ids: Iterable[UUID], now: datetime) -> None:
    """Cancels what waits to remind of follow-ups of cases that are fulfilled, missed or cancelled."""
    closed = (
        select(col(Message.id))
        .join(
            FollowUpRow,
            (col(FollowUpRow.municipality_code) == col(Message.municipality_code))
            & (col(FollowUpRow.id) == col(Message.follow_up_id)),
        )
        .where(col(FollowUpRow.case_id).in_(case_ids), col(FollowUpRow.status).not_in(OPEN))
    )
    await _cancel(session, col(Delivery.message_id).in_(closed), Reason.FOLLOW_UP_CLOSED, now)


async def cancel_for_endpoint(session: AsyncSession, endpoint_id: UUID, now: datetime) -> None:
    """Cancels what waits for an endpoint that is sent to no more."""
    await _cancel(session, col(Delivery.endpoint_id) == endpoint_id, Reason.ENDPOINT_GONE, now)


async def _cancel(session: AsyncSession, which: object, reason: Reason, now: datetime) -> None:
    statement = (
        update(Delivery)
        .where(which, col(Delivery.state).in_(WAITING))  # type: ignore[arg-type]  # any SQL condition
        .values(state=DeliveryState.CANCELLED, reason=reason, next_at=None, finished_at=now)
    )
    await (await session.connection()).execute(statement)
