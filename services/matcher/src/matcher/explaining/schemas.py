"""Answers about one place of a run, and about a run to the citizen."""

from datetime import date
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from matcher.ranking.schemas import ANSWER_EXAMPLE, CatalogueStatus, Question, RankedPlace


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FailedConstraint(_Closed):
    """A constraint that stands in the way, and the fact behind it."""

    id: str = Field(examples=["hours-per-week"])
    danish: str = Field(examples=["Timer om ugen"])
    reason: str = Field(examples=["Pladsen kræver mindst 15 timer om ugen; borgeren kan 10."])
    known: Literal["known", "unknown"] = Field(description="Unknown: nobody has asked yet; see `questions`.")
    rule_id: str | None = Field(default=None, description="The rule of law behind it, where there is one.")


class PlaceStanding(_Closed):
    """How a place stands for the citizen of a run, with the places as they are now."""

    place_id: UUID
    standing: Literal["fits", "ask-first", "excluded"]
    summary: tuple[str, ...] = Field(description="In Danish, to be read as it is.")
    listed: RankedPlace | None = Field(description="As the run's list has it; null when it is not on the list.")
    now: RankedPlace | None = Field(description="With points, reasons and facts of now; null when it does not fit.")
    fitting: int = Field(description="How many places fit now.")
    points_needed: int | None = Field(
        description="Points of the last place that a list of the run's length has now; null when the list is not full."
    )
    failed: tuple[FailedConstraint, ...]
    questions: tuple[Question, ...] = Field(description="What to ask before the place can be judged.")
    weights_version: str
    as_of: date = Field(description="The day of the profile, which is the day of the run.")


class PlaceStandingAnswer(PlaceStanding):
    """A standing with its run and the state of the places."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    run_id: UUID
    run_cursor: str = Field(description="How far the places were known when the run was made.")
    catalogue: CatalogueStatus
    places_changed: bool = Field(description="True when places may have changed since the run.")


class CitizenText(_Closed):
    """What a run used and how, told to the citizen."""

    run_id: UUID
    language: Literal["da"] = "da"
    markdown: str = Field(description="Plain Danish in Markdown. It names no person, no health matter and no company.")


STANDING_EXAMPLE: dict[str, Any] = {
    "place_id": "0192f0c1-2a3b-7c4d-8e5f-000000000104",
    "standing": "excluded",
    "summary": ["Pladsen passer ikke lige nu. Timer om ugen: Pladsen kræver mindst 15 timer om ugen; borgeren kan 10."],
    "listed": None,
    "now": None,
    "fitting": 12,
    "points_needed": None,
    "failed": [
        {
            "id": "hours-per-week",
            "danish": "Timer om ugen",
            "reason": "Pladsen kræver mindst 15 timer om ugen; borgeren kan 10.",
            "known": "known",
            "rule_id": None,
        }
    ],
    "questions": [],
    "weights_version": "2026-01-01",
    "as_of": "2026-09-01",
    "run_id": ANSWER_EXAMPLE["run_id"],
    "run_cursor": "1042.77",
    "catalogue": ANSWER_EXAMPLE["catalogue"],
    "places_changed": False,
}
CITIZEN_TEXT_EXAMPLE: dict[str, Any] = {
    "run_id": ANSWER_EXAMPLE["run_id"],
    "language": "da",
    "markdown": "# Sådan blev listen med pladser til\n\nVi har lavet en liste med 10 pladser til dig.\n",
}
