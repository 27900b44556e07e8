"""Request and answer of filling a seat."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from matcher.ranking.schemas import ANSWER_EXAMPLE, CatalogueStatus, PointReason, Question
from rettematch.contracts.matching import LegalBasis

MAX_CANDIDATES = 50
DEFAULT_CANDIDATES = 10


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CandidatesRequest(_Closed):
    """Among whose waiting citizens, and how many of them."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={"examples": [{"team_id": "0192f0c1-2a3b-7c4d-8e5f-000000000007", "k": 5}]},
    )

    team_id: UUID
    k: Annotated[int, Field(ge=1, le=MAX_CANDIDATES)] = DEFAULT_CANDIDATES


class Candidate(_Closed):
    """A citizen whom the place fits. `score` is what the place has in a ranking for this citizen."""

    subject: UUID = Field(description="Random for this run. The case API says whose it is, to those who may know.")
    rank: int
    score: int
    parts: dict[str, int] = Field(description="They sum to `score`.")
    reasons: tuple[PointReason, ...]
    notes: tuple[str, ...] = Field(description="In Danish, to be read with the place.")


class AskFirstCandidate(_Closed):
    """A citizen whom the place would fit if what is unknown turns out well."""

    subject: UUID
    score_if_confirmed: int
    parts: dict[str, int]
    question: Question
    further_questions: tuple[Question, ...]


class CandidatesResult(_Closed):
    """What the same profiles, place and points give every time, bit for bit."""

    place_id: UUID
    candidates: tuple[Candidate, ...] = Field(description="By falling score; ties by subject, which is random.")
    ask_first: tuple[AskFirstCandidate, ...] = Field(description="By rising number of questions, then as above.")
    waiting: int = Field(description="Citizens that were looked at.")
    fitting: int = Field(description="Those of them whom the place fits, shown or not.")
    ask_first_total: int
    weights_version: str
    legal_bases: tuple[LegalBasis, ...]
    considerations_used: bool
    explanation: tuple[str, ...] = Field(description="In Danish: what was used, what was not, and who decides.")


class CandidatesAnswer(CandidatesResult):
    """A result with its run and the state of the catalogue."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    run_id: UUID
    catalogue: CatalogueStatus


_RANKED = ANSWER_EXAMPLE["ranking"][0]
_ASKED = ANSWER_EXAMPLE["ask_first"][0]
CANDIDATES_EXAMPLE: dict[str, Any] = {
    "run_id": "0192f0c1-2a3b-7c4d-8e5f-0000000000ac",
    "catalogue": {"cursor": "1042.77", "lag_seconds": 1.4, "places": 220, "stale": False},
    "place_id": "0192f0c1-2a3b-7c4d-8e5f-000000000101",
    "candidates": [
        {
            "subject": "5f0c2f0e-6b1d-4a58-9d1e-000000000001",
            **{name: _RANKED[name] for name in ("rank", "score", "parts", "reasons", "notes")},
        }
    ],
    "ask_first": [
        {
            "subject": "5f0c2f0e-6b1d-4a58-9d1e-000000000002",
            **{name: _ASKED[name] for name in ("score_if_confirmed", "parts", "question", "further_questions")},
        }
    ],
    "waiting": 41,
    "fitting": 1,
    "ask_first_total": 1,
    "weights_version": "2026-01-01",
    "legal_bases": [{"category": "fill", "citation": "(kommunens hjemmel)", "in_force_from": "2026-01-01"}],
    "considerations_used": False,
    "explanation": ["Listen viser de af teamets ventende borgere, som pladsen passer til."],
}
