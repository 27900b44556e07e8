from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from case_api.cases.models import CaseOutcome
from case_api.ordinary_hours.models import WageKind
from case_api.reports.standings import (
    Course,
    Job,
    Standing,
    estimated_months,
    estimated_share,
    reached,
    standing_on,
)
from rettematch.programmes.definitions import programme

START, FULL_TIME = date(2026, 1, 31), 37.0
ESTIMATES = programme("jobfirst").estimates
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
JOBS = st.builds(Job, st.sampled_from(WageKind), DAYS, st.none() | DAYS, st.sampled_from([2.0, 10.0, 37.0]))
COURSES = st.builds(
    Course,
    started_on=DAYS,
    closed_on=st.none() | DAYS,
    outcome=st.none() | st.sampled_from(CaseOutcome),
    self_supporting_on=st.none() | DAYS,
    jobs=st.lists(JOBS, max_size=3).map(tuple),
)


def job(kind: str = "ordinary", hours: float = 5, **changes: Any) -> Job:
    given: dict[str, Any] = {"from_": date(2026, 4, 1), "until": None}
    return Job(kind=WageKind(kind), hours_per_week=hours, **(given | changes))


@pytest.mark.parametrize(
    ("course", "expected"),
    [
        ({}, Standing.BENEFIT),
        ({"jobs": (job(),)}, Standing.HOURS_BESIDE_BENEFIT),
        ({"jobs": (job(until=date(2026, 4, 29)),)}, Standing.BENEFIT),
        ({"jobs": (job(until=date(2026, 4, 30)),)}, Standing.HOURS_BESIDE_BENEFIT),
        ({"jobs": (job(from_=date(2026, 5, 1)),)}, Standing.BENEFIT),
        ({"jobs": (job(hours=20), job(hours=17))}, Standing.WAGE_INCOME),
        ({"jobs": (job(hours=20), job(hours=16.75))}, Standing.HOURS_BESIDE_BENEFIT),
        ({"jobs": (job("wage-subsidy", 37), job())}, Standing.WAGE_SUBSIDY),
        ({"jobs": (job("flex-job", 8), job("wage-subsidy"))}, Standing.FLEX_JOB),
        ({"jobs": (job(),), "self_supporting_on": date(2026, 4, 30)}, Standing.WAGE_INCOME),
        ({"jobs": (job(),), "self_supporting_on": date(2026, 5, 1)}, Standing.HOURS_BESIDE_BENEFIT),
        ({"closed_on": date(2026, 3, 1), "outcome": CaseOutcome.ORDINARY_JOB}, Standing.WAGE_INCOME),
        ({"closed_on": date(2026, 3, 1), "outcome": CaseOutcome.MOVED, "jobs": (job(),)}, None),
        (
            {"closed_on": date(2026, 5, 1), "outcome": CaseOutcome.MOVED, "jobs": (job(),)},
            Standing.HOURS_BESIDE_BENEFIT,
        ),
    ],
)
def test_where_a_citizen_stands_three_months_after_the_start(course: dict[str, Any], expected: Standing | None) -> None:
    found = reached([Course(START, **course)], 3, date(2026, 12, 31), FULL_TIME)
    assert found.standings == {expected: 1}


def test_three_months_after_31_january_is_30_april_and_only_those_who_came_so_far_are_counted() -> None:
    courses = [Course(START), Course(date(2026, 2, 1))]
    assert reached(courses, 3, date(2026, 4, 29), FULL_TIME).followed == 0
    assert reached(courses, 3, date(2026, 4, 30), FULL_TIME).followed == 1
    assert reached(courses, 3, date(2026, 5, 1), FULL_TIME).followed == 2


def test_the_estimates_are_those_of_the_programme_and_each_column_is_a_whole() -> None:
    assert estimated_months(ESTIMATES) == (3, 6, 12)
    assert {each.outcome for each in ESTIMATES} == set(Standing)
    for months in (3, 6, 12):
        assert sum(estimated_share(ESTIMATES, each, months) or 0 for each in Standing) == 100
    assert estimated_share(ESTIMATES, Standing.HOURS_BESIDE_BENEFIT, 12) == 25
    assert estimated_share(ESTIMATES, Standing.FLEX_JOB, 9) is None


@given(st.lists(COURSES, max_size=6), st.sampled_from([3, 6, 12]), DAYS)
def test_everybody_who_came_so_far_is_counted_once(courses: list[Course], months: int, as_of: date) -> None:
    found = reached(courses, months, as_of, FULL_TIME)
    assert sum(found.standings.values()) == found.followed <= len(courses)


@given(COURSES, DAYS)
def test_more_ordinary_hours_never_lead_back_to_benefit_alone(course: Course, day: date) -> None:
    more = Course(course.started_on, course.closed_on, course.outcome, course.self_supporting_on, (*course.jobs, job()))
    if standing_on(course, day, FULL_TIME) is not Standing.BENEFIT and standing_on(course, day, FULL_TIME):
        assert standing_on(more, day, FULL_TIME) is not Standing.BENEFIT
