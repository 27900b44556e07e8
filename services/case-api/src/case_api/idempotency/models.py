from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, LargeBinary
from sqlmodel import Field

from case_api.tables import TenantRow
from rettematch.columns import moment


class IdempotencyRecord(TenantRow, table=True):
    """The answer to a creating request, sealed, so that a repetition gets the same one."""

    __tablename__ = "idempotency_record"
    __table_args__ = (Index(None, "municipality_code", "actor_id", "key", unique=True),)

    actor_id: UUID
    key: str
    request_hash: bytes = Field(sa_type=LargeBinary)
    recorded_at: datetime = moment()
    location: str
    etag: str
    body_sealed: bytes = Field(sa_type=LargeBinary)
