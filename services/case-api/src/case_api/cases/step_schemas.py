"""Answers about where a case stands in its programme."""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, Field

from case_api.findings import FindingRead


class UnmetRead(BaseModel):
    """A condition that a step waits for."""

    rule_id: str = Field(examples=["fsm_trin1_exit"])
    section: str = Field(description="Where in the programme's document the rule stands.")
    step: int
    missing: str = Field(examples=["cv-begun"])
    missing_danish: str = Field(examples=["påbegyndt cv"])
    danish: str = Field(description="The rule and what is missing; may be shown as it is.")


class StepRead(BaseModel):
    """The step (trin) that a case is in."""

    number: int = Field(description="Counted from 1; one more than `of` when the last step has ended.")
    of: int = Field(description="How many steps the programme has.")
    danish: str | None = Field(description="Null when the last step has ended.")
    began_on: date
    aim_ends_on: date | None = Field(description="The last day that the programme aims at; null: it sets none.")
    missing: list[UnmetRead]
    next_step: str | None = Field(description="The next step's Danish name; null in the last one.")


class StepFinding(FindingRead):
    """A rule that the course does not keep."""

    about: str = Field(description="Tells two findings of one rule apart: the id or date of what they are about.")
    placement_id: UUID | None


class NextDate(BaseModel):
    """When an open follow-up is due."""

    due_at: datetime
    rule_id: str
    danish: str


class ReviewRead(BaseModel):
    """A course as it stands: its step, every rule that it does not keep, and its next dates, earliest first."""

    case_id: UUID
    as_of: datetime
    step: StepRead
    findings: list[StepFinding]
    next_dates: list[NextDate]
