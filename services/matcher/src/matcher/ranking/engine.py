"""The exact search over numpy columns, the reference for every faster one.

Constraints are tried on the places within reach only, the most selective first, and points are computed for the places
that pass. No approximation anywhere: the list is that of a full sort by falling score, ties by rising place id.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.catalogue.columns import Columns
from matcher.catalogue.encoding import (
    CHILD_PROTECTION,
    CRIMINAL_RECORD,
    FIRST_BITS,
    LANGUAGE_MASK,
    MINUTES_A_DAY,
    MINUTES_A_QUARTER,
    UNKNOWN_CAPACITY,
)
from matcher.ranking.points import Points
from matcher.ranking.query import Query

Rows = NDArray[np.intp]
Flags = NDArray[np.bool_]
Column = NDArray[Any]

_QUESTION_SHIFT = 32
"""Puts the number of questions above any score when both are sorted as one number."""


class Found:
    """Places in the order of an answer, as rows of the columns, with their scores.

    `total` is how many there are in all, shown or not; None when nobody asked for it to be counted.
    """

    def __init__(self, columns: Columns, query: Query, rows: Rows, scores: Points, total: int | None) -> None:
        self._of = (columns, query)
        self.rows = rows
        self.scores = scores
        self.total = total

    @cached_property
    def parts(self) -> Mapping[str, Points]:
        """The points of each place by part; read before the next change of the columns."""
        return points(*self._of, self.rows)


@dataclass(frozen=True, slots=True)
class Search:
    """Places that fit, and places that would fit if what is unknown turns out well, fewest questions first."""

    fits: Found
    ask_first: Found


def within_reach(columns: Columns, query: Query) -> Rows | None:
    """The rows of the places in the citizen's reach and some beside them; None when that is all rows.

    The rows of the groups of postcodes that are touched, and the tail.
    """
    layout = columns.layout
    touched = np.zeros(len(layout.group_blocks) - 1, dtype=np.bool_)
    touched[layout.group_of.take(query.postcodes)] = True
    if touched.all():
        return None
    groups = np.flatnonzero(touched)
    begins, ends = layout.group_rows.take(groups), layout.group_rows.take(groups + 1)
    lengths = ends - begins
    before = np.cumsum(lengths) - lengths
    rows: Rows = np.arange(int(lengths.sum())) + np.repeat(begins - before, lengths)
    return np.concatenate([rows, np.arange(columns.in_order, columns.used)])


def capacity_missing(schemes: Column, capacity: Column, week_min: Column, query: Query) -> Flags:
    """Only supported schemes come into question, and the ratio rule leaves too few hours or nobody knows how many."""
    missing: Flags = (schemes & np.uint8(query.unsupported_schemes)) == 0
    missing &= capacity < np.maximum(week_min, 1)
    return missing


def enough_days(days: Column, week_min: Column, query: Query) -> Flags:
    """A common day at least, and enough of them for the place's fewest weekly hours at the citizen's pace."""
    common = np.bitwise_count(days & np.uint8(query.days))
    enough: Flags = common.astype(np.int16) * np.int16(query.day_max) >= week_min
    enough &= common > 0
    return enough


def enough_of_the_day(start: Column, end: Column, day_min: Column, query: Query) -> Flags:
    """The hours that both can are long enough for the place's fewest daily hours (a quarter at least)."""
    needed = np.maximum(day_min, 1).astype(np.int16) * np.int16(MINUTES_A_QUARTER)
    (earliest, latest), *neighbours = query.windows
    enough: Flags = np.minimum(end, np.int16(latest)) - np.maximum(start, np.int16(earliest)) >= needed
    if neighbours and latest <= MINUTES_A_DAY:  # the day before and after matter to work past midnight only
        past_midnight = np.flatnonzero(end > MINUTES_A_DAY)
        start, end, needed = start.take(past_midnight), end.take(past_midnight), needed.take(past_midnight)
        for earliest, latest in neighbours:
            common = np.minimum(end, np.int16(latest)) - np.maximum(start, np.int16(earliest))
            enough[past_midnight] |= common >= needed
        return enough
    for earliest, latest in neighbours:
        enough |= np.minimum(end, np.int16(latest)) - np.maximum(start, np.int16(earliest)) >= needed
    return enough


def _possible(columns: Columns, query: Query) -> Rows:
    """The rows that no known fact excludes."""
    held = columns.arrays
    rows = within_reach(columns, query)

    def reached(column: Column) -> Column:
        return column[: columns.used] if rows is None else column.take(rows)

    keep = (reached(held.schemes) & np.uint8(query.schemes)) != 0
    keep &= (reached(held.facts_known) & np.uint32(query.facts_lacking)) == 0
    keep &= reached(held.week_min) <= query.week_max
    keep &= query.bands.take(reached(held.postcode)) >= 0
    found: Rows = np.flatnonzero(keep) if rows is None else rows.compress(keep)
    if query.lacking:
        found = found.compress((held.accommodated_known.take(found) & np.uint64(query.lacking)) == 0)
    week_min, day_min = held.week_min.take(found), held.day_min.take(found)
    keep = enough_days(held.days.take(found), week_min, query)
    keep &= day_min <= query.day_max
    keep &= held.open_from.take(found) <= query.as_of
    keep &= held.open_until.take(found) >= query.as_of
    if not query.certificates_held.all():
        keep &= query.certificates_held.take(held.certificates.take(found))
    if len(query.avoided):
        keep &= ~np.isin(held.employer.take(found), query.avoided)
    found = found.compress(keep)
    keep = enough_of_the_day(held.start.take(found), held.end.take(found), held.day_min.take(found), query)
    capacity = held.capacity.take(found)
    missing = capacity_missing(held.schemes.take(found), capacity, held.week_min.take(found), query)
    keep &= ~missing | (capacity == UNKNOWN_CAPACITY)
    return found.compress(keep)


def count_dimensions(bits: NDArray[np.uint64]) -> NDArray[np.uint8]:
    """How many dimensions have any bit set."""
    folded = (bits | bits >> np.uint64(1) | bits >> np.uint64(2)) & np.uint64(FIRST_BITS)
    count: NDArray[np.uint8] = np.bitwise_count(folded)
    return count


def questions(columns: Columns, query: Query, rows: Rows) -> NDArray[np.intp]:
    """How many unknown facts each place's fit rests on; zero when it fits."""
    held = columns.arrays
    lacking, unknown = np.uint32(query.facts_lacking), np.uint32(query.facts_unknown)
    open_facts = held.facts_assumed.take(rows) & (lacking | unknown)
    if query.facts_unknown:
        open_facts |= held.facts_known.take(rows) & unknown
    count: NDArray[np.intp] = ((open_facts & np.uint32(LANGUAGE_MASK)) != 0).astype(np.intp)
    for bit in (CRIMINAL_RECORD, CHILD_PROTECTION):
        if (query.facts_lacking | query.facts_unknown) & bit:
            count += (open_facts & np.uint32(bit)) != 0
    if query.lacking:
        count = count + count_dimensions(held.usual_assumed.take(rows) & np.uint64(query.lacking))
    count += capacity_missing(held.schemes.take(rows), held.capacity.take(rows), held.week_min.take(rows), query)
    return count


def _best_of_occupations(columns: Columns, rows: Rows, points: Points, at_least: Points) -> Points:
    for occupations in columns.arrays.occupations:
        at_least = np.maximum(at_least, points.take(occupations.take(rows)))
    return at_least


def _accommodations(columns: Columns, query: Query, rows: Rows) -> Points:
    needed = count_dimensions(columns.arrays.usual_known.take(rows) & np.uint64(query.lacking))
    points: Points = needed.astype(np.int32) * np.int32(query.accommodation_points)
    return points


def points(columns: Columns, query: Query, rows: Rows) -> dict[str, Points]:
    """The points of these places by part, in the order of PARTS."""
    held, tables = columns.arrays, query.tables
    character = held.character.take(rows)
    return {
        "job_goal": _best_of_occupations(
            columns, rows, query.goal_points, query.package_points.take(held.package.take(rows))
        ),
        "skills": _best_of_occupations(columns, rows, query.skill_points, np.zeros(len(rows), dtype=np.int32)),
        "paid_hours": tables.paid_hours.take(character),
        "company_contact": tables.contact.take(character),
        "sector": tables.sector.take(character),
        "commute": tables.commute.take(query.bands.take(held.postcode.take(rows))),
        "accommodation": _accommodations(columns, query, rows),
        "internship_only": tables.internship.take(character),
    }


def totals(columns: Columns, query: Query, rows: Rows) -> Points:
    """The sum of `points`, with the tables of a place's character added up beforehand."""
    held, tables = columns.arrays, query.tables
    total = _best_of_occupations(columns, rows, query.goal_points, query.package_points.take(held.package.take(rows)))
    total += tables.whole_character.take(held.character.take(rows))
    total += tables.commute.take(query.bands.take(held.postcode.take(rows)))
    if query.skill_points.any():
        total += _best_of_occupations(columns, rows, query.skill_points, np.zeros(len(rows), dtype=np.int32))
    if query.lacking:
        total += _accommodations(columns, query, rows)
    return total


def _first(columns: Columns, query: Query, rows: Rows, order: NDArray[np.int64], k: int, total: int | None) -> Found:
    """The k rows with the lowest `order`, ties by place id."""
    held, chosen = columns.arrays, rows[:0]
    if k:
        chosen = rows
        if k < len(rows):
            near = order <= np.partition(order, k - 1)[k - 1]
            chosen, order = rows.compress(near), order.compress(near)
        chosen = chosen[np.lexsort((held.id_low.take(chosen), held.id_high.take(chosen), order))[:k]]
    return Found(columns, query, chosen, totals(columns, query, chosen), total)


def search(columns: Columns, query: Query, k: int, max_ask_first: int, *, counted: bool = True) -> Search:
    """The exact answer to a query.

    Args:
        columns: Of one municipality.
        query: Built for these columns as they are now.
        k: How many places that fit.
        max_ask_first: How many places to ask about; 0 for none.
        counted: Whether to say how many there are in all.
    """
    rows = _possible(columns, query)
    asked = questions(columns, query, rows)
    order = (asked << _QUESTION_SHIFT) - totals(columns, query, rows)
    fitting = asked == 0
    found = []
    for chosen, wanted in ((fitting, k), (~fitting, max_ask_first)):
        total = int(np.count_nonzero(chosen)) if counted else None
        found.append(_first(columns, query, rows.compress(chosen), order.compress(chosen), wanted, total))
    return Search(*found)


def best_places(columns: Columns, queries: Iterable[Query], k: int) -> Iterator[tuple[Rows, Points]]:
    """The rows and scores of the k best places that fit, query by query."""
    for query in queries:
        found = search(columns, query, k, 0, counted=False).fits
        yield found.rows, found.scores
