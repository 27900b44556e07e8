"""The flow against plain enumeration, and the prices against an LP solver."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.sparse import coo_array, vstack

from matcher.assignment.flow import best_assignment
from matcher.assignment.instance import NOBODY, BadInstanceError, Instance
from matcher.assignment.prices import NotOptimalError, lowest_prices
from tests.matcher.assignment.instances import best_total, every_assignment, instances, made


@given(instances())
def test_the_flow_is_as_good_as_the_best_of_all_assignments(instance: Instance) -> None:
    chosen = best_assignment(instance)
    assert instance.keeps_capacity(chosen)
    assert instance.total(chosen) == best_total(instance)


@given(instances())
def test_filling_fixed_seats_first_places_no_fewer_citizens(instance: Instance) -> None:
    without = replace(instance, place_fixed=np.zeros_like(instance.place_fixed))
    assert best_total(instance)[0] == best_total(without)[0]
    assert best_total(instance)[1] == max(instance.total(chosen)[1] for chosen in every_assignment(instance))


@given(instances())
def test_the_prices_prove_the_flow_and_say_what_one_more_seat_adds(instance: Instance) -> None:
    chosen = best_assignment(instance)
    prices = lowest_prices(instance, chosen)
    scale = instance.scale
    for place in range(len(instance.place_seats)):
        more = instance.place_seats.copy()
        more[place] += 1
        grown = best_total(replace(instance, place_seats=more))
        gain = tuple(after - before for after, before in zip(grown, best_total(instance), strict=True))
        if scale.fixed or not gain[1]:
            assert scale.read(int(prices.seat[place])) == gain


@given(instances(), st.data())
def test_an_assignment_that_is_not_the_best_has_no_prices(instance: Instance, data: st.DataObject) -> None:
    best = best_total(instance)
    worse = [chosen for chosen in every_assignment(instance) if instance.total(chosen) != best]
    assume(worse)
    with pytest.raises(NotOptimalError):
        lowest_prices(instance, data.draw(st.sampled_from(worse)))


def _dual_bound(instance: Instance) -> float:
    """The optimum of the linear programme by HiGHS, in the process that has loaded OR-Tools."""
    pairs = np.arange(len(instance.points))
    ones = np.ones(len(pairs))
    shape = len(pairs)
    citizens = coo_array((ones, (instance.pair_citizen, pairs)), shape=(instance.citizens, shape))
    doors = coo_array((ones, (instance.pair_door, pairs)), shape=(len(instance.door_place), shape))
    places = coo_array(
        (ones, (instance.door_place[instance.pair_door], pairs)), shape=(len(instance.place_seats), shape)
    )
    limits = np.r_[np.ones(instance.citizens), instance.door_capacity, instance.place_seats].astype(np.float64)
    rows = vstack([citizens, doors, places]).toarray()
    solved = linprog(-instance.values.astype(np.float64), A_ub=rows, b_ub=limits, method="highs")
    assert solved.fun is not None
    assert -float(solved.ineqlin.marginals @ limits) == pytest.approx(-solved.fun)
    return -solved.fun


@given(instances(most_citizens=8))
def test_an_lp_solver_in_the_same_process_finds_the_same_bound(instance: Instance) -> None:
    assume(len(instance.points))
    prices = lowest_prices(instance, best_assignment(instance))
    assert _dual_bound(instance) == pytest.approx(prices.bound, rel=1e-9, abs=1e-6)


def test_the_same_instance_gives_the_same_assignment() -> None:
    chance = np.random.default_rng(5)
    pairs = [(citizen, door, int(chance.integers(0, 3))) for citizen in range(40) for door in range(12)]
    instance = made(40, pairs, [(door, 2) for door in range(12)], [2] * 12)
    first = best_assignment(instance)
    assert all(np.array_equal(best_assignment(instance), first) for _ in range(3))


def test_nobody_and_nothing() -> None:
    for instance in (made(0, [], [], []), made(3, [], [(0, 1)], [1]), made(0, [], [(0, 1)], [1])):
        chosen = best_assignment(instance)
        assert (chosen == NOBODY).all()
        assert lowest_prices(instance, chosen).bound == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"pair_citizen": [7, 0]},
        {"pair_door": [-1, 0]},
        {"door_place": [3]},
        {"place_seats": [-1]},
        {"points": [1]},
        {"points": [1 << 61, 0]},
        {"door_capacity": [1, 1]},
    ],
)
def test_what_does_not_fit_together_is_refused(wrong: dict[str, list[int]]) -> None:
    one = made(2, [(0, 0, 5), (1, 0, 3)], [(0, 1)], [1])
    arrays: dict[str, Any] = {name: np.array(numbers, dtype=np.int64) for name, numbers in wrong.items()}
    with pytest.raises(BadInstanceError):
        replace(one, **arrays)
