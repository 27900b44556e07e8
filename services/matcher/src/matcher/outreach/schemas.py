"""Request and answer of an outreach."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from matcher.outreach.asks import AskKind
from matcher.outreach.thin import WantedKind
from matcher.ranking.schemas import CatalogueStatus, Question
from rettematch.contracts.matching import LegalBasis

MAX_LINES = 100
DEFAULT_LINES = 20
_Lines = Annotated[int, Field(ge=1, le=MAX_LINES)]


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class OutreachRequest(_Closed):
    """For which team, and how much of each list."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={"examples": [{"team_id": "0192f0c1-2a3b-7c4d-8e5f-000000000007", "max_visits": 10}]},
    )

    team_id: UUID
    max_visits: _Lines = DEFAULT_LINES
    max_openings: _Lines = DEFAULT_LINES
    max_industries: _Lines = DEFAULT_LINES
    max_thin: _Lines = DEFAULT_LINES


class Asked(_Closed):
    """One thing to ask an employer for, and whom it would serve."""

    kind: AskKind = Field(
        description="`accommodation`: the demand is known and too high. `unknown`: nobody knows the demand yet."
    )
    constraint: str = Field(examples=["consideration:standing"], description="The only one that fails today.")
    question: Question
    citizens: int = Field(description="Whom it would serve; never who they are.")
    place_ids: tuple[UUID, ...] = Field(description="Places of the workplace that miss nothing else for somebody.")


class Opening(Asked):
    """A workplace and one thing that would open a place there."""

    workplace_id: UUID
    employer_id: UUID
    postcode: str


class Visit(_Closed):
    """A workplace to visit. `citizens` are those that any of `asks` would serve."""

    workplace_id: UUID
    employer_id: UUID
    postcode: str
    area: str = Field(examples=["84"], description="The first two digits of the postcode: what one trip can take in.")
    round: int = Field(description="1 gives each citizen a first chance, 2 a second one at another workplace.")
    newly_served: int = Field(description="Citizens whom no earlier visit of the round serves.")
    citizens: int
    asks: tuple[Asked, ...]


class IndustryOpening(_Closed):
    """One thing, asked for in one industry."""

    kind: AskKind
    constraint: str
    package: str
    question: Question
    citizens: int
    workplaces: int = Field(description="As many workplaces, well chosen, would serve all of these citizens.")
    danish: str = Field(
        examples=[
            "Køkken og kantine: Hvis 3 arbejdssteder mere kan tilpasse stående arbejde, åbner det for 14 borgere."
        ]
    )


class ThinSupply(_Closed):
    """A wish with fewer fitting places than citizens in an area."""

    kind: WantedKind
    id: str = Field(examples=["kitchen"], description="Industry package, or ISCO sub-major group.")
    danish_name: str
    area: str = Field(description="The first two digits of the postcode.")
    citizens: int = Field(description="Waiting citizens with the wish who can travel into the area.")
    places: int = Field(description="Places there that fit any of them today.")
    lacking: int


class OutreachResult(_Closed):
    """What the same profiles, places and request give every time, bit for bit. It names no citizen."""

    waiting: int = Field(description="Citizens that were looked at.")
    without_place: int = Field(description="Those of them that no place fits today.")
    reachable: int = Field(description="Those of them that some visit would serve.")
    visits: tuple[Visit, ...]
    openings: tuple[Opening, ...] = Field(description="By falling number of citizens.")
    industries: tuple[IndustryOpening, ...] = Field(description="By falling number of citizens.")
    thin: tuple[ThinSupply, ...]
    legal_bases: tuple[LegalBasis, ...]
    considerations_used: bool
    explanation: tuple[str, ...] = Field(description="In Danish: what was used, what was not, and who decides.")


class OutreachAnswer(OutreachResult):
    """A result with its run and the state of the catalogue."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    run_id: UUID
    catalogue: CatalogueStatus


_QUESTION = {
    "fact": "consideration:standing",
    "ask": "employer",
    "danish": "Kan en del af arbejdet gøres siddende?",
    "english": "May part of the work be done sitting?",
}
_ASKED: dict[str, Any] = {
    "kind": "accommodation",
    "constraint": "consideration:standing",
    "question": _QUESTION,
    "citizens": 6,
    "place_ids": ["0192f0c1-2a3b-7c4d-8e5f-000000000101"],
}
_AT = {
    "workplace_id": "0192f0c1-2a3b-7c4d-8e5f-000000000301",
    "employer_id": "0192f0c1-2a3b-7c4d-8e5f-000000000201",
    "postcode": "8410",
}
OUTREACH_EXAMPLE: dict[str, Any] = {
    "run_id": "0192f0c1-2a3b-7c4d-8e5f-0000000000ab",
    "catalogue": {"cursor": "1042.77", "lag_seconds": 1.4, "places": 220, "stale": False},
    "waiting": 41,
    "without_place": 9,
    "reachable": 33,
    "visits": [_AT | {"area": "84", "round": 1, "newly_served": 6, "citizens": 6, "asks": [_ASKED]}],
    "openings": [_ASKED | _AT],
    "industries": [
        {
            "kind": "accommodation",
            "constraint": "consideration:standing",
            "package": "kitchen",
            "question": _QUESTION,
            "citizens": 14,
            "workplaces": 3,
            "danish": "Køkken og kantine: Hvis 3 arbejdssteder mere kan tilpasse stående arbejde, åbner det pladser "
            "for 14 borgere.",
        }
    ],
    "thin": [
        {
            "kind": "package",
            "id": "kitchen",
            "danish_name": "Køkken og kantine",
            "area": "84",
            "citizens": 11,
            "places": 4,
            "lacking": 7,
        }
    ],
    "legal_bases": [{"category": "considerations", "citation": "(kommunens hjemmel)", "in_force_from": "2026-01-01"}],
    "considerations_used": True,
    "explanation": ["Listen viser, hvad der kan åbne pladser for teamets ventende borgere."],
}
