"""Pure decisions about clubs: who is there when, whether there is room, and which themes a week has."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from rettematch.programmes.periods import ONE_DAY

_WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Stay:
    """From a day to another one, both included; `until` None: without a known end."""

    from_: date
    until: date | None

    def covers(self, day: date) -> bool:
        return self.from_ <= day and (self.until is None or day <= self.until)

    def meets(self, other: "Stay") -> bool:
        """Whether some day lies in both."""
        return self.covers(other.from_) or other.covers(self.from_)


class Room(StrEnum):
    """What a further member would mean for a club."""

    FREE = "free"
    OVERBOOKED = "overbooked"
    FULL = "full"


def most_at_once(new: Stay, others: Iterable[Stay]) -> int:
    """How many there are, the new one too, on the fullest of its days; the number only rises when somebody begins."""
    known = [new, *others]
    return max(sum(each.covers(day.from_) for each in known) for day in known if new.covers(day.from_))


def room_for(count: int, capacity: float, overbooking: int) -> Room:
    """Whether `count` members fit, fit only by overbooking, or do not fit."""
    if count <= capacity:
        return Room.FREE
    return Room.OVERBOOKED if count <= capacity + overbooking else Room.FULL


def monday_of(day: date) -> date:
    """The first day of the week."""
    return day - timedelta(days=day.weekday())


def weeks_between(first: date, last: date) -> list[date]:
    """The Monday of each week that has a day from `first` to `last`."""
    found, monday = [], monday_of(first)
    while monday <= last:
        found.append(monday)
        monday += _WEEK
    return found


def themes_of(monday: date, fixed: Sequence[str], rotating: Sequence[str], began: date, each_week: int) -> list[str]:
    """The themes of a week: the fixed ones, and the next `each_week` of the rotation.

    Args:
        monday: The week.
        fixed: Themes that every week has.
        rotating: Themes that take turns, in their order.
        began: A day of the week in which the rotation began with the first of them.
        each_week: How many of them a week has; all of them when there are no more.
    """
    if not rotating:
        return list(fixed)
    turn = (monday_of(monday) - monday_of(began)).days // _WEEK.days * each_week
    return [*fixed, *(rotating[(turn + step) % len(rotating)] for step in range(min(each_week, len(rotating))))]


def last_day(first: date, end: date) -> date:
    """The last day of what ends before `end`; not before its first day."""
    return max(first, end - ONE_DAY)
