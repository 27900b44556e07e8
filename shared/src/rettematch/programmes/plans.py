"""The law over a whole planned placement, and over a scheme before there is any plan."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from uuid import UUID

from rettematch.contracts.base import Scheme
from rettematch.programmes.advice import ADVICE
from rettematch.programmes.definitions import law
from rettematch.programmes.duties import contact_conversations
from rettematch.programmes.law import LawFinding
from rettematch.programmes.law_parameters import AdditionalEmployment
from rettematch.programmes.legal_facts import CitizenFacts, PlacementPlan, Question, WorkplaceState, stated
from rettematch.programmes.periods import ONE_DAY
from rettematch.programmes.placing import CHECKS
from rettematch.programmes.wage_subsidies import additional_employment

_NOBODYS = UUID(int=0)
_ROOM_FOR_ONE = 1_000.0
_STATED = "stated"

OF_WORKPLACES: tuple[Callable[[Question], Iterable[LawFinding]], ...] = (additional_employment,)
"""The checks that ask about nothing but workplace and scheme, and can forbid a placement."""


def days_of_law(starts_on: date, ends_on: date | None) -> tuple[date, ...]:
    """The first day of a plan, and each later one on which another row of the law binds."""
    last = ends_on or starts_on
    changes = set()
    for rule in law().rules:
        if rule.enabled and rule.in_force_from is not None:
            changes.add(rule.in_force_from)
        if rule.enabled and rule.in_force_to is not None:
            changes.add(rule.in_force_to + ONE_DAY)
    return (starts_on, *sorted(day for day in changes if starts_on < day <= last))


def findings_over_plan(
    citizen: CitizenFacts, workplace: WorkplaceState, plan: PlacementPlan, today: date
) -> tuple[LawFinding, ...]:
    """What the law says to a planned placement, by the rows in force on each of its days.

    A plan that runs over a change of the law is judged by the rows before it and by those after it; what only the later
    ones say stands with the day from which they bind. Contact conversations are counted as of today, for those to come
    cannot have been held.

    Args:
        citizen: Of the one to be placed.
        workplace: As it will be, without the one to be placed.
        plan: What is planned.
        today: The day on which it is decided.

    Returns:
        First what prevents the placement, then what stands beside it, each in the order of the law's rows.

    Raises:
        ValueError: the plan ends before it begins.
    """
    if plan.ends_on is not None and plan.ends_on < plan.starts_on:
        raise ValueError("a placement cannot end before it begins")
    found: dict[tuple[str, str], LawFinding] = {}
    days = days_of_law(plan.starts_on, plan.ends_on)
    for check in CHECKS:
        for day in (today,) if check is contact_conversations else days:
            _keep(found, check, Question(citizen, workplace, plan, day))
    for advise in ADVICE:
        _keep(found, advise, Question(citizen, workplace, plan, today))
    return tuple(sorted(found.values(), key=lambda each: not each.prevents))


def _keep(
    found: dict[tuple[str, str], LawFinding], check: Callable[[Question], Iterable[LawFinding]], question: Question
) -> None:
    for each in check(question):
        told = replace(each, on=max(each.on, question.on)) if question.on > question.plan.starts_on else each
        found.setdefault((each.rule_id, each.danish), told)


def scheme_findings(citizen: CitizenFacts, scheme: Scheme, on: date) -> tuple[LawFinding, ...]:
    """What keeps a citizen from a scheme on a day, whatever the place; empty when some place could do.

    It is the law over one day at a workplace that has all that the law asks of a workplace. What is unknown is among
    it: somebody must ask, but it may turn out to be possible.
    """
    return _against(citizen, _good_workplace(on), scheme, on)


def employer_findings(
    citizen: CitizenFacts, employer_id: UUID, scheme: Scheme, on: date, *, owned_by_spouse: bool
) -> tuple[LawFinding, ...]:
    """What stands between a citizen and one employer in a scheme, beside what `scheme_findings` says of every place."""
    workplace = replace(_good_workplace(on), employer_id=employer_id, owned_by_spouse=owned_by_spouse)
    everywhere = scheme_findings(citizen, scheme, on)
    return tuple(each for each in _against(citizen, workplace, scheme, on) if each not in everywhere)


def workplace_findings(workplace: WorkplaceState, scheme: Scheme, on: date) -> tuple[LawFinding, ...]:
    """What keeps a workplace from offering a scheme on a day, whoever the citizen is; only what is known.

    Room under the ratio rule is no part of it: it is a figure of its own.

    Args:
        workplace: As it is.
        scheme: What it would offer.
        on: The day.
    """
    question = Question(CitizenFacts(groups=frozenset()), workplace, _one_day(scheme, on), on)
    return tuple(each for check in OF_WORKPLACES for each in check(question) if each.prevents and not each.unknown)


def _against(citizen: CitizenFacts, workplace: WorkplaceState, scheme: Scheme, on: date) -> tuple[LawFinding, ...]:
    question = Question(citizen, workplace, _one_day(scheme, on), on)
    return tuple(each for check in CHECKS for each in check(question) if each.prevents)


def _one_day(scheme: Scheme, on: date) -> PlacementPlan:
    return PlacementPlan(scheme=scheme, starts_on=on, ends_on=on, hours_per_week=1, purpose=_STATED)


def _good_workplace(on: date) -> WorkplaceState:
    months = max((row.average_months for _, row in stated(AdditionalEmployment, on)), default=1)
    return WorkplaceState(
        employer_id=_NOBODYS,
        sector="private",
        ordinary_full_time=_ROOM_FOR_ONE,
        employees=1,
        staff_by_month=(_ROOM_FOR_ONE,) * months,
        representative_heard=True,
    )
