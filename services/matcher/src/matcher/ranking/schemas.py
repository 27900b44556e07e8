"""Request and answer of a ranking."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from rettematch.contracts.base import Scheme
from rettematch.contracts.matching import LegalBasis

MAX_PLACES = 100
DEFAULT_PLACES = 20


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RankingOptions(_Closed):
    """What a consultant may choose; health and law are not among it."""

    schemes: Annotated[tuple[Scheme, ...], Field(min_length=1, max_length=len(Scheme))] | None = Field(
        default=None, description="Only these schemes, of those that the citizen may use."
    )
    include_ask_first: bool = True
    max_ask_first: Annotated[int, Field(ge=1, le=MAX_PLACES)] = DEFAULT_PLACES


class RankingRequest(_Closed):
    """For whom, and how many places."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={
            "examples": [
                {
                    "case_id": "0192f0c1-2a3b-7c4d-8e5f-000000000001",
                    "k": 10,
                    "options": {"schemes": ["internship", "ordinary-hours"], "max_ask_first": 5},
                }
            ]
        },
    )

    case_id: UUID
    k: Annotated[int, Field(ge=1, le=MAX_PLACES)] = DEFAULT_PLACES
    options: RankingOptions = RankingOptions()


class PassedConstraint(_Closed):
    """A hard constraint that the place passes, and the fact about the place that it rests on."""

    id: str = Field(examples=["consideration:lifting"])
    danish: str = Field(examples=["Løft og bæring"])
    fact: str = Field(examples=["Op til 5 kg."])
    known: Literal["known", "assumed"] = Field(
        description="Assumed: from the industry package only, to be confirmed on the visit."
    )


class PointReason(_Closed):
    """What one part of the points was given for."""

    part: str = Field(examples=["paid_hours"])
    points: int
    danish: str = Field(examples=["Udsigt til ordinære timer: ordinære timer er sandsynlige."])


class RankedPlace(_Closed):
    """One place that fits. `parts` sum to `score`."""

    place_id: UUID
    employer_id: UUID
    workplace_id: UUID
    rank: int
    score: int
    parts: dict[str, int]
    reasons: tuple[PointReason, ...] = Field(description="For each part that is not zero; they sum to the score too.")
    constraints: tuple[PassedConstraint, ...]
    notes: tuple[str, ...] = Field(description="In Danish, to be read with the place.")


class Question(_Closed):
    """What to find out before a place can be judged."""

    fact: str = Field(examples=["consideration:standing"], description="The constraint that rests on it.")
    ask: Literal["employer", "citizen"]
    danish: str
    english: str


class AskFirstPlace(_Closed):
    """A place that nothing known excludes, but whose fit rests on unknown facts."""

    place_id: UUID
    employer_id: UUID
    workplace_id: UUID
    score_if_confirmed: int
    parts: dict[str, int]
    question: Question = Field(description="The first question to ask.")
    further_questions: tuple[Question, ...] = Field(description="When more than one fact is unknown.")


class CatalogueStatus(_Closed):
    """How fresh the places are."""

    cursor: str = Field(description="Position in the change feed up to which places are known.")
    lag_seconds: float = Field(description="Since the catalogue was last known to be complete.")
    places: int = Field(description="Places of the municipality, closed ones included.")
    stale: bool = Field(description="True when the lag is beyond what is normal: seats may have changed.")


class RankingResult(_Closed):
    """What the same profile, places, points and request give every time, bit for bit."""

    ranking: tuple[RankedPlace, ...]
    ask_first: tuple[AskFirstPlace, ...]
    fitting: int = Field(description="How many places fit, shown or not.")
    ask_first_total: int = Field(description="How many places wait for an answer, shown or not.")
    excluded: dict[str, int] = Field(
        description="Places that each constraint excludes by a known fact; a place counts under each that it fails."
    )
    considered: int = Field(description="Places of the municipality that were looked at.")
    weights_version: str
    legal_bases: tuple[LegalBasis, ...]
    considerations_used: bool
    explanation: tuple[str, ...] = Field(description="In Danish: what was used, what was not, and who decides.")


class RankingAnswer(RankingResult):
    """A result with its run and the state of the catalogue."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    run_id: UUID
    catalogue: CatalogueStatus


ANSWER_EXAMPLE: dict[str, Any] = {
    "run_id": "0192f0c1-2a3b-7c4d-8e5f-0000000000aa",
    "catalogue": {"cursor": "1042.77", "lag_seconds": 1.4, "places": 220, "stale": False},
    "ranking": [
        {
            "place_id": "0192f0c1-2a3b-7c4d-8e5f-000000000101",
            "employer_id": "0192f0c1-2a3b-7c4d-8e5f-000000000201",
            "workplace_id": "0192f0c1-2a3b-7c4d-8e5f-000000000301",
            "rank": 1,
            "score": 682,
            "parts": {
                "job_goal": 400,
                "skills": 40,
                "paid_hours": 120,
                "company_contact": 60,
                "sector": 40,
                "commute": 30,
                "accommodation": -8,
                "internship_only": 0,
            },
            "reasons": [
                {"part": "job_goal", "points": 400, "danish": "Jobmål: samme stilling som jobmålet (jobmål 1)."},
                {"part": "skills", "points": 40, "danish": "Færdigheder: 3 færdigheder i alt."},
                {"part": "paid_hours", "points": 120, "danish": "Ordinære timer: ordinære timer er sandsynlige."},
                {"part": "company_contact", "points": 60, "danish": "Kontakt: fast kontaktperson på virksomheden."},
                {"part": "sector", "points": 40, "danish": "Sektor: privat virksomhed."},
                {"part": "commute", "points": 30, "danish": "Afstand: 15-20 km."},
                {"part": "accommodation", "points": -8, "danish": "Tilpasninger: for hver tilpasning."},
            ],
            "constraints": [
                {
                    "id": "hours-per-week",
                    "danish": "Timer om ugen",
                    "fact": "Mindst 6 timer om ugen.",
                    "known": "known",
                }
            ],
            "notes": ["Kræver tilpasning: stående arbejde (op til to tredjedele af tiden)."],
        }
    ],
    "ask_first": [
        {
            "place_id": "0192f0c1-2a3b-7c4d-8e5f-000000000102",
            "employer_id": "0192f0c1-2a3b-7c4d-8e5f-000000000202",
            "workplace_id": "0192f0c1-2a3b-7c4d-8e5f-000000000302",
            "score_if_confirmed": 540,
            "parts": {"job_goal": 320, "paid_hours": 180, "sector": 40},
            "question": {
                "fact": "consideration:standing",
                "ask": "employer",
                "danish": "Kan en del af arbejdet gøres siddende?",
                "english": "May part of the work be done sitting?",
            },
            "further_questions": [],
        }
    ],
    "fitting": 1,
    "ask_first_total": 1,
    "excluded": {"reach": 150, "consideration:lifting": 31},
    "considered": 220,
    "weights_version": "2026-01-01",
    "legal_bases": [{"category": "considerations", "citation": "(kommunens hjemmel)", "in_force_from": "2026-01-01"}],
    "considerations_used": True,
    "explanation": ["Listen bygger på jobmål, branchepakker, færdigheder og de faste krav."],
}
