"""Pure: ordinary hours so far, from the stretches in which they were worked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from case_api.ordinary_hours.rules import Worked, hours_on

_DAYS_A_WEEK: Final = 7


@dataclass(frozen=True, slots=True)
class HoursSoFar:
    """Hours a week now and at the most, since when, and how many in all; in hours."""

    first_on: date | None
    per_week_now: float
    per_week_most: float
    in_all: float


def hours_so_far(worked: Sequence[Worked], today: date) -> HoursSoFar:
    """What has been worked by a day, that day included.

    A stretch counts by its days, as if its hours were spread evenly over the week.
    """
    begun = [each for each in worked if each.from_ <= today]
    return HoursSoFar(
        first_on=min((each.from_ for each in begun), default=None),
        per_week_now=hours_on(today, begun),
        per_week_most=max((hours_on(each.from_, begun) for each in begun), default=0.0),
        in_all=round(sum(each.hours_per_week * _days(each, today) / _DAYS_A_WEEK for each in begun), 2),
    )


def _days(each: Worked, today: date) -> int:
    last = today if each.until is None else min(each.until, today)
    return (last - each.from_).days + 1
