"""What is written about one case on its way through the clubs; every text is sealed with the citizen's key."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Boolean, CheckConstraint, Index, LargeBinary
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from case_api.tables import VersionedRow
from rettematch.columns import choice, tenant_key


class EndResult(StrEnum):
    """What a course ends with: a placement at an employer, or the way back to the job centre."""

    COMPANY_PLACEMENT = "company-placement"
    JOURNAL_NOTE_AND_NOTICE = "journal-note-and-notice"


class LogEntry(VersionedRow, table=True):
    """A weekly talk in the LOG book: what was agreed, and a week later what came of it."""

    __tablename__ = "log_entry"
    __table_args__ = (
        tenant_key("case_id", "case"),
        tenant_key("written_by", "staff_member"),
        CheckConstraint("followed_up_on > held_on", name="followed_up_later"),
        Index(None, "municipality_code", "case_id", "held_on", unique=True),
    )

    case_id: UUID
    held_on: date
    agreements_sealed: bytes = Field(sa_type=LargeBinary)
    """A JSON list of texts."""
    next_week_sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
    in_job_plan: bool
    followed_up_on: date | None = None
    done: list[bool] = Field(sa_type=ARRAY(Boolean))
    """Of each agreement, in order; empty until it is followed up."""
    written_by: UUID


class AvailabilityAssessment(VersionedRow, table=True):
    """How an absence without an excuse was judged (rådighedsvurdering)."""

    __tablename__ = "availability_assessment"
    __table_args__ = (
        tenant_key("case_id", "case"),
        tenant_key("attendance_id", "club_attendance"),
        tenant_key("assessed_by", "staff_member"),
        Index(None, "municipality_code", "case_id", "assessed_on"),
    )

    case_id: UUID
    attendance_id: UUID | None = None
    """The evidence; null when what happened is not an absence from a club day."""
    assessed_on: date
    journal_note_sealed: bytes = Field(sa_type=LargeBinary)
    notice_sent: bool
    activation_hours: float | None = None
    ends_course: bool
    assessed_by: UUID


class EndTalk(VersionedRow, table=True):
    """The last talk of a course, with the zero-setting match and the hand-over."""

    __tablename__ = "end_talk"
    __table_args__ = (
        tenant_key("case_id", "case"),
        tenant_key("placement_id", "placement"),
        tenant_key("held_by", "staff_member"),
        Index(None, "municipality_code", "case_id", unique=True),
    )

    case_id: UUID
    held_on: date
    zero_setting_match: bool
    result: EndResult = choice(EndResult, "result")
    placement_id: UUID | None = None
    hand_over_sealed: bytes = Field(sa_type=LargeBinary)
    held_by: UUID
