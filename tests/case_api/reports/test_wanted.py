from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from case_api.reports.wanted import last_of, whole_months
from rettematch.problems import InvalidRequest

TODAY = date(2026, 11, 23)
DAYS = st.dates(date(2020, 1, 1), date(2026, 12, 31))


def test_without_a_period_it_is_the_last_twelve_months_with_this_one() -> None:
    assert whole_months(None, None, TODAY) == (date(2025, 12, 1), date(2026, 11, 30))


@given(DAYS, DAYS)
def test_a_period_is_made_of_whole_months_so_that_two_of_them_never_differ_by_a_day(one: date, other: date) -> None:
    first, last = min(one, other), max(one, other)
    try:
        found = whole_months(first, last, TODAY)
    except InvalidRequest:
        assert (last.year - first.year) * 12 + last.month - first.month >= 60
        return
    assert found[0].day == 1
    assert found[1] == last_of(found[1])
    assert found[0] <= first <= last <= found[1]


def test_a_month_before_the_first_is_refused() -> None:
    with pytest.raises(InvalidRequest):
        whole_months(date(2026, 12, 1), date(2026, 11, 30), TODAY)
