"""Requests and answers about checklists."""

from datetime import date
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from case_api.checklists.models import ItemStatus
from case_api.citizens.vocabularies import Words
from case_api.courses.schemas import Item
from case_api.dates import FIRST_CASE_DAY, Day
from case_api.findings import FindingRead
from case_api.responses import ANSWER
from rettematch.patches import partial
from rettematch.programmes.definitions import Kind

PastDay = Annotated[Day, Field(ge=FIRST_CASE_DAY, description="Not in the future.")]
Reference = Annotated[str, Field(min_length=1, max_length=500, pattern=r"^[^\x00]*[^\s\x00][^\x00]*$")]


class AssessmentWrite(BaseModel):
    """How one item of the checklist stands, and how one can see it."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"status": "partly"}]})

    status: ItemStatus
    evidence: Words = Field(description="What shows it, about the work; nothing about a citizen.")
    reference: Reference | None = Field(default=None, description="A link, or a document's number.")
    assessed_on: PastDay


class AssessmentCreate(AssessmentWrite):
    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "item": "leadership",
                    "team_id": None,
                    "status": "met",
                    "evidence": "Chefgruppen følger resultaterne hver måned.",
                    "reference": "Referat nr. 14",
                    "assessed_on": "2026-11-20",
                }
            ]
        },
    )

    item: Item = Field(description="Of the checklist.")
    team_id: UUID | None = Field(default=None, description="Null: the municipality as a whole.")


class AssessmentRead(AssessmentCreate):
    model_config = ANSWER

    id: UUID
    version: int
    rule_id: str
    danish: str = Field(description="The item in Danish.")
    status_danish: str
    assessed_by: UUID


class EntryRead(BaseModel):
    """One item of a checklist, with how it stands."""

    item: str
    danish: str
    part: str | None = Field(description="The group of the checklist that it stands in.")
    part_danish: str | None
    optional: bool
    assessment: AssessmentRead | None = Field(description="Null: nobody has assessed it.")


class ChecklistSummary(BaseModel):
    rule_id: str
    danish: str
    programme: str
    programme_danish: str
    kind: Kind
    section: str
    items: int = Field(description="Without the optional ones.")
    met: int


class ChecklistRead(ChecklistSummary):
    """A checklist with every item, and what it lacks by the rule that was in force on the day."""

    on: date
    team_id: UUID | None
    entries: list[EntryRead]
    findings: list[FindingRead]


class Checklists(BaseModel):
    items: list[ChecklistSummary]


if TYPE_CHECKING:
    AssessmentChange = AssessmentWrite
else:
    AssessmentChange = partial(AssessmentWrite)
