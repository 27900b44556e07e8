"""What an assignment is made of: citizens, pairs that fit, and the seats behind them, as arrays.

A citizen reaches a place through a *door*. Most places have one. A place whose seats partly fall under the ratio rule
has two: one for the citizens whose schemes count in the ratio (its capacity is what the hours allow) and one for the
others. A door's capacity and a place's seats are then nested, so that the optimum is still a flow.

Points belong to pairs. Nothing here is a property of a person.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]

NOBODY = -1
"""In a list of chosen pairs by citizen: no pair."""

_LARGEST = 1 << 62
"""Sums of values stay below this, so that none overflows 64 bits."""


class BadInstanceError(ValueError):
    """An instance names what it does not have, or its values do not fit into 64 bits."""


@dataclass(frozen=True, slots=True)
class Scale:
    """One whole number for three aims in order: more citizens, then more fixed seats, then more points.

    A pair is worth `placed + fixed * (the seat is a fixed one) + points - least`. With n the most pairs that can be
    chosen together and R the span of the points, `fixed = 2nR + 1` outweighs any difference in points and
    `placed = 2n(R + fixed) + 1` outweighs both; the factor two lets a difference be read back without doubt.
    """

    placed: int
    fixed: int
    least: int

    def read(self, value: int) -> tuple[int, int, int]:
        """A difference between two assignments as citizens, fixed seats and points."""
        placed = (2 * value + self.placed) // (2 * self.placed)
        rest = value - placed * self.placed
        fixed = (2 * rest + self.fixed) // (2 * self.fixed) if self.fixed else 0
        return placed, fixed, rest - fixed * self.fixed + placed * self.least


@dataclass(frozen=True, slots=True)
class Instance:
    """Citizens are numbered from 0, places and doors are positions in their arrays.

    Args:
        citizens: How many there are.
        pair_citizen: Of each pair that fits; a citizen and a door meet at most once.
        pair_door: Of each pair.
        points: Of each pair.
        door_place: The place behind each door.
        door_capacity: How many may go through each door, 0 or more; may be more than the place has seats.
        place_seats: Free seats of each place, 0 or more.
        place_fixed: Whether the seats of a place are fixed ones (rule stv_model_1) that are to be filled first.

    Raises:
        BadInstanceError: arrays of unequal length, a number out of range, or values beyond 64 bits.
    """

    citizens: int
    pair_citizen: Numbers
    pair_door: Numbers
    points: Numbers
    door_place: Numbers
    door_capacity: Numbers
    place_seats: Numbers
    place_fixed: NDArray[np.bool_]

    def __post_init__(self) -> None:
        lengths = (len(self.pair_citizen), len(self.pair_door), len(self.door_place), len(self.place_seats))
        if lengths != (len(self.points), len(self.points), len(self.door_capacity), len(self.place_fixed)):
            raise BadInstanceError("arrays that belong together are of unequal length")
        for numbers, end in (
            (self.pair_citizen, self.citizens),
            (self.pair_door, len(self.door_place)),
            (self.door_place, len(self.place_seats)),
        ):
            if len(numbers) and (int(numbers.min()) < 0 or int(numbers.max()) >= end):
                raise BadInstanceError("a number is out of range")
        if (self.door_capacity < 0).any() or (self.place_seats < 0).any():
            raise BadInstanceError("seats cannot be below zero")
        if self.scale.placed * (self.citizens + 1) >= _LARGEST:
            raise BadInstanceError("the values do not fit into 64 bits")

    @property
    def fixed(self) -> NDArray[np.bool_]:
        """Of each pair, whether its seat is a fixed one."""
        flags: NDArray[np.bool_] = self.place_fixed[self.door_place[self.pair_door]]
        return flags

    @property
    def scale(self) -> Scale:
        """How the three aims become one number."""
        if not len(self.points):
            return Scale(1, 0, 0)
        most = min(self.citizens, int(self.place_seats.sum()) + 1)  # with the seat more that a price speaks of
        least, span = int(self.points.min()), int(self.points.max()) - int(self.points.min())
        fixed = 2 * most * span + 1 if self.place_fixed.any() else 0
        return Scale(2 * most * (span + fixed) + 1, fixed, least)

    @property
    def values(self) -> Numbers:
        """What each pair is worth, on the scale."""
        scale = self.scale
        worth: Numbers = self.points - scale.least + scale.placed + scale.fixed * self.fixed
        return worth

    def total(self, chosen: Numbers) -> tuple[int, int, int]:
        """Citizens placed, fixed seats filled and points of an assignment."""
        pairs = chosen[chosen != NOBODY]
        return len(pairs), int(self.fixed[pairs].sum()), int(self.points[pairs].sum())

    def taken(self, chosen: Numbers) -> tuple[Numbers, Numbers]:
        """How many go through each door, and how many seats each place gives."""
        doors = np.bincount(self.pair_door[chosen[chosen != NOBODY]], minlength=len(self.door_place)).astype(np.int64)
        places = np.zeros(len(self.place_seats), dtype=np.int64)
        np.add.at(places, self.door_place, doors)
        return doors, places

    def keeps_capacity(self, chosen: Numbers) -> bool:
        """Whether each citizen has a pair of their own and no door or place gives more than it has."""
        placed = np.flatnonzero(chosen != NOBODY)
        doors, places = self.taken(chosen)
        own = np.array_equal(self.pair_citizen[chosen[placed]], placed)
        return own and bool((doors <= self.door_capacity).all() and (places <= self.place_seats).all())
