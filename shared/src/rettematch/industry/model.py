"""The shape of one industry package (branchepakke). docs/industry-packages.md describes the fields."""

from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Self

from pydantic import AnyHttpUrl, BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, model_validator

from rettematch.contracts.base import Hours, TimeOfDay, Weekday
from rettematch.languages import LanguageLevel
from rettematch.reference.occupations import OCCUPATION_PREFIX
from rettematch.reference.skills import SKILL_PREFIX

_UUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Level = Annotated[int, Field(ge=0, le=3, strict=True)]
OccupationUri = Annotated[str, Field(pattern=f"^{OCCUPATION_PREFIX}{_UUID}$")]
SkillUri = Annotated[str, Field(pattern=f"^{SKILL_PREFIX}{_UUID}$")]
IndustryCodePrefix = Annotated[str, Field(pattern=r"^[0-9]{2,6}$")]

_address = TypeAdapter(AnyHttpUrl)


class _Part(BaseModel):
    """Frozen, and closed against keys that nobody reads."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Source(_Part):
    """A public page that facts of the package were taken from, and which."""

    title: Text
    address: Text
    used_for: Text

    @model_validator(mode="after")
    def _address_is_a_web_address(self) -> Self:
        _address.validate_python(self.address)
        return self


class Task(_Part):
    """A typical task in words that a citizen understands."""

    id: Id
    da: Text
    en: Text


class Requirement(_Part):
    """What a workplace usually expects of whoever does the tasks."""

    da: Text
    en: Text


class Competence(_Part):
    """An ESCO skill with a Danish label of our own; `reviewed` says whether somebody has checked the label."""

    skill: SkillUri
    label_da: Text
    reviewed: bool


class TypicalDemand(_Part):
    """The usual demand on one dimension of considerations, and what on the workplace it is judged from."""

    dimension: Id
    level: Level
    basis_da: Text


class Accommodation(_Part):
    """A common accommodation: the level that the demand becomes, and how a workplace makes it."""

    dimension: Id
    becomes: Level
    how_da: Text


class UsualHours(_Part):
    """When the industry usually works: clock hours a week and a day, local clock times."""

    days: Annotated[tuple[Weekday, ...], Field(min_length=1)]
    earliest_start: TimeOfDay
    latest_end: TimeOfDay
    per_week_from: Hours
    per_week_to: Hours
    shortest_day: Hours
    pattern_da: Text
    pattern_en: Text

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.earliest_start >= self.latest_end:
            raise ValueError("earliest_start must be before latest_end")
        if self.per_week_from > self.per_week_to:
            raise ValueError("per_week_from must not be above per_week_to")
        return self


class UsualLanguage(_Part):
    """The Danish that a first placement in the industry usually needs."""

    spoken: LanguageLevel
    read: LanguageLevel
    basis_da: Text


class FirstPaidTask(_Part):
    """A task that often becomes the first ordinary paid hours (ordinære timer); `task` is the id of a task."""

    task: Id
    da: Text
    en: Text


class LimitKind(StrEnum):
    """What a certificate or legal limit is about."""

    CERTIFICATE = "certificate"
    LICENCE = "licence"
    RECORD = "record"
    AGE = "age"
    HEALTH = "health"
    LEGAL = "legal"


class Confidence(StrEnum):
    """How a fact is known: from the page in `source`, from general knowledge nobody has checked, or not surely."""

    SOURCED = "sourced"
    GENERAL_KNOWLEDGE = "general-knowledge"
    UNSURE = "unsure"


class Limit(_Part):
    """A certificate or legal limit that the job centre must think of. No legal advice."""

    id: Id
    kind: LimitKind
    da: Text
    en: Text
    confidence: Confidence
    source: Text | None = None

    @model_validator(mode="after")
    def _source_when_sourced(self) -> Self:
        if (self.confidence is Confidence.SOURCED) != (self.source is not None):
            raise ValueError("a sourced limit names its source, and only a sourced one does")
        if self.source is not None:
            _address.validate_python(self.source)
        return self


class StageId(StrEnum):
    """The stages of the path in their order."""

    INTRODUCTION = "introduction"
    TASTER = "taster"
    FIRST = "first"
    SECOND = "second"
    THIRD = "third"


class Stage(_Part):
    """One stage of the path and the measurable level to reach before the next.

    `attendance_percent` is of the agreed hours; `tasks_without_help` counts tasks of this package.
    """

    id: StageId
    name_da: Text
    name_en: Text
    content_da: Text
    passed_when_da: Text
    attendance_percent: Annotated[int, Field(ge=0, le=100)]
    hours_per_week: Hours
    tasks_without_help: Annotated[int, Field(ge=0)]
    spoken_danish: LanguageLevel


class IndustryPackage(_Part):
    """One industry package as it stands in its file. The Danish texts may be shown to citizens as they are."""

    id: Id
    name_da: Text
    name_en: Text
    summary_da: Text
    summary_en: Text
    revised_on: date
    origin_da: Text
    origin_en: Text
    sources: tuple[Source, ...] = ()
    industry_codes: Annotated[tuple[IndustryCodePrefix, ...], Field(min_length=1)]
    occupations: Annotated[tuple[OccupationUri, ...], Field(min_length=15, max_length=40)]
    keywords_da: Annotated[tuple[Text, ...], Field(min_length=1)]
    tasks: Annotated[tuple[Task, ...], Field(min_length=8, max_length=15)]
    requirements: Annotated[tuple[Requirement, ...], Field(min_length=1)]
    competences: Annotated[tuple[Competence, ...], Field(min_length=15, max_length=30)]
    demands: tuple[TypicalDemand, ...]
    accommodations: Annotated[tuple[Accommodation, ...], Field(min_length=1)]
    hours: UsualHours
    language: UsualLanguage
    first_paid_tasks: Annotated[tuple[FirstPaidTask, ...], Field(min_length=1)]
    limits: Annotated[tuple[Limit, ...], Field(min_length=1)]
    stages: tuple[Stage, ...]

    @model_validator(mode="after")
    def _stages_climb(self) -> Self:
        if [stage.id for stage in self.stages] != list(StageId):
            raise ValueError(f"stages must be {', '.join(StageId)}, in this order")
        for before, after in pairwise(self.stages):
            if any(later < earlier for earlier, later in zip(_figures(before), _figures(after), strict=True)):
                raise ValueError(f"stage {after.id} must not ask less than stage {before.id}")
        if self.stages[-1].tasks_without_help > len(self.tasks):
            raise ValueError("the last stage asks for more tasks than the package has")
        return self

    @property
    def demand_levels(self) -> dict[str, int]:
        """The usual level by dimension id, as rettematch.considerations.demand_mask takes it."""
        return {demand.dimension: demand.level for demand in self.demands}

    @property
    def accommodated_levels(self) -> dict[str, int]:
        """The level by dimension id for the dimensions with a common accommodation."""
        return {each.dimension: each.becomes for each in self.accommodations}


def _figures(stage: Stage) -> tuple[float, ...]:
    return stage.attendance_percent, stage.hours_per_week, stage.tasks_without_help, stage.spoken_danish.rank
