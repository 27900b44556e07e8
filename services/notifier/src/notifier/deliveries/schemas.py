from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field

from notifier.deliveries.outcomes import Reason
from notifier.deliveries.states import DeliveryState


class AttemptRead(BaseModel):
    """How one attempt ended."""

    attempt_no: int
    runs: int = Field(description="More than 1 when a worker died in it: the message may have arrived more than once.")
    reason: Reason
    status: int | None = Field(description="The receiver's HTTP status, if it answered.", examples=[503])
    duration_ms: int
    ended_at: datetime


class DeliveryRead(BaseModel):
    """One message to one endpoint."""

    id: UUID
    endpoint_id: UUID
    webhook_id: str = Field(
        description="The `webhook-id` header, the same in every attempt.",
        examples=["msg_0193a3f2c5d87c1e9f3b2a1c4d5e6f70"],
    )
    type: str = Field(examples=["follow_up.due"])
    state: DeliveryState
    reason: Reason | None = Field(description="Why it stands there.")
    attempt_no: int = Field(description="The attempt under way or next.")
    next_at: datetime | None = Field(description="When it is tried next.")
    created_at: datetime
    finished_at: datetime | None


class DeliveryDetail(DeliveryRead):
    """One message to one endpoint, with every attempt."""

    attempts: list[AttemptRead]
