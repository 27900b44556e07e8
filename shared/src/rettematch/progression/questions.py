"""The questions about progression as frozen models, read from `questions.toml`.

A question has versions, each with the period in which it is asked: an answer is stored with the version it was given
to. The scale runs from 0 to 100, since a scale of five steps hides small ones.
"""

import tomllib
from collections.abc import Collection, Sequence
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated, Final, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

LOWEST: Final = 0
HIGHEST: Final = 100

_Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
_Slug = Annotated[str, Field(pattern=r"^[a-z]+(-[a-z]+)*$", max_length=60)]


class Answerer(StrEnum):
    """Who answers a question."""

    CITIZEN = "citizen"
    WORKER = "worker"

    @property
    def danish_name(self) -> str:
        return {Answerer.CITIZEN: "borger", Answerer.WORKER: "medarbejder"}[self]


class Asked(StrEnum):
    """When a question is asked."""

    ALWAYS = "always"
    IN_PLACEMENT = "in-placement"
    ON_WISH = "on-wish"


class _Part(BaseModel):
    """Frozen, and closed against keys that nobody reads."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Area(_Part):
    """What a question is about."""

    id: _Slug
    danish: _Text
    english: _Text


class Question(_Part):
    """One version of one question, with the meaning of both ends of the scale."""

    id: _Slug
    version: Annotated[int, Field(ge=1)]
    area: _Slug
    answered_by: Answerer
    asked: Asked
    danish: _Text
    plain_danish: _Text | None = Field(default=None, description="For the citizen, in plain words.")
    english: _Text
    zero_danish: _Text
    hundred_danish: _Text
    zero_english: _Text
    hundred_english: _Text
    in_force_from: date | None = Field(default=None, description="Null: from the beginning.")
    in_force_to: date | None = Field(default=None, description="The last day; null: still asked.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.in_force_from and self.in_force_to and self.in_force_to < self.in_force_from:
            raise ValueError(f"{self.id} cannot end before it begins")
        if (self.plain_danish is not None) != (self.answered_by is Answerer.CITIZEN):
            raise ValueError(f"{self.id}: plain Danish is for the citizen's questions, each of which has it")
        return self

    def is_in_force(self, on: date) -> bool:
        """Whether this version is asked on a day."""
        begun = self.in_force_from is None or self.in_force_from <= on
        return begun and (self.in_force_to is None or on <= self.in_force_to)


class Questionnaire(_Part):
    """All questions, in the order in which they are asked."""

    origin: _Text
    talk_about_from: Annotated[int, Field(gt=LOWEST, le=HIGHEST, description="Points between citizen and worker.")]
    compare_within_days: Annotated[int, Field(ge=0)]
    areas: tuple[Area, ...]
    questions: tuple[Question, ...]

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        known = [area.id for area in self.areas]
        if len(set(known)) != len(known):
            raise ValueError("two areas have the same id")
        for position, question in enumerate(self.questions):
            if question.area not in known:
                raise ValueError(f"{question.id} has an area that is not listed")
            for other in self.questions[position + 1 :]:
                if question.id == other.id:
                    _check_versions(question, other)
        return self

    def asked(
        self, on: date, answered_by: Answerer, *, in_placement: bool, wished: Collection[str] = ()
    ) -> Sequence[Question]:
        """The questions that somebody is asked.

        Args:
            on: The day.
            answered_by: Whose questions.
            in_placement: Whether the citizen has a placement.
            wished: Ids of the questions that are asked only when the citizen wishes it, and that the citizen wishes.
        """
        return [
            each
            for each in self.questions
            if each.answered_by is answered_by
            and each.is_in_force(on)
            and (each.asked is not Asked.IN_PLACEMENT or in_placement)
            and (each.asked is not Asked.ON_WISH or each.id in wished)
        ]

    def version(self, question_id: str, version: int) -> Question:
        """A question as it was asked.

        Raises:
            LookupError: there is no such version: a version that was ever asked stays in the file.
        """
        for each in self.questions:
            if (each.id, each.version) == (question_id, version):
                return each
        raise LookupError(f"{question_id} has no version {version}")

    @property
    def on_wish(self) -> frozenset[str]:
        """The ids of the questions that are asked only when the citizen wishes it."""
        return frozenset(each.id for each in self.questions if each.asked is Asked.ON_WISH)

    def area(self, area_id: str) -> Area:
        return next(area for area in self.areas if area.id == area_id)


def _check_versions(one: Question, other: Question) -> None:
    if one.version == other.version:
        raise ValueError(f"{one.id} has the version {one.version} twice")
    if (one.area, one.answered_by) != (other.area, other.answered_by):
        raise ValueError(f"{one.id} changes its area or whom it asks: that is another question")
    first, later = sorted((one, other), key=lambda each: each.in_force_from or date.min)
    if first.in_force_to is None or (later.in_force_from or date.min) <= first.in_force_to:
        raise ValueError(f"two versions of {one.id} are asked at once")


def read_questionnaire(path: Path) -> Questionnaire:
    """Reads and checks a file of questions; pydantic's ValidationError names what is wrong in it."""
    return Questionnaire.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))


@cache
def questionnaire() -> Questionnaire:
    """The questions that are shipped."""
    return read_questionnaire(Path(__file__).with_name("questions.toml"))
