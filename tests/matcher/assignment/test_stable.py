"""Deferred acceptance: stable, best for the citizens, and ties by lot alone."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from matcher.assignment.instance import NOBODY, Instance
from matcher.assignment.stable import Orders, blocking_pairs, draw_orders, stable_assignment
from tests.matcher.assignment.instances import every_assignment, instances, made

SEEDS = st.integers(0, 2**32)


def _wish(orders: Orders, pair: int) -> int:
    return -1 if pair == NOBODY else int(orders.of_citizen[pair])


@given(instances(), SEEDS)
def test_no_citizen_and_place_would_both_rather_have_each_other(instance: Instance, seed: int) -> None:
    orders = draw_orders(instance, seed)
    chosen = stable_assignment(instance, orders)
    assert instance.keeps_capacity(chosen)
    assert not len(blocking_pairs(instance, orders, chosen))


@given(instances(most_citizens=4), SEEDS)
def test_no_other_stable_assignment_is_better_for_any_citizen(instance: Instance, seed: int) -> None:
    orders = draw_orders(instance, seed)
    mine = stable_assignment(instance, orders)
    for other in every_assignment(instance):
        if not len(blocking_pairs(instance, orders, other)):
            assert all(_wish(orders, a) >= _wish(orders, b) for a, b in zip(mine, other, strict=True))


def test_a_blocking_pair_is_found() -> None:
    instance = made(2, [(0, 0, 9), (1, 0, 5), (0, 1, 3), (1, 1, 4)], [(0, 1), (1, 1)], [1, 1])
    orders = draw_orders(instance, 1)
    assert stable_assignment(instance, orders).tolist() == [0, 3]
    assert blocking_pairs(instance, orders, np.array([2, 1])).tolist() == [0]


def test_ties_are_drawn_by_lot_and_the_seed_gives_the_same_lot_again() -> None:
    instance = made(6, [(citizen, 0, 7) for citizen in range(6)], [(0, 1)], [1])

    def winner(seed: int) -> int:
        return int(np.flatnonzero(stable_assignment(instance, draw_orders(instance, seed)) != NOBODY)[0])

    winners = [winner(seed) for seed in range(600)]
    assert min(np.bincount(winners, minlength=6)) > 60
    assert winners[:50] == [winner(seed) for seed in range(50)]
