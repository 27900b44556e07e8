from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, Index, LargeBinary, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from case_api.tables import TenantRow, VersionedRow, texts
from rettematch.columns import choice, moment, tenant_key


class AttendanceState(StrEnum):
    """Whether a member came. Why an excused one stayed away is sealed, since it can be illness."""

    PRESENT = "present"
    EXCUSED = "excused"
    UNEXCUSED = "unexcused"


class ClubOffer(VersionedRow, table=True):
    """What a municipality offers around its clubs from a day on: overbooking, themes in rotation, café hours."""

    __tablename__ = "club_offer"
    __table_args__ = (Index(None, "municipality_code", "from_date", unique=True),)

    from_date: date
    overbooking: int
    themes: list[str] = texts()
    cafe: list[dict[str, Any]] = Field(sa_type=JSONB)


class JobClub(VersionedRow, table=True):
    """A club of one industry area. `number` is its id in the caseworkers' system."""

    __tablename__ = "job_club"
    __table_args__ = (
        tenant_key("main_responsible_id", "staff_member"),
        tenant_key("industry_owner_id", "staff_member"),
        Index(None, "municipality_code", "number", unique=True),
        Index(
            "uq_job_club_industry",
            "municipality_code",
            "industry",
            unique=True,
            postgresql_where=text("closed_on is null"),
        ),
    )

    number: int
    industry: str
    main_responsible_id: UUID | None = None
    """As a rule a pseudo-user that stands for the club."""
    industry_owner_id: UUID
    """The one consultant who is responsible for the industry, and supplementary responsible for the members."""
    closed_on: date | None = None


class ClubMembership(VersionedRow, table=True):
    """A citizen's time in a club. Writers hold the clubs' lock, so that times of one case never overlap."""

    __tablename__ = "club_membership"
    __table_args__ = (
        tenant_key("club_id", "job_club"),
        tenant_key("case_id", "case"),
        CheckConstraint("until_date is null or until_date >= from_date", name="period"),
        Index(None, "municipality_code", "club_id", "from_date"),
        Index(None, "municipality_code", "case_id", "from_date"),
    )

    club_id: UUID
    case_id: UUID
    from_date: date
    until_date: date | None = None


class ClubSession(VersionedRow, table=True):
    """A club day with its programme."""

    __tablename__ = "club_session"
    __table_args__ = (
        tenant_key("club_id", "job_club"),
        tenant_key("attendance_by", "staff_member"),
        Index(None, "municipality_code", "club_id", "held_on", unique=True),
    )

    club_id: UUID
    held_on: date
    timetable: list[dict[str, Any]] = Field(sa_type=JSONB)
    workshops: list[dict[str, Any]] = Field(sa_type=JSONB)
    attendance_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    attendance_by: UUID | None = None


class ClubAttendance(VersionedRow, table=True):
    """One member on one club day."""

    __tablename__ = "club_attendance"
    __table_args__ = (
        tenant_key("session_id", "club_session"),
        tenant_key("case_id", "case"),
        Index(None, "municipality_code", "session_id", "case_id", unique=True),
        Index(None, "municipality_code", "case_id"),
    )

    session_id: UUID
    case_id: UUID
    state: AttendanceState = choice(AttendanceState, "state")
    excuse_sealed: bytes | None = Field(default=None, sa_type=LargeBinary)


class AbsenceSheet(VersionedRow, table=True):
    """The absence of a club in a month, as it was sent to the availability team."""

    __tablename__ = "absence_sheet"
    __table_args__ = (
        tenant_key("club_id", "job_club"),
        tenant_key("sent_by", "staff_member"),
        Index(None, "municipality_code", "club_id", "month", unique=True),
    )

    club_id: UUID
    month: date
    """Its first day."""
    sent_at: datetime = moment()
    sent_by: UUID


class AbsenceLine(TenantRow, table=True):
    """One member on a sheet. Never changed: it is what the team was told."""

    __tablename__ = "absence_line"
    __table_args__ = (
        tenant_key("sheet_id", "absence_sheet"),
        tenant_key("case_id", "case"),
        Index(None, "municipality_code", "sheet_id", "case_id", unique=True),
    )

    sheet_id: UUID
    case_id: UUID
    days: int
    present: int
    excused: int
    unexcused_on: list[str] = texts()
    """The days, as ISO dates."""


class IndividualSeat(VersionedRow, table=True):
    """A seat of the individual offer (håndholdt indsats). Writers hold the clubs' lock."""

    __tablename__ = "individual_seat"
    __table_args__ = (
        tenant_key("case_id", "case"),
        CheckConstraint("until_date is null or until_date >= from_date", name="period"),
        Index(None, "municipality_code", "from_date"),
        Index(None, "municipality_code", "case_id", "from_date"),
    )

    case_id: UUID
    group: str
    from_date: date
    until_date: date | None = None
