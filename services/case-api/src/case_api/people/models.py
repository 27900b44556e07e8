from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, column, func
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlmodel import Field

from case_api.tables import VersionedRow
from rettematch.columns import choice, tenant_key


class Part(StrEnum):
    """What a person is in a case; one person has a part at a time."""

    CASEWORKER = "caseworker"
    JOB_BROKER = "job-broker"
    JOB_CONSULTANT = "job-consultant"
    MENTOR = "mentor"
    SUPPORT_PERSON = "support-person"
    PROJECT_MANAGER = "project-manager"

    @property
    def danish_name(self) -> str:
        return _DANISH_PARTS[self]


_DANISH_PARTS = {
    Part.CASEWORKER: "sagsbehandler",
    Part.JOB_BROKER: "jobformidler",
    Part.JOB_CONSULTANT: "virksomhedskonsulent",
    Part.MENTOR: "mentor",
    Part.SUPPORT_PERSON: "støtteperson",
    Part.PROJECT_MANAGER: "projektleder",
}


class CasePerson(VersionedRow, table=True):
    """A person's time in a part of a case: a member of staff, or a contact person of an employer.

    The present caseworker and job broker stand in the case too; `case_api.people.records` keeps both in step.
    """

    __tablename__ = "case_person"
    __table_args__ = (
        tenant_key("case_id", "case"),
        tenant_key("staff_id", "staff_member"),
        tenant_key("contact_person_id", "contact_person"),
        tenant_key("named_by", "staff_member"),
        CheckConstraint("(staff_id is null) <> (contact_person_id is null)", name="one_person"),
        CheckConstraint("to_date >= from_date", name="period"),
        ExcludeConstraint(
            (column("municipality_code"), "="),
            (column("case_id"), "="),
            (column("part"), "="),
            (func.daterange(column("from_date"), column("to_date")), "&&"),
            name="ex_case_person_one_at_a_time",
        ),
        Index(None, "municipality_code", "case_id"),
        Index(None, "municipality_code", "staff_id"),
    )

    case_id: UUID
    part: Part = choice(Part, "part")
    staff_id: UUID | None = None
    contact_person_id: UUID | None = None
    from_date: date
    to_date: date | None = None
    """The day from which somebody else, or nobody, has the part; null: this person has it."""
    reason_sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
    """Why this person got the part; sealed, since it can touch on anything."""
    end_reason_sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
    """Why the person left the part when nobody took it over."""
    named_by: UUID | None = None
    """Who wrote it down; null for what stood before parts were recorded."""
