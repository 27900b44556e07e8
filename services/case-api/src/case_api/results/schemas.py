"""Answers about results."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel, Field

from case_api.progression.schemas import AreaCurve
from case_api.responses import ANSWER


class OrdinaryHoursResult(BaseModel):
    """Ordinary paid hours (ordinære timer) so far; hours with a wage subsidy or in a flex job are not among them."""

    model_config = ANSWER

    first_on: date | None = Field(description="Null: none so far.")
    per_week_now: float
    per_week_most: float
    in_all: float = Field(description="Hours worked by today, the hours of a week spread evenly over its days.")


class CaseResults(BaseModel):
    """What came of a course so far. There is no number for the person as a whole."""

    case_id: UUID
    citizen_id: UUID
    programme: str
    started_on: date
    closed_on: date | None
    ordinary_hours: OrdinaryHoursResult
    progression: list[AreaCurve] = Field(description="By area, both sides beside each other.")
    symptom_progression: AreaCurve | None = Field(description="Only where the citizen wishes it.")
    missing: list[str] = Field(
        description="In Danish: what the programme wants to be seen and nobody has recorded (stv_results_visible)."
    )
