"""Answers about the target group of a case."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel, Field

from case_api.findings import FindingRead


class CheckRead(BaseModel):
    """One demand of the programme's target group."""

    rule_id: str = Field(examples=["jf_elig_support_duration"])
    danish: str
    section: str
    unit: str = Field(examples=["years of public support"])
    at_least: float | None
    at_most: float | None
    value: float | None = Field(description="Whole years on the day of the visitation; null when it is not known.")
    holds: bool | None = Field(description="Null when it is not known.")


class PlannedRead(BaseModel):
    """How many participants the programme plans for the citizen's group, and how many there are."""

    rule_id: str = Field(examples=["jf_planned_kontanthjaelp"])
    danish: str
    cohorts: list[str]
    planned: float | None
    visitated: int = Field(description="Cases of these groups in the programme, this one too, also closed ones.")


class EligibilityRead(BaseModel):
    """The target group of a case: every demand, what was found, and what was planned."""

    case_id: UUID
    programme: str
    cohort: str | None
    visitated_on: date = Field(description="The recorded visitation, else the start of the case.")
    checks: list[CheckRead]
    findings: list[FindingRead]
    missing: list[str] = Field(description="What the case itself lacks, in Danish.")
    planned: list[PlannedRead]
