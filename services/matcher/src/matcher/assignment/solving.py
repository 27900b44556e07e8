"""From pairs and openings to an assignment that keeps to seats and to the hours of every workplace.

The hours of a workplace with several places are left out at first: that is a relaxation, so its optimum bounds every
assignment. Where it takes more hours than a workplace has, the hours of that workplace are shared out among its places
and the whole is solved again. A workplace is shared out once, for then its places cannot exceed its hours together, so
this ends. When nothing was shared out, or the bound is reached all the same, the assignment is proven to be the best.
When it is not, an integer programme (`matcher.assignment.exact`) says how all hours are best shared out, and the flow
over that reaches its optimum; only where the programme is too large does the assignment stay unproven.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from matcher.assignment.exact import best_with_shared_hours
from matcher.assignment.flow import best_assignment
from matcher.assignment.instance import NOBODY, Instance, Numbers
from matcher.assignment.openings import Openings, contested, hours_used, instance_of, seats_by_hours, shared_out
from matcher.assignment.prices import Prices, lowest_prices
from matcher.assignment.stable import blocking_pairs, draw_orders, stable_assignment


class Method(StrEnum):
    """What a municipality wants of an assignment."""

    MOST_PLACED = "most-placed"
    STABLE = "stable"

    @property
    def danish_name(self) -> str:
        return {"most-placed": "flest borgere får et forslag", "stable": "stabil fordeling"}[self.value]


@dataclass(frozen=True, slots=True)
class Solved:
    """An assignment with its proof.

    `instance` has the capacities that were solved last; `prices` are of the best assignment under them, whichever the
    method. `bound` is what no assignment can exceed: citizens, fixed seats, points. `proven` says that the bound is
    reached (most placed), or that no pair blocks (stable).
    """

    instance: Instance
    chosen: Numbers
    prices: Prices
    bound: tuple[int, int, int]
    proven: bool
    shared_workplaces: int


class OverbookedError(RuntimeError):
    """An assignment would exceed seats or hours. It cannot, by construction; nothing is answered if it does."""


def _total_of(instance: Instance, pairs: Numbers) -> tuple[int, int, int]:
    chosen = np.full(instance.citizens, NOBODY, dtype=np.int64)
    chosen[instance.pair_citizen[pairs]] = pairs
    return instance.total(chosen)


def solve(
    openings: Openings, citizens: int, pairs: tuple[Numbers, Numbers, Numbers, Numbers], method: Method, seed: int
) -> Solved:
    """The assignment.

    Args:
        openings: The places.
        citizens: How many, in a neutral order.
        pairs: Citizen, position of the place, 1 when the pair counts in the ratio, and points, of each pair.
        method: Most placed, or stable.
        seed: Of the lots that break ties of a stable assignment.

    Raises:
        OverbookedError: never, unless there is a mistake here.
        NotOptimalError: as above.
    """
    allowed = seats_by_hours(openings)
    cut: set[int] = set()
    bound: tuple[int, int, int] | None = None
    while True:
        instance = instance_of(openings, citizens, pairs, allowed)
        best = best_assignment(instance)
        bound = bound or instance.total(best)
        orders = draw_orders(instance, seed)
        chosen = best if method is Method.MOST_PLACED else stable_assignment(instance, orders)
        over = set(np.flatnonzero(hours_used(openings, instance, chosen) > openings.room).tolist())
        if not over:
            break
        if over & cut:
            raise OverbookedError("hours")
        cut |= over
        allowed = shared_out(openings, instance, chosen[chosen != NOBODY], allowed, over)
    if cut and method is Method.MOST_PLACED and instance.total(chosen) != bound:
        whole = instance_of(openings, citizens, pairs, seats_by_hours(openings))
        exact = best_with_shared_hours(openings, whole)
        if exact is not None:
            instance = instance_of(
                openings,
                citizens,
                pairs,
                shared_out(openings, whole, exact, seats_by_hours(openings), contested(openings)),
            )
            chosen = best = best_assignment(instance)
            bound = _total_of(whole, exact)
            if (hours_used(openings, instance, chosen) > openings.room).any():
                raise OverbookedError("hours")
    if not instance.keeps_capacity(chosen):
        raise OverbookedError("seats")
    reached = instance.total(chosen) == bound
    stable = method is Method.STABLE and not len(blocking_pairs(instance, orders, chosen))
    return Solved(instance, chosen, lowest_prices(instance, best), bound, stable or reached, len(cut))
