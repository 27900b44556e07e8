"""Where a course stands at a moment: its step, its follow-ups, the next dates, and every rule that it does not keep.

Pure, as the engine is. What is only recorded beside cases (caseloads, seats, shares, checklists of a team) is judged in
`measures`.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from rettematch.clock import COPENHAGEN, local_date
from rettematch.contracts.cases import CaseFacts, EventKind
from rettematch.contracts.follow_ups import FollowUp, FollowUpStatus
from rettematch.programmes.definitions import Programme, programme
from rettematch.programmes.engine import follow_ups
from rettematch.programmes.findings import Finding, danish_word, finding
from rettematch.programmes.gaps import ends_on, idle_stretches
from rettematch.programmes.limits import of_limits
from rettematch.programmes.occurrences import Occurrences, is_running
from rettematch.programmes.parameters import ContactForm, Flag, Gap, Position, Precondition
from rettematch.programmes.recorded import of_checklists, of_choices, of_quantities
from rettematch.programmes.steps import Step, current_step
from rettematch.programmes.vocabulary import Derived, Phase

_OPEN = frozenset({FollowUpStatus.PLANNED, FollowUpStatus.DUE, FollowUpStatus.OVERDUE})
_LATE = frozenset({FollowUpStatus.OVERDUE, FollowUpStatus.MISSED})
HOURS_PLANNED = "ordinary-hours-planned"
"""The subject of a flag that is answered by the placements of a case."""


@dataclass(frozen=True, slots=True)
class Review:
    """The whole answer for one course; `next_dates` are the due times of open follow-ups, earliest first."""

    step: Step
    follow_ups: tuple[FollowUp, ...]
    next_dates: tuple[tuple[datetime, str], ...]
    findings: tuple[Finding, ...]


def review(facts: CaseFacts, now: datetime, rules: Programme | None = None) -> Review:
    """Everything about a course at `now`; see `engine.plan` for the arguments and what it raises."""
    definition = rules or programme(facts.programme)
    case = Occurrences(definition, facts, now)
    planned = follow_ups(case)
    found = [*_of_follow_ups(case, planned), *(each for check in _CHECKS for each in check(case))]
    return Review(
        step=current_step(definition, facts, case.today),
        follow_ups=planned,
        next_dates=tuple((each.due_at, each.rule_id) for each in planned if each.status in _OPEN),
        findings=tuple(sorted(found, key=lambda each: (each.on, each.rule_id, each.about, each.danish))),
    )


def _of_follow_ups(case: Occurrences, planned: Iterable[FollowUp]) -> Iterator[Finding]:
    rules = {rule.id: rule for rule in case.programme.rules if rule.is_in_force(case.facts.started_on)}
    gaps = {rule.id for rule, _ in case.programme.with_parameters(Gap, case.facts.started_on)}
    for each in planned:
        if each.status in _LATE and each.rule_id not in gaps:
            late_from = each.overdue_at.astimezone(COPENHAGEN).date()
            missed = each.status is FollowUpStatus.MISSED
            yield finding(
                rules[each.rule_id],
                late_from,
                "Det skete ikke i tide." if missed else "Fristen er overskredet.",
                "It did not happen in time." if missed else "The time is up.",
                each.key,
                each.placement_id,
            )


def _of_gaps(case: Occurrences) -> Iterator[Finding]:
    end = ends_on(case)
    for rule, gap in case.programme.with_parameters(Gap, case.facts.started_on):
        if not gap.holds_for(case.facts.cohort):
            continue
        for idle in idle_stretches(case, gap):
            until = idle.ended_by.on if idle.ended_by else None
            broken = idle.too_long_on <= case.today and (until is None or until > idle.too_long_on)
            if broken and (end is None or idle.too_long_on < end):
                yield finding(
                    rule,
                    idle.too_long_on,
                    f"Ingen aktivitet siden {idle.since:%d.%m.%Y}.",
                    f"No activity since {idle.since.isoformat()}.",
                )


def _of_preconditions(case: Occurrences) -> Iterator[Finding]:
    for rule, asked in case.programme.with_parameters(Precondition, case.facts.started_on):
        if not asked.holds_for(case.facts.cohort):
            continue
        since = next((each.on for each in case.done(asked.needs, asked.items)), date.max)
        for each in case.done(asked.of, asked.when):
            if since > each.on:
                yield finding(
                    rule,
                    each.on,
                    f"Der mangler {danish_word(asked.needs)} før {danish_word(asked.of)}.",
                    f"{asked.needs} is missing before {asked.of}.",
                    f"{asked.needs}:{each.ref or each.on}",
                    each.placement_id,
                )


def _of_positions(case: Occurrences) -> Iterator[Finding]:
    facts = case.facts
    for rule, position in case.programme.with_parameters(Position, facts.started_on):
        if position.role == "company-contact":
            for placement in case.placements():
                if not placement.has_contact_person and is_running(placement, case.today):
                    about = placement.placement_id
                    yield finding(
                        rule, placement.starts_on, "Der er ingen kontaktperson.", "There is none.", about, about
                    )
        elif position.role == "support-person":
            begun = case.first(Derived.FIRST_ACTIVITY)
            named = len(case.done(EventKind.SUPPORT_PERSON))
            if begun is not None and begun <= case.today and named < position.persons:
                yield finding(rule, begun, "Der er ingen støtteperson.", "No support person is named.", "role")
        elif position.role == "job-broker" and facts.job_broker_id is None and facts.started_on <= case.today:
            yield finding(rule, facts.started_on, "Der er ingen jobformidler.", "No job broker is given.", "role")


def _of_flags(case: Occurrences) -> Iterator[Finding]:
    for rule, flag in case.programme.with_parameters(Flag, case.facts.started_on):
        if flag.subject != HOURS_PLANNED:
            continue
        for placement in case.placements():
            if is_running(placement, case.today) and placement.ordinary_hours_planned is not flag.value:
                about = placement.placement_id
                yield finding(
                    rule,
                    placement.starts_on,
                    "Der er ingen ordinære timer i aftalen.",
                    "None are agreed.",
                    about,
                    about,
                )


def _of_contact_forms(case: Occurrences) -> Iterator[Finding]:
    """Asked of each placement in which there was contact: at least once in one of the usual forms."""
    for rule, form in case.programme.with_parameters(ContactForm, case.facts.started_on):
        if form.phase is not Phase.MATCHED:
            continue
        for placement in case.placements():
            held = [
                each
                for each in case.facts.conversations
                if each.with_citizen and each.held_at <= case.now and is_running(placement, local_date(each.held_at))
            ]
            if held and all(each.kind not in form.kinds for each in held):
                on = min(local_date(each.held_at) for each in held)
                about = placement.placement_id
                yield finding(rule, on, "Ingen opfølgning var på virksomheden.", "None was there.", about, about)


_CHECKS: tuple[Callable[[Occurrences], Iterable[Finding]], ...] = (
    _of_gaps,
    of_limits,
    _of_preconditions,
    _of_positions,
    _of_flags,
    _of_contact_forms,
    of_quantities,
    of_checklists,
    of_choices,
)
