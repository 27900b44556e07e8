"""The example case of the page of rules: a course without a person, and the dates that the rules give it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from rettematch.clock import COPENHAGEN
from rettematch.contracts.base import Scheme
from rettematch.contracts.cases import (
    AgreedFollowUp,
    CaseEvent,
    CaseFacts,
    ContactKind,
    EventKind,
    PlacementFact,
)
from rettematch.contracts.follow_ups import FollowUp
from rettematch.programmes.danish_spans import danish_date
from rettematch.programmes.definitions import Programme
from rettematch.programmes.engine import plan
from rettematch.programmes.findings import danish_word
from rettematch.programmes.parameters import Limit
from rettematch.programmes.periods import ONE_DAY
from rettematch.programmes.steps import Step, current_step
from rettematch.programmes.vocabulary import Lasting

START = date(2026, 11, 2)
COHORTS = ("cash-benefit", "unemployment-benefit")
STAYS = (
    (Scheme.TASTER, date(2026, 11, 9), date(2026, 12, 6)),
    (Scheme.INTERNSHIP, date(2026, 12, 7), date(2027, 3, 7)),
    (Scheme.FLEX_JOB, date(2027, 6, 1), date(2028, 5, 31)),
)
AGREED_AT = datetime(2026, 12, 18, 13, 30, tzinfo=COPENHAGEN)
"""A line of the follow-up plan in the internship's work agreement."""
_NOW = datetime(2026, 11, 3, 7, 0, tzinfo=COPENHAGEN)
_WEEKDAYS = ("man.", "tirs.", "ons.", "tors.", "fre.", "lør.", "søn.")


def example_case(programme_id: str, cohort: str) -> CaseFacts:
    """A case without people, on which the page shows the dates that follow from the rules."""
    return CaseFacts(
        case_id=UUID(int=1),
        version=1,
        municipality_code="0706",
        programme=programme_id,
        started_on=START,
        closed_on=None,
        caseworker_id=UUID(int=2),
        job_broker_id=UUID(int=3),
        job_broker_since=START,
        cv_begun_on=START,
        ready_on=START,
        self_supporting_on=None,
        conversations=(),
        placements=tuple(_placement(number, *stay) for number, stay in enumerate(STAYS)),
        cohort=cohort,
        events=(CaseEvent(event_id=UUID(int=20), kind=EventKind.INFORMATION_MEETING, on=START),),
    )


def _placement(number: int, scheme: Scheme, starts_on: date, ends_on: date) -> PlacementFact:
    lines = (AgreedFollowUp(follow_up_id=UUID(int=30), at=AGREED_AT, kind=ContactKind.VISIT),)
    return PlacementFact(
        placement_id=UUID(int=10 + number),
        scheme=scheme,
        starts_on=starts_on,
        ends_on=ends_on,
        ended_on=None,
        has_contact_person=True,
        ordinary_hours_planned=True,
        follow_ups=lines if scheme is Scheme.INTERNSHIP else (),
    )


def example_dates(found: Programme) -> Mapping[str, Sequence[str]]:
    """The dates of the example case in Danish, by the id of their rule and in order of time.

    What holds for one cohort of `COHORTS` only begins with its name. Of a cadence the next two are there.
    """
    told: dict[str, list[tuple[datetime | date, str, str]]] = {}
    for cohort in COHORTS:
        case = example_case(found.id, cohort)
        for each in plan(case, _NOW, found):
            told.setdefault(each.rule_id, []).append((each.due_at.date(), _moment(each, found), cohort))
        for rule, limit in found.with_parameters(Limit, START):
            if limit.holds_for(cohort):
                for day in _last_days(limit, case):
                    text = f"{danish_weekday(day)} (sidste dag)"
                    told.setdefault(rule.id, []).append((day, text, cohort))
    return {rule_id: _merged(lines) for rule_id, lines in told.items()}


def example_step(found: Programme) -> Step:
    """The step in which the example case is on its second day."""
    return current_step(found, example_case(found.id, COHORTS[0]), _NOW.date())


def danish_weekday(day: date) -> str:
    """The day with its weekday: man. 02.11.2026."""
    return f"{_WEEKDAYS[day.weekday()]} {danish_date(day)}"


def _moment(each: FollowUp, found: Programme) -> str:
    due, late = each.due_at.astimezone(COPENHAGEN), each.overdue_at.astimezone(COPENHAGEN)
    clock = "" if due.time() == found.reminder.at else f" kl. {due:%H.%M}"
    return f"{danish_weekday(due.date())}{clock} (for sent fra {danish_weekday(late.date())}{clock})"


def _merged(lines: Sequence[tuple[datetime | date, str, str]]) -> list[str]:
    cohorts: dict[str, list[str]] = {}
    for _, text, cohort in sorted(lines):
        cohorts.setdefault(text, []).append(cohort)
    return [
        text if len(named) == len(COHORTS) else f"{danish_word(named[0])}: {text}" for text, named in cohorts.items()
    ]


def _last_days(limit: Limit, case: CaseFacts) -> Iterator[date]:
    """The last day of what the limit holds for, where the example has it: steps move on by what is recorded."""
    schemes = {Lasting.TASTER: Scheme.TASTER, Lasting.INTERNSHIP: Scheme.INTERNSHIP}
    if limit.of is Lasting.COURSE:
        yield limit.at_most.after(case.started_on) - ONE_DAY
    for each in case.placements:
        if each.scheme is schemes.get(limit.of):
            yield limit.at_most.after(each.starts_on) - ONE_DAY
