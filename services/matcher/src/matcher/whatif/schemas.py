"""The answer of what if."""

from datetime import date
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from matcher.ranking.schemas import CatalogueStatus
from matcher.whatif.relaxations import Kind


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class OpenedPlace(_Closed):
    """The best place that a relaxation opens. `parts` sum to `score`."""

    place_id: UUID
    employer_id: UUID
    workplace_id: UUID
    score: int
    parts: dict[str, int]


class WhatIf(_Closed):
    """One relaxation and what it would bring."""

    relaxation: str = Field(examples=["weekday-1"], description="Row of the file of relaxations.")
    kind: Kind
    value: str = Field(examples=["sat"], description="Which of several: the day, the level, the package.")
    danish: str = Field(examples=["Hvis borgeren også kan arbejde lørdag"])
    whose: Literal["citizen", "consultant"] = Field(description="Who can decide it.")
    more_places: int = Field(description="How many more places fit. 0 for another wish, which changes points only.")
    better_points: int = Field(description="For another wish: how many places that fit already get more points.")
    best: OpenedPlace
    gain: int | None = Field(description="Points of `best` above today's best place; null when no place fits today.")
    effect: str = Field(
        description="In Danish.", examples=["Så passer 4 pladser mere. Den bedste får 512 point, 57 mere end i dag."]
    )


class TodaysBest(_Closed):
    """The best place that fits without any relaxation."""

    place_id: UUID
    score: int


class WhatIfResult(_Closed):
    """What the same profile, places, points and request give every time."""

    today: TodaysBest | None
    fitting: int = Field(description="How many places fit now.")
    answers: tuple[WhatIf, ...] = Field(description="By falling gain, then in the order of the file.")
    tried: int = Field(description="How many single relaxations were looked at.")
    relaxations_version: str
    weights_version: str
    as_of: date = Field(description="The day of the profile, which is the day of the run.")
    explanation: tuple[str, ...] = Field(description="In Danish: what is offered, and what never is.")


class WhatIfAnswer(WhatIfResult):
    """A result with its run and the state of the places it is about."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    run_id: UUID
    run_cursor: str = Field(description="How far the places were known when the run was made.")
    catalogue: CatalogueStatus
    places_changed: bool = Field(description="True when places may have changed since the run.")


WHAT_IF_EXAMPLE: dict[str, Any] = {
    "run_id": "0192f0c1-2a3b-7c4d-8e5f-0000000000aa",
    "run_cursor": "1042.77",
    "catalogue": {"cursor": "1042.77", "lag_seconds": 1.4, "places": 220, "stale": False},
    "places_changed": False,
    "today": {"place_id": "0192f0c1-2a3b-7c4d-8e5f-000000000101", "score": 455},
    "fitting": 12,
    "answers": [
        {
            "relaxation": "weekday-1",
            "kind": "weekday",
            "value": "sat",
            "danish": "Hvis borgeren også kan arbejde lørdag",
            "whose": "citizen",
            "more_places": 4,
            "better_points": 0,
            "best": {
                "place_id": "0192f0c1-2a3b-7c4d-8e5f-000000000103",
                "employer_id": "0192f0c1-2a3b-7c4d-8e5f-000000000203",
                "workplace_id": "0192f0c1-2a3b-7c4d-8e5f-000000000303",
                "score": 512,
                "parts": {
                    "job_goal": 320,
                    "skills": 32,
                    "paid_hours": 120,
                    "company_contact": 0,
                    "sector": 40,
                    "commute": 0,
                    "accommodation": 0,
                    "internship_only": 0,
                },
            },
            "gain": 57,
            "effect": "Så passer 4 pladser mere. Den bedste får 512 point, 57 mere end den bedste i dag.",
        }
    ],
    "tried": 21,
    "relaxations_version": "2026-11-01",
    "weights_version": "2026-01-01",
    "as_of": "2026-09-01",
    "explanation": ["Hver linje ændrer kun én ting."],
}
