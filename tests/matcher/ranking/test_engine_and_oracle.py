"""The engine gives the oracle's lists, bit for bit."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rettematch.contracts.base import Scheme
from tests.matcher.ranking.worlds import columns_of, engine_answer, oracle_answer, small_world, some_profile

WORLDS = 40
QUERIES_A_WORLD = 50


def test_2000_queries_give_the_oracles_lists_points_and_counts() -> None:
    fitting = asking = 0
    for seed in range(WORLDS):
        places = small_world(seed, 40)
        columns = columns_of(places)
        for number in range(QUERIES_A_WORLD):
            profile = some_profile(1000 * seed + number, places)
            k, ask = 1 + number, number % 21
            found, expected = engine_answer(columns, profile, k, ask), oracle_answer(places, profile, k, ask)
            assert found == expected
            fitting, asking = fitting + len(expected[0]), asking + len(expected[1])
    assert fitting > 2000, "the worlds must not be so strict that nothing is compared"
    assert asking > 1000


@settings(max_examples=150, deadline=None)
@given(
    st.integers(0, 10_000),
    st.integers(1, 60),
    st.integers(1, 100),
    st.integers(0, 30),
    st.none() | st.sets(st.sampled_from(Scheme)),
)
def test_any_world_and_profile_gives_the_oracles_answer(
    seed: int, count: int, k: int, ask: int, schemes: set[Scheme] | None
) -> None:
    places = small_world(seed, count)
    profile = some_profile(seed + 1, places)
    chosen = None if schemes is None else sorted(schemes)
    assert engine_answer(columns_of(places), profile, k, ask, chosen) == oracle_answer(places, profile, k, ask, chosen)


@pytest.mark.parametrize("seed", range(5))
def test_the_order_in_which_places_arrive_changes_nothing(seed: int) -> None:
    places = small_world(seed)
    profile = some_profile(seed, places)
    shuffled = places.copy()
    random.Random(seed).shuffle(shuffled)
    assert engine_answer(columns_of(places), profile, 100, 100) == engine_answer(
        columns_of(shuffled), profile, 100, 100
    )


def test_an_empty_catalogue_gives_empty_lists() -> None:
    assert engine_answer(columns_of([]), some_profile(1), 20, 20) == ([], [], {})
