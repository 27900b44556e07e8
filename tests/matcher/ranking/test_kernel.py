"""The compiled search gives the reference's lists, bit for bit, whatever stands in order and whatever in the tail."""

import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.catalogue import encoding, layout
from matcher.catalogue.columns import Columns
from matcher.ranking import engine, engines, kernel, kernel_loops
from matcher.ranking.answers import usable
from matcher.ranking.batch import rank_many
from matcher.ranking.engine import Search
from matcher.ranking.points import PointTables, Weights
from matcher.ranking.query import Query, build_query
from tests.matcher.ranking.worlds import WEIGHTS, columns_of, new_places, small_world, some_profile

REPOSITORY = Path(__file__).parents[3]


def same(one: Search, other: Search) -> bool:
    pairs = ((one.fits, other.fits), (one.ask_first, other.ask_first))
    return all(
        np.array_equal(left.rows, right.rows)
        and np.array_equal(left.scores, right.scores)
        and left.total == right.total
        for left, right in pairs
    )


def agree(columns: Columns, query: Query, k: int = 20, ask: int = 20) -> bool:
    return same(engine.search(columns, query, k, ask), kernel.search(columns, query, k, ask))


@settings(max_examples=150, deadline=None)
@given(
    st.integers(0, 100_000),
    st.integers(0, 400),
    st.sampled_from((0.0, 0.5, 0.9, 1.0)),
    st.integers(0, 60),
    st.integers(0, 30),
)
def test_any_world_and_query_gives_the_references_lists(
    seed: int, count: int, in_order: float, k: int, ask: int
) -> None:
    places = small_world(seed, count)
    columns = columns_of(places, in_order)
    for number in range(5):
        assert agree(columns, build_query(some_profile(seed + number, places), WEIGHTS, columns), k, ask)


def test_lists_and_blocks_are_passed_over_in_a_world_of_many_blocks_and_nothing_is_missed() -> None:
    places = small_world(7, 6000)
    columns = columns_of(places, 0.97)
    assert len(columns.layout.block_points) > 20
    assert all(agree(columns, build_query(some_profile(seed, places), WEIGHTS, columns)) for seed in range(200))


def other_weights() -> Weights:
    """Points under which other places come first than those by which the columns are in order."""
    content = WEIGHTS.model_dump() | {"version": "other"}
    for row in content["points"]:
        row["points"] = {"private": 0, "public": 300}.get(row["when"], row["points"])
    return Weights.model_validate(content)


def test_points_by_which_the_columns_are_not_in_order_give_the_references_lists() -> None:
    places = small_world(8, 6000)
    columns, weights = columns_of(places), other_weights()
    tables: PointTables = weights.tables
    assert tables is not layout.usual_points()
    assert all(agree(columns, build_query(some_profile(seed, places), weights, columns)) for seed in range(60))


@pytest.mark.parametrize("seed", range(4))
def test_after_changes_moves_and_merges_the_lists_are_still_the_references(seed: int) -> None:
    chance = random.Random(seed)
    places = small_world(seed, 1500)
    others = small_world(seed + 100, 1500)
    columns = Columns(tail=200)
    columns.apply(new_places(places))
    for version in range(2, 12):
        chosen = chance.sample(range(len(places)), 60)
        identity = [{"place_id": places[at].place_id, "version": version} for at in chosen]
        if version % 2:  # seats only: written over the row
            changed = [
                places[at].model_copy(update={"seats_taken": chance.randrange(5)} | who)
                for at, who in zip(chosen, identity, strict=True)
            ]
        else:
            changed = [others[chance.randrange(1500)].model_copy(update=who) for who in identity]
        for at, place in zip(chosen, changed, strict=True):
            places[at] = place
        columns.apply(new_places(changed))
        if columns.wants_merging:
            columns = columns.merged()
        fresh = columns_of(places, 1.0)
        for number in range(5):
            profile = some_profile(seed + number, places)
            query = build_query(profile, WEIGHTS, columns)
            found = kernel.search(columns, query, 30, 30)
            assert same(found, engine.search(columns, query, 30, 30))
            expected = kernel.search(fresh, build_query(profile, WEIGHTS, fresh), 30, 30)
            for one, other in ((found.fits, expected.fits), (found.ask_first, expected.ask_first)):
                assert [columns.place_id(row) for row in one.rows] == [fresh.place_id(row) for row in other.rows]
                assert (one.scores.tolist(), one.total) == (other.scores.tolist(), other.total)


def test_the_kernels_constants_are_those_of_the_encoding() -> None:
    names = ("FIRST_BITS", "LANGUAGE_MASK", "CRIMINAL_RECORD", "CHILD_PROTECTION", "MINUTES_A_QUARTER")
    assert {name: getattr(kernel_loops, name) for name in names} == {name: getattr(encoding, name) for name in names}
    assert kernel_loops.BLOCK == layout.BLOCK


def test_many_citizens_at_once_get_the_list_that_each_would_get_alone() -> None:
    places = small_world(9, 2000)
    columns = columns_of(places)
    profiles = [usable(some_profile(seed, places)) for seed in range(40)]
    alone = [engine.search(columns, build_query(each, WEIGHTS, columns), 20, 0).fits for each in profiles]
    for best_places in (engine.best_places, kernel.best_places):
        queries = (build_query(each, WEIGHTS, columns) for each in profiles)
        together = list(best_places(columns, queries, 20))
        assert [rows.tolist() for rows, _ in together] == [each.rows.tolist() for each in alone]
        assert [scores.tolist() for _, scores in together] == [each.scores.tolist() for each in alone]
    assert [rows.tolist() for rows, _ in rank_many(profiles, columns, WEIGHTS, 20)] == [
        each.rows.tolist() for each in alone
    ]


def test_counting_is_left_out_when_nobody_asks_for_it() -> None:
    columns = columns_of(small_world(3))
    query = build_query(some_profile(3), WEIGHTS, columns)
    for search in (engine.search, kernel.search):
        assert search(columns, query, 5, 5, counted=False).fits.total is None


def _run(program: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | environment,
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_the_loops_mean_the_same_as_plain_python() -> None:
    """Uncompiled, a wrong index is an error and not another place's row."""
    program = """
from tests.matcher.ranking.test_kernel import *
places = small_world(5, 700)
columns = columns_of(places)
print(all(agree(columns, build_query(some_profile(seed, places), WEIGHTS, columns)) for seed in range(6)))
"""
    assert _run(program, NUMBA_DISABLE_JIT="1", PYTHONWARNINGS="ignore") == "True"


def test_without_numba_the_reference_answers() -> None:
    program = """
import sys
sys.modules["numba"] = None
from matcher.ranking import engines
from tests.matcher.ranking.worlds import *
columns = columns_of(small_world(5))
found = engines.search(columns, build_query(some_profile(5), WEIGHTS, columns), 5, 5)
print(engines._compiled is None, engines.compile_search(), found.fits.total is not None)
"""
    assert _run(program).splitlines()[-1] == "True False True"


@pytest.fixture
def compiled() -> Callable[[], bool]:
    return engines.compile_search


def test_the_compiled_search_is_made_ready_once(compiled: Callable[[], bool]) -> None:
    assert compiled()
    assert compiled()
