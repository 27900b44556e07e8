"""Programmes and law as frozen models, read from the files in `definitions/`.

A rule is a row: what it says in Danish and English, how strong it is, where it comes from, how sure we are of it, when
it is in force, and its parameters in a form that the engine can calculate with. Nothing in code repeats a number of
these files.
"""

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, time
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Self, TypeVar

from pydantic import Field, PrivateAttr, ValidationError, model_validator

from rettematch.programmes.file_faults import faults_in_words
from rettematch.programmes.law_parameters import Statutory
from rettematch.programmes.parameters import Conditions, Deadline, Form, Limit, Precondition, Programmatic, Slug
from rettematch.programmes.periods import Span
from rettematch.programmes.vocabulary import Happening

_FOLDER = Path(__file__).parent / "definitions"
_LAW_FILE = "law.toml"
_REMEMBERED = 20_000
"""How many answers about the rules in force on a day are kept: ten kinds on five years of days."""


class DefinitionError(ValueError):
    """A definition cannot be used; the text names the file, the rule and the reason."""


class UnknownProgrammeError(LookupError):
    """There is no definition of this programme."""


class UnknownRuleError(LookupError):
    """There is no rule with this id in force on the date."""


class Kind(StrEnum):
    """How a rule binds: a hard rule can be broken (red), an aim can be missed (amber).

    A document and a role are hard rules about a document and about a person.
    """

    HARD = "hard"
    AIM = "aim"
    TARGET = "target"
    DOCUMENT = "document"
    ROLE = "role"
    REPORT = "report"

    @property
    def is_hard(self) -> bool:
        return self in {Kind.HARD, Kind.DOCUMENT, Kind.ROLE}

    @property
    def danish_name(self) -> str:
        return _DANISH_KINDS[self]


_DANISH_KINDS = {
    Kind.HARD: "skal-regel",
    Kind.AIM: "sigtemål",
    Kind.TARGET: "måltal",
    Kind.DOCUMENT: "dokument",
    Kind.ROLE: "rolle",
    Kind.REPORT: "opgørelse",
}


class Confidence(StrEnum):
    """How sure we are: official or primary text, consistent secondary sources, or weak."""

    HIGH = "H"
    MEDIUM = "M"
    LOW = "L"


Parameters = Annotated[Programmatic | Statutory, Field(discriminator="type")]
ParametersKind = TypeVar("ParametersKind", bound=Form)


class Rule(Form):
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
    also: tuple[Parameters, ...] = Field(default=(), description="What else the row states.")

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


class RuleSet(Form):
    """Rules, of which at most one with an id is in force on a date."""

    rules: tuple[Rule, ...]
    _by_kind: dict[type[Form], Any] = PrivateAttr(default_factory=dict)
    _in_force: dict[tuple[type[Form], date], Any] = PrivateAttr(default_factory=dict)

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

    def with_parameters(self, kind: type[ParametersKind], on: date) -> Sequence[tuple[Rule, ParametersKind]]:
        """Every rule in force on a date with each of its parameters of a kind, in file order."""
        found = self._in_force.get((kind, on))
        if found is None:
            if len(self._in_force) >= _REMEMBERED:
                self._in_force.clear()
            found = [(rule, parameters) for rule, parameters in self._of_kind(kind) if rule.is_in_force(on)]
            self._in_force[kind, on] = found
        return found

    def _of_kind(self, kind: type[ParametersKind]) -> Sequence[tuple[Rule, ParametersKind]]:
        found = self._by_kind.get(kind)
        if found is None:
            found = self._by_kind[kind] = [
                (rule, parameters)
                for rule in self.rules
                for parameters in (rule.parameters, *rule.also)
                if isinstance(parameters, kind)
            ]
        return found


RulesRead = TypeVar("RulesRead", bound=RuleSet)


class Reminder(Form):
    """When reminders of dates without a clock time go out, and when they become late."""

    at: time
    late_after: Span


class Step(Form):
    """A step (trin) of a programme: the rule that limits it and the rules that must be met before it ends.

    A step without exits is the last one and lasts until the citizen is self-supporting or the course is closed.
    """

    danish: Annotated[str, Field(min_length=1)]
    english: Annotated[str, Field(min_length=1)]
    limits: tuple[str, ...] = Field(default=(), description="More than one when cohorts differ.")
    exits: tuple[str, ...] = ()


class Estimate(Form):
    """How many of the participants the programme expects to stand where, so many months after their start."""

    outcome: Slug
    danish: str
    english: str
    persons_after_months: Mapping[str, float]


class Programme(RuleSet):
    """A programme (indsats) as its document describes it."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    danish: str
    english: str
    source: str
    reminder: Reminder
    steps: tuple[Step, ...] = ()
    estimates: tuple[Estimate, ...] = ()

    @model_validator(mode="after")
    def _steps_are_rules(self) -> Self:
        by_id = {rule.id: rule for rule in self.rules}
        for step in self.steps:
            for rule_id in step.limits:
                if rule_id not in by_id or not isinstance(by_id[rule_id].parameters, Limit):
                    raise ValueError(f"the limit of a step must name a rule with a limit: {rule_id}")
            for rule_id in step.exits:
                if rule_id not in by_id or not asked_before_exit(by_id[rule_id]):
                    raise ValueError(f"the exit of a step must name a rule that asks for something: {rule_id}")
        if any(not step.exits for step in self.steps[:-1]):
            raise ValueError("only the last step may be without exits")
        return self


def asked_before_exit(rule: Rule) -> tuple[Happening, ...]:
    """What must have happened before a step ends of which the rule is an exit; empty when it asks for nothing dated."""
    match rule.parameters:
        case Conditions(all_of=all_of):
            return all_of
        case Deadline(of=of):
            return (of,)
        case Precondition(needs=needs):
            return (needs,)
        case _:
            return ()


def _overlap(one: Rule, other: Rule) -> bool:
    first = max(one.in_force_from or date.min, other.in_force_from or date.min)
    last = min(one.in_force_to or date.max, other.in_force_to or date.max)
    return first <= last


def read_programme(path: Path) -> Programme:
    """Reads and validates one programme.

    Raises:
        DefinitionError: unknown keys, wrong values or overlapping periods.
    """
    return _read(Programme, path)


def read_law(path: Path) -> RuleSet:
    """Reads and validates the law; raises as `read_programme` does."""
    return _read(RuleSet, path)


def _read(kind: type[RulesRead], path: Path) -> RulesRead:
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DefinitionError(f"{path.name}: it is not TOML in UTF-8: {error}") from error
    try:
        return kind.model_validate(document)
    except ValidationError as error:
        raise DefinitionError(f"{path.name}: {faults_in_words(error, document)}") from error


def read_programmes(folder: Path) -> Mapping[str, Programme]:
    """Every programme of a folder by id.

    Raises:
        DefinitionError: as for `read_programme`, and when two files define one programme.
    """
    found: dict[str, Programme] = {}
    for path in sorted(folder.glob("*.toml")):
        if path.name != _LAW_FILE:
            read = read_programme(path)
            if read.id in found:
                raise DefinitionError(f"{path.name}: another file defines programme {read.id}")
            found[read.id] = read
    return found


@cache
def programmes() -> Mapping[str, Programme]:
    """Every programme by id, read once."""
    return read_programmes(_FOLDER)


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


@cache
def expected_rule_ids() -> Mapping[str, tuple[str, ...]]:
    """The ids that the sources state, per programme and for `law`, listed apart from the definitions."""
    found = tomllib.loads((Path(__file__).parent / "rule_ids.toml").read_text(encoding="utf-8"))
    return {name: tuple(ids) for name, ids in found.items()}
