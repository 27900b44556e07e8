"""Whether the law allows a planned placement: a pure function over `definitions/law.toml`."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from rettematch.contracts.base import Scheme
from rettematch.programmes.definitions import Rule
from rettematch.programmes.duties import contact_conversations, duty_to_work, flex_job_term
from rettematch.programmes.law import LawFinding, Supported, counts_in_ratio, ratio_findings, weekly_hours_findings
from rettematch.programmes.law_parameters import Access, Internship, WeeklyHours
from rettematch.programmes.legal_facts import (
    CitizenFacts,
    PlacementPlan,
    Question,
    WorkplaceState,
    law_finding,
    stated,
)
from rettematch.programmes.periods import ONE_DAY, Span
from rettematch.programmes.wage_subsidies import (
    additional_employment,
    employee_voice,
    former_employer,
    prior_unemployment,
    subsidy_length,
)

INTERNSHIPS = frozenset({Scheme.INTERNSHIP, Scheme.TASTER})
"""A taster (snusepraktik) is an internship in law."""


def may_place(
    citizen: CitizenFacts, workplace: WorkplaceState, plan: PlacementPlan, on_date: date
) -> tuple[LawFinding, ...]:
    """What the law says against a planned placement, and what it asks beside it; empty when it says nothing.

    Args:
        citizen: Of the one to be placed.
        workplace: As it will be, without the one to be placed.
        plan: What is planned.
        on_date: The day on which it is decided: the rows in force then are used, and for the ratio rule those of each
            day of the plan.

    Returns:
        Findings in the order of the law's rows. The placement may be made when none of them `prevents` it; one that is
        `unknown` prevents it until somebody has asked.

    Raises:
        ValueError: the plan ends before it begins.
    """
    if plan.ends_on is not None and plan.ends_on < plan.starts_on:
        raise ValueError("a placement cannot end before it begins")
    question = Question(citizen, workplace, plan, on_date)
    return tuple(finding for check in CHECKS for finding in check(question))


def internship_length(question: Question) -> Iterator[LawFinding]:
    """4 weeks that cannot be extended for some groups; for the others 13, 26 after assessment, then 13 at a time."""
    plan = question.plan
    if plan.scheme not in INTERNSHIPS or plan.ends_on is None:
        return
    rows = list(stated(Internship, question.on))
    named = [row for row in rows if not question.citizen.groups.isdisjoint(row[1].groups)]
    for rule, row in (named or [row for row in rows if not row[1].groups])[:1]:
        if row.extended_weeks is None:
            yield from _not_extendable(rule, row, plan, plan.ends_on)
        else:
            yield from _extendable(rule, row, plan, plan.ends_on, row.extended_weeks)


def _not_extendable(rule: Rule, row: Internship, plan: PlacementPlan, last: date) -> Iterator[LawFinding]:
    if plan.extends_from is not None:
        yield law_finding(rule, plan.starts_on, "Praktikken kan ikke forlænges.", "The internship cannot be extended.")
    elif _is_longer(plan.starts_on, last, row.first_weeks):
        yield _too_long(rule, plan.starts_on, row.first_weeks)
    if plan.similar_before and not plan.difference_described:
        danish = "En ny praktik skal have en anden funktion eller et andet sted, og det skal fremgå af beskrivelserne."
        english = "A new internship must be another function or place, and the descriptions must show it."
        yield law_finding(rule, plan.starts_on, danish, english)


def _extendable(
    rule: Rule, row: Internship, plan: PlacementPlan, last: date, extended_weeks: int
) -> Iterator[LawFinding]:
    begun = plan.begun
    if _is_longer(begun, last, extended_weeks):
        if not plan.special_need:
            danish = f"Mere end {extended_weeks} uger kræver et ganske særligt behov."
            english = f"More than {extended_weeks} weeks ask for a quite special need."
            yield law_finding(rule, _after(begun, extended_weeks), danish, english)
        elif row.further_weeks is not None and _is_longer(plan.starts_on, last, row.further_weeks):
            yield _too_long(rule, plan.starts_on, row.further_weeks)
    elif _is_longer(begun, last, row.first_weeks) and not plan.assessed:
        danish = f"Mere end {row.first_weeks} uger kræver en konkret vurdering."
        english = f"More than {row.first_weeks} weeks ask for a concrete assessment."
        yield law_finding(rule, _after(begun, row.first_weeks), danish, english)


def _after(begun: date, weeks: int) -> date:
    return Span(weeks=weeks).after(begun)


def _is_longer(begun: date, last: date, weeks: int) -> bool:
    return last >= _after(begun, weeks)


def _too_long(rule: Rule, begun: date, weeks: int) -> LawFinding:
    last = _after(begun, weeks) - ONE_DAY
    return law_finding(
        rule,
        last + ONE_DAY,
        f"Praktikken må højst vare {weeks} uger, til og med {last:%d.%m.%Y}.",
        f"The internship may last at most {weeks} weeks, to {last.isoformat()}.",
    )


def access(question: Question) -> Iterator[LawFinding]:
    """The purpose stands in the agreement, and not everybody may find their own internship."""
    plan = question.plan
    if plan.scheme not in INTERNSHIPS:
        return
    for rule, row in stated(Access, question.on):
        if "purpose" in row.agreement_states and not plan.purpose:
            yield law_finding(
                rule, plan.starts_on, "Formålet skal stå i aftalen.", "The purpose must stand in the agreement."
            )
        if plan.self_found and not question.citizen.groups.isdisjoint(row.not_self_found_groups):
            yield law_finding(
                rule,
                plan.starts_on,
                "Borgerens gruppe har ikke ret til selv at finde en praktik.",
                "The citizen's group has no right to a self-found internship.",
            )


def weekly_hours(question: Question) -> Iterator[LawFinding]:
    """No more than a full week in what the law supports."""
    plan = question.plan
    if counts_in_ratio(plan.scheme, plan.starts_on) and any(True for _ in stated(WeeklyHours, question.on)):
        yield from weekly_hours_findings(plan.hours_per_week, question.on)


def ratio(question: Question) -> Iterator[LawFinding]:
    """The ratio rule on every day of the plan."""
    plan, workplace = question.plan, question.workplace
    if plan.ends_on is not None and counts_in_ratio(plan.scheme, plan.starts_on):
        asked = Supported(plan.hours_per_week, plan.starts_on, plan.ends_on)
        yield from ratio_findings(workplace.ordinary_full_time, workplace.supported, asked)


CHECKS: tuple[Callable[[Question], Iterable[LawFinding]], ...] = (
    internship_length,
    access,
    weekly_hours,
    ratio,
    subsidy_length,
    prior_unemployment,
    additional_employment,
    former_employer,
    employee_voice,
    duty_to_work,
    flex_job_term,
    contact_conversations,
)
"""Every check, in the order of the law's rows."""
