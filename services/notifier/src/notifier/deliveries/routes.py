"""What was delivered, what waits, and why."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from notifier.deliveries import queries
from notifier.deliveries.schemas import DeliveryDetail, DeliveryRead
from notifier.policies import ReadDeliveries
from rettematch.pagination import Page, Paging

router = APIRouter(prefix="/v1/deliveries", tags=["deliveries"])


@router.get("", summary="List deliveries")
async def list_deliveries(
    access: ReadDeliveries,
    paging: Paging,
    endpoint_id: Annotated[UUID, Query(description="Of which endpoint.")],
) -> Page[DeliveryRead]:
    """Of one endpoint, the oldest first."""
    return await queries.list_deliveries(access, paging, endpoint_id)


@router.get("/{delivery_id}", summary="Read a delivery")
async def read_delivery(access: ReadDeliveries, delivery_id: UUID) -> DeliveryDetail:
    """With every attempt."""
    return await queries.read_delivery(access, delivery_id)
