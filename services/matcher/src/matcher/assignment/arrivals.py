"""Weekly batches while citizens go on arriving: a seat is worth what it will be worth to those who come later.

Giving each week's citizens the best for them spends seats that few others can use as lightly as seats that many will
want. The policy (`weekly_assignment`) learns a price for each seat and gives a seat only to a pair whose points are not
below it: expected surplus, points less the price of a scarce seat.

The prices of a week come from what is known in that week alone: the lists of those who have arrived so far stand for
those who want a seat from now on (drawn from them by a seeded lot, as many as wait and are expected in the weeks that
remain), these are given the seats that are left as well as possible, and the prices of that assignment are used, as a
mean over several draws. Nothing of later weeks is looked at. (Bid prices by solving again in each period: Talluri and
van Ryzin 1998; Jasin and Kumar 2012.)
"""

from dataclasses import dataclass

import numpy as np

from matcher.assignment.flow import best_assignment
from matcher.assignment.instance import NOBODY, Instance, Numbers
from matcher.assignment.prices import lowest_prices

DRAWS = 3
"""More change little: 0.90 of hindsight with one, 0.93 with three (`make bench-assign`)."""


@dataclass(frozen=True, slots=True)
class Lists:
    """The places of each citizen with their points: those of citizen i are `edges[i]` to `edges[i + 1]`."""

    edges: Numbers
    place: Numbers
    points: Numbers

    def of(self, citizens: Numbers, seats: Numbers) -> Instance:
        """An instance of these citizens, in this order and as often as they are named, over these free seats."""
        begins, lengths = self.edges[citizens], self.edges[citizens + 1] - self.edges[citizens]
        before = np.cumsum(lengths) - lengths
        at = np.arange(int(lengths.sum())) + np.repeat(begins - before, lengths)
        numbers = np.repeat(np.arange(len(citizens)), lengths)
        free = np.flatnonzero(seats[self.place[at]] > 0)
        places = np.arange(len(seats))
        unbounded = np.full(len(seats), len(citizens), dtype=np.int64)
        none = np.zeros(len(seats), dtype=np.bool_)
        return Instance(
            len(citizens), numbers[free], self.place[at[free]], self.points[at[free]], places, unbounded, seats, none
        )


def _or_wait(instance: Instance, pairs: Numbers, worth: Numbers) -> Instance:
    """The same with some of the pairs, at a worth of their own, and for everybody waiting, which is worth nothing.

    As everybody can wait, the number of those served plays no part and the best assignment is the one most worth.
    """
    each = np.arange(instance.citizens)
    ones, nothing = np.ones(instance.citizens, dtype=np.int64), np.zeros(instance.citizens, dtype=np.int64)
    return Instance(
        instance.citizens,
        np.r_[instance.pair_citizen[pairs], each],
        np.r_[instance.pair_door[pairs], len(instance.door_place) + each],
        np.r_[worth, nothing],
        np.r_[instance.door_place, len(instance.place_seats) + each],
        np.r_[instance.door_capacity, ones],
        np.r_[instance.place_seats, ones],
        np.zeros(len(instance.place_seats) + instance.citizens, dtype=np.bool_),
    )


def surplus_assignment(instance: Instance, prices: Numbers) -> Numbers:
    """Pairs that together have the most points above the prices of their seats; none that costs more than it gives.

    A pair that gives just what its seat costs is chosen rather than nobody.
    """
    surplus = instance.points - prices[instance.door_place[instance.pair_door]]
    pairs = np.flatnonzero(surplus >= 0)
    found = best_assignment(_or_wait(instance, pairs, 2 * surplus[pairs] + 1))
    chosen = np.full(instance.citizens, NOBODY, dtype=np.int64)
    placed = np.flatnonzero(found < len(pairs))
    chosen[placed] = pairs[found[placed]]
    return chosen


def most_points(instance: Instance) -> tuple[Numbers, Numbers]:
    """The assignment with the most points, however many it serves, and what one more seat of each place would add."""
    pairs = np.arange(len(instance.points))
    waiting = _or_wait(instance, pairs, instance.points)
    found = best_assignment(waiting)
    prices = lowest_prices(waiting, found)
    return np.where(found < len(pairs), found, NOBODY), prices.seat[: len(instance.place_seats)]


def learnt_prices(
    lists: Lists, arrived: Numbers, expected: int, seats: Numbers, chance: np.random.Generator, draws: int = DRAWS
) -> Numbers:
    """The price in points of each place's seats, for one week: the mean over several draws.

    Args:
        lists: Of all who have arrived so far; others are not looked at.
        arrived: All citizens who have arrived so far, the batch included.
        expected: How many will want a seat from now on: the batch, and those expected after this week.
        seats: Free seats of each place now.
        chance: Draws the expected citizens from those who have arrived.
        draws: How often. One draw's prices follow its own few rivals for a seat too closely.
    """
    if not len(arrived) or not expected:
        return np.zeros(len(seats), dtype=np.int64)
    drawn = [most_points(lists.of(chance.choice(arrived, size=expected), seats))[1] for _ in range(draws)]
    prices: Numbers = np.rint(np.mean(drawn, axis=0)).astype(np.int64)
    return prices


def weekly_assignment(
    lists: Lists,
    batch: Numbers,
    arrived: Numbers,
    expected: int,
    seats: Numbers,
    chance: np.random.Generator,
) -> Numbers:
    """The policy: the place of each citizen of the batch, NOBODY for those for whom waiting is better.

    Args:
        lists: As for `learnt_prices`.
        batch: The citizens waiting now.
        arrived: As above.
        expected: How many are expected after this week; with none, the batch gets the most points there are.
        seats: As above.
        chance: As above.
    """
    instance = lists.of(batch, seats)
    if expected:
        prices = learnt_prices(lists, arrived, len(batch) + expected, seats, chance)
        chosen = surplus_assignment(instance, prices)
    else:
        chosen = most_points(instance)[0]
    places = np.full(len(batch), NOBODY, dtype=np.int64)
    placed = np.flatnonzero(chosen != NOBODY)
    places[placed] = instance.pair_door[chosen[placed]]
    return places
