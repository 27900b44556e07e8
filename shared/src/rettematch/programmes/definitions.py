"""Programmes and law as frozen models, read from the files in `definitions/`.

A rule is a row: what it says in Danish and English, how strong it is, where it comes from, how sure we are of it, when
it is in force, and its parameters in a form that the engine can calculate with. Nothing in code repeats a number of
these files.
"""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, time
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, model_validator

from rettematch.contracts.base import Role, Scheme
from rettematch.programmes.periods import Span

_FOLDER = Path(__file__).parent / "definitions"
_LAW_FILE = "law.toml"


class UnknownProgrammeError(LookupError):
    """There is no definition of this programme."""


class UnknownRuleError(LookupError):
    """There is no rule with this id in force on the date."""


class Kind(StrEnum):
    """How a rule binds: a hard rule can be broken (red), an aim can be missed (amber)."""

    HARD = "hard"
    AIM = "aim"
    TARGET = "target"
    DOCUMENT = "document"
    ROLE = "role"
    REPORT = "report"


class Confidence(StrEnum):
    """How sure we are: official or primary text, consistent secondary sources, or weak."""

    HIGH = "H"
    MEDIUM = "M"
    LOW = "L"


class Phase(StrEnum):
    """The part of a course in which a cadence holds."""

    UNTIL_MATCH = "until-match"
    MATCHED = "matched"
    AFTER_JOB = "after-job"


class Condition(StrEnum):
    """What can be asked before a step ends."""

    JOB_BROKER_GIVEN = "job-broker-given"
    CV_BEGUN = "cv-begun"
    READY = "ready"
    AGREEMENT_ON_ORDINARY_HOURS = "agreement-on-ordinary-hours"
    COMPANY_CONTACT_PERSON = "company-contact-person"
    SELF_SUPPORTING = "self-supporting"


class _Definition(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Cadence(_Definition):
    """Something that happens once in each period of a phase, done by `responsible`."""

    type: Literal["cadence"]
    phase: Phase
    every: Span
    responsible: Role
    shortest_remainder: Span | None = Field(
        default=None, description="A period cut short by the phase's planned end counts from this length; null: never."
    )
    at_least: Span | None = None
    at_most: Span | None = None


class Agreed(_Definition):
    """Follow-ups at the times that a work agreement states."""

    type: Literal["agreed"]
    late_after: Span
    responsible: Role


class Limit(_Definition):
    """The longest time that something may take."""

    type: Literal["limit"]
    at_most: Span


class Conditions(_Definition):
    """What must all be true before a step ends."""

    type: Literal["conditions"]
    all_of: Annotated[tuple[Condition, ...], Field(min_length=1)]


class Position(_Definition):
    """Somebody who must be there."""

    type: Literal["role"]
    role: Role | Literal["company-contact", "project-manager", "steering-group"]
    persons: Annotated[int, Field(ge=1)]


class Quantity(_Definition):
    """A number to reach or keep, with its unit as the source writes it."""

    type: Literal["quantity"]
    unit: Annotated[str, Field(min_length=1)]
    at_least: float | None = None
    at_most: float | None = None
    by: date | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.at_least is None and self.at_most is None:
            raise ValueError("a quantity needs at_least or at_most")
        return self


class Document(_Definition):
    """A document and what must stand in it."""

    type: Literal["document"]
    fields: tuple[str, ...] = ()
    due_after: Span | None = None


class WeeklyHours(_Definition):
    """The most hours a week."""

    type: Literal["weekly-hours"]
    at_most: Annotated[float, Field(gt=0)]


class Internship(_Definition):
    """Lengths of an internship in weeks; without `groups` it holds for every group that no other row names."""

    type: Literal["internship"]
    first_weeks: Annotated[int, Field(ge=1)]
    extended_weeks: int | None = None
    further_weeks: int | None = None
    groups: tuple[str, ...] = ()


class Band(_Definition):
    """One supported person for every so many ordinary staff, up to a number of staff (null: no end)."""

    up_to: Annotated[float | None, Field(gt=0)] = None
    one_for_every: Annotated[float, Field(gt=0)]


class Ratio(_Definition):
    """How many supported full-time persons a workplace may have for its ordinary full-time staff."""

    type: Literal["ratio"]
    full_time_hours: Annotated[float, Field(gt=0)]
    at_least: Annotated[float, Field(ge=0)]
    bands: Annotated[tuple[Band, ...], Field(min_length=1)]
    schemes: frozenset[Scheme]

    @model_validator(mode="after")
    def _bands_rise(self) -> Self:
        ends = [band.up_to for band in self.bands]
        closed = [end for end in ends if end is not None]
        if ends[-1] is not None or len(closed) != len(ends) - 1 or closed != sorted(set(closed)):
            raise ValueError("bands must rise, and only the last one is open")
        return self


Parameters = Annotated[
    Cadence | Agreed | Limit | Conditions | Position | Quantity | Document | WeeklyHours | Internship | Ratio,
    Field(discriminator="type"),
]
ParametersKind = TypeVar(
    "ParametersKind",
    Cadence,
    Agreed,
    Limit,
    Conditions,
    Position,
    Quantity,
    Document,
    WeeklyHours,
    Internship,
    Ratio,
)


class Rule(_Definition):
    """One rule of a programme or of the law."""

    id: Annotated[str, Field(pattern=r"^([a-z]+(_[a-z0-9]+)+|L[0-9]+[a-z]?)$")]
    danish: Annotated[str, Field(min_length=1)]
    english: Annotated[str, Field(min_length=1)]
    kind: Kind
    section: Annotated[str, Field(min_length=1, description="Where in the source it stands.")]
    confidence: Confidence
    in_force_from: date | None = Field(default=None, description="Null: from the beginning, or not told by the source.")
    in_force_to: date | None = Field(default=None, description="The last day; null: still in force.")
    enabled: bool = True
    parameters: Parameters

    @model_validator(mode="after")
    def _weak_rows_are_off(self) -> Self:
        if self.confidence is Confidence.LOW and self.enabled:
            raise ValueError("a rule of low confidence must be switched off")
        if self.in_force_from and self.in_force_to and self.in_force_to < self.in_force_from:
            raise ValueError("a rule cannot end before it begins")
        return self

    def is_in_force(self, on: date) -> bool:
        """Whether it binds what begins on this date."""
        begun = self.in_force_from is None or self.in_force_from <= on
        return self.enabled and begun and (self.in_force_to is None or on <= self.in_force_to)


class RuleSet(_Definition):
    """Rules, of which at most one with an id is in force on a date."""

    rules: tuple[Rule, ...]

    @model_validator(mode="after")
    def _no_overlap(self) -> Self:
        for position, rule in enumerate(self.rules):
            for other in self.rules[position + 1 :]:
                if rule.id == other.id and _overlap(rule, other):
                    raise ValueError(f"two rules {rule.id} are in force at once")
        return self

    def rule(self, rule_id: str, on: date) -> Rule:
        """The rule that was in force on a date.

        Raises:
            UnknownRuleError: there is none.
        """
        for rule in self.rules:
            if rule.id == rule_id and rule.is_in_force(on):
                return rule
        raise UnknownRuleError(rule_id)

    def with_parameters(self, kind: type[ParametersKind], on: date) -> list[tuple[Rule, ParametersKind]]:
        """Every rule in force on a date whose parameters are of a kind, in file order."""
        return [
            (rule, rule.parameters) for rule in self.rules if isinstance(rule.parameters, kind) and rule.is_in_force(on)
        ]


class Reminder(_Definition):
    """When reminders of dates without a clock time go out, and when they become late."""

    at: time
    late_after: Span


class Programme(RuleSet):
    """A programme (indsats) as its document describes it."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    danish: str
    english: str
    source: str
    reminder: Reminder
    step_limits: tuple[str, ...] = Field(default=(), description="Ids of the rules that limit the steps, in order.")
    step_exits: tuple[str, ...] = Field(default=(), description="Ids of the rules that end the steps, in order.")

    @model_validator(mode="after")
    def _steps_are_rules(self) -> Self:
        kinds = {rule.id: type(rule.parameters) for rule in self.rules}
        if any(kinds.get(rule_id) is not Limit for rule_id in self.step_limits):
            raise ValueError("step_limits must name rules with a limit")
        if any(kinds.get(rule_id) is not Conditions for rule_id in self.step_exits):
            raise ValueError("step_exits must name rules with conditions")
        return self


def _overlap(one: Rule, other: Rule) -> bool:
    first = max(one.in_force_from or date.min, other.in_force_from or date.min)
    last = min(one.in_force_to or date.max, other.in_force_to or date.max)
    return first <= last


def read_programme(path: Path) -> Programme:
    """Reads and validates one programme; pydantic's ValidationError names what is wrong in the file."""
    return Programme.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))


def read_law(path: Path) -> RuleSet:
    """Reads and validates the law."""
    return RuleSet.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))


def _by_id(found: Iterable[Programme]) -> Mapping[str, Programme]:
    return {each.id: each for each in found}


@cache
def programmes() -> Mapping[str, Programme]:
    """Every programme by id, read once."""
    return _by_id(read_programme(path) for path in sorted(_FOLDER.glob("*.toml")) if path.name != _LAW_FILE)


def programme(programme_id: str) -> Programme:
    """One programme.

    Raises:
        UnknownProgrammeError: there is no such definition.
    """
    found = programmes().get(programme_id)
    if found is None:
        raise UnknownProgrammeError(programme_id)
    return found


@cache
def law() -> RuleSet:
    """The law, read once."""
    return read_law(_FOLDER / _LAW_FILE)
