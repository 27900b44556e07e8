from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Index, LargeBinary, text
from sqlmodel import Field

from case_api.tables import TenantRow, VersionedRow
from rettematch.columns import choice, moment, tenant_key
from rettematch.contracts.matching import DisclosurePurpose


class CaseOutcome(StrEnum):
    """How a case ended (the outcome columns of the programmes)."""

    ORDINARY_JOB = "ordinary-job"
    EDUCATION = "education"
    WAGE_SUBSIDY = "wage-subsidy"
    BENEFIT_WITH_HOURS = "benefit-with-hours"
    FLEX_JOB = "flex-job"
    STILL_ON_BENEFIT = "still-on-benefit"
    MOVED = "moved"
    OTHER = "other"


class Case(VersionedRow, table=True):
    __tablename__ = "case"
    __table_args__ = (
        tenant_key("citizen_id", "citizen"),
        tenant_key("caseworker_id", "staff_member"),
        tenant_key("job_broker_id", "staff_member"),
        tenant_key("team_id", "team"),
        Index(
            "uq_case_open",
            "municipality_code",
            "citizen_id",
            "programme",
            unique=True,
            postgresql_where=text("closed_on is null"),
        ),
        Index(None, "municipality_code", "job_broker_id"),
        Index(None, "municipality_code", "caseworker_id"),
        Index("ix_case_replan_at", "replan_at", "municipality_code", postgresql_where=text("replan_at is not null")),
    )

    citizen_id: UUID
    programme: str
    cohort: str | None = None
    """The group that the programme's rules tell apart, as a rule what the citizen lives by."""
    started_on: date
    closed_on: date | None = None
    outcome: CaseOutcome | None = choice(CaseOutcome, "outcome", default=None, nullable=True)
    caseworker_id: UUID
    job_broker_id: UUID | None = None
    job_broker_since: date | None = None
    team_id: UUID | None = None
    cv_begun_on: date | None = None
    ready_on: date | None = None
    self_supporting_on: date | None = None
    feed_version: int = 0
    """Counts every change of the facts that follow-ups rest on, also those in conversations and placements."""
    replan_at: datetime | None = moment(default=None)
    """When time itself changes the follow-ups: something falls due, or is late. Null when nothing more can happen."""


class Disclosure(TenantRow, table=True):
    """A matching profile as it was given to the matcher, sealed with the citizen's key, under the run's subject id.

    It lets an earlier ranking be replayed for a complaint; the matcher itself keeps nothing (docs/security.md C2, D2).
    """

    __tablename__ = "disclosure"
    __table_args__ = (tenant_key("case_id", "case"), Index(None, "municipality_code", "case_id"))

    case_id: UUID
    disclosed_at: Any = moment()
    disclosed_to: UUID
    purpose: DisclosurePurpose = choice(DisclosurePurpose, "purpose", default=DisclosurePurpose.RANKING)
    profile_sealed: bytes = Field(sa_type=LargeBinary)
