"""Seats and hours: over all proposals together no place and no workplace gives more than it has."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.assignment.instance import Instance, Numbers
from matcher.assignment.openings import Held, Openings, hours_used, instance_of, openings_of, seats_by_hours
from matcher.assignment.solving import Method, solve
from rettematch.contracts.places import CooperationModel
from tests.matcher.assignment.instances import every_assignment
from tests.matcher.ranking.worlds import small_world

Pairs = tuple[Numbers, Numbers, Numbers, Numbers]


@st.composite
def worlds(draw: st.DrawFn) -> tuple[Openings, int, Pairs]:
    """Up to four places at one or two workplaces that share too few hours."""
    count = draw(st.integers(1, 4))

    def numbers(low: int, high: int) -> Numbers:
        return np.array(draw(st.lists(st.integers(low, high), min_size=count, max_size=count)), dtype=np.int64)

    openings = Openings(
        seats=numbers(0, 2),
        fixed=numbers(0, 1).astype(np.bool_),
        needed=numbers(1, 5),
        workplace=numbers(0, 1),
        room=np.array(draw(st.lists(st.integers(0, 12), min_size=2, max_size=2)), dtype=np.int64),
    )
    citizens = draw(st.integers(0, 4))
    rows = [
        (citizen, place, draw(st.integers(0, 1)), worth)
        for citizen, place in product(range(citizens), range(count))
        if (worth := draw(st.one_of(st.none(), st.integers(0, 9)))) is not None
    ]
    citizen, place, counted, points = np.array(rows, dtype=np.int64).reshape(-1, 4).T.copy()
    return openings, citizens, (citizen, place, counted, points)


def within_hours(openings: Openings, instance: Instance, chosen: Numbers) -> bool:
    return bool((hours_used(openings, instance, chosen) <= openings.room).all())


@given(worlds(), st.sampled_from(Method), st.integers(0, 9))
def test_no_assignment_exceeds_the_seats_of_a_place_or_the_hours_of_a_workplace(
    world: tuple[Openings, int, Pairs], method: Method, seed: int
) -> None:
    openings, citizens, pairs = world
    solved = solve(openings, citizens, pairs, method, seed)
    assert within_hours(openings, solved.instance, solved.chosen)
    assert (solved.instance.taken(solved.chosen)[1] <= openings.seats).all()
    assert solved.instance.keeps_capacity(solved.chosen)


@given(worlds())
def test_what_is_called_proven_is_the_best_and_nothing_exceeds_the_bound(world: tuple[Openings, int, Pairs]) -> None:
    openings, citizens, pairs = world
    solved = solve(openings, citizens, pairs, Method.MOST_PLACED, 1)
    free = instance_of(openings, citizens, pairs, seats_by_hours(openings))
    best = max(free.total(chosen) for chosen in every_assignment(free) if within_hours(openings, free, chosen))
    assert best <= solved.bound
    assert free.total(solved.chosen) <= best
    if solved.proven:
        assert free.total(solved.chosen) == best
    assert solved.proven
    assert solved.bound == best


def _sharing() -> tuple[Openings, Pairs]:
    """Two places with a seat each, at a workplace with hours for one of them."""
    openings = Openings(
        seats=np.array([1, 1]),
        fixed=np.array([False, False]),
        needed=np.array([8, 12]),
        workplace=np.array([0, 0]),
        room=np.array([16]),
    )
    return openings, (np.array([0, 1]), np.array([0, 1]), np.array([1, 1]), np.array([5, 9]))


def test_two_places_that_share_too_few_hours_are_not_both_filled() -> None:
    openings, both = _sharing()
    solved = solve(openings, 2, both, Method.MOST_PLACED, 1)
    assert solved.chosen.tolist() == [-1, 1]
    assert (solved.shared_workplaces, solved.proven, solved.bound) == (1, True, (1, 0, 9))
    outside = (both[0], both[1], np.array([0, 1]), both[3])
    assert solve(openings, 2, outside, Method.MOST_PLACED, 1).chosen.tolist() == [0, 1]


def test_above_the_size_of_an_exact_sharing_the_hours_hold_and_nothing_is_claimed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("matcher.assignment.exact.LARGEST", 0)
    openings, both = _sharing()
    solved = solve(openings, 2, both, Method.MOST_PLACED, 1)
    assert within_hours(openings, solved.instance, solved.chosen)
    assert (solved.shared_workplaces, solved.proven, solved.bound) == (1, False, (2, 0, 14))


def test_what_is_held_is_neither_free_nor_has_hours_and_the_fewest_hours_of_a_workplace_count() -> None:
    one, other = small_world(5, 2)
    shape = {"open": True, "seats": 3, "seats_taken": 1, "hours_per_week_min": 6.0, "workplace_id": one.workplace_id}
    places = [
        one.model_copy(
            update=shape | {"supported_hours_free": 20.0, "cooperation_model": CooperationModel.FIXED_SEATS}
        ),
        other.model_copy(update=shape | {"supported_hours_free": 18.0, "cooperation_model": None}),
    ]
    openings = openings_of(places, Held({one.place_id: 1}, {one.workplace_id: 24}))
    assert openings.seats.tolist() == [1, 2]
    assert openings.room.tolist() == [18 * 4 - 24]
    assert openings.needed.tolist() == [24, 24]
    assert openings.fixed.tolist() == [True, False]
    assert openings_of(places, fixed_first=False).fixed.tolist() == [False, False]
    gone = [places[0].model_copy(update={"open": False}), places[1].model_copy(update={"supported_hours_free": None})]
    assert openings_of(gone).seats.tolist() == [0, 2]
    assert openings_of(gone).room.tolist() == [0]
    assert replace(openings_of([]), room=np.array([1])).seats.tolist() == []
