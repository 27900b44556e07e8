"""What the law asks over time: flex job terms, contact conversations, the duty to work, mentors."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from rettematch.contracts.base import Scheme
from rettematch.programmes.findings import danish_number
from rettematch.programmes.law import LawFinding
from rettematch.programmes.law_parameters import (
    ContactConversations,
    Conversations,
    DutyToWork,
    FlexJobTerm,
    Lengths,
    StaffBase,
)
from rettematch.programmes.legal_facts import CitizenFacts, Question, law_finding, stated
from rettematch.programmes.periods import ONE_DAY

MENTOR_RULE = "L18"
OTHER_GROUPS = "other"
DUTY_GROUP = "duty-to-work"


@dataclass(frozen=True, slots=True)
class FlexJobDates:
    """When a flex job is talked about, when its status is made, and its last day."""

    talks: tuple[date, ...]
    status: date
    last_day: date


def flex_job_dates(starts_on: date, on: date) -> FlexJobDates | None:
    """The law's dates of a flex job by the rule in force on a day; None when none is."""
    for _, row in stated(FlexJobTerm, on):
        end = row.term.after(starts_on)
        talks, number = [], 1
        while (day := row.talk_every.after(starts_on, number)) <= end:
            talks.append(day)
            number += 1
        return FlexJobDates(tuple(talks), row.status_after.after(starts_on), end - ONE_DAY)
    return None


def flex_job_term(question: Question) -> Iterator[LawFinding]:
    """Five years at a time; permanent only for the older ones and not the first time."""
    plan, age = question.plan, question.citizen.age
    if plan.scheme is not Scheme.FLEX_JOB:
        return
    for rule, row in stated(FlexJobTerm, question.on):
        end = row.term.after(plan.begun)
        if plan.ends_on is not None and plan.ends_on < end:
            continue
        if plan.flex_job_before and age is None:
            danish = "Borgerens alder kendes ikke, så det er uvist, om fleksjobbet kan være permanent."
            asked = "Hvor gammel er borgeren?"
            yield law_finding(rule, end, danish, "The citizen's age is not known.", unknown=True, question=asked)
        elif not plan.flex_job_before or (age is not None and age < row.permanent_from_age):
            danish = f"Fleksjobbet kan højst bevilges til og med {end - ONE_DAY:%d.%m.%Y}."
            yield law_finding(rule, end, danish, f"A flex job can be granted to {(end - ONE_DAY).isoformat()} at most.")


def has_duty_to_work(citizen: CitizenFacts, on: date) -> bool | None:
    """Whether a citizen has a duty to work; None when that is not known. Missing either condition is enough."""
    for _, row in stated(DutyToWork, on):
        if not citizen.exemptions.isdisjoint(row.exempt):
            return False
        known = ((citizen.residence_years, row.residence_years), (citizen.work_years, row.work_years))
        if any(value is not None and value < least for value, least in known):
            return True
        return None if any(value is None for value, _ in known) else False
    return False


def duty_to_work(question: Question) -> Iterator[LawFinding]:
    """The hours that a citizen with a duty to work still lacks beside the placement."""
    citizen, plan = question.citizen, question.plan
    for rule, row in stated(DutyToWork, question.on):
        hours = plan.hours_per_week + citizen.other_activity_hours
        has_duty = has_duty_to_work(citizen, question.on)
        if has_duty is None and not citizen.groups.isdisjoint(row.asked_of):
            years = danish_number(row.of_last_years)
            danish = "Det vides ikke, om borgeren har arbejdspligt."
            english = "Whether the citizen has a duty to work is not known."
            asked = f"Hvor mange år har borgeren boet her og arbejdet fuld tid i de sidste {years} år?"
            yield law_finding(rule, plan.starts_on, danish, english, unknown=True, prevents=False, question=asked)
        elif has_duty and hours < row.hours_per_week:
            lacking = row.hours_per_week - hours
            whole = danish_number(row.hours_per_week)
            danish = f"Arbejdspligten er som regel {whole} timer om ugen; der mangler {danish_number(lacking)} timer."
            english = f"The duty to work is as a rule {row.hours_per_week:g} hours a week; {lacking:g} are lacking."
            yield law_finding(rule, plan.starts_on, danish, english, prevents=False)


def _entry(row: ContactConversations, groups: Collection[str]) -> Conversations | None:
    named = [entry for entry in row.entries if entry.group in groups]
    return next(iter(named or [entry for entry in row.entries if entry.group == OTHER_GROUPS]), None)


def contact_conversations(question: Question) -> Iterator[LawFinding]:
    """The contact conversations that should have been held by the day asked about; they do not prevent a placement."""
    citizen, on = question.citizen, question.on
    since = citizen.contact_since
    if since is None:
        return
    for rule, row in stated(ContactConversations, on):
        entry = _entry(row, citizen.groups)
        if entry is None or (DUTY_GROUP in row.exempt and has_duty_to_work(citizen, on)):
            continue
        held = sorted(day for day in citizen.contact_conversations if since <= day <= on)
        if entry.first_within is not None and on > entry.first_within.after(since):
            last = entry.first_within.after(since)
            if not held or held[0] > last:
                danish = f"Den første samtale skulle være holdt senest den {last:%d.%m.%Y}."
                english = f"The first conversation should have been held by {last.isoformat()}."
                yield law_finding(rule, last + ONE_DAY, danish, english, prevents=False)
        end = entry.within.after(since)
        number = sum(day < end for day in held)
        if on >= end and number < entry.at_least:
            months = entry.within.months
            danish = f"Der er holdt {number} af {entry.at_least} samtaler i de første {months} måneder."
            english = f"{number} of {entry.at_least} conversations were held in the first {months} months."
            yield law_finding(rule, end, danish, english, prevents=False)


def mentor_findings(groups: Collection[str], starts_on: date, ends_on: date, on: date) -> tuple[LawFinding, ...]:
    """Why a mentor cannot be granted for a period; empty when it can.

    Args:
        groups: What the mentor is granted for: psychiatric-discharge, education-start ...; none of them: as a rule.
        starts_on: First day.
        ends_on: Last day.
        on: The day of the decision.
    """
    found = []
    for rule, lengths in stated(Lengths, on):
        length = lengths.for_groups(groups) if rule.id == MENTOR_RULE else None
        if length is None:
            continue
        if length.at_most is not None and ends_on >= length.at_most.after(starts_on):
            last = length.at_most.after(starts_on) - ONE_DAY
            danish = f"Mentor kan højst bevilges til og med {last:%d.%m.%Y}."
            found.append(law_finding(rule, last + ONE_DAY, danish, f"A mentor can be granted to {last.isoformat()}."))
        if length.at_least is not None and ends_on < length.at_least.after(starts_on) - ONE_DAY:
            danish = f"Mentor skal bevilges i mindst {length.at_least.months} måneder."
            found.append(law_finding(rule, ends_on, danish, f"At least {length.at_least.months} months are due."))
    return tuple(found)


def ordinary_staff(full_time_by_kind: dict[str, float], on: date) -> float:
    """Ordinary staff in full-time persons: those kinds that the law leaves out do not count."""
    excluded = {kind for _, row in stated(StaffBase, on) for kind in row.excluded}
    return sum(persons for kind, persons in full_time_by_kind.items() if kind not in excluded)
