"""Danish working days: not Saturday or Sunday, and no public holiday."""

from collections.abc import Collection
from datetime import date
from functools import cache

import holidays

from rettematch.programmes.periods import ONE_DAY

_SATURDAY = 5


@cache
def _public_holidays(year: int) -> Collection[date]:
    return frozenset(holidays.country_holidays("DK", years=year))


def is_working_day(day: date) -> bool:
    """Whether a job centre works on a day."""
    return day.weekday() < _SATURDAY and day not in _public_holidays(day.year)


@cache
def last_working_day(first: date, last: date) -> date:
    """The last working day from `first` to `last`; `last` itself when there is none."""
    day = last
    while day >= first:
        if is_working_day(day):
            return day
        day -= ONE_DAY
    return last
