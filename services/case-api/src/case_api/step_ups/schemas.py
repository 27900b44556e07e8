"""Requests and answers about step-up."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from case_api.citizens.vocabularies import DimensionId, Words, distinct
from case_api.courses.schemas import Item
from case_api.dates import FIRST_CASE_DAY, Day
from case_api.findings import FindingRead
from case_api.placements.schemas import Line
from case_api.step_ups.models import Barrier, StartedBy
from rettematch.contracts.base import Level
from rettematch.patches import partial

CaseDay = Annotated[Day, Field(ge=FIRST_CASE_DAY, description="Not in the future.")]
Items = Annotated[list[Item], Field(max_length=20), AfterValidator(distinct)]


class StepUpWrite(BaseModel):
    """What triggers a step-up."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"started_on": "2026-11-20", "started_by": "by-citizen", "because": ["health"]}]
        },
    )

    started_on: CaseDay
    started_by: StartedBy
    because: Annotated[list[Barrier], Field(min_length=1, max_length=2), AfterValidator(distinct)]


class PreparationWrite(BaseModel):
    """The documents that are ready for the talk on one barrier; replaces what was recorded for it."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "barrier": "health",
                    "on": "2026-11-20",
                    "documents": ["medical-documents", "preparation-form", "cv-and-goal"],
                }
            ]
        },
    )

    barrier: Barrier
    on: CaseDay
    documents: Items = Field(description="In the programme's words; what is missing is told, not refused.")


class TalkWrite(BaseModel):
    """An interdisciplinary conversation."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "held_on": "2026-11-20",
                    "people": ["citizen", "caseworker", "job-broker", "professional"],
                    "note": "Ergoterapeuten foreslår pauser i et stille rum.",
                }
            ]
        },
    )

    held_on: CaseDay
    people: Items = Field(description="Who took part, in the programme's words; who is missing is told, not refused.")
    note: Words | None = Field(default=None, description="Stored sealed.")


class ConsiderationAgreed(BaseModel):
    """A consideration that the agreement leads to: the highest demand that the citizen can meet now."""

    model_config = ConfigDict(extra="forbid")

    dimension: DimensionId
    level: Level = Field(description="0 is none of it, 3 is no limit.")
    valid_until: Day | None = None
    next_look_on: Day | None = None
    wording: Line | None = Field(
        default=None,
        description="For the work agreement, in words that the employer may read; a usual wording if null.",
    )


def _one_each(found: list[ConsiderationAgreed]) -> list[ConsiderationAgreed]:
    distinct([each.dimension for each in found])
    return found


class AgreementWrite(BaseModel):
    """The agreement document; it replaces an earlier one of the same step-up."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "agreed_on": "2026-11-20",
                    "answers": {
                        "agreements": "To timer prøve i køkkenet, mandag og onsdag.",
                        "who-follows-up": "Jobformidleren og ergoterapeuten.",
                        "when": "Hver fredag i fire uger.",
                        "supplementary-services": "Smertehåndtering fra uge 49.",
                        "coordination": "Sagsbehandleren samler aftalerne.",
                        "considerations": "Ingen løft over fem kilo.",
                    },
                    "considerations": [{"dimension": "lifting", "level": 1, "next_look_on": "2027-02-20"}],
                    "children_over_13": True,
                    "child_job_asked_on": "2026-11-20",
                }
            ]
        },
    )

    agreed_on: CaseDay
    answers: Annotated[dict[Item, Words], Field(max_length=20)] = Field(
        description="A text for each question of the document. Stored sealed."
    )
    considerations: Annotated[list[ConsiderationAgreed], Field(max_length=20), AfterValidator(_one_each)] = []
    children_over_13: bool = False
    child_job_asked_on: CaseDay | None = Field(
        default=None, description="When it was asked whether the children need help finding a spare-time job."
    )

    @model_validator(mode="after")
    def _looks_ahead(self) -> Self:
        for each in self.considerations:
            if any(day is not None and day < self.agreed_on for day in (each.valid_until, each.next_look_on)):
                raise ValueError("dates of considerations must not be before agreed_on")
        return self


class PreparationRead(BaseModel):
    barrier: Barrier
    on: date
    documents: list[str]


class TalkRead(BaseModel):
    held_on: date
    people: list[str]
    note: str | None


class ConsiderationCarried(ConsiderationAgreed):
    """A consideration with the statement of the citizen that it became."""

    model_config = ConfigDict(extra="ignore")

    consideration_id: UUID


class StepUpRead(BaseModel):
    """A step-up as it stands, with what it does not keep of the programme."""

    id: UUID
    version: int
    case_id: UUID
    started_on: date
    started_by: StartedBy
    because: list[Barrier]
    preparations: list[PreparationRead]
    talks: list[TalkRead]
    children_over_13: bool
    child_job_asked_on: date | None
    agreed_on: date | None
    answers: dict[str, str]
    considerations: list[ConsiderationCarried]
    recorded_by: UUID
    findings: list[FindingRead] = Field(description="Rules on step-up that the case does not keep now.")


class StepUps(BaseModel):
    items: list[StepUpRead]


if TYPE_CHECKING:
    StepUpChange = StepUpWrite
else:
    StepUpChange = partial(StepUpWrite)
