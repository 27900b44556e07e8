"""The loops of the compiled search. Plain Python that numba turns into machine code; without numba it is not used.

One search visits the tail, then the lists of the occupations that are goals, then blocks of rows in falling order of
the most that they can give, and stops where no place can enter the list any more. Every bound is exact, so the list is
that of the reference in `matcher.ranking.engine`. Constraints are tried on a block at a time without branches, which is
what lets the processor take many places at once; places that pass are looked at one by one.

An order is what a list is sorted by, lowest first: minus the score, and above it the number of open questions.
"""

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

# numba gives every argument its type at the first call; `Any` is all that Python can say of them.
Column = NDArray[Any]

# Constants of the encoding and the layout, written out: numba keeps its machine code until *this* file changes. A test
# holds them equal (tests/matcher/ranking/test_kernel.py).
BLOCK = 256
FIRST_BITS = 0x0249_2492_4924_9249
LANGUAGE_MASK = 0x0FFF
CRIMINAL_RECORD = 0x1000
CHILD_PROTECTION = 0x2000
MINUTES_A_QUARTER = 15

QUESTION_SHIFT = 32
_QUESTION = np.int64(1) << np.int64(QUESTION_SHIFT)
_FIRST_BITS = np.uint64(FIRST_BITS)
_PAIRS = np.uint64(0x5555_5555_5555_5555)
_FOURS = np.uint64(0x3333_3333_3333_3333)
_EIGHTS = np.uint64(0x0F0F_0F0F_0F0F_0F0F)
_ONES = np.uint64(0x0101_0101_0101_0101)
_LANGUAGE = np.uint32(LANGUAGE_MASK)
_CRIMINAL = np.uint32(CRIMINAL_RECORD)
_CHILD = np.uint32(CHILD_PROTECTION)
_QUARTER = np.int16(MINUTES_A_QUARTER)
_WALKED_SHARE = 16
"""Lists are walked for as many entries as a sixteenth of the rows within reach, then blocks are the cheaper way."""
_LOOK = 2 * BLOCK
"""Rows that have passed are looked at together when there are so many."""
_NO_BOUND = np.int64(1) << np.int64(30)


class Held(NamedTuple):
    """The columns and their layout, as `matcher.catalogue` names them."""

    used: int
    in_order: int
    schemes: Column
    facts_known: Column
    facts_assumed: Column
    facts_any: Column
    usual_known: Column
    usual_assumed: Column
    accommodated_known: Column
    demands_any: Column
    week_min: Column
    day_min: Column
    days: Column
    open_from: Column
    open_until: Column
    start: Column
    end: Column
    capacity: Column
    postcode: Column
    character: Column
    occupations: Column
    package: Column
    certificates: Column
    employer: Column
    id_high: Column
    id_low: Column
    group_of: Column
    group_blocks: Column
    block_rows: Column
    block_points: Column
    list_begins: Column
    list_rows: Column
    list_postcode: Column
    list_character: Column


class Limits(NamedTuple):
    """What one citizen can, as numbers in the types that the columns have; for one of the two lists."""

    schemes: np.uint8
    unsupported: np.uint8
    facts: np.uint32
    """Bits of the facts word that exclude: what is lacking, and for places that fit what is unknown too."""
    facts_open: np.uint32
    facts_unknown: np.uint32
    lacking: np.uint64
    day_max: np.uint16
    week_max: np.uint8
    days: np.uint8
    as_of: np.int32
    begin: np.int16
    stop: np.int16
    begin_before: np.int16
    stop_before: np.int16
    begin_after: np.int16
    stop_after: np.int16
    unknown_capacity: np.int16
    """The capacity that passes though it is too small: the unknown one when asking, none otherwise."""


class Wanted(NamedTuple):
    """What gives points, and what is looked up, as `matcher.ranking.query` names it."""

    certificates_held: Column
    all_certificates: bool
    avoided: Column
    bands: Column
    postcodes: Column
    commute: Column
    goal: Column
    skill: Column
    package: Column
    character: Column
    accommodation: int
    goals: Column
    """Occupations that give points as goals, those that give most first."""
    most_package: int
    most_skill: int
    most_commute: int
    listed: bool
    """Whether the lists of the layout are in the order of these points."""


@njit(cache=True, nogil=True)
def _dimensions(bits: Any) -> Any:
    """How many dimensions have any bit set."""
    folded = (bits | bits >> np.uint64(1) | bits >> np.uint64(2)) & _FIRST_BITS
    folded = (folded & _PAIRS) + (folded >> np.uint64(1) & _PAIRS)
    folded = (folded & _FOURS) + (folded >> np.uint64(2) & _FOURS)
    folded = (folded + (folded >> np.uint64(4))) & _EIGHTS
    return np.int64((folded * _ONES) >> np.uint64(56))


@njit(cache=True, nogil=True)
def _overlap(start: Any, end: Any, begin: Any, stop: Any) -> Any:
    return np.int16(min(end, stop) - max(start, begin))


@njit(cache=True, nogil=True)
def _passes(
    schemes: Any,
    facts: Any,
    demands: Any,
    week_min: Any,
    day_min: Any,
    days: Any,
    open_from: Any,
    open_until: Any,
    start: Any,
    end: Any,
    capacity: Any,
    limits: Any,
) -> Any:
    """Whether a place passes all constraints but travel, certificates and avoided employers; without a branch."""
    common = days & limits.days
    common = np.uint8(common - ((common >> np.uint8(1)) & np.uint8(0x55)))
    common = np.uint8((common & np.uint8(0x33)) + ((common >> np.uint8(2)) & np.uint8(0x33)))
    common = np.uint8((common + (common >> np.uint8(4))) & np.uint8(0x0F))
    least = max(np.int16(week_min), np.int16(1))
    needed = np.int16(max(np.int16(day_min), np.int16(1)) * _QUARTER)
    return (
        ((schemes & limits.schemes) != 0)
        & ((facts & limits.facts) == 0)
        & ((demands & limits.lacking) == 0)
        & (week_min <= limits.week_max)
        & (day_min <= limits.day_max)
        & (common != 0)
        & (np.uint16(common) * limits.day_max >= week_min)
        & (open_from <= limits.as_of)
        & (open_until >= limits.as_of)
        & (
            (_overlap(start, end, limits.begin, limits.stop) >= needed)
            | (_overlap(start, end, limits.begin_before, limits.stop_before) >= needed)
            | (_overlap(start, end, limits.begin_after, limits.stop_after) >= needed)
        )
        & (((schemes & limits.unsupported) != 0) | (capacity >= least) | (capacity == limits.unknown_capacity))
    )


@njit(cache=True, nogil=True)
def _mark(
    marks: Any,
    schemes: Any,
    facts: Any,
    demands: Any,
    week_min: Any,
    day_min: Any,
    days: Any,
    open_from: Any,
    open_until: Any,
    start: Any,
    end: Any,
    capacity: Any,
    limits: Any,
) -> None:
    """Which rows of a block pass. A function of slices alone, so that the compiler sees that none overlaps another."""
    for row in range(len(schemes)):
        marks[row] = _passes(
            schemes[row],
            facts[row],
            demands[row],
            week_min[row],
            day_min[row],
            days[row],
            open_from[row],
            open_until[row],
            start[row],
            end[row],
            capacity[row],
            limits,
        )


@njit(cache=True, nogil=True)
def _allowed(certificates: Any, employer: Any, held: Any, all_held: bool, avoided: Any) -> bool:
    """The constraints that are looked up: certificates and employers to avoid."""
    if not (all_held or held[certificates]):
        return False
    for at in range(len(avoided)):  # noqa: SIM110 - a generator would be an object for each place
        if avoided[at] == employer:
            return False
    return True


@njit(cache=True, nogil=True)
def _pair(occupations: Any, row: int, package_points: Any, goal: Any, skill: Any) -> Any:
    """The points for goal and skills: each the best of the place's occupations."""
    best_goal, best_skill = np.int64(package_points), np.int64(0)
    for position in range(occupations.shape[0]):
        occupation = occupations[position, row]
        best_goal = max(best_goal, np.int64(goal[occupation]))
        best_skill = max(best_skill, np.int64(skill[occupation]))
    return best_goal + best_skill


@njit(cache=True, nogil=True)
def _questions(
    facts_known: Any, facts_assumed: Any, usual_assumed: Any, supported: bool, capacity: Any, week_min: Any, limits: Any
) -> Any:
    """How many unknown facts the fit of a place rests on."""
    facts = (facts_assumed & limits.facts_open) | (facts_known & limits.facts_unknown)
    count = _dimensions(usual_assumed & limits.lacking)
    count += np.int64((facts & _LANGUAGE) != 0) + np.int64((facts & _CRIMINAL) != 0) + np.int64((facts & _CHILD) != 0)
    return count + np.int64(supported & (capacity < max(np.int16(week_min), np.int16(1))))


@njit(cache=True, nogil=True)
def _before(high: Any, low: Any, row: int, other: int) -> Any:
    if high[row] != high[other]:
        return high[row] < high[other]
    return low[row] < low[other]


@njit(cache=True, nogil=True)
def _enter(high: Any, low: Any, rows: Any, orders: Any, count: int, row: int, order: int) -> int:
    """Puts a place in its position on the list, unless the list is full of better ones; how many are then on it."""
    at = count
    if count == len(rows):
        at = count - 1
        if order > orders[at] or (order == orders[at] and not _before(high, low, row, rows[at])):
            return count
    for position in range(count):
        if rows[position] == row:
            return count
    while at > 0 and (order < orders[at - 1] or (order == orders[at - 1] and _before(high, low, row, rows[at - 1]))):
        if at < len(rows):
            rows[at], orders[at] = rows[at - 1], orders[at - 1]
        at -= 1
    rows[at], orders[at] = row, order
    return min(count + 1, len(rows))


@njit(cache=True, nogil=True)
def _look(
    held: Any,
    wanted: Any,
    limits: Any,
    asking: bool,
    rows: Any,
    orders: Any,
    count: int,
    kept: Any,
    number: int,
    pair: Any,
) -> int:
    """Looks at rows that pass `_passes`; how many places are then on the list.

    `pair` is the most that goal and skills can give a row that has not been looked at before: one that it cannot bring
    onto the list needs no look at its occupations. The arrays are taken out of their tuples once: doing so in the loop
    costs more than the loop.
    """
    schemes, week_min, capacity = held.schemes, held.week_min, held.capacity
    facts_known, facts_assumed, usual_assumed = held.facts_known, held.facts_assumed, held.usual_assumed
    postcode, character, package, occupations = held.postcode, held.character, held.package, held.occupations
    certificates, employer, usual_known = held.certificates, held.employer, held.usual_known
    high, low = held.id_high, held.id_low
    bands, commute, goal, skill = wanted.bands, wanted.commute, wanted.goal, wanted.skill
    by_package, by_character, certificates_held = wanted.package, wanted.character, wanted.certificates_held
    avoided = wanted.avoided
    base = _QUESTION if asking else np.int64(0)
    for at in range(number):
        row = kept[at]
        band = bands[postcode[row]]
        if band < 0:
            continue
        given = np.int64(by_character[character[row]]) + commute[band]
        if count == len(rows) and base - (given + pair) > orders[count - 1]:
            continue
        order = -(
            _pair(occupations, row, by_package[package[row]], goal, skill)
            + given
            + _dimensions(usual_known[row] & limits.lacking) * wanted.accommodation
        )
        if count == len(rows) and base + order > orders[count - 1]:
            continue
        if asking:
            supported = (schemes[row] & limits.unsupported) == 0
            asked = _questions(
                facts_known[row],
                facts_assumed[row],
                usual_assumed[row],
                supported,
                capacity[row],
                week_min[row],
                limits,
            )
            if asked == 0:
                continue
            order += asked * _QUESTION
        if _allowed(certificates[row], employer[row], certificates_held, wanted.all_certificates, avoided):
            count = _enter(high, low, rows, orders, count, row, order)
    return count


@njit(cache=True, nogil=True)
def _scan(
    held: Any,
    wanted: Any,
    limits: Any,
    asking: bool,
    rows: Any,
    orders: Any,
    count: int,
    begins: Any,
    stops: Any,
    bounds: Any,
    pair: Any,
) -> int:
    """Looks at runs of rows, each at most a block, with the most that each can give, falling."""
    schemes, week_min, day_min, days = held.schemes, held.week_min, held.day_min, held.days
    open_from, open_until, start, end = held.open_from, held.open_until, held.start, held.end
    capacity, facts, demands = held.capacity, held.facts_any, held.demands_any
    if asking:
        facts, demands = held.facts_known, held.accommodated_known
    marks, kept = np.empty(BLOCK, dtype=np.uint8), np.empty(_LOOK + BLOCK + 1, dtype=np.int32)
    base = _QUESTION if asking else np.int64(0)
    number = 0
    for at in range(len(begins)):
        full = count == len(rows)
        if full and base - bounds[at] > orders[count - 1]:
            break
        begin, stop = begins[at], stops[at]
        _mark(
            marks,
            schemes[begin:stop],
            facts[begin:stop],
            demands[begin:stop],
            week_min[begin:stop],
            day_min[begin:stop],
            days[begin:stop],
            open_from[begin:stop],
            open_until[begin:stop],
            start[begin:stop],
            end[begin:stop],
            capacity[begin:stop],
            limits,
        )
        for position in range(stop - begin):
            kept[number] = begin + position
            number += marks[position]
        if number >= _LOOK or (number >= len(rows) and not full):
            count = _look(held, wanted, limits, asking, rows, orders, count, kept, number, pair)
            number = 0
    return _look(held, wanted, limits, asking, rows, orders, count, kept, number, pair)


@njit(cache=True, nogil=True)
def _lists(  # noqa: C901 - in parts it would take the arrays out of their tuples for each occupation
    held: Any, wanted: Any, limits: Any, asking: bool, rows: Any, orders: Any, count: int, budget: int
) -> tuple[int, Any]:
    """Looks at the places of the occupations that are goals; the count, and the most that other goals give."""
    schemes, week_min, day_min, days = held.schemes, held.week_min, held.day_min, held.days
    open_from, open_until, start, end = held.open_from, held.open_until, held.start, held.end
    capacity, facts, demands = held.capacity, held.facts_any, held.demands_any
    if asking:
        facts, demands = held.facts_known, held.accommodated_known
    begins, list_rows, list_postcode, list_character = (
        held.list_begins,
        held.list_rows,
        held.list_postcode,
        held.list_character,
    )
    bands, commute, goals, goal, by_character = (
        wanted.bands,
        wanted.commute,
        wanted.goals,
        wanted.goal,
        wanted.character,
    )
    kept = np.empty(_LOOK, dtype=np.int32)
    base = _QUESTION if asking else np.int64(0)
    walked = 0
    for occupation in goals:
        given = np.int64(goal[occupation])
        if given <= wanted.most_package:
            break
        number = 0
        for at in range(begins[occupation], begins[occupation + 1]):
            best = given + wanted.most_skill + by_character[list_character[at]]
            full = count == len(rows)
            if full and base - (best + wanted.most_commute) > orders[count - 1]:
                if wanted.listed:
                    break
                continue
            walked += 1
            if walked > budget:
                return _look(held, wanted, limits, asking, rows, orders, count, kept, number, _NO_BOUND), given
            band = bands[list_postcode[at]]
            if band < 0 or (full and base - (best + commute[band]) > orders[count - 1]):
                continue
            row = list_rows[at]
            if _passes(
                schemes[row],
                facts[row],
                demands[row],
                week_min[row],
                day_min[row],
                days[row],
                open_from[row],
                open_until[row],
                start[row],
                end[row],
                capacity[row],
                limits,
            ):
                kept[number] = row
                number += 1
                if number == _LOOK:
                    count = _look(held, wanted, limits, asking, rows, orders, count, kept, number, _NO_BOUND)
                    number = 0
        if number:
            count = _look(held, wanted, limits, asking, rows, orders, count, kept, number, _NO_BOUND)
    return count, wanted.most_package


@njit(cache=True, nogil=True)
def _nearest(held: Any, wanted: Any) -> tuple[Any, int]:
    """The most that the way to work gives in each group of postcodes, -1 out of reach; and the rows within reach."""
    group_of, group_blocks, block_rows = held.group_of, held.group_blocks, held.block_rows
    postcodes, commute, bands = wanted.postcodes, wanted.commute, wanted.bands
    nearest = np.full(len(group_blocks) - 1, -1, dtype=np.int32)
    for at in range(len(postcodes)):
        group = group_of[postcodes[at]]
        nearest[group] = max(nearest[group], commute[bands[postcodes[at]]])
    reached = 0
    for group in range(len(nearest)):
        if nearest[group] >= 0:
            reached += block_rows[group_blocks[group + 1]] - block_rows[group_blocks[group]]
    return nearest, reached


@njit(cache=True, nogil=True)
def _blocks(held: Any, nearest: Any, pair: Any, least: Any) -> tuple[Any, Any, Any]:
    """Where the blocks within reach begin and stop that can give at least `least`, by falling bound; and the bounds."""
    group_blocks, block_rows, block_points = held.group_blocks, held.block_rows, held.block_points
    blocks, bounds = np.empty(len(block_points), dtype=np.int32), np.empty(len(block_points), dtype=np.int64)
    number, highest, lowest = 0, np.int64(0), np.int64(0)
    for group in range(len(nearest)):
        if nearest[group] < 0:
            continue
        for block in range(group_blocks[group], group_blocks[group + 1]):
            bound = np.int64(nearest[group] + block_points[block]) + pair
            if bound < least:
                continue
            highest = bound if number == 0 else max(highest, bound)
            lowest = bound if number == 0 else min(lowest, bound)
            blocks[number], bounds[number] = block, bound
            number += 1
    positions = np.zeros(highest - lowest + 2, dtype=np.int32)
    for at in range(number):
        positions[highest - bounds[at] + 1] += 1
    for at in range(len(positions) - 1):
        positions[at + 1] += positions[at]
    begins, stops = np.empty(number, dtype=np.int32), np.empty(number, dtype=np.int32)
    ordered = np.empty(number, dtype=np.int64)
    for at in range(number):
        position = positions[highest - bounds[at]]
        positions[highest - bounds[at]] += 1
        begins[position], stops[position] = block_rows[blocks[at]], block_rows[blocks[at] + 1]
        ordered[position] = bounds[at]
    return begins, stops, ordered


@njit(cache=True, nogil=True)
def _tail(held: Any) -> tuple[Any, Any]:
    """Where the blocks of the tail begin and stop."""
    begins = np.arange(held.in_order, held.used, BLOCK).astype(np.int32)
    return begins, np.minimum(begins + BLOCK, held.used).astype(np.int32)


@njit(cache=True, nogil=True)
def best(held: Any, wanted: Any, limits: Any, asking: bool, rows: Any, orders: Any) -> int:
    """Fills a list with the best places, in order; how many there are.

    Args:
        held: The columns.
        wanted: What gives points.
        limits: What must be met, for this list.
        asking: False for places that fit, True for those to ask about first.
        rows: Filled with rows, as long as the list may become.
        orders: Filled with their orders.
    """
    count = 0
    if len(rows) == 0:
        return count
    base = _QUESTION if asking else np.int64(0)
    begins, stops = _tail(held)
    everything = np.full(len(begins), _NO_BOUND)
    count = _scan(held, wanted, limits, asking, rows, orders, count, begins, stops, everything, _NO_BOUND)
    nearest, reached = _nearest(held, wanted)
    count, goal = _lists(held, wanted, limits, asking, rows, orders, count, reached // _WALKED_SHARE)
    least = base - orders[count - 1] if count == len(rows) else -_NO_BOUND
    pair = np.int64(goal + wanted.most_skill)
    begins, stops, bounds = _blocks(held, nearest, pair, least)
    return _scan(held, wanted, limits, asking, rows, orders, count, begins, stops, bounds, pair)


@njit(cache=True, nogil=True)
def count_places(held: Any, wanted: Any, limits: Any) -> tuple[int, int]:
    """How many places fit, and how many there are to ask about; `limits` are those for asking."""
    schemes, week_min, day_min, days = held.schemes, held.week_min, held.day_min, held.days
    open_from, open_until, start, end = held.open_from, held.open_until, held.start, held.end
    capacity, facts_known, demands = held.capacity, held.facts_known, held.accommodated_known
    facts_assumed, usual_assumed = held.facts_assumed, held.usual_assumed
    postcode, certificates, employer = held.postcode, held.certificates, held.employer
    bands, certificates_held, avoided = wanted.bands, wanted.certificates_held, wanted.avoided
    nearest, _ = _nearest(held, wanted)
    block_begins, block_stops, _ = _blocks(held, nearest, np.int64(0), -_NO_BOUND)
    tail_begins, tail_stops = _tail(held)
    begins, stops = np.concatenate((block_begins, tail_begins)), np.concatenate((block_stops, tail_stops))
    marks, kept = np.empty(BLOCK, dtype=np.uint8), np.empty(BLOCK + 1, dtype=np.int32)
    fitting, waiting = 0, 0
    for at in range(len(begins)):
        begin, stop = begins[at], stops[at]
        _mark(
            marks,
            schemes[begin:stop],
            facts_known[begin:stop],
            demands[begin:stop],
            week_min[begin:stop],
            day_min[begin:stop],
            days[begin:stop],
            open_from[begin:stop],
            open_until[begin:stop],
            start[begin:stop],
            end[begin:stop],
            capacity[begin:stop],
            limits,
        )
        number = 0
        for position in range(stop - begin):
            kept[number] = begin + position
            number += marks[position]
        for position in range(number):
            row = kept[position]
            if bands[postcode[row]] < 0 or not _allowed(
                certificates[row], employer[row], certificates_held, wanted.all_certificates, avoided
            ):
                continue
            supported = (schemes[row] & limits.unsupported) == 0
            asked = _questions(
                facts_known[row],
                facts_assumed[row],
                usual_assumed[row],
                supported,
                capacity[row],
                week_min[row],
                limits,
            )
            fitting += asked == 0
            waiting += asked != 0
    return fitting, waiting
