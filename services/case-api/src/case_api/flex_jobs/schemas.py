"""Answers about flex jobs."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel, Field

from case_api.responses import ANSWER


class HoursRead(BaseModel):
    """Paid hours a week over a stretch of time."""

    model_config = ANSWER

    from_date: date
    until_date: date | None
    hours_per_week: float
    placement_id: UUID | None


class AidRead(BaseModel):
    """An application for an aid or for personal assistance (hjælpemiddel, personlig assistance)."""

    event_id: UUID
    applied_on: date
    granted_on: date | None = Field(description="The event's last day; null while it is not granted.")
    days_to_grant: int | None
    routes: list[str] = Field(description="granted-by-job-broker, priority.")


class FlexJobRead(BaseModel):
    """The flex jobs of a case. Null figures: no paid hours in a flex job have begun."""

    case_id: UUID
    since: date | None
    hours_at_start: float | None
    hours_now: float | None
    growth: float | None = Field(description="Hours a week more (or, below 0, fewer) than at the start.")
    is_small: bool | None = Field(description="Within the bound of a small flex job today (uf_small_fleksjob).")
    needs_no_phase_2: bool | None = Field(
        description="Began with more hours than the bound, so no effort in phase 2 (uf_phase2_scope)."
    )
    hours: list[HoursRead]
    follow_ups_kept: int = Field(description="Of the first months' follow-ups (uf_followup_6m).")
    follow_ups_late: int = Field(description="Overdue or missed.")
    aids: list[AidRead]
