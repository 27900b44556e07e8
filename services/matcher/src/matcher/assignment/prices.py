"""Shadow prices of seats, and with them the proof that an assignment is the best one.

The dual of the linear programme: a price u for each citizen, y for each place, z for each door, none below zero, with
u + y + z at least the worth of every pair. Any such prices bound every assignment from above by the sum of all u, seats
times y and capacity times z; an assignment that reaches the bound is the best (strong duality). Whole numbers
throughout: the proof is exact.

The lowest prices are found without an LP solver, as longest paths over the residual graph of the assignment (Bellman
and Ford), all places at once. The lowest price of a seat is what one more seat there would add: the right derivative of
the optimum in the number of seats.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.assignment.instance import NOBODY, Instance, Numbers


@dataclass(frozen=True, slots=True)
class Prices:
    """The lowest prices, on the instance's scale, and the bound that they prove.

    `seat` is by place; `door` by door and includes the place's; `citizen` by citizen.
    """

    seat: Numbers
    door: Numbers
    citizen: Numbers
    bound: int


class NotOptimalError(ValueError):
    """There is a better assignment than the one whose prices were asked for, or it takes more than there is."""


@dataclass(frozen=True, slots=True)
class _Steps:
    """From the door that a citizen has to one that they could have, and what the change would add; sorted by end."""

    start: Numbers
    gain: Numbers
    ends: Numbers
    first: Numbers


def _steps(instance: Instance, chosen: Numbers, worth: Numbers) -> _Steps:
    own = chosen[instance.pair_citizen]
    pairs = np.flatnonzero(own != NOBODY)
    start, end = instance.pair_door[own[pairs]], instance.pair_door[pairs]
    gain = worth[pairs] - worth[own[pairs]]
    order = np.lexsort((start, end))
    start, end, gain = start[order], end[order], gain[order]
    first = np.flatnonzero(np.r_[True, (start[1:] != start[:-1]) | (end[1:] != end[:-1])]) if len(end) else end[:0]
    if len(first):  # of several citizens who could make the same step the best one counts
        gain = np.maximum.reduceat(gain, first)
        start, end = start[first], end[first]
    first = np.flatnonzero(np.r_[True, end[1:] != end[:-1]]) if len(end) else end[:0]
    return _Steps(start, gain, end[first], first)


def _at_places(instance: Instance, door: Numbers, room: NDArray[np.bool_]) -> Numbers:
    """A door that is not full charges nothing of its own, so the place charges at least what such a door costs."""
    seat = np.zeros(len(instance.place_seats), dtype=np.int64)
    np.maximum.at(seat, instance.door_place[room], door[room])
    return seat


def lowest_prices(instance: Instance, chosen: Numbers) -> Prices:
    """Prices that prove an assignment to be the best.

    Raises:
        NotOptimalError: there are none, so it is not.
    """
    if not instance.keeps_capacity(chosen):
        raise NotOptimalError("it takes more than there is")
    worth = instance.values
    room = instance.taken(chosen)[0] < instance.door_capacity
    steps = _steps(instance, chosen, worth)
    door = np.zeros(len(instance.door_place), dtype=np.int64)
    waiting = chosen[instance.pair_citizen] == NOBODY
    np.maximum.at(door, instance.pair_door[waiting], worth[waiting])
    for _ in range(len(instance.door_place) + len(instance.place_seats) + 2):
        seat = _at_places(instance, door, room)
        raised = np.maximum(door, seat[instance.door_place])
        if len(steps.ends):
            through = np.maximum.reduceat(raised[steps.start] + steps.gain, steps.first)
            raised[steps.ends] = np.maximum(raised[steps.ends], through)
        if np.array_equal(raised, door):
            break
        door = raised
    else:
        raise NotOptimalError("a chain of changes gains without end")
    return _checked(instance, chosen, worth, Prices(seat, door, _left(instance, chosen, worth, door), 0))


def _left(instance: Instance, chosen: Numbers, worth: Numbers, door: Numbers) -> Numbers:
    """What each citizen's pair is worth above the price of its door."""
    left = np.zeros(instance.citizens, dtype=np.int64)
    placed = np.flatnonzero(chosen != NOBODY)
    pairs = chosen[placed]
    left[placed] = worth[pairs] - door[instance.pair_door[pairs]]
    return left


def _checked(instance: Instance, chosen: Numbers, worth: Numbers, prices: Prices) -> Prices:
    """The whole proof, on its own: no price is below zero, every pair is covered, and the bound is reached."""
    extra = prices.door - prices.seat[instance.door_place]
    none_below = all((each >= 0).all() for each in (prices.citizen, prices.seat, extra))
    covered = (prices.citizen[instance.pair_citizen] + prices.door[instance.pair_door] >= worth).all()
    bound = int(
        prices.citizen.sum() + (instance.place_seats * prices.seat).sum() + (instance.door_capacity * extra).sum()
    )
    reached = int(worth[chosen[chosen != NOBODY]].sum())
    if not (none_below and covered and bound == reached):
        raise NotOptimalError("no prices bound it")
    return Prices(prices.seat, prices.door, prices.citizen, bound)
