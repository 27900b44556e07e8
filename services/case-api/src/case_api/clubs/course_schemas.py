"""Requests and answers about the LOG book, availability and the end of a course."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from case_api.citizens.vocabularies import Words
from case_api.clubs.course_models import EndResult
from case_api.clubs.schemas import CourseDay
from case_api.responses import ANSWER
from rettematch.patches import partial

MOST_AGREEMENTS = 20


class LogWrite(BaseModel):
    """A weekly talk: what was agreed, and the plan for the next week."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "held_on": "2026-11-13",
                    "agreements": ["Søger tre stillinger i butik", "Ringer til Rema i Hornslet"],
                    "in_job_plan": True,
                    "plan_for_next_week": "Temamøde om netværk og to opkald.",
                }
            ]
        },
    )

    held_on: CourseDay = Field(description="Not in the future.")
    agreements: Annotated[list[Words], Field(min_length=1, max_length=MOST_AGREEMENTS)] = Field(
        description="Stored sealed."
    )
    in_job_plan: bool = Field(default=False, description="They stand in the job plan too.")
    plan_for_next_week: Words | None = Field(default=None, description="Stored sealed.")


class Agreed(BaseModel):
    """An agreement; `done` null: not followed up yet."""

    text: str
    done: bool | None


class Week(BaseModel):
    """The agreements of a talk, and what came of them."""

    id: UUID
    held_on: date
    followed_up_on: date | None
    agreements: list[Agreed]


class LogRead(Week):
    """A talk in the LOG book, beside it the agreements of the one before."""

    model_config = ANSWER

    version: int
    case_id: UUID
    in_job_plan: bool
    plan_for_next_week: str | None
    written_by: UUID
    last_week: Week | None = Field(description="The talk before; null for the first one.")


class FollowedUpWrite(BaseModel):
    """What came of the agreements, in their order."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"on": "2026-11-20", "done": [True, False]}]}
    )

    on: CourseDay = Field(description="After the talk, and not in the future.")
    done: Annotated[list[bool], Field(min_length=1, max_length=MOST_AGREEMENTS)]


class AssessmentWrite(BaseModel):
    """How an absence without an excuse is judged (rådighedsvurdering)."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "attendance_id": None,
                    "assessed_on": "2026-11-20",
                    "notice_sent": True,
                    "activation_offer": True,
                    "ends_course": False,
                    "journal_note": "Udeblev uden afbud; kunne ikke træffes på telefonen.",
                }
            ]
        },
    )

    attendance_id: UUID | None = Field(default=None, description="The absence from a club day, as evidence.")
    assessed_on: CourseDay = Field(description="Not in the future.")
    notice_sent: bool = Field(default=False, description="A notice (advis) went to the call-in team.")
    activation_offer: bool = Field(default=False, description="Activation is offered, of the rule's hours a week.")
    ends_course: bool = Field(default=False, description="The case and its place in a club end on this day.")
    journal_note: Words = Field(description="Stored sealed.")

    @model_validator(mode="after")
    def _ends_with_an_offer(self) -> Self:
        if self.ends_course and not self.activation_offer:
            raise ValueError("ends_course needs an activation_offer: the course ends with it")
        return self


class AssessmentRead(BaseModel):
    model_config = ANSWER

    id: UUID
    version: int
    case_id: UUID
    attendance_id: UUID | None
    assessed_on: date
    notice_sent: bool
    activation_hours: float | None = Field(description="Of the offer; null: none was made.")
    ends_course: bool
    journal_note: str
    assessed_by: UUID


class EndTalkWrite(BaseModel):
    """The last talk of a course, with the zero-setting match (nulpunktsmatch)."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "held_on": "2026-11-20",
                    "zero_setting_match": True,
                    "result": "journal-note-and-notice",
                    "placement_id": None,
                    "hand_over": "Har cv og jobmål på plads; næste skridt er en praktik i butik.",
                }
            ]
        },
    )

    held_on: CourseDay = Field(description="Not in the future.")
    zero_setting_match: bool
    result: EndResult
    placement_id: UUID | None = Field(default=None, description="Of the case; only with a company placement.")
    hand_over: Words = Field(description="The note to the job centre (overlevering). Stored sealed.")

    @model_validator(mode="after")
    def _placement_only_when_placed(self) -> Self:
        if self.placement_id is not None and self.result is not EndResult.COMPANY_PLACEMENT:
            raise ValueError("placement_id needs the result company-placement")
        return self


class EndTalkRead(EndTalkWrite):
    model_config = ANSWER

    id: UUID
    version: int
    case_id: UUID
    held_by: UUID


if TYPE_CHECKING:
    LogChange = LogWrite
    EndTalkChange = EndTalkWrite
else:
    LogChange = partial(LogWrite)
    EndTalkChange = partial(EndTalkWrite)
