"""Where a citizen stands on a day: on what kind of income, beside what the programme estimates. Pure functions.

The five places are those of JobFirst's estimates (section Mål/estimat): full wage income, a job with wage subsidy, a
public benefit with ordinary hours beside it, a flex job, or still on benefit.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from case_api.cases.models import CaseOutcome
from case_api.ordinary_hours.models import WageKind
from rettematch.programmes.definitions import Estimate
from rettematch.programmes.periods import add_months


class Standing(StrEnum):
    """The outcomes of the estimates, by their slugs."""

    WAGE_INCOME = "wage-income"
    WAGE_SUBSIDY = "wage-subsidy"
    HOURS_BESIDE_BENEFIT = "benefit-and-ordinary-hours"
    FLEX_JOB = "flex-job"
    BENEFIT = "benefit"


_AT_THE_END: Mapping[CaseOutcome, Standing | None] = {
    CaseOutcome.ORDINARY_JOB: Standing.WAGE_INCOME,
    CaseOutcome.EDUCATION: None,
    CaseOutcome.WAGE_SUBSIDY: Standing.WAGE_SUBSIDY,
    CaseOutcome.BENEFIT_WITH_HOURS: Standing.HOURS_BESIDE_BENEFIT,
    CaseOutcome.FLEX_JOB: Standing.FLEX_JOB,
    CaseOutcome.STILL_ON_BENEFIT: Standing.BENEFIT,
    CaseOutcome.MOVED: None,
    CaseOutcome.OTHER: None,
}


@dataclass(frozen=True, slots=True)
class Job:
    """Paid work of one kind from a day to another one, both included; `until` None: without a known end."""

    kind: WageKind
    from_: date
    until: date | None
    hours_per_week: float

    def covers(self, day: date) -> bool:
        return self.from_ <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Course:
    """What of a case tells where its citizen stands."""

    started_on: date
    closed_on: date | None = None
    outcome: CaseOutcome | None = None
    self_supporting_on: date | None = None
    jobs: tuple[Job, ...] = ()


def standing_on(course: Course, day: date, full_time_hours: float) -> Standing | None:
    """Where the citizen of a course stands on a day; None when nobody knows, or it is none of the five.

    How a closed case ended holds from then on: nobody follows the citizen any more. In a running one a flex job and a
    wage subsidy come before ordinary hours, which are a full wage only when the citizen lives by them, or when they
    fill the week.

    Args:
        course: As it is recorded.
        day: Not before the course began.
        full_time_hours: The hours of a full week, from the law.
    """
    if course.closed_on is not None and course.closed_on <= day and course.outcome is not None:
        return _AT_THE_END[course.outcome]
    running = [job for job in course.jobs if job.covers(day)]
    kinds = {job.kind for job in running}
    if WageKind.FLEX_JOB in kinds:
        return Standing.FLEX_JOB
    if WageKind.WAGE_SUBSIDY in kinds:
        return Standing.WAGE_SUBSIDY
    if course.self_supporting_on is not None and course.self_supporting_on <= day:
        return Standing.WAGE_INCOME
    hours = sum(job.hours_per_week for job in running)
    if hours >= full_time_hours:
        return Standing.WAGE_INCOME
    return Standing.HOURS_BESIDE_BENEFIT if hours > 0 else Standing.BENEFIT


@dataclass(frozen=True, slots=True)
class Reached:
    """How many citizens stand where, so many months after their start; `followed` have come so far."""

    months: int
    followed: int
    standings: Mapping[Standing | None, int]


def reached(courses: Iterable[Course], months: int, as_of: date, full_time_hours: float) -> Reached:
    """Where those stand whose course began at least so many months before `as_of`."""
    days = [(each, add_months(each.started_on, months)) for each in courses]
    standings = [standing_on(each, day, full_time_hours) for each, day in days if day <= as_of]
    return Reached(months, len(standings), Counter(standings))


def estimated_months(estimates: Sequence[Estimate]) -> tuple[int, ...]:
    """The numbers of months for which a programme estimates anything."""
    return tuple(sorted({int(months) for each in estimates for months in each.persons_after_months}))


def estimated_share(estimates: Sequence[Estimate], outcome: str, months: int) -> float | None:
    """The percentage of the participants whom a programme expects to stand at an outcome; None: it does not say."""
    column = {each.outcome: each.persons_after_months.get(str(months)) for each in estimates}
    persons, whole = column.get(outcome), sum(value for value in column.values() if value is not None)
    return None if persons is None or not whole else persons / whole * 100
