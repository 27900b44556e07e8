"""The compiled search: the same lists as `matcher.ranking.engine`, in a fraction of the time."""

import numpy as np

from matcher.catalogue.columns import Columns
from matcher.catalogue.encoding import UNKNOWN_CAPACITY
from matcher.catalogue.layout import usual_points
from matcher.ranking.engine import Found, Search
from matcher.ranking.kernel_loops import QUESTION_SHIFT, Held, Limits, Wanted, best, count_places
from matcher.ranking.query import Query

_NO_CAPACITY = UNKNOWN_CAPACITY - 1
_BYTE = 255
_HALF = 1 << (QUESTION_SHIFT - 1)
"""Rounds an order to its number of questions: scores are much smaller, above zero or below."""


def _held(columns: Columns, query: Query) -> Held:
    arrays, layout = columns.arrays, columns.layout
    own = {name: getattr(arrays, name) for name in Held._fields if hasattr(arrays, name)}
    return Held(
        used=columns.used,
        in_order=columns.in_order,
        group_of=layout.group_of,
        group_blocks=layout.group_blocks,
        block_rows=layout.block_rows,
        block_points=layout.bounds(arrays.character, query.tables),
        list_begins=layout.postings.begins,
        list_rows=layout.postings.rows,
        list_postcode=layout.postings.postcode,
        list_character=layout.postings.character,
        **own,
    )


def _wanted(query: Query) -> Wanted:
    goals = np.flatnonzero(query.goal_points)
    return Wanted(
        certificates_held=query.certificates_held,
        all_certificates=bool(query.certificates_held.all()),
        avoided=query.avoided,
        bands=query.bands,
        postcodes=query.postcodes,
        commute=query.tables.commute,
        goal=query.goal_points,
        skill=query.skill_points,
        package=query.package_points,
        character=query.tables.whole_character,
        accommodation=query.accommodation_points,
        goals=goals[np.argsort(-query.goal_points[goals], kind="stable")],
        most_package=int(query.package_points.max()),
        most_skill=int(query.skill_points.max()),
        most_commute=int(query.tables.commute.max()),
        listed=query.tables is usual_points(),
    )


def _limits(query: Query, *, asking: bool) -> Limits:
    (begin, stop), *neighbours = query.windows
    (begin_before, stop_before), (begin_after, stop_after) = neighbours or [(begin, stop)] * 2
    excluding = query.facts_lacking if asking else query.facts_lacking | query.facts_unknown
    return Limits(
        schemes=np.uint8(query.schemes),
        unsupported=np.uint8(query.unsupported_schemes),
        facts=np.uint32(excluding),
        facts_open=np.uint32(query.facts_lacking | query.facts_unknown),
        facts_unknown=np.uint32(query.facts_unknown),
        lacking=np.uint64(query.lacking),
        day_max=np.uint16(query.day_max),
        week_max=np.uint8(min(query.week_max, _BYTE)),
        days=np.uint8(query.days),
        as_of=np.int32(query.as_of),
        begin=np.int16(begin),
        stop=np.int16(stop),
        begin_before=np.int16(begin_before),
        stop_before=np.int16(stop_before),
        begin_after=np.int16(begin_after),
        stop_after=np.int16(stop_after),
        unknown_capacity=np.int16(UNKNOWN_CAPACITY if asking else _NO_CAPACITY),
    )


def search(columns: Columns, query: Query, k: int, max_ask_first: int, *, counted: bool = True) -> Search:
    """The exact answer to a query; arguments as in `matcher.ranking.engine.search`."""
    held, wanted = _held(columns, query), _wanted(query)
    fitting, asking = _limits(query, asking=False), _limits(query, asking=True)
    totals = count_places(held, wanted, asking) if counted else (None, None)
    return Search(
        _best(columns, query, held, wanted, fitting, k, totals[0], asking=False),
        _best(columns, query, held, wanted, asking, max_ask_first, totals[1], asking=True),
    )


def _best(
    columns: Columns,
    query: Query,
    held: Held,
    wanted: Wanted,
    limits: Limits,
    length: int,
    total: int | None,
    *,
    asking: bool,
) -> Found:
    rows, orders = np.empty(length, dtype=np.int64), np.empty(length, dtype=np.int64)
    number = best(held, wanted, limits, asking, rows, orders) if length else 0
    asked = (orders[:number] + _HALF) >> QUESTION_SHIFT
    scores = (asked << QUESTION_SHIFT) - orders[:number]
    return Found(columns, query, rows[:number], scores.astype(np.int32), total)
