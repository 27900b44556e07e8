from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rettematch.contracts.base import Scheme
from rettematch.programmes.definitions import Confidence
from rettematch.programmes.law import (
    Supported,
    counts_in_ratio,
    full_time_persons,
    hours_free,
    ratio_capacity_hours,
    ratio_findings,
    ratio_series,
    supported_persons_allowed,
    weekly_hours_findings,
)

FIRST, LAST = date(2027, 1, 1), date(2027, 3, 31)
STAFF = st.floats(0, 2000, allow_nan=False)
SUPPORTED = st.builds(
    lambda hours, start, length: Supported(hours / 4, FIRST + timedelta(start), FIRST + timedelta(start + length)),
    st.integers(1, 148),
    st.integers(-40, 120),
    st.integers(0, 100),
)


@pytest.mark.parametrize(
    ("ordinary", "allowed"),
    [(0, 1), (3, 1), (10, 2), (24, 4), (50, 10), (59, 10), (60, 11), (100, 15)],
)
def test_worked_examples_of_the_ratio_rule(ordinary: float, allowed: float) -> None:
    assert supported_persons_allowed(ordinary) == allowed
    assert ratio_capacity_hours(ordinary, FIRST) == allowed * 37


def test_a_ten_hour_intern_counts_ten_of_thirty_seven() -> None:
    assert full_time_persons(10) == 10 / 37


def test_staff_summed_from_hours_is_not_rounded_down_by_a_binary_fraction() -> None:
    assert supported_persons_allowed(sum([7.4] * 50) / 37) == 2


def test_staff_below_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="0 or more"):
        supported_persons_allowed(-1)
    with pytest.raises(ValueError, match="0 or more"):
        supported_persons_allowed(float("nan"))


def test_internship_taster_and_wage_subsidy_count_and_paid_work_does_not() -> None:
    assert {scheme for scheme in Scheme if counts_in_ratio(scheme, FIRST)} == {
        Scheme.TASTER,
        Scheme.INTERNSHIP,
        Scheme.WAGE_SUBSIDY,
    }


def test_the_busiest_day_decides_how_much_is_free() -> None:
    taken = [
        Supported(20, date(2026, 12, 1), date(2027, 1, 31)),
        Supported(10, date(2027, 1, 31), date(2027, 2, 28)),
        Supported(37, date(2027, 4, 1), date(2027, 6, 30)),
    ]
    assert hours_free(3, taken, FIRST, LAST) == 7
    assert hours_free(3, taken, date(2027, 2, 1), LAST) == 27
    assert hours_free(3, taken, date(2027, 3, 1), LAST) == 37
    assert hours_free(3, taken, date(2027, 4, 1), date(2027, 4, 1)) == 0


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="before it begins"):
        hours_free(3, [], LAST, FIRST)


@given(STAFF, st.lists(SUPPORTED, max_size=6))
def test_free_hours_are_the_least_over_every_single_day(ordinary: float, taken: list[Supported]) -> None:
    days = [FIRST + timedelta(number) for number in range((LAST - FIRST).days + 1)]
    each = [
        ratio_capacity_hours(ordinary, day) - sum(one.hours_per_week for one in taken if one.from_ <= day <= one.to)
        for day in days
    ]
    assert hours_free(ordinary, taken, FIRST, LAST) == max(min(each), 0)


@given(STAFF, st.lists(SUPPORTED, max_size=6))
def test_the_series_tells_the_use_of_every_single_day_and_changes_only_where_it_does(
    ordinary: float, taken: list[Supported]
) -> None:
    series = ratio_series(ordinary, taken, FIRST, LAST)
    by_day = {
        each.from_ + timedelta(days=number): each
        for each in series
        for number in range((each.to - each.from_).days + 1)
    }
    assert sorted(by_day) == [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1)]
    for day, stretch in by_day.items():
        assert stretch.hours_free is not None
        assert max(stretch.hours_free, 0) == pytest.approx(hours_free(ordinary, taken, day, day))
    assert all(one.hours_used != other.hours_used for one, other in pairwise(series))


@given(STAFF, STAFF)
def test_more_staff_never_means_fewer_seats(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert supported_persons_allowed(low) <= supported_persons_allowed(high)


@given(STAFF, st.lists(SUPPORTED, max_size=6), SUPPORTED)
def test_a_finding_exists_exactly_when_the_hours_are_not_free(
    ordinary: float, taken: list[Supported], asked: Supported
) -> None:
    fits = asked.hours_per_week <= hours_free(ordinary, taken, asked.from_, asked.to)
    assert (ratio_findings(ordinary, taken, asked) == ()) == fits


def test_a_finding_names_the_rule_its_source_and_the_first_day() -> None:
    taken = [Supported(30, date(2027, 2, 1), date(2027, 2, 28))]
    (finding,) = ratio_findings(3, taken, Supported(10.5, FIRST, LAST))
    assert (finding.rule_id, finding.confidence, finding.on) == ("L6", Confidence.MEDIUM, date(2027, 2, 1))
    assert (finding.hours_allowed, finding.hours_asked) == (37, 40.5)
    assert "§§ 65 og 83" in finding.section
    assert finding.danish == "Rimelighedskravet tillader 37 støttede timer om ugen; med denne plads bliver det 40,5."


def test_unknown_staff_is_a_finding_and_not_a_guess() -> None:
    (finding,) = ratio_findings(None, [], Supported(10, FIRST, LAST))
    assert finding.hours_allowed is None


def test_more_than_a_full_week_is_not_allowed() -> None:
    assert weekly_hours_findings(37, FIRST) == ()
    (finding,) = weekly_hours_findings(37.25, FIRST)
    assert (finding.rule_id, finding.hours_allowed) == ("L5", 37)
