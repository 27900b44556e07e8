from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, LargeBinary, text
from sqlmodel import Field

from notifier.deliveries.outcomes import Reason
from notifier.deliveries.states import DeliveryState
from notifier.tables import TenantRow
from rettematch.columns import choice, moment, tenant_key


class Message(TenantRow, table=True):
    """What is told, once, with its body exactly as it is signed. Its id makes the `webhook-id`."""

    __tablename__ = "message"
    __table_args__ = (
        tenant_key("follow_up_id", "follow_up", onupdate="CASCADE"),
        Index(None, "municipality_code", "follow_up_id"),
    )

    type: str
    body: bytes = Field(sa_type=LargeBinary)
    follow_up_id: UUID | None = None
    created_at: datetime = moment()

    @property
    def webhook_id(self) -> str:
        return f"msg_{self.id.hex}"


class Delivery(TenantRow, table=True):
    """One message to one endpoint.

    `attempt_no` is the attempt that is under way or comes next, counted from 1; `runs` how often that attempt was
    begun, which is more than once only when a worker died in it; `total_runs` counts every beginning.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        tenant_key("message_id", "message"),
        tenant_key("endpoint_id", "endpoint"),
        Index(None, "municipality_code", "message_id", "endpoint_id", unique=True),
        Index(None, "municipality_code", "endpoint_id", "id"),
        Index(
            "ix_delivery_next_at",
            "next_at",
            postgresql_where=text("state in ('pending', 'retrying')"),
        ),
        Index("ix_delivery_lease_until", "lease_until", postgresql_where=text("state = 'sending'")),
    )

    message_id: UUID
    endpoint_id: UUID
    state: DeliveryState = choice(DeliveryState, "state", default=DeliveryState.PENDING)
    reason: Reason | None = choice(Reason, "reason", default=None, nullable=True)
    attempt_no: int = 1
    runs: int = 0
    total_runs: int = 0
    lease_token: UUID | None = None
    lease_until: datetime | None = moment(default=None)
    next_at: datetime | None = moment(default=None)
    created_at: datetime = moment()
    finished_at: datetime | None = moment(default=None)


class Attempt(TenantRow, table=True):
    """How one attempt ended. The receiver's words are not kept: they could be anything."""

    __tablename__ = "attempt"
    __table_args__ = (
        tenant_key("delivery_id", "delivery"),
        Index(None, "municipality_code", "delivery_id", "attempt_no", unique=True),
    )

    delivery_id: UUID
    attempt_no: int
    runs: int
    reason: Reason = choice(Reason, "reason")
    status: int | None = None
    duration_ms: int
    ended_at: datetime = moment()
