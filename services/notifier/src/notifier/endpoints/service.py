"""Registering, reading, testing and deleting endpoints."""

import hashlib
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from notifier.access import Access
from notifier.deliveries.creation import cancel_for_endpoint, send
from notifier.deliveries.outcomes import Reason
from notifier.deliveries.payloads import ping_body
from notifier.deliveries.signing import new_secret, shown
from notifier.endpoints.addresses import url_fault
from notifier.endpoints.models import PING, Endpoint, EndpointSecret, EndpointState
from notifier.endpoints.problems import invalid_endpoint
from notifier.endpoints.schemas import EndpointCreated, EndpointRead, EndpointWrite, TestSent
from notifier.endpoints.secrets import seal_secret, secrets_of
from notifier.scopes import database_now
from rettematch.identifiers import uuid7
from rettematch.pagination import Page, PageRequest, read_page
from rettematch.problems import Conflict, IdempotencyKeyReused, NotFound

_PROBED = {Reason.REDIRECTED: "redirect", Reason.ADDRESS_REFUSED: "address"}


async def register(access: Access, write: EndpointWrite, key: str | None) -> EndpointCreated:
    """Registers an endpoint for the caller.

    The URL is looked at first, outside any transaction: what could never be delivered to is refused now. A receiver
    that does not answer yet is accepted.

    Args:
        access: Of a job broker.
        write: What to register.
        key: The request's Idempotency-Key; a repetition gets the same endpoint and the same secret.

    Raises:
        InvalidEndpoint: nothing can be delivered to the URL.
        IdempotencyKeyReused: the key came with another body before.
        Conflict: the endpoint that the key made is deleted.
    """
    if (fault := url_fault(write.url, allow_local=access.allow_local_endpoints)) is not None:
        raise invalid_endpoint(fault)
    if (reason := await access.sender.probe(write.url)) is not None:
        raise invalid_endpoint(_PROBED[reason])
    request_hash = hashlib.sha256(write.model_dump_json().encode()).digest()
    async with access.transaction() as session:
        made = await _insert(session, access, write, key, request_hash)
        if made is None:
            return await _repeat(session, access, key, request_hash)
        secret = new_secret()
        row = EndpointSecret(
            municipality_code=access.municipality_code, endpoint_id=made.id, sealed=b"", created_at=made.created_at
        )
        seal_secret(row, secret, access.keys)
        session.add(row)
        return _created(made, secret)


async def _insert(
    session: AsyncSession, access: Access, write: EndpointWrite, key: str | None, request_hash: bytes
) -> Endpoint | None:
    """The new endpoint, or None when the key has made one already. Of two at once, one waits for the other."""
    endpoint_id = uuid7()
    statement = (
        insert(Endpoint)
        .values(
            municipality_code=access.municipality_code,
            id=endpoint_id,
            owner_id=access.staff_id,
            url=write.url,
            events=[event.value for event in write.events],
            description=write.description,
            state=EndpointState.ACTIVE,
            created_at=await database_now(session),
            idempotency_key=key,
            request_hash=request_hash if key is not None else None,
        )
        .on_conflict_do_nothing()
        .returning(col(Endpoint.id))
    )
    if (await (await session.connection()).execute(statement)).scalar_one_or_none() is None:
        return None
    return await session.get_one(Endpoint, (access.municipality_code, endpoint_id))


async def _repeat(session: AsyncSession, access: Access, key: str | None, request_hash: bytes) -> EndpointCreated:
    endpoint = (
        await session.exec(
            select(Endpoint).where(col(Endpoint.owner_id) == access.staff_id, col(Endpoint.idempotency_key) == key)
        )
    ).one()
    if endpoint.request_hash != request_hash:
        raise IdempotencyKeyReused
    if endpoint.state is EndpointState.DELETED:
        raise Conflict("The endpoint that this Idempotency-Key made has been deleted.")
    secrets = await secrets_of(session, endpoint, access.keys)
    return _created(endpoint, secrets[-1])


def _created(endpoint: Endpoint, secret: bytes) -> EndpointCreated:
    """The answer as it was when the endpoint was new, so that a repetition is answered alike."""
    as_new = _read(endpoint).model_dump() | {"state": EndpointState.ACTIVE, "state_reason": None}
    return EndpointCreated(**as_new, secret=shown(secret))


def _read(endpoint: Endpoint) -> EndpointRead:
    return EndpointRead.model_validate(endpoint, from_attributes=True)


async def list_endpoints(access: Access, paging: PageRequest) -> Page[EndpointRead]:
    """The caller's endpoints, or all of the municipality for an administrator."""
    statement = select(Endpoint).where(col(Endpoint.state) != EndpointState.DELETED)
    if not access.sees_all:
        statement = statement.where(col(Endpoint.owner_id) == access.staff_id)
    async with access.transaction() as session:
        rows, pagination = await read_page(session, statement, [col(Endpoint.id)], paging)
    return Page(items=[_read(row) for row in rows], pagination=pagination)


async def find(session: AsyncSession, access: Access, endpoint_id: UUID) -> Endpoint:
    """An endpoint that the caller may see.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    endpoint = await session.get(Endpoint, (access.municipality_code, endpoint_id))
    if endpoint is None or endpoint.state is EndpointState.DELETED:
        raise NotFound
    if endpoint.owner_id != access.staff_id and not access.sees_all:
        raise NotFound
    return endpoint


async def read(access: Access, endpoint_id: UUID) -> EndpointRead:
    """One endpoint."""
    async with access.transaction() as session:
        return _read(await find(session, access, endpoint_id))


async def remove(access: Access, endpoint_id: UUID) -> None:
    """Deletes an endpoint: its secret is destroyed, and what waits for it is cancelled."""
    async with access.transaction() as session:
        endpoint = await find(session, access, endpoint_id)
        endpoint.state = EndpointState.DELETED
        await session.exec(delete(EndpointSecret).where(col(EndpointSecret.endpoint_id) == endpoint.id))
        await session.flush()
        await cancel_for_endpoint(session, endpoint.id, await database_now(session))


async def test(access: Access, endpoint_id: UUID) -> TestSent:
    """Sends a `ping`.

    Raises:
        Conflict: the endpoint is disabled.
    """
    async with access.transaction() as session:
        endpoint = await find(session, access, endpoint_id)
        if endpoint.state is not EndpointState.ACTIVE:
            raise Conflict("The endpoint is disabled.")
        now = await database_now(session)
        body = ping_body(endpoint.id, now)
        (delivery,) = await send(session, access.municipality_code, PING, body, [endpoint], now)
        return TestSent(delivery_id=delivery.id)
