from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from case_api.tables import VersionedRow, danish_name, danish_name_index, texts
from rettematch.columns import choice, tenant_key
from rettematch.contracts.places import CooperationModel, PaidHoursProspect, Sector
from rettematch.languages import LanguageLevel


class Employer(VersionedRow, table=True):
    __tablename__ = "employer"
    __table_args__ = (
        Index(None, "municipality_code", "cvr", unique=True),
        danish_name_index("ix_employer_name"),
    )

    cvr: str
    name: str = danish_name()
    sector: Sector = choice(Sector, "sector")
    note: str | None = None
    staff_by_month: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSONB)
    """Entries of `case_api.employers.staff_months.StaffMonth` for the whole company, the earliest first."""


class Workplace(VersionedRow, table=True):
    """A production unit. The ratio rule counts here, in full-time hours of ordinary staff."""

    __tablename__ = "workplace"
    __table_args__ = (
        tenant_key("employer_id", "employer"),
        Index(None, "municipality_code", "p_number", unique=True),
        Index(None, "municipality_code", "employer_id"),
    )

    employer_id: UUID
    p_number: str
    name: str
    address: str | None = None
    postcode: str
    industry_code: str
    ordinary_full_time: float | None = None
    """Ordinary staff as full-time posts; null until somebody has asked."""
    ordinary_full_time_on: date | None = None
    subsidised_full_time: float = 0
    """Of these posts, those paid with public subsidy; the law does not count them as ordinary."""
    employees: int | None = None
    """How many people are employed there, whatever their hours."""
    staff_by_month: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSONB)
    """As `Employer.staff_by_month`, for this workplace alone."""


class ContactPerson(VersionedRow, table=True):
    """Somebody at a workplace: the contact person, a company mentor (virksomhedsmentor), or both."""

    __tablename__ = "contact_person"
    __table_args__ = (
        tenant_key("employer_id", "employer"),
        tenant_key("workplace_id", "workplace"),
        Index(None, "municipality_code", "employer_id"),
    )

    employer_id: UUID
    workplace_id: UUID | None = None
    name: str
    title: str | None = None
    phone: str | None = None
    email: str | None = None
    is_mentor: bool = False
    trainings: list[dict[str, Any]] = Field(sa_type=JSONB)
    """Entries of `case_api.employers.schemas.Training`."""
    active: bool = True


class CooperationAgreement(VersionedRow, table=True):
    __tablename__ = "cooperation_agreement"
    __table_args__ = (
        tenant_key("employer_id", "employer"),
        tenant_key("central_mentor_id", "contact_person"),
        tenant_key("jobcentre_contact_id", "staff_member"),
        Index(None, "municipality_code", "employer_id"),
    )

    employer_id: UUID
    model: CooperationModel = choice(CooperationModel, "model")
    seats: int | None = None
    """From the first day on; null: as many as its places offer."""
    seat_changes: list[dict[str, Any]] = Field(sa_type=JSONB)
    """Entries of `case_api.employers.schemas.SeatChange`, rising by day."""
    workplaces: list[str] = texts()
    """The workplaces it covers; a cluster has several, also of other employers."""
    central_mentor_id: UUID | None = None
    jobcentre_contact_id: UUID | None = None
    valid_from: date
    valid_until: date | None = None
    note: str | None = None


class Place(VersionedRow, table=True):
    """What an employer offers: tasks, demands, hours and seats."""

    __tablename__ = "place"
    __table_args__ = (
        tenant_key("workplace_id", "workplace"),
        tenant_key("agreement_id", "cooperation_agreement"),
        tenant_key("contact_person_id", "contact_person"),
        tenant_key("mentor_id", "contact_person"),
        CheckConstraint("seats between 1 and 99", name="seats"),
        CheckConstraint("open_until is null or open_until >= open_from", name="period"),
        Index(None, "municipality_code", "workplace_id"),
    )

    workplace_id: UUID
    agreement_id: UUID | None = None
    contact_person_id: UUID | None = None
    mentor_id: UUID | None = None
    title: str
    tasks: str
    occupations: list[str] = texts()
    package: str
    demands: list[dict[str, Any]] = Field(sa_type=JSONB)
    """Entries of `rettematch.contracts.places.Demand`."""
    language_spoken: LanguageLevel = choice(LanguageLevel, "language_spoken")
    language_read: LanguageLevel = choice(LanguageLevel, "language_read")
    language_known: bool
    certificates: list[str] = texts()
    clean_criminal_record: bool | None = None
    child_protection_certificate: bool | None = None
    schemes: list[str] = texts()
    hours_per_day_min: float
    hours_per_week_min: float
    hours_per_week_max: float
    days: list[str] = texts()
    earliest_start: str
    latest_end: str
    open_from: date
    open_until: date | None = None
    seats: int
    paid_hours_prospect: PaidHoursProspect = choice(PaidHoursProspect, "paid_hours_prospect")
    vacated_on: date | None = None
    """The day on which somebody left this job by dismissal or resignation."""
    withdrawn: bool = False
    feed_version: int = 0
    published_on: date | None = None
    """The day for which the feed shows it; what the calendar changes later is published by `employers.calendar`."""
