"""The compiled search: the same lists as `matcher.ranking.engine`, in a fraction of the time."""

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from matcher.catalogue.arrays import NAMES
from matcher.catalogue.columns import Columns
from matcher.catalogue.encoding import UNKNOWN_CAPACITY
from matcher.catalogue.layout import usual_points
from matcher.ranking.engine import Found, Search
from matcher.ranking.kernel_loops import QUESTION_SHIFT, Held, Limits, Wanted, best, count_places
from matcher.ranking.points import Points, PointTables
from matcher.ranking.query import Query

_NO_CAPACITY = UNKNOWN_CAPACITY - 1
_BYTE = 255
_HALF = 1 << (QUESTION_SHIFT - 1)
"""Rounds an order to its number of questions: scores are much smaller, above zero or below."""
_ARRAYS = tuple(name for name in Held._fields if name in NAMES)


def _held(columns: Columns, query: Query) -> Held:
    arrays, layout = columns.arrays, columns.layout
    postings = layout.postings
    return Held(
        used=columns.used,
        in_order=columns.in_order,
        group_of=layout.group_of,
        group_blocks=layout.group_blocks,
        block_rows=layout.block_rows,
        block_points=layout.bounds(arrays.character, query.tables),
        list_begins=postings.begins,
        list_rows=postings.rows,
        list_postcode=postings.postcode,
        list_character=postings.character,
        **{name: getattr(arrays, name) for name in _ARRAYS},
    )


def _wanted(query: Query) -> Wanted:
    tables = query.tables
    return Wanted(
        certificates_held=query.certificates_held,
        all_certificates=bool(query.certificates_held.all()),
        avoided=query.avoided,
        bands=query.bands,
        postcodes=query.postcodes,
        commute=tables.commute,
        goal=query.goal_points,
        skill=query.skill_points,
        package=query.package_points,
        character=tables.whole_character,
        accommodation=query.accommodation_points,
        goals=query.goals,
        most_package=int(query.package_points.max()),
        most_skill=int(query.skill_points.max()),
        most_commute=int(tables.commute[0]),  # it falls with the distance
        listed=tables is usual_points(),
    )


def _limits(query: Query, *, asking: bool) -> Limits:
    (begin, stop), *neighbours = query.windows
    (begin_before, stop_before), (begin_after, stop_after) = neighbours or [(begin, stop)] * 2
    open_facts = query.facts_lacking | query.facts_unknown
    return Limits(
        np.uint8(query.schemes),
        np.uint8(query.unsupported_schemes),
        np.uint32(query.facts_lacking if asking else open_facts),
        np.uint32(open_facts),
        np.uint32(query.facts_unknown),
        np.uint64(query.lacking),
        np.uint16(query.day_max),
        np.uint8(min(query.week_max, _BYTE)),
        np.uint8(query.days),
        np.int32(query.as_of),
        np.int16(begin),
        np.int16(stop),
        np.int16(begin_before),
        np.int16(stop_before),
        np.int16(begin_after),
        np.int16(stop_after),
        np.int16(UNKNOWN_CAPACITY if asking else _NO_CAPACITY),
    )


def search(columns: Columns, query: Query, k: int, max_ask_first: int, *, counted: bool = True) -> Search:
    """The exact answer to a query; arguments as in `matcher.ranking.engine.search`."""
    held, wanted = _held(columns, query), _wanted(query)
    totals = count_places(held, wanted, _limits(query, asking=True)) if counted else (None, None)
    found = []
    for asking, length, total in ((False, k, totals[0]), (True, max_ask_first, totals[1])):
        rows, scores = _best(held, wanted, query, length, asking=asking)
        found.append(Found(columns, query, rows, scores, total))
    return Search(*found)


def best_places(columns: Columns, queries: Iterable[Query], k: int) -> Iterator[tuple[NDArray[np.intp], Points]]:
    """The rows and scores of the k best places that fit, query by query: the least that many lists cost."""
    held: Held | None = None
    tables: PointTables | None = None
    for query in queries:
        if held is None or query.tables is not tables:
            held, tables = _held(columns, query), query.tables
        yield _best(held, _wanted(query), query, k, asking=False)


def _best(held: Held, wanted: Wanted, query: Query, length: int, *, asking: bool) -> tuple[NDArray[np.intp], Points]:
    rows, orders = np.empty(length, dtype=np.intp), np.empty(length, dtype=np.int64)
    number = best(held, wanted, _limits(query, asking=asking), asking, rows, orders) if length else 0
    rows, orders = rows[:number], orders[:number]
    if asking:
        orders -= (orders + _HALF) >> QUESTION_SHIFT << QUESTION_SHIFT
    return rows, (-orders).astype(np.int32)
