"""What the law says of supported staff at a workplace and of hours: pure functions over `definitions/law.toml`.

Figures are full-time persons and clock hours a week. Every function takes the dates it is asked about, for the law
itself is dated.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from rettematch.contracts.base import Scheme
from rettematch.programmes.definitions import Confidence, Rule, law
from rettematch.programmes.law_parameters import Ratio, WeeklyHours

RATIO_RULE = "L6"
HOURS_RULE = "L5"
STAFF_QUESTION = "Hvor mange ordinært ansatte er der på arbejdsstedet, omregnet til fuldtid?"
_EXACT_DIGITS = 6
"""Sums of quarter hours divided by a full-time week are rounded to this before counting down to whole persons."""


@dataclass(frozen=True, slots=True)
class Supported:
    """Weekly hours that somebody in internship or wage subsidy works, both dates included."""

    hours_per_week: float
    from_: date
    to: date


@dataclass(frozen=True, slots=True, kw_only=True)
class LawFinding:
    """Something that the law does not allow, or that cannot be answered (`unknown`: somebody must ask first).

    `on` is the first day on which it holds; `hours_*` are weekly hours where the rule is about hours. What `prevents` a
    placement forbids it; the rest is a duty beside it. `danish` may be shown to a caseworker as it is, and so may
    `question`: what to ask, and whom, when something is unknown.
    """

    rule_id: str
    confidence: Confidence
    section: str
    on: date
    english: str
    danish: str
    hours_allowed: float | None = None
    hours_asked: float | None = None
    unknown: bool = False
    prevents: bool = True
    question: str | None = None


def _ratio(on: date | None) -> tuple[Rule, Ratio]:
    rules = law()
    day = on or max(rule.in_force_from or date.min for rule in rules.rules if rule.id == RATIO_RULE)
    rule = rules.rule(RATIO_RULE, day)
    if not isinstance(rule.parameters, Ratio):
        raise TypeError(RATIO_RULE)
    return rule, rule.parameters


def counts_in_ratio(scheme: Scheme, on: date) -> bool:
    """Whether persons in this scheme count as supported under the ratio rule (rimelighedskravet)."""
    return scheme in _ratio(on)[1].schemes


def supported_persons_allowed(ordinary_full_time: float, on: date | None = None) -> float:
    """How many supported full-time persons a workplace may have.

    Args:
        ordinary_full_time: Its ordinary, unsupported staff in full-time persons, at least 0.
        on: The day asked about; without one the newest rule of the file.
    """
    if not ordinary_full_time >= 0:
        raise ValueError("ordinary staff must be 0 or more")
    ratio = _ratio(on)[1]
    persons, below = 0.0, 0.0
    for band in ratio.bands:
        inside = min(ordinary_full_time, band.up_to or math.inf) - below
        if inside <= 0:
            break
        persons += math.floor(round(inside / band.one_for_every, _EXACT_DIGITS))
        below = band.up_to or math.inf
    return max(persons, ratio.at_least)


def ratio_capacity_hours(ordinary_full_time: float, on: date | None = None) -> float:
    """The weekly hours of supported persons that a workplace may have; see `supported_persons_allowed`."""
    return supported_persons_allowed(ordinary_full_time, on) * _ratio(on)[1].full_time_hours


def full_time_persons(hours_per_week: float, on: date | None = None) -> float:
    """Weekly hours as a part of a full-time person: 10 hours are 10/37."""
    return hours_per_week / _ratio(on)[1].full_time_hours


def _days_of_change(supported: Sequence[Supported], from_: date, to: date) -> list[date]:
    """The days on which the supported hours can be at their most: the first one, and each on which somebody begins."""
    if to < from_:
        raise ValueError("a period cannot end before it begins")
    begins = {rule.in_force_from for rule in law().rules if rule.id == RATIO_RULE and rule.in_force_from}
    begins |= {each.from_ for each in supported}
    return sorted({from_} | {day for day in begins if from_ <= day <= to})


def _hours_on(day: date, supported: Sequence[Supported]) -> float:
    return math.fsum(each.hours_per_week for each in supported if each.from_ <= day <= each.to)


def hours_free(ordinary_full_time: float, supported: Sequence[Supported], from_: date, to: date) -> float:
    """The least number of supported weekly hours that are free on any day of a period, never below 0.

    Args:
        ordinary_full_time: Ordinary staff of the workplace in full-time persons.
        supported: Everybody at the workplace whose scheme counts (`counts_in_ratio`), in any order.
        from_: First day of the period.
        to: Its last day.

    Raises:
        ValueError: the period ends before it begins, or the staff is below 0.
    """
    free = (
        ratio_capacity_hours(ordinary_full_time, day) - _hours_on(day, supported)
        for day in _days_of_change(supported, from_, to)
    )
    return max(min(free), 0.0)


@dataclass(frozen=True, slots=True)
class RatioStretch:
    """Days, both included, on which room and use under the ratio rule stay the same; figures are weekly hours.

    `hours_allowed` and `hours_free` are None when the ordinary staff is not known; `hours_free` is below 0 where more
    are supported than the rule allows.
    """

    from_: date
    to: date
    hours_used: float
    hours_allowed: float | None
    hours_free: float | None


def ratio_series(
    ordinary_full_time: float | None, supported: Sequence[Supported], from_: date, to: date
) -> tuple[RatioStretch, ...]:
    """Room and use under the ratio rule over a period, in order of time and without gaps.

    Args:
        ordinary_full_time: As for `ratio_findings`.
        supported: As for `ratio_findings`.
        from_: First day of the period.
        to: Its last day.

    Raises:
        ValueError: the period ends before it begins.
    """
    next_days = {each.to + timedelta(days=1) for each in supported}
    days = sorted({*_days_of_change(supported, from_, to), *(day for day in next_days if from_ < day <= to)})
    found: list[RatioStretch] = []
    for day, following in pairwise([*days, to + timedelta(days=1)]):
        used = _hours_on(day, supported)
        allowed = None if ordinary_full_time is None else ratio_capacity_hours(ordinary_full_time, day)
        free = None if allowed is None else allowed - used
        last = following - timedelta(days=1)
        if found and (found[-1].hours_used, found[-1].hours_allowed) == (used, allowed):
            found[-1] = replace(found[-1], to=last)
        else:
            found.append(RatioStretch(day, last, used, allowed, free))
    return tuple(found)


def ratio_findings(
    ordinary_full_time: float | None, supported: Sequence[Supported], asked: Supported
) -> tuple[LawFinding, ...]:
    """Why a person with `asked` hours may not be taken under the ratio rule; empty when it is allowed.

    Args:
        ordinary_full_time: Ordinary staff in full-time persons; None when nobody has asked the employer, which is a
            finding of its own.
        supported: Everybody who counts at the workplace already, without the one asked about.
        asked: The hours and the period of the one asked about.
    """
    if ordinary_full_time is None:
        rule, _ = _ratio(asked.from_)
        return (
            LawFinding(
                rule_id=rule.id,
                confidence=rule.confidence,
                section=rule.section,
                on=asked.from_,
                hours_allowed=None,
                hours_asked=asked.hours_per_week,
                english="The ordinary staff of the workplace is not known, so the ratio rule cannot be answered.",
                danish="Arbejdsstedets ordinært ansatte kendes ikke, så rimelighedskravet kan ikke afgøres.",
                unknown=True,
                question=STAFF_QUESTION,
            ),
        )
    for day in _days_of_change(supported, asked.from_, asked.to):
        allowed = ratio_capacity_hours(ordinary_full_time, day)
        wanted = _hours_on(day, supported) + asked.hours_per_week
        if wanted > allowed:
            rule, _ = _ratio(day)
            return (
                LawFinding(
                    rule_id=rule.id,
                    confidence=rule.confidence,
                    section=rule.section,
                    on=day,
                    hours_allowed=allowed,
                    hours_asked=wanted,
                    english=f"The ratio rule allows {allowed:g} supported hours a week; this would make {wanted:g}.",
                    danish=(
                        f"Rimelighedskravet tillader {_danish(allowed)} støttede timer om ugen; "
                        f"med denne plads bliver det {_danish(wanted)}."
                    ),
                ),
            )
    return ()


def weekly_hours_findings(hours_per_week: float, on: date) -> tuple[LawFinding, ...]:
    """Why so many hours a week are not allowed; empty when they are."""
    rule = law().rule(HOURS_RULE, on)
    if not isinstance(rule.parameters, WeeklyHours):
        raise TypeError(HOURS_RULE)
    most = rule.parameters.at_most
    if hours_per_week <= most:
        return ()
    return (
        LawFinding(
            rule_id=rule.id,
            confidence=rule.confidence,
            section=rule.section,
            on=on,
            hours_allowed=most,
            hours_asked=hours_per_week,
            english=f"At most {most:g} hours a week are allowed.",
            danish=f"Der må højst være {_danish(most)} timer om ugen.",
        ),
    )


def _danish(hours: float) -> str:
    return f"{hours:g}".replace(".", ",")
