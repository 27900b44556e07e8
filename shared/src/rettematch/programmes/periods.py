"""Spans of days, weeks and months, and the periods that they cut a stretch of time into. Local dates only."""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from typing import Annotated, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from rettematch.clock import COPENHAGEN

_MONTHS_PER_YEAR = 12
_DAYS_PER_WEEK = 7
ONE_DAY = timedelta(days=1)


class Span(BaseModel):
    """A length of time in one unit: days, weeks or months."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    days: Annotated[int, Field(ge=0)] = 0
    weeks: Annotated[int, Field(ge=0)] = 0
    months: Annotated[int, Field(ge=0)] = 0

    @model_validator(mode="after")
    def _one_unit(self) -> Self:
        if sum(1 for length in (self.days, self.weeks, self.months) if length) != 1:
            raise ValueError("a span has one unit, and is longer than nothing")
        return self

    def after(self, start: date, times: int = 1) -> date:
        """The date that lies `times` spans after `start`.

        Months are counted from `start` itself, and a day that the month does not have is its last day: a month after
        31 January is 28 or 29 February, and two months after it 31 March.
        """
        if self.months:
            return add_months(start, self.months * times)
        return start + _days((self.days + _DAYS_PER_WEEK * self.weeks) * times)


class Period(NamedTuple):
    """From `first` up to, but without, `end`."""

    first: date
    end: date

    @property
    def last(self) -> date:
        return self.end - ONE_DAY


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a course: from `first` up to, but without, `end` (None: it has no end yet).

    `planned_end` tells that the end was agreed beforehand, and so a shorter last period can be planned for.
    """

    first: date
    end: date | None
    planned_end: bool = False

    @property
    def is_empty(self) -> bool:
        return self.end is not None and self.end <= self.first


@cache
def _days(number: int) -> timedelta:
    return timedelta(days=number)


@lru_cache(maxsize=65_536)
def add_months(start: date, months: int) -> date:
    """The same day some months later, or the last day of that month when it is shorter."""
    year, month0 = divmod(start.year * _MONTHS_PER_YEAR + start.month - 1 + months, _MONTHS_PER_YEAR)
    return date(year, month0 + 1, min(start.day, calendar.monthrange(year, month0 + 1)[1]))


@lru_cache(maxsize=4096)
def at_local(day: date, clock_time: time) -> datetime:
    """A clock time in Denmark, in UTC; in the hour skipped in spring an hour later, in the doubled one the first."""
    return datetime.combine(day, clock_time, COPENHAGEN).astimezone(UTC)


def periods(stretch: Stretch, every: Span, shortest_remainder: Span | None) -> Iterator[tuple[Period, bool]]:
    """The periods of a stretch, without end when the stretch has none, each with whether something is due in it.

    Every period that fits whole is asked for. A last one that is cut short is asked for only when the end was planned
    and it has at least `shortest_remainder`; otherwise whatever follows takes over.
    """
    begun, closing, number, end = stretch.first, stretch.end, 0, stretch.first
    length = None if every.months else every.after(begun) - begun  # months are counted from the beginning each time
    while True:
        first, end = end, every.after(begun, number + 1) if length is None else end + length
        if closing is None or end <= closing:
            yield Period(first, end), True
        elif first < closing:
            long_enough = shortest_remainder is not None and shortest_remainder.after(first) <= closing
            yield Period(first, closing), stretch.planned_end and long_enough
            return
        else:
            return
        number += 1
