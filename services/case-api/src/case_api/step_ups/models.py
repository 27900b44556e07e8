from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from case_api.tables import VersionedRow, texts
from rettematch.columns import choice, tenant_key


class StartedBy(StrEnum):
    """Who started it."""

    JOB_BROKER = "by-job-broker"
    CASEWORKER = "by-caseworker"
    CITIZEN = "by-citizen"


class Barrier(StrEnum):
    """What makes the match drag on."""

    HEALTH = "health"
    FAMILY = "family"


class StepUpEffort(VersionedRow, table=True):
    """One step-up of a case, from its trigger to its agreement."""

    __tablename__ = "step_up_effort"
    __table_args__ = (
        tenant_key("case_id", "case"),
        tenant_key("recorded_by", "staff_member"),
        CheckConstraint("cardinality(because) > 0", name="because"),
        CheckConstraint("(agreed_on is null) = (agreement_sealed is null)", name="agreement"),
        Index(None, "municipality_code", "case_id", "started_on"),
    )

    case_id: UUID
    started_on: date
    started_by: StartedBy = choice(StartedBy, "started_by")
    because: list[str] = texts()
    preparations: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSONB)
    """[{barrier, on, documents}], one for each barrier."""
    talks: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSONB)
    """[{held_on, people}] in the order in which they were recorded."""
    notes_sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
    """A JSON list: what was said in each talk."""
    children_over_13: bool = False
    child_job_asked_on: date | None = None
    agreed_on: date | None = None
    agreement_sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
    """JSON {answers, considerations}: the answers by question, the considerations with the ids of their statements."""
    recorded_by: UUID
