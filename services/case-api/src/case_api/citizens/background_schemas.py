"""Requests and answers about job goals, skills and CV entries."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from case_api.citizens.models import CvKind, Source
from case_api.citizens.vocabularies import OccupationUri, SkillUri, Words
from case_api.courses.schemas import Item
from case_api.dates import Day
from case_api.responses import ANSWER
from rettematch.patches import partial


class JobGoalWrite(BaseModel):
    """A job goal (jobmål) as the citizen says it, and as linked to ESCO."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "text": "kantine, helst formiddag",
                    "occupation": "http://data.europa.eu/esco/isco/C9412",
                    "rank": 1,
                }
            ]
        },
    )

    text: Words = Field(description="In the citizen's own words.")
    occupation: OccupationUri | None = Field(default=None, description="Null until linked; only linked goals match.")
    rank: Annotated[int, Field(ge=1, le=20)] = Field(default=1, description="1 is what the citizen wants most.")


Asked = Annotated[
    list[Item],
    Field(
        max_length=20,
        examples=[["asked-match", "asked-agreements", "asked-colleagues"]],
        description="What the citizen was asked first, in the words of the programmes of the running cases.",
    ),
]


class JobGoalRevision(JobGoalWrite):
    """A job goal as it is changed: the citizen may change it at any time, and is asked first what the cause is."""

    asked: Asked = []


class JobGoalRead(JobGoalWrite):
    model_config = ANSWER

    id: UUID
    version: int
    occupation: str | None = None
    occupation_label: str | None = Field(description="Danish label of the occupation.")
    ended_on: date | None
    end_reason: str | None


class JobGoalEnd(BaseModel):
    """Giving a job goal up."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"ended_on": "2026-11-20", "reason": "Vil hellere arbejde udendørs."}]},
    )

    ended_on: Day
    reason: Words
    asked: Asked = []


class SkillWrite(BaseModel):
    """A skill of the citizen."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "skill": "http://data.europa.eu/esco/skill/0005c151-5b5a-4a66-8aac-60e734beb1ab",
                    "source": "citizen",
                }
            ]
        },
    )

    skill: SkillUri
    source: Source = Field(description="Who said it.")


class SkillRead(SkillWrite):
    model_config = ANSWER

    id: UUID
    version: int
    skill: str
    label: str | None = Field(description="English label; ESCO has no Danish ones for skills here.")


class CvEntryWrite(BaseModel):
    """A line of the CV."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "kind": "job",
                    "text": "Køkkenmedhjælper på et plejehjem",
                    "occupation": "http://data.europa.eu/esco/isco/C9412",
                    "from_date": "2018-03-01",
                    "until_date": "2020-02-29",
                }
            ]
        },
    )

    kind: CvKind
    text: Words
    occupation: OccupationUri | None = None
    from_date: Day
    until_date: Day | None = Field(default=None, description="The last day; null when it still goes on.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.until_date is not None and self.until_date < self.from_date:
            raise ValueError("until_date must not be before from_date")
        return self


class CvEntryRead(CvEntryWrite):
    model_config = ANSWER

    id: UUID
    version: int
    occupation: str | None = None
    occupation_label: str | None = Field(description="Danish label of the occupation.")


if TYPE_CHECKING:
    JobGoalChange = JobGoalRevision
    SkillChange = SkillWrite
    CvEntryChange = CvEntryWrite
else:
    JobGoalChange = partial(JobGoalRevision)
    SkillChange = partial(SkillWrite)
    CvEntryChange = partial(CvEntryWrite)
