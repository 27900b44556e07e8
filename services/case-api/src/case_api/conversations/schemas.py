"""Requests and answers about conversations and contacts."""

from typing import TYPE_CHECKING, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from case_api.citizens.vocabularies import Words
from case_api.courses.schemas import Covered
from case_api.dates import Moment
from case_api.responses import ANSWER
from rettematch.contracts.cases import ContactKind
from rettematch.patches import partial


class ConversationWrite(BaseModel):
    """A contact that was held: who, when, how, and what was agreed."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "held_at": "2026-11-23T09:00:00+01:00",
                    "kind": "visit",
                    "with_citizen": True,
                    "with_employer": True,
                    "covered": [{"kind": "status-meeting", "items": ["caseworker", "job-broker"]}],
                    "agreed": "Møder en time senere om onsdagen.",
                }
            ]
        },
    )

    held_at: Moment = Field(description="Not in the future.")
    kind: ContactKind
    with_citizen: bool
    with_employer: bool
    held_by: UUID | None = Field(default=None, description="The staff member who held it; the caller when left out.")
    placement_id: UUID | None = Field(default=None, description="The placement of the case that it concerned.")
    agreed: Words = Field(description="What was agreed. Stored sealed.")
    fulfils: UUID | None = Field(default=None, description="The agreed follow-up of the case that it fulfils.")
    covered: list[Covered] = Field(
        default=[],
        max_length=20,
        description="What else happened in it that the programme asks about, so that nobody records it twice.",
    )

    @model_validator(mode="after")
    def _with_somebody(self) -> Self:
        if not (self.with_citizen or self.with_employer):
            raise ValueError("with_citizen or with_employer must be true")
        return self


class ConversationRead(ConversationWrite):
    model_config = ANSWER

    id: UUID
    version: int
    case_id: UUID
    held_by: UUID


if TYPE_CHECKING:
    ConversationChange = ConversationWrite
else:
    ConversationChange = partial(ConversationWrite)
