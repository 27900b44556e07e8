"""Twenty weeks of arrivals: each policy on the same people, places and weeks, beside the optimum of hindsight.

All seats are there from the first week. Who gets none waits, and is in the batch of each later week.
"""

import time
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from matcher.assignment.arrivals import Lists, most_points, weekly_assignment
from matcher.assignment.instance import NOBODY, Numbers

Policy = Callable[[Lists, Numbers, Numbers, int, Numbers, np.random.Generator], Numbers]
"""From lists, batch, all who have arrived, how many are expected, and seats: the chosen place of each in the batch."""


def weeks_of_arrival(citizens: int, weeks: int, seed: int) -> Numbers:
    """The week in which each citizen arrives, by lot."""
    return np.random.default_rng(seed).integers(0, weeks, citizens)


def best_free_place(
    lists: Lists, batch: Numbers, _arrived: Numbers, _expected: int, seats: Numbers, _chance: np.random.Generator
) -> Numbers:
    """One after the other, each the best place that is left."""
    left = seats.copy()
    given = np.full(len(batch), NOBODY, dtype=np.int64)
    for at, citizen in enumerate(batch.tolist()):
        mine = slice(int(lists.edges[citizen]), int(lists.edges[citizen + 1]))
        places = lists.place[mine]
        free = np.flatnonzero((left[places] > 0) & (lists.points[mine] > 0))
        if len(free):
            given[at] = places[free[lists.points[mine][free].argmax()]]
            left[given[at]] -= 1
    return given


def weekly_batch(
    lists: Lists, batch: Numbers, arrived: Numbers, _expected: int, seats: Numbers, chance: np.random.Generator
) -> Numbers:
    """The batch gets the most points that the free seats allow, as if nobody came later."""
    return weekly_assignment(lists, batch, arrived, 0, seats, chance)


POLICIES: Mapping[str, Policy] = {
    "best free place each": best_free_place,
    "weekly batch": weekly_batch,
    "weekly batch with shadow prices": weekly_assignment,
}


def simulate(lists: Lists, seats: Numbers, weeks: Numbers, policy: Policy, seed: int) -> tuple[int, int, float]:
    """Points given, citizens placed, and CPU seconds of the policy's decisions.

    A policy is given the lists of those who have arrived alone: those of later weeks are empty to it.
    """
    chance = np.random.default_rng(seed)
    left, points, placed, spent = seats.copy(), 0, 0, 0.0
    total = int(weeks.max()) + 1
    waiting = np.empty(0, dtype=np.int64)
    for week in range(total):
        arrived = np.flatnonzero(weeks <= week)
        seen = _only(lists, weeks <= week)
        batch = np.r_[waiting, np.flatnonzero(weeks == week)]
        expected = round(len(arrived) / (week + 1) * (total - week - 1))
        begun = time.process_time()
        given = policy(seen, batch, arrived, expected, left, chance)
        spent += time.process_time() - begun
        for citizen, place in zip(batch.tolist(), given.tolist(), strict=True):
            if place != NOBODY:
                mine = slice(int(lists.edges[citizen]), int(lists.edges[citizen + 1]))
                points += int(lists.points[mine][lists.place[mine] == place][0])
                placed += 1
                left[place] -= 1
        if (left < 0).any():
            raise ValueError("a policy gave away a seat that was taken")
        waiting = batch[given == NOBODY]
    return points, placed, spent


def _only(lists: Lists, known: NDArray[np.bool_]) -> Lists:
    """The lists of these citizens; those of the others are empty."""
    lengths = np.diff(lists.edges)
    keep = np.repeat(known, lengths)
    edges = np.r_[0, np.cumsum(np.where(known, lengths, 0))].astype(np.int64)
    return Lists(edges, lists.place[keep], lists.points[keep])


def hindsight(lists: Lists, seats: Numbers) -> tuple[int, int]:
    """Points and citizens when everybody is known from the first week: nobody can do better."""
    instance = lists.of(np.arange(len(lists.edges) - 1), seats)
    placed, _, points = instance.total(most_points(instance)[0])
    return points, placed
