"""Requests and answers about course events."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from case_api.citizens.vocabularies import Words
from case_api.dates import FIRST_CASE_DAY, Day
from case_api.responses import ANSWER
from rettematch.contracts.cases import EventKind
from rettematch.patches import partial

Item = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Notes = dict[Item, Words]
MOST_ITEMS = 40


class Covered(BaseModel):
    """What a contact covered beside itself: the follow-ups that ask for it are fulfilled with it."""

    model_config = ConfigDict(extra="forbid")

    kind: EventKind
    items: list[Item] = Field(
        default=[], max_length=MOST_ITEMS, description="In the programme's words; see the kinds of the case."
    )
    amount: Annotated[float | None, Field(ge=0, le=1_000_000)] = Field(
        default=None, description="In the unit of the rule that asks for it."
    )


class EventWrite(Covered):
    """Something that happened in a course."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "kind": "status-meeting",
                    "on": "2026-11-20",
                    "items": ["caseworker", "job-broker"],
                    "notes": {"note": "To timers prøve i køkkenet, mandag og onsdag."},
                }
            ]
        },
    )

    on: Annotated[Day, Field(ge=FIRST_CASE_DAY)] = Field(description="Not in the future.")
    until: Day | None = Field(default=None, description="The last day of what lasts; null: one day.")
    placement_id: UUID | None = Field(default=None, description="The placement of the case that it concerns.")
    notes: Notes = Field(
        default={},
        max_length=MOST_ITEMS,
        description="A text for an item, which covers the item too; `note` is for everything else. Stored sealed.",
    )

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.until is not None and self.until < self.on:
            raise ValueError("until must not be before on")
        return self


class EventRead(BaseModel):
    """An event as it is recorded; `items` are all that it covers, those with a note too."""

    model_config = ANSWER

    id: UUID
    version: int
    case_id: UUID
    kind: EventKind
    danish: str = Field(description="The kind in Danish.", examples=["aftaledokument"])
    on: date
    until: date | None
    placement_id: UUID | None
    items: list[str]
    amount: float | None
    notes: dict[str, str]
    source: str | None = Field(description="The kind of record it follows from; change that one instead.")
    source_id: UUID | None
    recorded_by: UUID


class KindRead(BaseModel):
    """A kind of event that the case's programme asks about."""

    kind: EventKind
    danish: str
    items: dict[str, str] = Field(description="What it may cover, each with its Danish word.")


class Kinds(BaseModel):
    items: list[KindRead]


if TYPE_CHECKING:
    EventChange = EventWrite
else:
    EventChange = partial(EventWrite)
