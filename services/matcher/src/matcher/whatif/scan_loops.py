"""The pass of `matcher.whatif.scan` as one loop that numba turns into machine code; without numba it is not used.

Constraints are tried on a block of rows at a time without branches, which is what lets the processor take many places
at once; nearly all of the work is reading the columns.
"""

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matcher.catalogue.encoding import MINUTES_A_QUARTER
from matcher.whatif.bits import CERTIFICATES, DANISH, DAY, DAYS, OUT_OF_REACH, REACH, SCHEME, TIME, WEEK

Column = NDArray[Any]

_BLOCK = 256


class Places(NamedTuple):
    """The columns, as `matcher.catalogue.arrays` names them."""

    schemes: Column
    facts_known: Column
    facts_assumed: Column
    demands_any: Column
    postcode: Column
    open_from: Column
    open_until: Column
    week_min: Column
    day_min: Column
    days: Column
    start: Column
    end: Column
    capacity: Column
    certificates: Column


class Asked(NamedTuple):
    """A query, in the types that the columns have.

    `never_known` and `never_assumed` are bits of the facts word that exclude for good; `language` those of Danish that
    the citizen lacks. `further` is by postcode the kilometres more that it needs, or OUT_OF_REACH. `one_step_away` says
    by the bits failed whether any relaxation could lift them all.
    """

    never_known: np.uint32
    never_assumed: np.uint32
    language: np.uint32
    lacking: np.uint64
    as_of: int
    further: Column
    schemes: np.uint8
    unsupported: np.uint8
    week_max: int
    day_max: int
    days: np.uint8
    windows: Column
    certificates_held: Column
    ones: Column
    one_step_away: Column


@njit(cache=True, nogil=True)
def _allowed_for_good(held: Any, asked: Any, first: Any, last: Any, keep: Any) -> Any:
    """Notes which rows nothing excludes that nobody may relax; gives how many. Avoided employers come later."""
    schemes, known, assumed = held.schemes[first:last], held.facts_known[first:last], held.facts_assumed[first:last]
    demands, begun, over = held.demands_any[first:last], held.open_from[first:last], held.open_until[first:last]
    postcode = held.postcode[first:last]
    for at in range(last - first):
        keep[at] = (schemes[at] != 0) & (known[at] & asked.never_known == 0) & (assumed[at] & asked.never_assumed == 0)
    for at in range(last - first):
        keep[at] &= demands[at] & asked.lacking == 0
    for at in range(last - first):
        keep[at] &= (begun[at] <= asked.as_of) & (over[at] >= asked.as_of)
    total = 0
    for at in range(last - first):
        keep[at] &= asked.further[postcode[at]] != OUT_OF_REACH
        total += keep[at]
    return total


@njit(cache=True, nogil=True)
def _failed(held: Any, asked: Any, first: Any, last: Any, bits: Any) -> None:
    """Notes for each row the bits of what it fails, of what can be relaxed."""
    schemes, known, assumed = held.schemes[first:last], held.facts_known[first:last], held.facts_assumed[first:last]
    week_min, day_min, days = held.week_min[first:last], held.day_min[first:last], held.days[first:last]
    start, end, capacity = held.start[first:last], held.end[first:last], held.capacity[first:last]
    postcode, certificates = held.postcode[first:last], held.certificates[first:last]
    windows = asked.windows
    for at in range(last - first):
        bits[at] = (week_min[at] > asked.week_max) * WEEK | (day_min[at] > asked.day_max) * DAY
    for at in range(last - first):
        short = (schemes[at] & asked.unsupported == 0) & (capacity[at] < max(week_min[at], 1))
        bits[at] |= ((schemes[at] & asked.schemes == 0) | short) * SCHEME
    for at in range(last - first):
        bits[at] |= ((known[at] | assumed[at]) & asked.language != 0) * DANISH
    for at in range(last - first):
        needed = np.int32(max(day_min[at], 1)) * np.int32(MINUTES_A_QUARTER)
        one = np.int32(min(end[at], windows[0, 1])) - np.int32(max(start[at], windows[0, 0]))
        two = np.int32(min(end[at], windows[1, 1])) - np.int32(max(start[at], windows[1, 0]))
        three = np.int32(min(end[at], windows[2, 1])) - np.int32(max(start[at], windows[2, 0]))
        bits[at] |= (max(one, two, three) < needed) * TIME
    for at in range(last - first):
        common = np.int32(asked.ones[days[at] & asked.days])
        bits[at] |= ((common == 0) | (common * np.int32(asked.day_max) < week_min[at])) * DAYS
        bits[at] |= (asked.further[postcode[at]] != 0) * REACH
        bits[at] |= (not asked.certificates_held[certificates[at]]) * CERTIFICATES


@njit(cache=True, nogil=True)
def near_rows(held: Any, asked: Any, begins: Any, ends: Any, found: Any, bits_found: Any) -> Any:
    """Writes the rows that fit or are one step away, and the bits they fail; gives how many there are.

    Args:
        held: `Places`.
        asked: `Asked`.
        begins: Where each run of rows to look at begins.
        ends: Where it ends.
        found: Room for as many rows.
        bits_found: Room for their bits.
    """
    count = 0
    keep, bits = np.empty(_BLOCK, dtype=np.uint8), np.empty(_BLOCK, dtype=np.uint8)
    for run in range(len(begins)):
        for first in range(begins[run], ends[run], _BLOCK):
            last = min(first + _BLOCK, ends[run])
            if _allowed_for_good(held, asked, first, last, keep) == 0:
                continue
            _failed(held, asked, first, last, bits)
            for at in range(last - first):
                keep[at] &= asked.one_step_away[bits[at]]
            for at in range(last - first):
                # Written always and counted when wanted: a branch here would be guessed wrong half of the time.
                found[count], bits_found[count] = first + at, bits[at]
                count += keep[at]
    return count
