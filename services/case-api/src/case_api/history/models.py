from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from case_api.tables import TenantRow
from rettematch.columns import moment


class Revision(TenantRow, table=True):
    """A resource as it was in one version. Sealed columns stay sealed in here."""

    __tablename__ = "revision"
    __table_args__ = (Index(None, "municipality_code", "resource", "resource_id", "resource_version", unique=True),)

    resource: str
    resource_id: UUID
    resource_version: int
    recorded_at: datetime = moment()
    actor_id: UUID | None
    data: dict[str, Any] = Field(sa_type=JSONB)
