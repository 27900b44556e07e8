"""Deliveries written straight into the database, for tests of what happens to them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from notifier.deliveries.creation import send
from notifier.deliveries.models import Delivery
from notifier.endpoints.models import Endpoint, EndpointSecret
from notifier.endpoints.secrets import seal_secret
from notifier.queue import WakeUp
from notifier.scopes import database_now, worker_in
from rettematch.database import Database
from rettematch.sealing import MasterKeys
from tests.notifier.conftest import SYDDJURS, Notifier
from tests.rettematch.case_facts import BROKER

SECRET = b"s" * 32


@asynccontextmanager
async def inside(notifier: Notifier) -> AsyncIterator[AsyncSession]:
    async with notifier.database.transaction(worker_in(SYDDJURS)) as session:
        yield session


async def endpoint(notifier: Notifier, keys: MasterKeys, url: str = "https://kommune.dk/hook") -> Endpoint:
    """An endpoint of the job broker."""
    async with inside(notifier) as session:
        now = await database_now(session)
        made = Endpoint(municipality_code=SYDDJURS, owner_id=BROKER, url=url, events=["follow_up.due"], created_at=now)
        session.add(made)
        await session.flush()
        secret = EndpointSecret(municipality_code=SYDDJURS, endpoint_id=made.id, sealed=b"", created_at=now)
        seal_secret(secret, SECRET, keys)
        session.add(secret)
    return made


async def ping(notifier: Notifier, to: Endpoint) -> WakeUp:
    """A message to an endpoint, waiting for its first attempt."""
    async with inside(notifier) as session:
        (made,) = await send(session, SYDDJURS, "ping", b"{}", [to], await database_now(session))
        return WakeUp(SYDDJURS, made.id, made.attempt_no)


async def read(notifier: Notifier, delivery_id: UUID) -> Delivery:
    async with inside(notifier) as session:
        return (await session.exec(select(Delivery).where(col(Delivery.id) == delivery_id))).one()


async def let_lease_run_out(notifier: Notifier, delivery_id: UUID) -> None:
    """As if the worker that holds it had died some time ago."""
    await _set(notifier.database, delivery_id, "lease_until = now() - interval '1 minute'")


async def make_due(notifier: Notifier, delivery_id: UUID) -> None:
    """As if the wait before the next attempt were over."""
    await _set(notifier.database, delivery_id, "next_at = now() - interval '1 minute'")


async def _set(database: Database, delivery_id: UUID, change: str) -> None:
    async with database.transaction(worker_in(SYDDJURS)) as session:
        await (await session.connection()).execute(
            text(f"update delivery set {change} where id = :id"), {"id": delivery_id}
        )
