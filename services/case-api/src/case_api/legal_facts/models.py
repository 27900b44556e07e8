from datetime import date
from uuid import UUID

from sqlalchemy import Index, LargeBinary
from sqlmodel import Field

from case_api.tables import VersionedRow, texts
from rettematch.columns import tenant_key


class LegalFacts(VersionedRow, table=True):
    """One row for each citizen about whom somebody has asked. Null is what nobody knows."""

    __tablename__ = "legal_facts"
    __table_args__ = (
        tenant_key("citizen_id", "citizen"),
        tenant_key("last_employer_id", "employer"),
        Index(None, "municipality_code", "citizen_id", unique=True),
    )

    citizen_id: UUID
    unemployed_since: date | None = None
    benefit_hours_paid: float | None = None
    last_employer_id: UUID | None = None
    last_employed_until: date | None = None
    spouse_employers: list[str] = texts()
    """Employers that the citizen's spouse owns."""
    exemptions_sealed: bytes = Field(sa_type=LargeBinary)
    """A JSON list of the circumstances that the law names; some of them are about health."""
    residence_years: float | None = None
    work_years: float | None = None
    years_on: date | None = None
    """The day on which the two figures were true."""
    other_activity_hours: float | None = None
    revalidering_granted_on: date | None = None
    flex_job_before: bool | None = None
