"""The soak's checker says what the scalar definition says, and the soak finds a broken search."""

import random

import numpy as np
import pytest

from bench.soak import __main__ as soak_match
from bench.soak.checking import facts_of, fits
from matcher.ranking import engine
from matcher.ranking.engine import Found, Search
from rettematch.constraints import failed_constraints
from tests.matcher.ranking.worlds import small_world, some_profile


@pytest.mark.parametrize("seed", range(6))
def test_the_checker_agrees_with_the_scalar_definition(seed: int) -> None:
    places = small_world(seed, 120)
    facts, agreed = facts_of(places), 0
    for number in range(25):
        profile = some_profile(100 * seed + number, places)
        expected = [not failed_constraints(profile, place) for place in places]
        assert fits(profile, facts).tolist() == expected
        agreed += sum(expected)
    assert agreed > 20, "worlds in which nothing fits show nothing"


async def test_a_hundred_thousand_returned_places_break_no_constraint_while_places_change() -> None:
    counted = await soak_match.soak(6_000, 100_000)
    assert counted.rows >= 100_000
    assert counted.asked_again > 300
    assert counted.violations == 0


async def test_a_search_that_forgets_what_changed_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(1)

    def careless(columns, query, k, max_ask_first, *, counted):
        rows = np.array(sorted(chance.sample(columns.live().tolist(), k)), dtype=np.intp)
        nothing = Found(columns, query, rows[:0], np.zeros(0, dtype=np.int32), None)
        return Search(Found(columns, query, rows, np.zeros(k, dtype=np.int32), None), nothing)

    monkeypatch.setattr(soak_match, "search", careless)
    assert (await soak_match.soak(500, 20_000)).violations > 10_000
    assert engine.search is not careless
