"""Pure decisions about paid hours: how many there are on a day, and whether the law allows so many a week."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from rettematch.programmes.definitions import Rule
from rettematch.programmes.law_parameters import WeeklyHours


@dataclass(frozen=True, slots=True)
class Worked:
    """Hours a week from a day to another one, both included; `until` None: without a known end."""

    from_: date
    until: date | None
    hours_per_week: float

    def covers(self, day: date) -> bool:
        return self.from_ <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class TooMany:
    """From `on` there would be more hours a week than `most`, which `rule` of the law sets."""

    on: date
    most: float
    rule: Rule


def hours_on(day: date, worked: Iterable[Worked]) -> float:
    """The hours a week of everything that runs on a day."""
    return sum(each.hours_per_week for each in worked if each.covers(day))


def too_many(
    new: Worked, others: Iterable[Worked], bounds: Callable[[date], Iterable[tuple[Rule, WeeklyHours]]]
) -> TooMany | None:
    """The first day on which the hours, together with the others, are more than the law allows.

    The sum only rises on a day on which something begins, so no other days are looked at.

    Args:
        new: What is to be recorded.
        others: What stands beside it.
        bounds: The rows of the law with a bound for a week, as they are in force on a day.
    """
    known = [*others, new]
    for day in sorted({each.from_ for each in known if new.covers(each.from_)}):
        for rule, bound in bounds(day):
            if hours_on(day, known) > bound.at_most:
                return TooMany(day, bound.at_most, rule)
    return None
