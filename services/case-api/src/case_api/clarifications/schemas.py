"""Requests and answers about the start clarification."""

from datetime import date
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from case_api.citizens.vocabularies import Words
from case_api.clarifications.models import Answer
from case_api.dates import FIRST_CASE_DAY, Day
from case_api.responses import ANSWER
from rettematch.contracts.cases import EventKind
from rettematch.patches import partial


class ClarificationWrite(BaseModel):
    """Where the start clarification led."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "answer": "group-1",
                    "decided_on": "2026-11-20",
                    "reason": "Vil gerne i gang i et køkken og kan møde tre dage om ugen.",
                }
            ]
        },
    )

    answer: Answer = Field(description="group-1: company-oriented; group-2: to the team; exempt: not for now.")
    decided_on: Annotated[Day, Field(ge=FIRST_CASE_DAY)] = Field(description="Not in the future.")
    sent_back: bool = Field(
        default=False, description="The team sent the case back: only after group-2, and the answer is group-1."
    )
    reason: Words = Field(description="Stored sealed.")


class Consequence(BaseModel):
    """What the programme asks for after the answer, with its rule."""

    rule_id: str = Field(examples=["fsm_exempt"])
    danish: str
    asks_for: EventKind = Field(description="To be recorded as an event of the case.")
    asks_for_danish: str = Field(examples=["besked til socialforvaltningen"])


class ClarificationRead(ClarificationWrite):
    model_config = ANSWER

    id: UUID
    version: int
    case_id: UUID
    decided_by: UUID
    replaced_on: date | None = Field(description="Null: this is the answer that holds.")
    consequences: list[Consequence]


if TYPE_CHECKING:
    ClarificationChange = ClarificationWrite
else:
    ClarificationChange = partial(ClarificationWrite)
