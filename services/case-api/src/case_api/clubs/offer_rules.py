"""What the programme of the job clubs says, read from its rules as they stand on a day."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeVar

from pydantic import BaseModel, Field

from case_api.context import Work
from rettematch.contracts.cases import EventKind
from rettematch.programmes.definitions import Programme
from rettematch.programmes.findings import Finding
from rettematch.programmes.measures import Measurement, judge, lacking, off_timetable, timetable
from rettematch.programmes.parameters import Checklist, Entry, Form, Limit, Quantity
from rettematch.programmes.vocabulary import Lasting

PROGRAMME = "jobviften"
FIXED_THEME = "cv"
_ROTATING = "rotating"

Stated = TypeVar("Stated", bound=Form)


class Hint(BaseModel):
    """A rule that is not kept; nothing is refused for it."""

    rule_id: str = Field(examples=["jv_workshop"])
    hard: bool
    section: str
    danish: str
    english: str


def hint(finding: Finding) -> Hint:
    return Hint(
        rule_id=finding.rule_id,
        hard=finding.is_hard,
        section=finding.section,
        danish=finding.danish,
        english=finding.english,
    )


def offered_in(work: Work) -> Programme:
    """The clubs' programme with what the municipality added."""
    return work.programme(PROGRAMME)


def _stated(offered: Programme, rule_id: str, kind: type[Stated], on: date) -> Sequence[Stated]:
    rule = offered.rule(rule_id, on)
    forms: tuple[Form, ...] = (rule.parameters, *rule.also)
    return [each for each in forms if isinstance(each, kind)]


def _at_most(offered: Programme, rule_id: str, on: date) -> float:
    bounds = [each.at_most for each in _stated(offered, rule_id, Quantity, on) if each.at_most is not None]
    return min(bounds)


def industries(offered: Programme, on: date) -> tuple[str, ...]:
    """The industry areas that have a club each (jv_jobclub_count)."""
    return _stated(offered, "jv_jobclub_count", Checklist, on)[0].wanted


def capacity(offered: Programme, on: date) -> float:
    """Members of a club, without overbooking (jv_jobclub_max)."""
    return _at_most(offered, "jv_jobclub_max", on)


def individual_seats(offered: Programme, on: date) -> float:
    """Seats of the individual offer in the municipality (jv_individual_seats)."""
    return _at_most(offered, "jv_individual_seats", on)


def groups(offered: Programme, on: date) -> tuple[str, ...]:
    """Who the individual offer is for (jv_individual_seats)."""
    return _stated(offered, "jv_individual_seats", Checklist, on)[0].wanted


def activation_hours(offered: Programme, on: date) -> float:
    """Hours of the activation that is offered after an absence (jv_availability_test)."""
    [offer] = [
        each for each in _stated(offered, "jv_availability_test", Quantity, on) if each.of is EventKind.ACTIVATION_OFFER
    ]
    if offer.at_least is None:
        raise LookupError("jv_availability_test names no hours")
    return offer.at_least


def rotating_each_week(offered: Programme, on: date) -> int:
    """How many themes of the rotation a week has (jv_theme_meetings)."""
    return int(_stated(offered, "jv_theme_meetings", Quantity, on)[0].parts[_ROTATING])


def club_day(offered: Programme, on: date) -> tuple[Entry, ...]:
    """The day's programme by the clock (jv_club_day)."""
    return timetable(offered, "jv_club_day", on)


def course_end(offered: Programme, started_on: date, cohort: str | None) -> date | None:
    """The first day after a course of the cohort's length; None when no limit holds for it."""
    ends = [
        limit.at_most.after(started_on)
        for _, limit in offered.with_parameters(Limit, started_on)
        if limit.of is Lasting.COURSE and limit.cohorts and limit.holds_for(cohort)
    ]
    return min(ends) if cohort is not None and ends else None


def hints_of_day(offered: Programme, entries: Sequence[Entry], workshops: Sequence[int], on: date) -> list[Hint]:
    """Where a club day departs from the programme.

    Args:
        offered: The clubs' programme.
        entries: Its parts by the clock.
        workshops: How many citizens each workshop has.
        on: The day.
    """
    found = [each for entry in entries for each in off_timetable(offered, "jv_club_day", entry, on)]
    found += judge(offered, Measurement("jv_workshop", len(workshops), on, "workshops a club day"))
    for size in workshops:
        found += judge(offered, Measurement("jv_workshop", size, on, "citizens in a workshop"))
    return [hint(each) for each in found]


def hints_of_members(offered: Programme, count: int, on: date) -> list[Hint]:
    """Whether a club has more members than it should (jv_jobclub_max)."""
    return [hint(each) for each in judge(offered, Measurement("jv_jobclub_max", count, on))]


def hints_of_clubs(offered: Programme, present: Sequence[str], on: date) -> list[Hint]:
    """Which industry areas lack a club (jv_jobclub_count)."""
    return [hint(each) for each in lacking(offered, "jv_jobclub_count", present, on)]


def hints_of_week(offered: Programme, themes: Sequence[str], cafe_hours: Mapping[str, float], on: date) -> list[Hint]:
    """Where a week's theme meetings and café hours depart from the programme (jv_theme_meetings, jv_open_cafe)."""
    parts = {FIXED_THEME: themes.count(FIXED_THEME), _ROTATING: len([each for each in themes if each != FIXED_THEME])}
    found = list(judge(offered, Measurement("jv_theme_meetings", len(themes), on, parts=parts)))
    for hours in cafe_hours.values():
        found += judge(offered, Measurement("jv_open_cafe", hours, on))
    return [hint(each) for each in found]
