"""Seats of a cooperation over time: pure decisions."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from case_api.cooperations.seats import Period, Stay, period_on, periods, planned_on, taken_on, vacated
from case_api.employers.schemas import SeatChange

FIRST = date(2026, 1, 1)
MARCH, JUNE = date(2026, 3, 1), date(2026, 6, 1)


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def stay(from_: int, to: int, known: int | None = None) -> Stay:
    return Stay(day(from_), day(to), day(from_ if known is None else known))


STAYS = st.lists(st.builds(stay, st.integers(0, 60), st.integers(0, 90), st.integers(0, 60)), max_size=8)
DAYS = st.integers(-1, 95).map(day)


def test_periods_follow_each_other_without_a_gap() -> None:
    changes = [SeatChange(from_date=MARCH, seats=0), SeatChange(from_date=JUNE, seats=4)]
    assert periods(3, changes, FIRST, date(2026, 12, 31)) == (
        Period(FIRST, date(2026, 2, 28), 3),
        Period(MARCH, date(2026, 5, 31), 0),
        Period(JUNE, date(2026, 12, 31), 4),
    )
    assert periods(None, [], FIRST, None) == (Period(FIRST, None, None),)


@given(DAYS)
def test_a_day_of_the_term_lies_in_one_period_and_no_other_day_in_any(on: date) -> None:
    found = periods(3, [SeatChange(from_date=MARCH, seats=0)], day(5), day(80))
    period = period_on(found, on)
    assert (period is not None) == (day(5) <= on <= day(80))
    if period is not None:
        assert period.seats == (0 if on >= MARCH else 3)


def test_a_seat_is_to_be_refilled_from_the_day_after_somebody_left() -> None:
    left = [stay(0, 10)]
    assert vacated(left, 1, day(10)) == []
    assert vacated(left, 1, day(11)) == [day(11)]


def test_whoever_begins_takes_the_seat_that_was_free_longest() -> None:
    left = [stay(0, 10), stay(0, 20), stay(30, 60)]
    assert vacated(left, 3, day(40)) == [day(21)]


def test_a_seat_that_was_never_taken_is_not_to_be_refilled() -> None:
    assert vacated([], 3, day(40)) == []
    assert vacated([stay(0, 50)], 3, day(40)) == []


def test_a_placement_that_was_called_off_before_it_began_left_no_seat() -> None:
    assert vacated([stay(10, 9)], 1, day(20)) == []


def test_a_planned_placement_refills_from_the_day_it_was_recorded() -> None:
    stays = [stay(0, 10), stay(30, 60, known=15)]
    assert vacated(stays, 1, day(14)) == [day(11)]
    assert vacated(stays, 1, day(15)) == []
    assert planned_on(stays, day(15)) == 1


def test_fewer_seats_than_were_left_leave_fewer_to_refill() -> None:
    left = [stay(0, 10), stay(0, 20), stay(0, 90)]
    assert vacated(left, 3, day(40)) == [day(11), day(21)]
    assert vacated(left, 2, day(40)) == [day(11)]
    assert vacated(left, 1, day(40)) == []


@given(STAYS, st.integers(0, 6), DAYS, st.randoms())
def test_seats_to_refill_are_free_left_by_somebody_and_the_same_in_any_order(
    stays: list[Stay], seats: int, on: date, random: object
) -> None:
    found = vacated(stays, seats, on)
    assert list(found) == sorted(found)
    assert len(found) + taken_on(stays, on) + planned_on(stays, on) <= max(
        seats, taken_on(stays, on) + planned_on(stays, on)
    )
    assert all(since <= on for since in found)
    assert set(found) <= {each.to + timedelta(days=1) for each in stays if each.began}
    random.shuffle(stays)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    assert vacated(stays, seats, on) == found
