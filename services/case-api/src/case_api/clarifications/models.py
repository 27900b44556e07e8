from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, LargeBinary, text
from sqlmodel import Field

from case_api.tables import VersionedRow
from rettematch.columns import choice, tenant_key


class Answer(StrEnum):
    """Where the start clarification led."""

    COMPANY = "group-1"
    TEAM = "group-2"
    EXEMPT = "exempt"


class Clarification(VersionedRow, table=True):
    """One answer of the start clarification; the one without `replaced_on` holds."""

    __tablename__ = "clarification"
    __table_args__ = (
        tenant_key("case_id", "case"),
        tenant_key("decided_by", "staff_member"),
        Index(
            "uq_clarification_current",
            "municipality_code",
            "case_id",
            unique=True,
            postgresql_where=text("replaced_on is null"),
        ),
        Index(None, "municipality_code", "case_id", "decided_on"),
    )

    case_id: UUID
    answer: Answer = choice(Answer, "answer")
    decided_on: date
    sent_back: bool = False
    """The team sent the case back, so the citizen is in group 1."""
    reason_sealed: bytes = Field(sa_type=LargeBinary)
    decided_by: UUID
    replaced_on: date | None = None
