from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary
from sqlmodel import Field

from case_api.tables import VersionedRow
from rettematch.columns import choice, tenant_key


class WageKind(StrEnum):
    """What the wage is: ordinary, or with a subsidy."""

    ORDINARY = "ordinary"
    WAGE_SUBSIDY = "wage-subsidy"
    FLEX_JOB = "flex-job"


class PaidHours(VersionedRow, table=True):
    """The paid hours of a citizen at one employer over a stretch of time.

    The employer is one that stands here, a workplace of one, or a name: a citizen may find the job elsewhere.
    """

    __tablename__ = "paid_hours"
    __table_args__ = (
        tenant_key("case_id", "case"),
        tenant_key("placement_id", "placement"),
        tenant_key("employer_id", "employer"),
        tenant_key("workplace_id", "workplace"),
        CheckConstraint("until_date is null or until_date >= from_date", name="period"),
        CheckConstraint("num_nonnulls(employer_id, workplace_id, employer_name_sealed) = 1", name="one_employer"),
        Index(None, "municipality_code", "case_id", "from_date"),
        Index(None, "municipality_code", "from_date"),
    )

    case_id: UUID
    placement_id: UUID | None = None
    """The placement that the hours belong to; null when they stand by themselves."""
    employer_id: UUID | None = None
    workplace_id: UUID | None = None
    employer_name_sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
    wage_kind: WageKind = choice(WageKind, "wage_kind")
    from_date: date
    until_date: date | None = None
    hours_per_week: float
