"""Pure decisions about the seats of a cooperation over time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from heapq import heappop, heappush

from case_api.employers.rules import Taken, peak
from case_api.employers.schemas import SeatChange
from rettematch.programmes.periods import ONE_DAY


@dataclass(frozen=True, slots=True)
class Period:
    """So many seats from a day to a day, both included; `until` None: open, `seats` None: as many as places offer."""

    from_: date
    until: date | None
    seats: int | None


@dataclass(frozen=True, slots=True)
class Stay:
    """A placement as far as its seat goes: its first and last day, and the day on which it was recorded."""

    from_: date
    to: date
    known_on: date

    @property
    def began(self) -> bool:
        """False for one that was called off before its first day."""
        return self.from_ <= self.to


def periods(
    seats: int | None, changes: Iterable[SeatChange], valid_from: date, valid_until: date | None
) -> tuple[Period, ...]:
    """The seats of an agreement over time, without a gap from its first day to its last one."""
    steps = [(valid_from, seats), *((each.from_date, each.seats) for each in changes)]
    ends = [*(day - ONE_DAY for day, _ in steps[1:]), valid_until]
    return tuple(Period(day, until, number) for (day, number), until in zip(steps, ends, strict=True))


def period_on(found: Iterable[Period], on: date) -> Period | None:
    """The period that a day lies in; None before the first day and after the last one."""
    return next((each for each in found if each.from_ <= on and (each.until is None or on <= each.until)), None)


def taken_on(stays: Iterable[Stay], on: date) -> int:
    """How many seats are taken on a day."""
    return sum(1 for each in stays if each.from_ <= on <= each.to)


def planned_on(stays: Iterable[Stay], on: date) -> int:
    """The most seats that placements take at once which begin after a day and were recorded by then."""
    later = [Taken(each.from_, each.to) for each in stays if each.began and each.from_ > on and each.known_on <= on]
    return peak(later, on, date.max)


def vacated(stays: Iterable[Stay], seats: int, on: date) -> Sequence[date]:
    """Seats of one place that a placement has left and nobody has taken again: since when each is free, in order.

    Whoever begins takes the seat that has been free longest; so does a placement that is planned, since its seat has
    been found somebody. A seat that was never taken is not one to be refilled.

    Args:
        stays: The placements at the place, in any order.
        seats: How many it has on the day.
        on: The day.
    """
    everybody = list(stays)
    free: list[date] = []
    held: list[date] = []
    for stay in sorted((each for each in everybody if each.began and each.from_ <= on), key=lambda each: each.from_):
        _leave(held, free, before=stay.from_)
        if free:
            heappop(free)
        heappush(held, stay.to)
    _leave(held, free, before=on)
    planned = planned_on(everybody, on)
    room = max(0, seats - taken_on(everybody, on) - planned)
    return sorted(free)[planned:][:room]


def _leave(held: list[date], free: list[date], *, before: date) -> None:
    while held and held[0] < before:
        heappush(free, heappop(held) + ONE_DAY)
