"""Pure decisions about the target group: what the programme asks of a citizen, and what is known."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from rettematch.identifiers import age_on
from rettematch.programmes.definitions import Programme, Rule
from rettematch.programmes.findings import Finding, danish_list, finding
from rettematch.programmes.measures import Measurement, judge
from rettematch.programmes.parameters import Quantity
from rettematch.programmes.recordable import cohorts

YEARS_OF_AGE: Final = "years of age"
YEARS_OF_SUPPORT: Final = "years of public support"
PERSONS: Final = "persons"


@dataclass(frozen=True, slots=True)
class Person:
    """What of a citizen the target group is told by; `supported_since` None: nobody has written it down."""

    born_on: date
    supported_since: date | None


@dataclass(frozen=True, slots=True)
class Check:
    """One demand of a rule; `value` None: not known. Years are whole ones."""

    rule: Rule
    asked: Quantity
    value: float | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Planned:
    """A rule that plans a number of participants for groups."""

    rule: Rule
    asked: Quantity


def whole_years(since: date, day: date) -> float:
    """Whole years from one day to a later one; 0 when it is not later."""
    return max(0, age_on(since, day))


def measured(person: Person, day: date) -> Mapping[str, float | None]:
    """What is known of a citizen on a day, by the unit in which rules ask for it."""
    since = person.supported_since
    return {
        YEARS_OF_AGE: age_on(person.born_on, day),
        YEARS_OF_SUPPORT: None if since is None else whole_years(since, day),
    }


def checks(
    programme: Programme, person: Person, cohort: str | None, started_on: date, visitated_on: date
) -> Iterator[Check]:
    """What the programme asks of a citizen of a group, judged on the day of the visitation."""
    known = measured(person, visitated_on)
    for rule, asked in programme.with_parameters(Quantity, started_on):
        if asked.unit not in known or asked.of is not None or not asked.holds_for(cohort):
            continue
        value = known[asked.unit]
        if value is None:
            found: tuple[Finding, ...] = (
                finding(rule, visitated_on, "Det er ikke oplyst.", "It is not known.", asked.unit),
            )
        else:
            found = judge(programme, Measurement(rule.id, value, visitated_on, asked.unit, cohort), started_on)
        yield Check(rule, asked, value, found)


def planned(programme: Programme, cohort: str | None, started_on: date) -> Iterator[Planned]:
    """The rules that plan a number of participants for the citizen's group, without a day by which it is reached."""
    for rule, asked in programme.with_parameters(Quantity, started_on):
        if asked.unit == PERSONS and asked.by is None and asked.cohorts and asked.holds_for(cohort):
            yield Planned(rule, asked)


def group_missing(programme: Programme, cohort: str | None, started_on: date) -> str | None:
    """What to say when the programme tells groups apart and the case names none; None when nothing is missing."""
    known = cohorts(programme, started_on)
    if cohort is not None or not known:
        return None
    return f"Sagen har ingen målgruppe; vælg en af: {danish_list(known)}."
