"""Request and answer of an assignment."""

from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from matcher.assignment.reasons import REASONS, REASONS_FOR, Decision
from matcher.assignment.solving import Method
from matcher.ranking.schemas import CatalogueStatus, PointReason

MAX_K = 500
DEFAULT_K = 100


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class AssignmentRequest(_Closed):
    """For which team, and by which rule."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={
            "examples": [
                {
                    "team_id": "0192f0c1-2a3b-7c4d-8e5f-000000000009",
                    "method": "most-placed",
                    "k_per_citizen": 100,
                    "fixed_seats_first": True,
                }
            ]
        },
    )

    team_id: UUID
    method: Method | None = Field(
        default=None, description="`most-placed` or `stable`; without one, what the municipality has chosen."
    )
    k_per_citizen: Annotated[int, Field(ge=1, le=MAX_K)] = Field(
        default=DEFAULT_K, description="How many of each citizen's best places take part."
    )
    fixed_seats_first: bool = Field(default=True, description="Fixed seats (rule stv_model_1) are filled first.")


class Proposal(_Closed):
    """One citizen, one seat. It places nobody. `parts` sum to `score`."""

    subject: UUID = Field(description="Random for this run; the case API knows whose it is.")
    place_id: UUID
    employer_id: UUID
    workplace_id: UUID
    place_version: int
    score: int
    parts: dict[str, int]
    reasons: tuple[PointReason, ...]
    fixed_seat: bool
    supported_hours: float = Field(description="Weekly hours that count in the ratio rule; 0 when it is not touched.")


class Unplaced(_Closed):
    """A citizen without a proposal."""

    subject: UUID
    fitting: bool = Field(description="Whether any open seat fits.")
    danish: str


class OneMore(_Closed):
    """What one more seat would add to the best assignment of these citizens (the lowest shadow price)."""

    citizens: int
    fixed_seats: int
    points: int


class SeatPrice(_Closed):
    """A place with seats in question, the scarcest first."""

    place_id: UUID
    workplace_id: UUID
    free_seats: int
    proposed: int
    fixed_seats: bool
    one_more: OneMore
    hours_bind: bool = Field(description="The ratio rule's hours set a limit here, beside the seats.")
    danish: str


class Sum(_Closed):
    """Citizens with a proposal, fixed seats among them, points in all."""

    citizens: int
    fixed_seats: int
    points: int


class AssignmentResult(_Closed):
    """What the same profiles, places, points, request, held seats and seed give every time."""

    method: Method
    seed: int = Field(description="Of the lots that order citizens and break ties; drawn for each run.")
    proposals: tuple[Proposal, ...]
    unplaced: tuple[Unplaced, ...]
    seats: tuple[SeatPrice, ...]
    total: Sum
    bound: Sum = Field(description="No assignment of these citizens exceeds it.")
    proven: bool = Field(description="Most placed: the bound is reached. Stable: no citizen and place would both gain.")
    over_all_places: bool = Field(
        description="Whether the same holds over all places that fit, not only over the best `k_per_citizen` of each."
    )
    held_seats: int = Field(description="Seats held back for proposals accepted lately.")
    weights_version: str
    explanation: tuple[str, ...] = Field(description="In Danish.")


class AssignmentAnswer(AssignmentResult):
    """A result with its record and the state of the catalogue."""

    assignment_id: UUID
    catalogue: CatalogueStatus


class DecisionRequest(_Closed):
    """Yes or no to one proposal, and why."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={"examples": [{"decision": "accept", "reason": "agreed-with-citizen"}]},
    )

    decision: Decision
    reason: Annotated[str, Field(max_length=40, json_schema_extra={"enum": list(REASONS)})] = Field(
        description="; ".join(f"`{reason}`: {danish}" for reason, danish in REASONS.items()) + "."
    )

    @model_validator(mode="after")
    def _reason_belongs(self) -> Self:
        if self.reason not in REASONS_FOR[self.decision]:
            raise ValueError("reason must be one of: " + ", ".join(REASONS_FOR[self.decision]))
        return self


class DecisionRecord(_Closed):
    """What was decided, by whom. It never changes and places nobody."""

    assignment_id: UUID
    subject: UUID
    place_id: UUID
    decision: Decision
    reason: str
    danish: str
    decided_by: UUID = Field(description="The member of staff.")
    decided_at: AwareDatetime


class AssignmentRecord(BaseModel):
    """What was proposed, when, from what, and what has been decided since."""

    assignment_id: UUID
    created_at: AwareDatetime
    weights_version: str
    catalogue_cursor: str
    profiles_sha256: str = Field(description="Of the canonical JSON of the profiles, which are not kept here.")
    request: dict[str, Any]
    answer: AssignmentAnswer
    answer_sha256: str = Field(description="Of the canonical JSON of `answer`.")
    result_sha256: str = Field(description="Of the canonical JSON of `answer` without `assignment_id` and `catalogue`.")
    decisions: tuple[DecisionRecord, ...]
