"""The engines that the search is measured beside do the same work: the same lists, places, questions, points, order."""

import pytest

from bench.engine.floor import bytes_needed, measure_floor
from bench.engine.full_mask import FullMask
from bench.engine.in_duckdb import DuckDb
from bench.engine.in_polars import Polars
from bench.engine.in_postgres import Postgres
from bench.engine.in_python import PlainPython
from bench.engine.in_tantivy import Tantivy
from bench.engine.measure import measure
from bench.engine.own import Kernel, Numpy
from bench.engine.work import FILTER_COLUMNS, ask_of, table_of
from bench.places import build_columns, make_profiles
from matcher.ranking.points import weights_on
from matcher.ranking.query import build_query
from matcher.synthetic import AS_OF


@pytest.fixture(scope="module")
def columns():
    return build_columns(4000)


@pytest.fixture(scope="module")
def table(columns):
    return table_of(columns)


@pytest.fixture(scope="module")
def searches(columns):
    weights = weights_on(AS_OF)
    queries = [build_query(profile, weights, columns) for profile in make_profiles(columns, 60)]
    return [(query, ask_of(query)) for query in queries]


@pytest.fixture(scope="module")
def reference(columns):
    return Numpy(columns)


def lists_of(engine, searches, k, max_ask_first):
    return [engine.read(engine.run(engine.prepare(*search, k, max_ask_first))) for search in searches]


@pytest.fixture(scope="module", params=[FullMask, Polars, DuckDb, Postgres, PlainPython], ids=lambda kind: kind.name)
def rival(request, table):
    engine = request.param(table)
    yield engine
    engine.close()


@pytest.mark.parametrize(("k", "max_ask_first"), [(20, 0), (20, 20), (1, 3)])
def test_exact_rivals_give_the_lists_of_the_reference(rival, reference, searches, k, max_ask_first):
    wanted = lists_of(reference, searches, k, max_ask_first)
    assert lists_of(rival, searches, k, max_ask_first) == wanted
    assert sum(len(fits) for fits, _ in wanted) > 20 * k
    assert any(asked for _, asked in wanted) == (max_ask_first > 0)


def test_the_kernel_gives_the_lists_of_the_reference(columns, reference, searches):
    assert lists_of(Kernel(columns), searches, 20, 20) == lists_of(reference, searches, 20, 20)


def test_full_text_search_keeps_to_the_filters_that_it_has(table, searches):
    engine = Tantivy(table)
    rows = {table.id_of(row): row for row in range(len(table))}
    held, shown = table.arrays, 0
    for (_, ask), (fits, _) in zip(searches, lists_of(engine, searches, 20, 0), strict=True):
        for row in (rows[place] for place, _, _ in fits):
            shown += 1
            assert int(held["postcode"][row]) in ask.reach
            assert not int(held["accommodated_known"][row]) & ask.lacking
            assert not int(held["usual_assumed"][row]) & ask.lacking
            assert not int(held["facts_known"][row]) & ask.facts_lacking
            assert int(held["open_from"][row]) <= ask.as_of <= int(held["open_until"][row])
            assert int(held["week_min"][row]) <= ask.week_max
    assert shown > 100


class Wrong(FullMask):
    """Right but for the order of its first two."""

    name = "wrong"

    def read(self, answer):
        fits, ask_first = super().read(answer)
        return [*reversed(fits[:2]), *fits[2:]], ask_first


def test_a_list_in_another_order_is_not_identical_but_recalls_all(reference, table, searches):
    true, false = measure([reference, Wrong(table)], searches, 20, 0, rounds=1)
    short = sum(len(fits) < 2 for fits, _ in true.lists)
    assert false.identical(true) == pytest.approx(short / len(searches))
    assert false.recall(true) == 1
    assert true.identical(true) == 1


def test_every_engine_is_timed_on_every_search(reference, table, searches):
    for each in measure([reference, FullMask(table)], searches, 20, 0, rounds=2):
        assert len(each.ms) == len(each.lists) == len(searches)
        assert 0 < each.p50 <= each.p99 <= max(each.ms)


def test_the_floor_counts_the_narrowest_form_of_every_filter_column(table):
    floor = measure_floor(table)
    widths = {name: bytes_needed(table.arrays[name]) for name in FILTER_COLUMNS}
    assert floor.bytes_a_place == sum(widths.values())
    assert (widths["schemes"], widths["postcode"], widths["accommodated_known"]) == (1, 2, 8)
    assert 0 < floor.words_alone_ms < floor.ms


def test_the_table_has_every_place_once(columns, table):
    given = {columns.place_id(int(row)).int for row in columns.live()}
    assert {table.id_of(row) for row in range(len(table))} == given
    order = list(zip(table.arrays["postcode"].tolist(), (~table.usable).tolist(), strict=True))
    assert order == sorted(order)
    assert {len(array) for array in table.arrays.values()} == {len(table)}
