from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ARRAY, Index, LargeBinary, Text, text
from sqlmodel import Field

from notifier.tables import TenantRow
from rettematch.columns import choice, moment, tenant_key


class EventType(StrEnum):
    """What an endpoint can be told."""

    FOLLOW_UP_DUE = "follow_up.due"
    FOLLOW_UP_OVERDUE = "follow_up.overdue"


PING = "ping"
"""The type of a test message; every endpoint gets it."""


class EndpointState(StrEnum):
    """Whether an endpoint is sent to."""

    ACTIVE = "active"
    DISABLED = "disabled"
    DELETED = "deleted"


class Endpoint(TenantRow, table=True):
    """A webhook of one member of staff."""

    __tablename__ = "endpoint"
    __table_args__ = (
        Index(
            "uq_endpoint_idempotency_key",
            "municipality_code",
            "owner_id",
            "idempotency_key",
            unique=True,
            postgresql_where=text("idempotency_key is not null"),
        ),
        Index(None, "municipality_code", "owner_id"),
    )

    owner_id: UUID
    url: str
    events: list[str] = Field(sa_type=ARRAY(Text))
    description: str | None = None
    state: EndpointState = choice(EndpointState, "state", default=EndpointState.ACTIVE)
    state_reason: str | None = None
    created_at: datetime = moment()
    idempotency_key: str | None = None
    request_hash: bytes | None = Field(default=None, sa_type=LargeBinary)


class EndpointSecret(TenantRow, table=True):
    """A signing secret, sealed for this row; gone when its endpoint is deleted."""

    __tablename__ = "endpoint_secret"
    __table_args__ = (tenant_key("endpoint_id", "endpoint"), Index(None, "municipality_code", "endpoint_id"))

    endpoint_id: UUID
    sealed: bytes = Field(sa_type=LargeBinary)
    created_at: datetime = moment()
