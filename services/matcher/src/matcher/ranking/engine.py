"""The exact search over numpy columns, the reference for every faster one.

Constraints are tried on the places within reach only, the most selective first, and points are computed for the places
that pass. No approximation anywhere: the list is that of a full sort by falling score, ties by rising place id.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.catalogue.columns import Columns
from matcher.catalogue.encoding import (
    CHILD_PROTECTION,
    CRIMINAL_RECORD,
    FIRST_BITS,
    LANGUAGE_MASK,
    MINUTES_A_QUARTER,
    SUPPORTED_BITS,
    UNKNOWN_CAPACITY,
)
from matcher.ranking.points import Points
from matcher.ranking.query import Query

Rows = NDArray[np.intp]
Flags = NDArray[np.bool_]

UNSUPPORTED = np.uint8(~SUPPORTED_BITS & 0xFF)


@dataclass(frozen=True, slots=True)
class Found:
    """Places in the order of an answer, as rows of the columns, with their points."""

    rows: Rows
    scores: Points
    parts: Mapping[str, Points]
    total: int
    """How many places there are in all, shown or not."""


@dataclass(frozen=True, slots=True)
class Search:
    """Places that fit, and places that would fit if what is unknown turns out well, fewest questions first."""

    fits: Found
    ask_first: Found


def within_reach(columns: Columns, query: Query) -> Rows | slice:
    """The rows of the places in the citizen's reach; a slice when that is all of them."""
    begins, ends = columns.offsets[query.postcodes], columns.offsets[query.postcodes + 1]
    lengths = ends - begins
    total = int(lengths.sum())
    if total == len(columns):
        return slice(None)
    before = np.cumsum(lengths) - lengths
    rows: Rows = np.arange(total) + np.repeat(begins - before, lengths)
    return rows


def _narrow(rows: Rows | slice, keep: Flags) -> Rows:
    narrowed: Rows = np.flatnonzero(keep) if isinstance(rows, slice) else rows[keep]
    return narrowed


def capacity_missing(schemes: NDArray[Any], capacity: NDArray[Any], week_min: NDArray[Any], wanted: int) -> Flags:
    """Only supported schemes come into question, and the ratio rule leaves too few hours or nobody knows how many."""
    usable = schemes & np.uint8(wanted)
    room = np.maximum(week_min, 1)
    missing: Flags = ((usable & UNSUPPORTED) == 0) & (capacity < room)
    return missing


def enough_days(days: NDArray[Any], week_min: NDArray[Any], query: Query) -> Flags:
    """A common day at least, and enough of them for the place's fewest weekly hours at the citizen's pace."""
    common = np.bitwise_count(days & np.uint8(query.days))
    enough: Flags = (common > 0) & (common.astype(np.int16) * np.int16(query.day_max) >= week_min)
    return enough


def enough_of_the_day(start: NDArray[Any], end: NDArray[Any], day_min: NDArray[Any], query: Query) -> Flags:
    """The hours that both can are long enough for the place's fewest daily hours (a quarter at least)."""
    needed = np.maximum(day_min, 1).astype(np.int16) * np.int16(MINUTES_A_QUARTER)
    enough = np.zeros(len(start), dtype=np.bool_)
    for earliest, latest in query.windows:
        enough |= np.minimum(end, np.int16(latest)) - np.maximum(start, np.int16(earliest)) >= needed
    return enough


def _possible(columns: Columns, query: Query) -> Rows:
    """The rows that no known fact excludes."""
    held = columns.arrays
    rows = within_reach(columns, query)
    keep = (held.schemes[rows] & np.uint8(query.schemes)) != 0
    keep &= (held.facts_known[rows] & np.uint32(query.facts_lacking)) == 0
    if query.lacking:
        keep &= (held.accommodated_known[rows] & np.uint64(query.lacking)) == 0
    found = _narrow(rows, keep)
    week_min, day_min = held.week_min[found], held.day_min[found]
    keep = (week_min <= query.week_max) & (day_min <= query.day_max)
    keep &= enough_days(held.days[found], week_min, query)
    keep &= (held.open_from[found] <= query.as_of) & (held.open_until[found] >= query.as_of)
    if not query.certificates_held.all():
        keep &= query.certificates_held[held.certificates[found]]
    if len(query.avoided):
        keep &= ~np.isin(held.employer[found], query.avoided)
    found = found[keep]
    keep = enough_of_the_day(held.start[found], held.end[found], held.day_min[found], query)
    capacity = held.capacity[found]
    missing = capacity_missing(held.schemes[found], capacity, held.week_min[found], query.schemes)
    keep &= ~(missing & (capacity != UNKNOWN_CAPACITY))
    return found[keep]


def count_dimensions(bits: NDArray[np.uint64]) -> NDArray[np.uint8]:
    """How many dimensions have any bit set."""
    folded = (bits | bits >> np.uint64(1) | bits >> np.uint64(2)) & np.uint64(FIRST_BITS)
    count: NDArray[np.uint8] = np.bitwise_count(folded)
    return count


def questions(columns: Columns, query: Query, rows: Rows) -> NDArray[np.intp]:
    """How many unknown facts each place's fit rests on; zero when it fits."""
    held = columns.arrays
    lacking, unknown = np.uint32(query.facts_lacking), np.uint32(query.facts_unknown)
    assumed, known = held.facts_assumed[rows], held.facts_known[rows]
    open_facts = (assumed & (lacking | unknown)) | (known & unknown)
    count: NDArray[np.intp] = ((open_facts & np.uint32(LANGUAGE_MASK)) != 0).astype(np.intp)
    for bit in (CRIMINAL_RECORD, CHILD_PROTECTION):
        count += (open_facts & np.uint32(bit)) != 0
    if query.lacking:
        count = count + count_dimensions(held.usual_assumed[rows] & np.uint64(query.lacking))
    count += capacity_missing(held.schemes[rows], held.capacity[rows], held.week_min[rows], query.schemes)
    return count


def points(columns: Columns, query: Query, rows: Rows) -> dict[str, Points]:
    """The points of these places by part, in the order of PARTS."""
    held, tables = columns.arrays, query.tables
    goal = query.package_points[held.package[rows]]
    skill = np.zeros(len(rows), dtype=np.int32)
    for occupations in held.occupations:
        concept = occupations[rows]
        goal = np.maximum(goal, query.goal_points[concept])
        skill = np.maximum(skill, query.skill_points[concept])
    character = held.character[rows]
    accommodations = count_dimensions(held.usual_known[rows] & np.uint64(query.lacking)).astype(np.int32)
    return {
        "job_goal": goal,
        "skills": skill,
        "paid_hours": tables.paid_hours[character],
        "company_contact": tables.contact[character],
        "sector": tables.sector[character],
        "commute": tables.commute[query.bands[held.postcode[rows]]],
        "accommodation": accommodations * np.int32(query.accommodation_points),
        "internship_only": tables.internship[character],
    }


def _first(columns: Columns, query: Query, rows: Rows, k: int, asked: NDArray[np.intp] | None) -> Found:
    """The k best of these rows: fewest questions, highest score, lowest place id."""
    total = len(rows)
    if k == 0:
        rows, asked = rows[:0], None
    parts = points(columns, query, rows)
    scores = sum(parts.values(), start=np.zeros(len(rows), dtype=np.int32))
    rank = -scores.astype(np.int64)
    if asked is not None:
        rank += asked.astype(np.int64) << 32
    chosen: Rows = np.arange(len(rows))
    if k < len(rows):
        chosen = np.flatnonzero(rank <= np.partition(rank, k - 1)[k - 1])
    held, at = columns.arrays, rows[chosen]
    order = chosen[np.lexsort((held.id_low[at], held.id_high[at], rank[chosen]))[:k]]
    return Found(rows[order], scores[order], {name: each[order] for name, each in parts.items()}, total)


def search(columns: Columns, query: Query, k: int, max_ask_first: int) -> Search:
    """The exact answer to a query.

    Args:
        columns: Of one municipality.
        query: Built for these columns as they are now.
        k: How many places that fit.
        max_ask_first: How many places to ask about; 0 for none.
    """
    rows = _possible(columns, query)
    asked = questions(columns, query, rows)
    fits = _first(columns, query, rows[asked == 0], k, None)
    return Search(fits, _first(columns, query, rows[asked > 0], max_ask_first, asked[asked > 0]))
