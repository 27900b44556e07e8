from datetime import date, datetime
from uuid import UUID

from sqlalchemy import DateTime, Index
from sqlmodel import Field

from case_api.tables import Table, TenantRow, VersionedRow, texts
from rettematch.columns import tenant_key


class Municipality(Table, table=True):
    """A tenant. Its code is the whole key."""

    __tablename__ = "municipality"

    municipality_code: str = Field(primary_key=True, max_length=4)
    version: int = 1
    created_at: datetime = Field(sa_type=DateTime(timezone=True))
    updated_at: datetime = Field(sa_type=DateTime(timezone=True))
    name: str
    id: UUID
    """For history and audit, which refer to everything by id."""


class LegalBasisRow(TenantRow, table=True):
    """Why a category of data may be used in matching here (docs/security.md D5). Rows are only added."""

    __tablename__ = "legal_basis"

    category: str
    citation: str
    in_force_from: date
    in_force_until: date | None = None


class Team(VersionedRow, table=True):
    __tablename__ = "team"
    __table_args__ = (Index(None, "municipality_code", "name", unique=True),)

    name: str


class StaffMember(VersionedRow, table=True):
    """A person who works with cases. `subject` is what the identity provider calls the person."""

    __tablename__ = "staff_member"
    __table_args__ = (
        Index(None, "municipality_code", "subject", unique=True),
        tenant_key("team_id", "team"),
    )

    subject: str
    name: str
    roles: list[str] = texts()
    team_id: UUID | None = None
    active: bool = True
