"""Reading deliveries."""

from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from notifier.access import Access
from notifier.deliveries.models import Attempt, Delivery, Message
from notifier.deliveries.schemas import AttemptRead, DeliveryDetail, DeliveryRead
from notifier.endpoints import service as endpoints
from rettematch.pagination import Page, PageRequest, read_page
from rettematch.problems import NotFound


async def list_deliveries(access: Access, paging: PageRequest, endpoint_id: UUID) -> Page[DeliveryRead]:
    """What was sent, or is to be sent, to an endpoint; the oldest first.

    Raises:
        NotFound: there is no such endpoint, or it is somebody else's.
    """
    async with access.transaction() as session:
        endpoint = await endpoints.find(session, access, endpoint_id)
        statement = select(Delivery).where(col(Delivery.endpoint_id) == endpoint.id)
        rows, pagination = await read_page(session, statement, [col(Delivery.id)], paging)
        messages = await _messages(session, rows)
    return Page(items=[_read(row, messages[row.message_id]) for row in rows], pagination=pagination)


async def read_delivery(access: Access, delivery_id: UUID) -> DeliveryDetail:
    """One delivery with its attempts.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    async with access.transaction() as session:
        row = await session.get(Delivery, (access.municipality_code, delivery_id))
        if row is None:
            raise NotFound
        await endpoints.find(session, access, row.endpoint_id)
        messages = await _messages(session, [row])
        attempts = await session.exec(
            select(Attempt).where(col(Attempt.delivery_id) == row.id).order_by(col(Attempt.attempt_no))
        )
        seen = [AttemptRead.model_validate(attempt, from_attributes=True) for attempt in attempts.all()]
    return DeliveryDetail(**_read(row, messages[row.message_id]).model_dump(), attempts=seen)


async def _messages(session: AsyncSession, rows: list[Delivery]) -> dict[UUID, Message]:
    found = await session.exec(select(Message).where(col(Message.id).in_({row.message_id for row in rows})))
    return {message.id: message for message in found.all()}


def _read(row: Delivery, message: Message) -> DeliveryRead:
    return DeliveryRead.model_validate(row.model_dump() | {"webhook_id": message.webhook_id, "type": message.type})
