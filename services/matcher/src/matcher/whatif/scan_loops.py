"""The pass of `matcher.whatif.scan` as one loop that numba turns into machine code; without numba it is not used.

A place is dropped at the first thing that nobody may relax, or as soon as it fails more than any relaxation lifts.
"""

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matcher.catalogue.encoding import MINUTES_A_QUARTER
from matcher.whatif.bits import CERTIFICATES, DANISH, DAY, DAYS, OUT_OF_REACH, REACH, SCHEME, TIME, WEEK

Column = NDArray[Any]


class Places(NamedTuple):
    """The columns, as `matcher.catalogue.arrays` names them."""

    schemes: Column
    facts_known: Column
    facts_assumed: Column
    demands_any: Column
    postcode: Column
    open_from: Column
    open_until: Column
    employer: Column
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
    by the bits failed whether any relaxation could lift them all; what it holds, it holds for any of their subsets.
    """

    never_known: np.uint32
    never_assumed: np.uint32
    language: np.uint32
    lacking: np.uint64
    as_of: int
    avoided: Column
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
def _common_minutes(start: Any, end: Any, windows: Any) -> Any:
    """The longest stretch of a place's day that lies in one of the citizen's windows."""
    longest = np.int64(0)
    for number in range(len(windows)):
        shared = min(np.int64(end), np.int64(windows[number, 1])) - max(np.int64(start), np.int64(windows[number, 0]))
        longest = max(longest, shared)
    return longest


@njit(cache=True, nogil=True)
def _barred(held: Any, asked: Any, row: Any) -> Any:
    """Whether something excludes a place that nobody may relax."""
    if (
        held.schemes[row] == 0
        or held.facts_known[row] & asked.never_known != 0
        or held.demands_any[row] & asked.lacking != 0
        or asked.further[held.postcode[row]] == OUT_OF_REACH
        or held.facts_assumed[row] & asked.never_assumed != 0
        or held.open_from[row] > asked.as_of
        or held.open_until[row] < asked.as_of
    ):
        return True
    for employer in asked.avoided:  # noqa: SIM110 - numba knows no any()
        if held.employer[row] == employer:
            return True
    return False


@njit(cache=True, nogil=True)
def _hours(held: Any, asked: Any, row: Any) -> Any:
    """The bits of hours and days that a place fails."""
    bits = 0
    week_min, day_min = np.int64(held.week_min[row]), np.int64(held.day_min[row])
    if week_min > asked.week_max:
        bits |= WEEK
    if day_min > asked.day_max:
        bits |= DAY
    common = np.int64(asked.ones[held.days[row] & asked.days])
    if common == 0 or common * asked.day_max < week_min:
        bits |= DAYS
    return bits


@njit(cache=True, nogil=True)
def _conditions(held: Any, asked: Any, row: Any) -> Any:
    """The bits of reach, schemes, Danish and certificates that a place fails."""
    bits = 0
    if asked.further[held.postcode[row]] != 0:
        bits |= REACH
    short = np.int64(held.capacity[row]) < np.int64(max(held.week_min[row], 1))
    if held.schemes[row] & asked.schemes == 0 or (held.schemes[row] & asked.unsupported == 0 and short):
        bits |= SCHEME
    if (held.facts_known[row] | held.facts_assumed[row]) & asked.language != 0:
        bits |= DANISH
    if not asked.certificates_held[held.certificates[row]]:
        bits |= CERTIFICATES
    return bits


@njit(cache=True, nogil=True)
def near_rows(held: Any, asked: Any, rows: Any, found: Any, bits_found: Any) -> Any:
    """Writes the rows that fit or are one step away, and the bits they fail; gives how many there are.

    Args:
        held: `Places`.
        asked: `Asked`.
        rows: Those to look at, rising.
        found: Room for as many rows.
        bits_found: Room for their bits.
    """
    count = 0
    for row in rows:
        if _barred(held, asked, row):
            continue
        bits = _hours(held, asked, row)
        if not asked.one_step_away[bits]:
            continue
        bits |= _conditions(held, asked, row)
        if not asked.one_step_away[bits]:
            continue
        needed = np.int64(max(held.day_min[row], 1)) * MINUTES_A_QUARTER
        if _common_minutes(held.start[row], held.end[row], asked.windows) < needed:
            bits |= TIME
        if asked.one_step_away[bits]:
            found[count], bits_found[count] = row, bits
            count += 1
    return count
