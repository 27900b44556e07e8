"""The best assignment when places of one workplace share its hours, as an integer programme (HiGHS in scipy).

Used only where the flow alone cannot decide: its answer says how the hours are to be shared out among the places, and
the flow then gives the assignment and the prices. The three aims are solved one after the other, each with the ones
before it held, so that no objective has large numbers. Work is limited by nodes and not by time, so that the same
instance has the same answer on every machine.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, vstack

from matcher.assignment.instance import Instance, Numbers
from matcher.assignment.openings import COUNTED, DOORS, Openings

LARGEST = 50_000
"""Pairs above which it is not tried."""

_NODES = 2000
_ROUNDING = 1e-6


def _rows(numbers: Numbers, count: int, weights: NDArray[np.float64]) -> coo_array:
    return coo_array((weights, (numbers, np.arange(len(numbers)))), shape=(count, len(numbers)))


def _limits(openings: Openings, instance: Instance) -> LinearConstraint:
    door = instance.pair_door
    place = instance.door_place[door]
    ones = np.ones(len(door))
    hours = np.where(door % DOORS == COUNTED, openings.needed[place], 0).astype(np.float64)
    rows = vstack(
        [
            _rows(instance.pair_citizen, instance.citizens, ones),
            _rows(place, len(openings.seats), ones),
            _rows(openings.workplace[place], len(openings.room), hours),
        ]
    )
    return LinearConstraint(rows.tocsr(), ub=np.r_[np.ones(instance.citizens), openings.seats, openings.room])


def best_with_shared_hours(openings: Openings, instance: Instance) -> Numbers | None:
    """The pairs of a best assignment that keeps the hours of every workplace; None when it was not found.

    Args:
        openings: The places.
        instance: Over the same places, with two doors each.
    """
    if not 0 < len(instance.points) <= LARGEST:
        return None
    limits = [_limits(openings, instance)]
    found = np.zeros(len(instance.points))
    aims = (np.ones(len(instance.points)), instance.fixed.astype(np.float64), instance.points.astype(np.float64))
    for aim in aims:
        solved = milp(
            -aim,
            integrality=np.ones(len(aim), dtype=np.int64),
            bounds=Bounds(0, 1),
            constraints=limits,
            options={"mip_rel_gap": 0.0, "node_limit": _NODES},
        )
        if solved.status != 0 or solved.x is None:
            return None
        found = np.rint(solved.x)
        if np.abs(found - solved.x).max() > _ROUNDING:
            return None
        limits.append(LinearConstraint(aim.reshape(1, -1), lb=float(aim @ found)))
    chosen: Numbers = np.flatnonzero(found).astype(np.int64)
    return chosen
