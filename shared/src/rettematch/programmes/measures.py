"""What is measured of a team, a project or an employer, judged by the rules of a programme.

Caseloads, seats, shares, meetings a week and the like do not stand in one case. Whoever measures them gives the figure,
and these pure functions say which rule it breaks and by how much.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from rettematch.programmes.definitions import Programme, Rule
from rettematch.programmes.findings import Finding, danish_list, danish_number, danish_word, finding, listed
from rettematch.programmes.parameters import (
    Allocation,
    Allowance,
    Checklist,
    Cooperation,
    Entry,
    Figure,
    Flag,
    Form,
    Quantity,
    Timetable,
)
from rettematch.programmes.recorded import danish_bounds, is_within, missing_items

Stated = TypeVar("Stated", bound=Form)

PERCENTAGE_POINTS = "percentage points"
"""The unit of a rule that asks for a rise; its baseline is a share in per cent."""

_DECIMALS = 6
"""Of a difference between shares, so that 35.1 less 15.1 is 20 and not a hair below."""


class NotMeasuredByError(LookupError):
    """The rule does not state what was asked of it."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """A figure for a rule; `unit` tells which when the rule has several, `parts` are shares of the whole by name."""

    rule_id: str
    value: float
    on: date
    unit: str | None = None
    cohort: str | None = None
    parts: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CooperationState:
    """A cooperation agreement with an employer as it stands."""

    model_rule_id: str
    seats: int
    ended_and_not_refilled: int
    mentors_trained: bool
    workplaces: int
    workplaces_with_mentor: int
    central_mentors: int


def _stated(rule: Rule, kind: type[Stated]) -> list[Stated]:
    stated: tuple[Form, ...] = (rule.parameters, *rule.also)
    found = [each for each in stated if isinstance(each, kind)]
    if not found:
        raise NotMeasuredByError(rule.id)
    return found


def judge(programme: Programme, measured: Measurement, started_on: date | None = None) -> tuple[Finding, ...]:
    """The bounds that a measured figure breaks; empty when it keeps them, or when they are not asked on that day.

    A rule whose source gives no number is a finding until the municipality has set one in a file of its own.

    Args:
        programme: The definitions, with what the municipality added.
        measured: The figure.
        started_on: Which day's rules to use; the day of the measurement when it is None.

    Raises:
        UnknownRuleError: no such rule is in force.
        NotMeasuredByError: the rule states no quantity with that unit.
    """
    rule = programme.rule(measured.rule_id, started_on or measured.on)
    stated = [each for each in _stated(rule, Quantity) if measured.unit in {None, each.unit}]
    if not stated:
        raise NotMeasuredByError(f"{rule.id}: {measured.unit}")
    quantity = stated[0]
    asked = (
        quantity.holds_for(measured.cohort)
        and (quantity.by is None or quantity.by <= measured.on)
        and (not quantity.months or measured.on.month in quantity.months)
    )
    if not asked:
        return ()
    if quantity.at_least is None and quantity.at_most is None and quantity.more_than is None:
        return (finding(rule, measured.on, "Kommunen skal selv sætte et tal.", "The municipality must set a number."),)
    found = []
    if not is_within(quantity, measured.value):
        found.append(
            finding(
                rule,
                measured.on,
                f"Det er {danish_number(measured.value)}; det skal være {danish_bounds(quantity)}.",
                f"It is {measured.value:g} {quantity.unit}.",
            )
        )
    for name, value in sorted(measured.parts.items()):
        if name in quantity.parts and value < quantity.parts[name]:
            least = quantity.parts[name]
            found.append(
                finding(
                    rule,
                    measured.on,
                    f"{danish_word(name)}: {danish_number(value)}; det skal være mindst {danish_number(least)}.",
                    f"{name} is {value:g}, and at least {least:g} is asked.",
                    name,
                )
            )
    return tuple(found)


def difference(programme: Programme, measured: Measurement) -> float:
    """How far a measured figure lies above (below: negative) the one that the source reports.

    Raises:
        UnknownRuleError, NotMeasuredByError: as for `judge`.
    """
    rule = programme.rule(measured.rule_id, measured.on)
    stated = [each for each in _stated(rule, Figure) if measured.unit in {None, each.unit}]
    if not stated:
        raise NotMeasuredByError(f"{rule.id}: {measured.unit}")
    return measured.value - stated[0].value


def national_baseline(programme: Programme, group: str, on: date) -> float | None:
    """The national figure of a group, for a municipality that does not know its own; None when there is none."""
    return next((each.value for _, each in programme.with_parameters(Figure, on) if each.group == group), None)


@dataclass(frozen=True, slots=True)
class ShareComparison:
    """A share against the baseline that it is counted from: the rise in percentage points, and what it misses."""

    increase: float
    findings: tuple[Finding, ...]


def share_against_baseline(
    programme: Programme, rule_id: str, share: float, baseline: float, on: date, cohort: str | None = None
) -> ShareComparison:
    """Whether a share has risen from its baseline as a rule asks (rule stv_share_increase).

    Args:
        programme: The definitions, with what the municipality added.
        rule_id: A rule with a quantity in percentage points.
        share: Of a group, in percent, on the day.
        baseline: Where the same share began, in percent.
        on: The day.
        cohort: The group.

    Raises:
        UnknownRuleError, NotMeasuredByError: as for `judge`.
    """
    increase = round(share - baseline, _DECIMALS)
    return ShareComparison(increase, judge(programme, Measurement(rule_id, increase, on, PERCENTAGE_POINTS, cohort)))


def lacking(programme: Programme, rule_id: str, present: Collection[str], on: date) -> tuple[Finding, ...]:
    """What a checklist of the programme lacks.

    Raises:
        UnknownRuleError, NotMeasuredByError: as for `judge`.
    """
    rule = programme.rule(rule_id, on)
    found = []
    for checklist in _stated(rule, Checklist):
        missing = missing_items(checklist, present)
        if missing:
            found.append(finding(rule, on, f"Der mangler: {danish_list(missing)}.", f"Missing: {listed(missing)}."))
    return tuple(found)


def answered(
    programme: Programme, subject: str, *, answer: bool, on: date, circumstances: Collection[str] = ()
) -> tuple[Finding, ...]:
    """The rules that an answer about a subject goes against, unless a circumstance excepts it."""
    return tuple(
        finding(rule, on, "Her er det anderledes.", "Here it is otherwise.", subject)
        for rule, flag in programme.with_parameters(Flag, on)
        if flag.subject == subject and flag.value is not answer and not set(flag.except_when) & set(circumstances)
    )


def is_allowed(programme: Programme, what: str, measured: Sequence[Measurement], on: date) -> bool:
    """Whether something that is allowed only under pressure is allowed: the bound it depends on is exceeded."""
    for _, allowance in programme.with_parameters(Allowance, on):
        if allowance.allows == what:
            for quantity in _stated(programme.rule(allowance.when_exceeded, on), Quantity):
                for each in measured:
                    if each.rule_id == allowance.when_exceeded and quantity.at_most is not None:
                        return each.value > quantity.at_most
    return False


def takers(programme: Programme, group: str, on: date) -> tuple[str, ...]:
    """Which staff take a group of citizens; empty when the programme does not say."""
    return tuple(
        staff
        for _, each in programme.with_parameters(Allocation, on)
        for staff, groups in each.takes.items()
        if group in groups
    )


def cooperation(programme: Programme, state: CooperationState, on: date) -> tuple[Finding, ...]:
    """Where a cooperation agreement departs from its model.

    Raises:
        UnknownRuleError, NotMeasuredByError: as for `judge`.
    """
    rule = programme.rule(state.model_rule_id, on)
    model = _stated(rule, Cooperation)[0]
    departures = {
        ("For få eller for mange pladser.", "Too few or too many seats."): (
            (model.seats_at_least is not None and state.seats < model.seats_at_least)
            or (model.seats_at_most is not None and state.seats > model.seats_at_most)
        ),
        ("Faste pladser er ikke fyldt op igen.", "Fixed seats are not refilled."): (
            model.refill and state.ended_and_not_refilled > 0
        ),
        ("Virksomhedsmentoren er ikke uddannet.", "The company mentor is not trained."): (
            model.mentor_trained_first and not state.mentors_trained
        ),
        ("Et arbejdssted har ingen mentor.", "A workplace has no mentor."): (
            model.mentor_per_workplace and state.workplaces_with_mentor < state.workplaces
        ),
        ("Der er ingen central mentor.", "There is no central mentor."): state.central_mentors < model.central_mentors,
    }
    return tuple(finding(rule, on, *texts, about=texts[1]) for texts, broken in departures.items() if broken)


def timetable(programme: Programme, rule_id: str, on: date) -> tuple[Entry, ...]:
    """A day's programme by the clock."""
    return _stated(programme.rule(rule_id, on), Timetable)[0].entries


def off_timetable(programme: Programme, rule_id: str, entry: Entry, on: date) -> tuple[Finding, ...]:
    """A planned part of the day that does not lie within the time that the programme gives it."""
    rule = programme.rule(rule_id, on)
    for each in timetable(programme, rule_id, on):
        if each.name == entry.name and each.starts <= entry.starts and entry.ends <= each.ends:
            return ()
    return (finding(rule, on, "Tiden ligger uden for planen.", "The time lies outside the plan.", entry.name),)
