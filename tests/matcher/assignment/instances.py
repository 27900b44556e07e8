"""Tiny instances, and every assignment of them by plain enumeration."""

from collections.abc import Iterator
from itertools import product

import numpy as np
from hypothesis import strategies as st

from matcher.assignment.instance import NOBODY, Instance, Numbers


def made(
    citizens: int,
    pairs: list[tuple[int, int, int]],
    doors: list[tuple[int, int]],
    seats: list[int],
    fixed: list[bool] | None = None,
) -> Instance:
    """Pairs are (citizen, door, points), doors (place, capacity)."""
    citizen, through, points = (np.array([pair[at] for pair in pairs], dtype=np.int64) for at in range(3))
    place, capacity = (np.array([door[at] for door in doors], dtype=np.int64) for at in range(2))
    flags = np.array(fixed or [False] * len(seats), dtype=np.bool_)
    return Instance(citizens, citizen, through, points, place, capacity, np.array(seats, dtype=np.int64), flags)


@st.composite
def instances(draw: st.DrawFn, most_citizens: int = 5) -> Instance:
    seats = draw(st.lists(st.integers(0, 3), min_size=1, max_size=3))
    fixed = draw(st.lists(st.booleans(), min_size=len(seats), max_size=len(seats)))
    doors = [
        (place, draw(st.integers(0, 3))) for place in range(len(seats)) for _ in range(draw(st.sampled_from((1, 1, 2))))
    ]
    citizens = draw(st.integers(0, most_citizens))
    points = st.one_of(st.none(), st.integers(-3, 6), st.integers(-40, 900))
    pairs = [
        (citizen, door, worth)
        for citizen, door in product(range(citizens), range(len(doors)))
        if (worth := draw(points)) is not None
    ]
    return made(citizens, pairs, doors, seats, fixed)


def every_assignment(instance: Instance) -> Iterator[Numbers]:
    """All that keep to the capacities."""
    options = [
        [NOBODY, *np.flatnonzero(instance.pair_citizen == citizen).tolist()] for citizen in range(instance.citizens)
    ]
    for combination in product(*options):
        chosen = np.array(combination, dtype=np.int64)
        if instance.keeps_capacity(chosen):
            yield chosen


def best_total(instance: Instance) -> tuple[int, int, int]:
    """Most citizens, then most fixed seats, then most points."""
    return max(instance.total(chosen) for chosen in every_assignment(instance))
