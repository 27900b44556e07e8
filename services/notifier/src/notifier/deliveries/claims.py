"""Claiming an attempt, keeping its lease, and writing down how it ended.

Whoever claims gets a token and a lease. Everything that follows is fenced by the attempt's number and that token: a
worker that was frozen and wakes up late finds that its token no longer counts, and changes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Integer, Uuid, and_, bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession as SqlAlchemySession
from sqlalchemy.orm import aliased
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from notifier.deliveries.creation import cancel_for_endpoint
from notifier.deliveries.models import Attempt, Delivery, Message
from notifier.deliveries.outcomes import Outcome, Reason, RetryPolicy
from notifier.deliveries.states import FINAL, DeliveryState, check_step
from notifier.endpoints.models import Endpoint, EndpointState
from notifier.endpoints.secrets import secrets_of
from notifier.follow_ups.models import FollowUpRow
from notifier.queue import WakeUp, wake
from notifier.scopes import worker_in
from notifier.tables import TenantRow
from rettematch.contracts.follow_ups import OPEN
from rettematch.database import Database
from rettematch.sealing import MasterKeys

_CROWDED_SECONDS = 0.5


def _same(reference: object, table: type[TenantRow]) -> ColumnElement[bool]:
    return and_(col(table.municipality_code) == col(Delivery.municipality_code), col(table.id) == reference)


def _not_yet(delivery: Delivery, now: datetime) -> timedelta | None:
    """How long somebody else's lease lasts, or how long it is until the attempt is due."""
    until = delivery.lease_until if delivery.state is DeliveryState.SENDING else delivery.next_at
    return until - now if until is not None and until > now else None


_OTHER = aliased(Delivery)
_UNDER_WAY = (
    select(func.count())
    .where(
        col(_OTHER.municipality_code) == col(Delivery.municipality_code),
        col(_OTHER.endpoint_id) == col(Delivery.endpoint_id),
        col(_OTHER.state) == DeliveryState.SENDING,
        col(_OTHER.lease_until) > func.now(),
    )
    .scalar_subquery()
)
_DELIVERY = bindparam("delivery_id", type_=Uuid())
# The delivery, held; its endpoint and message; the follow-up; how many are under way to the endpoint; the time. In one
# statement, and built once, for every delivery asks it.
_EVERYTHING = (
    select(Delivery, Endpoint, Message, FollowUpRow, _UNDER_WAY, func.now())
    .join(Endpoint, _same(Delivery.endpoint_id, Endpoint))
    .join(Message, _same(Delivery.message_id, Message))
    .outerjoin(FollowUpRow, _same(Message.follow_up_id, FollowUpRow))
    .where(col(Delivery.id) == _DELIVERY)
    .with_for_update(of=Delivery)
)
_OURS = (
    select(Delivery, func.now())
    .where(
        col(Delivery.id) == _DELIVERY,
        col(Delivery.attempt_no) == bindparam("attempt_no", type_=Integer()),
        col(Delivery.lease_token) == bindparam("lease_token", type_=Uuid()),
    )
    .with_for_update()
)


@dataclass(frozen=True, slots=True)
class Claimed:
    """An attempt that is ours until the lease ends: everything needed to send it."""

    wake_up: WakeUp
    lease_token: UUID
    url: str
    webhook_id: str
    body: bytes
    signing: Sequence[bytes]
    claimed_at: datetime


@dataclass(frozen=True, slots=True)
class LookAgain:
    """The attempt is not ours to make now; look again after a while."""

    after: timedelta


async def claim(
    database: Database, wake_up: WakeUp, policy: RetryPolicy, keys: MasterKeys
) -> Claimed | LookAgain | None:
    """Takes an attempt, unless it is done, not yet due, somebody else's, or no longer wanted.

    Returns:
        The claim; when to look again; or None when there is nothing to do.
    """
    async with database.transaction(worker_in(wake_up.municipality_code)) as session:
        parameters = {"delivery_id": wake_up.delivery_id}
        found = (await SqlAlchemySession.execute(session, _EVERYTHING, parameters)).one_or_none()
        if found is None:
            return None
        delivery, endpoint, message, follow_up, under_way, now = found
        if delivery.state in FINAL or delivery.attempt_no != wake_up.attempt_no:
            return None
        if (wait := _not_yet(delivery, now)) is not None:
            return LookAgain(wait)
        if (reason := _not_wanted(delivery, endpoint, message, follow_up, policy)) is not None:
            _end(delivery, DeliveryState.DEAD if reason is Reason.WORKER_DIED else DeliveryState.CANCELLED, reason, now)
            return None
        if under_way >= policy.in_flight_per_endpoint:
            return LookAgain(timedelta(seconds=_CROWDED_SECONDS))
        if delivery.state is not DeliveryState.SENDING:
            _step(delivery, DeliveryState.SENDING)
        token = uuid4()
        delivery.lease_token = token
        delivery.lease_until = now + timedelta(seconds=policy.lease_seconds)
        delivery.next_at = None
        delivery.runs += 1
        delivery.total_runs += 1
        signing = await secrets_of(session, endpoint, keys)
        return Claimed(wake_up, token, endpoint.url, message.webhook_id, message.body, signing, now)


def _not_wanted(
    delivery: Delivery, endpoint: Endpoint, message: Message, follow_up: FollowUpRow | None, policy: RetryPolicy
) -> Reason | None:
    """Why it should not be sent at all, asked anew before each attempt."""
    if endpoint.state is not EndpointState.ACTIVE:
        return Reason.ENDPOINT_GONE
    if delivery.runs >= policy.runs_at_most:
        return Reason.WORKER_DIED
    if message.follow_up_id is None:
        return None
    if follow_up is None or follow_up.status not in OPEN:
        return Reason.FOLLOW_UP_CLOSED
    return None if follow_up.responsible_id == endpoint.owner_id else Reason.NO_LONGER_RESPONSIBLE


def _step(delivery: Delivery, state: DeliveryState) -> None:
    check_step(delivery.state, state)
    delivery.state = state


def _end(delivery: Delivery, state: DeliveryState, reason: Reason, now: datetime) -> None:
    _step(delivery, state)
    delivery.reason = reason
    delivery.lease_token = delivery.lease_until = delivery.next_at = None
    delivery.finished_at = now


async def renew(database: Database, claimed: Claimed, policy: RetryPolicy) -> bool:
    """Makes the lease last longer while a slow receiver takes its time; False when it is no longer ours."""
    async with database.transaction(worker_in(claimed.wake_up.municipality_code)) as session:
        statement = (
            update(Delivery)
            .where(
                col(Delivery.id) == claimed.wake_up.delivery_id,
                col(Delivery.attempt_no) == claimed.wake_up.attempt_no,
                col(Delivery.lease_token) == claimed.lease_token,
            )
            .values(lease_until=func.now() + timedelta(seconds=policy.lease_seconds))
        )
        return (await (await session.connection()).execute(statement)).rowcount == 1


async def finish(database: Database, claimed: Claimed, outcome: Outcome, policy: RetryPolicy, chance: float) -> bool:
    """Writes the attempt, the new state and the next wake-up together.

    Args:
        database: As the app role.
        claimed: What was claimed.
        outcome: How it ended.
        policy: When to try again.
        chance: From 0 to 1, see `RetryPolicy.after_failure`.

    Returns:
        False when the claim was no longer ours; nothing is written then.
    """
    wake_up = claimed.wake_up
    async with database.transaction(worker_in(wake_up.municipality_code)) as session:
        parameters = {
            "delivery_id": wake_up.delivery_id,
            "attempt_no": wake_up.attempt_no,
            "lease_token": claimed.lease_token,
        }
        found = (await SqlAlchemySession.execute(session, _OURS, parameters)).one_or_none()
        if found is None:
            return False
        delivery, now = found
        session.add(
            Attempt(
                municipality_code=wake_up.municipality_code,
                delivery_id=delivery.id,
                attempt_no=delivery.attempt_no,
                runs=delivery.runs,
                reason=outcome.reason,
                status=outcome.status,
                duration_ms=outcome.duration_ms,
                ended_at=now,
            )
        )
        if outcome.is_delivered:
            _end(delivery, DeliveryState.DELIVERED, outcome.reason, now)
        else:
            await _failed(session, delivery, outcome, policy.after_failure(outcome, delivery.attempt_no, chance), now)
    return True


async def _failed(
    session: AsyncSession, delivery: Delivery, outcome: Outcome, wait: timedelta | None, now: datetime
) -> None:
    if wait is not None:
        _step(delivery, DeliveryState.RETRYING)
        delivery.reason = outcome.reason
        delivery.lease_token = delivery.lease_until = None
        delivery.attempt_no += 1
        delivery.runs = 0
        delivery.next_at = now + wait
        await session.flush()
        await wake(session, [WakeUp(delivery.municipality_code, delivery.id, delivery.attempt_no)], wait)
        return
    gone = outcome.reason is Reason.GONE
    _end(delivery, DeliveryState.DEAD, Reason.GONE if gone else Reason.NO_MORE_ATTEMPTS, now)
    await session.flush()
    if gone:
        endpoint = await session.get_one(Endpoint, (delivery.municipality_code, delivery.endpoint_id))
        endpoint.state, endpoint.state_reason = EndpointState.DISABLED, Reason.GONE.value
        await cancel_for_endpoint(session, endpoint.id, now)
