"""The best assignment as a flow of least cost (OR-Tools): most citizens, then most fixed seats, then most points.

The solver finds the largest flow first and the cheapest of that size next, so only fixed seats and points have to share
one whole number (`matcher.assignment.instance.Scale`). No floating point is involved.

Filling fixed seats first costs nobody a proposal: a smaller assignment grows to the largest along augmenting paths, and
those never empty a seat.
"""

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from matcher.assignment.instance import NOBODY, Instance, Numbers


class NotSolvedError(RuntimeError):
    """The solver gave up. It does not on a valid instance."""


def _solver(instance: Instance) -> SimpleMinCostFlow:
    doors, places = len(instance.door_place), len(instance.place_seats)
    first_door, first_place = instance.citizens, instance.citizens + doors
    sink = first_place + places
    worth = instance.values
    solver = SimpleMinCostFlow()
    solver.add_arcs_with_capacity_and_unit_cost(
        instance.pair_citizen,
        first_door + instance.pair_door,
        np.ones(len(worth), dtype=np.int64),
        worth.max() - worth,
    )
    solver.add_arcs_with_capacity_and_unit_cost(
        first_door + np.arange(doors),
        first_place + instance.door_place,
        instance.door_capacity,
        np.zeros(doors, dtype=np.int64),
    )
    solver.add_arcs_with_capacity_and_unit_cost(
        first_place + np.arange(places),
        np.full(places, sink),
        instance.place_seats,
        np.zeros(places, dtype=np.int64),
    )
    solver.set_nodes_supplies(np.arange(instance.citizens), np.ones(instance.citizens, dtype=np.int64))
    solver.set_node_supply(sink, -instance.citizens)
    return solver


def best_assignment(instance: Instance) -> Numbers:
    """The chosen pair of each citizen, NOBODY for those who get none.

    The same instance gives the same assignment; among equally good ones the order of the arrays decides, so callers
    order citizens by something neutral.

    Raises:
        NotSolvedError: the solver's status is not OPTIMAL.
    """
    chosen = np.full(instance.citizens, NOBODY, dtype=np.int64)
    if not len(instance.points):
        return chosen
    solver = _solver(instance)
    status = solver.solve_max_flow_with_min_cost()
    if status != SimpleMinCostFlow.Status.OPTIMAL:
        raise NotSolvedError(status.name)
    pairs = np.flatnonzero(solver.flows(np.arange(len(instance.points))) > 0)
    chosen[instance.pair_citizen[pairs]] = pairs
    return chosen
