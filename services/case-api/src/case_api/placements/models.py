from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from case_api.tables import TenantRow, VersionedRow
from rettematch.columns import choice, moment, tenant_key
from rettematch.contracts.base import Scheme
from rettematch.contracts.cases import ContactKind


class PlacementOutcome(StrEnum):
    """How a placement ended."""

    ORDINARY_JOB = "ordinary-job"
    ORDINARY_HOURS = "ordinary-hours"
    FLEX_JOB = "flex-job"
    EDUCATION = "education"
    NEW_PLACEMENT = "new-placement"
    COMPLETED = "completed"
    BROKEN_OFF_BY_CITIZEN = "broken-off-by-citizen"
    BROKEN_OFF_BY_EMPLOYER = "broken-off-by-employer"
    BROKEN_OFF_HEALTH = "broken-off-health"


class InternshipPurpose(StrEnum):
    """What an internship is for (LAB §§ 57-59, rule fsm_internship_purpose); it stands in the agreement."""

    ORDINARY_HOURS = "ordinary-hours"
    TRAIN_SKILLS = "train-skills"
    CLARIFY_GOAL_OR_SKILLS = "clarify-goal-or-skills"


class Placement(VersionedRow, table=True):
    """A course at a place (forløb på en plads) and its work agreement (arbejds- og opfølgningsaftale)."""

    __tablename__ = "placement"
    __table_args__ = (
        tenant_key("case_id", "case"),
        tenant_key("place_id", "place"),
        tenant_key("workplace_id", "workplace"),
        tenant_key("contact_person_id", "contact_person"),
        tenant_key("mentor_id", "contact_person"),
        tenant_key("moved_from", "placement"),
        CheckConstraint("ends_on >= starts_on", name="period"),
        CheckConstraint("ended_on is null or outcome is not null", name="outcome_given"),
        CheckConstraint(
            "chosen_rank is null or (run_id is not null and chosen_rank between 1 and 100)", name="chosen_rank"
        ),
        CheckConstraint(
            "override_reason is null or (run_id is not null and chosen_rank is distinct from 1)",
            name="override_reason",
        ),
        Index(None, "municipality_code", "place_id"),
        Index(None, "municipality_code", "workplace_id"),
        Index(None, "municipality_code", "case_id"),
    )

    case_id: UUID
    place_id: UUID
    workplace_id: UUID
    scheme: Scheme = choice(Scheme, "scheme")
    starts_on: date
    ends_on: date
    hours_per_week: float
    hours_per_day: float
    ended_on: date | None = None
    outcome: PlacementOutcome | None = choice(PlacementOutcome, "outcome", default=None, nullable=True)
    contact_person_id: UUID
    mentor_id: UUID | None = None
    ordinary_hours_planned: bool
    step_up: list[dict[str, Any]] = Field(sa_type=JSONB)
    """Paid hours over time: [{from_date, paid_hours_per_week}], rising or level."""
    purpose: InternshipPurpose | None = choice(InternshipPurpose, "purpose", default=None, nullable=True)
    self_found: bool = False
    representative_heard_on: date | None = None
    both_signed_on: date | None = None
    agreement_sealed: bytes = Field(sa_type=LargeBinary)
    """The agreement's texts: goal, sub-goals, tasks, meeting times, considerations agreed, mentor's tasks,
    and why the law allows it."""
    moved_from: UUID | None = None
    """The placement that it follows within a cluster: the course goes on at another workplace."""
    run_id: UUID | None = None
    """The ranking it came from, if it did."""
    chosen_rank: int | None = None
    """Its rank there; null when it was not among the ranked places, or before it was recorded."""
    override_reason: str | None = Field(default=None, max_length=40)
    """Why not the first place of the list: an id of override_reasons.toml."""
    reason_sealed: bytes = Field(sa_type=LargeBinary)
    """Why this place, in the words of the person who decided (docs/security.md D1)."""
    decided_by: UUID


class AgreedFollowUpRow(TenantRow, table=True):
    """One line of the follow-up plan."""

    __tablename__ = "agreed_follow_up"
    __table_args__ = (tenant_key("placement_id", "placement"), Index(None, "municipality_code", "placement_id"))

    placement_id: UUID
    at: datetime = moment()
    kind: ContactKind = choice(ContactKind, "kind")
