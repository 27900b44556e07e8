"""Requests and answers about progression."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from case_api.dates import FIRST_CASE_DAY, Day
from case_api.responses import ANSWER
from rettematch.contracts.follow_ups import FollowUpStatus
from rettematch.patches import partial
from rettematch.progression.questions import HIGHEST, LOWEST, Answerer, Asked

QuestionId = Annotated[str, Field(pattern=r"^[a-z]+(-[a-z]+)*$", max_length=60, examples=["citizen-job-goal"])]
Value = Annotated[int, Field(ge=LOWEST, le=HIGHEST)]
_MOST_ANSWERS = 60


class AnswerWrite(BaseModel):
    """An answer to one question."""

    model_config = ConfigDict(extra="forbid")

    question: QuestionId
    value: Value | None = Field(description='From 0 to 100; null for "ved ikke", which is an answer too.')


def _each_question_once(answers: list[AnswerWrite]) -> list[AnswerWrite]:
    if len({each.question for each in answers}) != len(answers):
        raise ValueError("must answer each question once")
    return answers


class ProgressionWrite(BaseModel):
    """What one side answered on one day. It may be completed later."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "answered_by": "citizen",
                    "on": "2026-11-20",
                    "answers": [
                        {"question": "citizen-job-goal", "value": 64},
                        {"question": "citizen-ordinary-hours", "value": 37},
                        {"question": "citizen-everyday-life", "value": 52},
                        {"question": "citizen-network", "value": 71},
                        {"question": "citizen-job-chances", "value": 45},
                    ],
                }
            ]
        },
    )

    answered_by: Answerer = Field(description="Whose answers these are; the citizen's are written down as given.")
    on: Annotated[Day, Field(ge=FIRST_CASE_DAY)] = Field(description="Not in the future.")
    placement_id: UUID | None = Field(
        default=None, description="The placement of the case in which it was measured; adds what is asked there."
    )
    answers: Annotated[
        list[AnswerWrite], Field(min_length=1, max_length=_MOST_ANSWERS), AfterValidator(_each_question_once)
    ] = Field(description="Stored sealed.")


class AnswerRead(BaseModel):
    question: str
    question_version: int
    area: str
    danish: str = Field(description="The question as it was asked.")
    value: int | None = Field(description='Null: "ved ikke".')


class ProgressionRead(BaseModel):
    """A measurement as it is recorded."""

    model_config = ANSWER

    id: UUID
    version: int
    case_id: UUID
    answered_by: Answerer
    on: date
    placement_id: UUID | None
    answers: list[AnswerRead]
    is_complete: bool
    unanswered: list[str] = Field(description="The questions still open before it is complete.")
    recorded_by: UUID
    withdrawn_on: date | None


class QuestionRead(BaseModel):
    """A question as it is asked today, with the meaning of both ends of the scale."""

    model_config = ANSWER

    id: str
    version: int
    area: str
    asked: Asked
    danish: str
    plain_danish: str | None
    english: str
    zero_danish: str
    hundred_danish: str
    zero_english: str
    hundred_english: str


class SideDue(BaseModel):
    """What one side is asked, and when."""

    answered_by: Answerer
    danish: str
    last_on: date | None = Field(description="The newest complete measurement.")
    status: FollowUpStatus | None = Field(description="Null where the programme sets no cadence: it is an offer.")
    due_at: datetime | None
    overdue_at: datetime | None
    rule_id: str | None
    questions: list[QuestionRead]


class QuestionsDue(BaseModel):
    """The questions of today for both sides."""

    on: date
    origin: str = Field(description="Where the questions come from, in Danish.")
    in_placement: bool
    sides: list[SideDue]


class WishWrite(BaseModel):
    """Whether the citizen wants to be asked a question that is asked on wish only."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"question": "citizen-symptoms", "wished": True}]}
    )

    question: QuestionId
    wished: bool


class WishRead(BaseModel):
    id: UUID
    question: str
    danish: str
    wished: bool
    recorded_at: datetime
    recorded_by: UUID


class Wishes(BaseModel):
    """Every wish that was recorded, the earliest first; the last one about a question counts."""

    items: list[WishRead]


class QuestionPointRead(BaseModel):
    model_config = ANSWER

    on: date
    progression_id: UUID
    placement_id: UUID | None
    version: int = Field(description="Of the question: only answers to the same version are compared.")
    value: int


class QuestionCurve(BaseModel):
    """The answers to one question over time."""

    question: str
    area: str
    answered_by: Answerer
    danish: str
    answers: int
    skipped: int = Field(description='How often the answer was "ved ikke".')
    points: list[QuestionPointRead]
    since_first: int | None = Field(description="Points from the first answer to this wording; null: one answer.")
    since_last: int | None


class AreaPointRead(BaseModel):
    model_config = ANSWER

    on: date
    progression_id: UUID
    value: float = Field(description="The mean of the answers of this measurement in the area.")
    answers: int


class AreaSide(BaseModel):
    points: list[AreaPointRead]
    since_first: float | None = Field(description="Over the questions that both measurements answered.")
    since_last: float | None


class ComparisonRead(BaseModel):
    """Both sides' newest answers beside each other; where they differ by much it is worth a talk."""

    citizen: AreaPointRead
    worker: AreaPointRead
    difference: float = Field(description="The citizen's minus the worker's.")
    worth_talking: bool
    danish: str


class AreaCurve(BaseModel):
    area: str
    danish: str
    citizen: AreaSide
    worker: AreaSide
    side_by_side: ComparisonRead | None


class Curve(BaseModel):
    """Progression by question and by area. There is no number for the person as a whole."""

    case_id: UUID
    origin: str
    questions: list[QuestionCurve]
    areas: list[AreaCurve]


if TYPE_CHECKING:
    ProgressionChange = ProgressionWrite
else:
    ProgressionChange = partial(ProgressionWrite)
