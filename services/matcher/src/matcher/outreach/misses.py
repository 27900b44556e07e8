"""One citizen against all places: which fit, and which miss by exactly one thing that an employer could give.

The definition is `rettematch.constraints.failed_constraints`: a place fits when it is empty, and misses by one thing
when it holds exactly one failure and that is a consideration by a known demand, or a fact that is unknown and that the
employer can tell. A record that the place requires and nobody has asked the citizen about is not for the employer.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.catalogue.encoding import (
    ALL_DIMENSIONS,
    CHILD_PROTECTION,
    CLOSED,
    CRIMINAL_RECORD,
    FIRST_BITS,
    FULL,
    LANGUAGE_MASK,
    MINUTES_A_DAY,
    MINUTES_A_QUARTER,
    UNKNOWN_CAPACITY,
    day_bits,
    language_bits,
    quarters,
    scheme_bits,
    window,
)
from matcher.catalogue.layout import POSTCODES
from matcher.outreach.asks import (
    ASK_CHILD_PROTECTION,
    ASK_CRIMINAL_RECORD,
    ASK_DANISH,
    ASK_RATIO,
    FIRST_ACCOMMODATION,
    FIRST_UNKNOWN,
)
from matcher.outreach.market import Column, Market
from rettematch.considerations import BITS_PER_DIMENSION, tolerance_mask
from rettematch.contracts.matching import MatchingProfile
from rettematch.programmes.law import counts_in_ratio

Rows = NDArray[np.intp]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Rows that fit, rows that miss by one thing, and the number in ASKS of that thing for each of these."""

    fits: Rows
    misses: Rows
    asks: NDArray[np.intp]


def outcome(market: Market, profile: MatchingProfile) -> Outcome:
    """The places that fit a citizen or miss by one thing.

    Args:
        market: Of the citizen's municipality.
        profile: Without tolerances where the law gives no basis for using them.
    """
    of, lacking = market.of, _lacking(profile)
    rows = _otherwise_possible(market, profile)
    above = of["accommodated_known"].take(rows) & np.uint64(lacking)
    unknown = of["usual_assumed"].take(rows) & np.uint64(lacking)
    language, records = _facts_open(profile)
    assumed = of["facts_assumed"].take(rows)
    flags = {
        ASK_DANISH: (assumed & np.uint32(language)) != 0,
        ASK_CRIMINAL_RECORD: (assumed & np.uint32(records & CRIMINAL_RECORD)) != 0,
        ASK_CHILD_PROTECTION: (assumed & np.uint32(records & CHILD_PROTECTION)) != 0,
        ASK_RATIO: _capacity_missing(market, profile, rows),
    }
    above, unknown = _first_bits(above), _first_bits(unknown)
    count = np.bitwise_count(above) + np.bitwise_count(unknown)
    for flag in flags.values():
        count += flag
    one = count == 1
    asks = np.zeros(len(rows), dtype=np.intp)
    for ask, flag in flags.items():
        asks[flag] = ask
    for first, bits in ((FIRST_ACCOMMODATION, above), (FIRST_UNKNOWN, unknown)):
        found = np.flatnonzero(one & (bits != 0))
        asks[found] = first + _dimension(bits.take(found))
    return Outcome(rows.compress(count == 0), rows.compress(one), asks.compress(one))


def _lacking(profile: MatchingProfile) -> int:
    """The bits of the considerations scale that the citizen cannot meet."""
    if profile.tolerances is None:
        return 0
    return ALL_DIMENSIONS & ~tolerance_mask({each.dimension: each.level for each in profile.tolerances})


def _first_bits(bits: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """One bit for each dimension that has any."""
    folded: NDArray[np.uint64] = (bits | bits >> np.uint64(1) | bits >> np.uint64(2)) & np.uint64(FIRST_BITS)
    return folded


def _dimension(bits: NDArray[np.uint64]) -> NDArray[np.intp]:
    """The number of the dimension of each single first bit; powers of two have an exact logarithm."""
    numbers: NDArray[np.intp] = np.log2(bits.astype(np.float64)).astype(np.intp) // BITS_PER_DIMENSION
    return numbers


def _facts_open(profile: MatchingProfile) -> tuple[int, int]:
    """Bits of the language that the citizen lacks, and of the records that the citizen is not known to have."""
    language = LANGUAGE_MASK & ~language_bits(profile.danish_spoken, profile.danish_read)
    held = ((profile.clean_criminal_record, CRIMINAL_RECORD), (profile.child_protection_certificate, CHILD_PROTECTION))
    return language, sum(bit for has, bit in held if has is not True)


def _otherwise_possible(market: Market, profile: MatchingProfile) -> Rows:
    """The rows at which nothing stands in the way but considerations, and what an employer can be asked."""
    of, today = market.of, profile.as_of.toordinal()
    reach = np.zeros(POSTCODES, dtype=np.bool_)
    reach[[int(each.postcode) for each in profile.reach]] = True
    language, records = _facts_open(profile)
    keep = reach.take(of["postcode"])
    keep &= (of["schemes"] & np.uint8(scheme_bits(profile.schemes))) != 0
    keep &= (of["facts_known"] & np.uint32(CLOSED | FULL | language | records)) == 0
    rows: Rows = np.flatnonzero(keep)
    week_min, day_min = of["week_min"].take(rows), of["day_min"].take(rows)
    day_max = quarters(profile.hours_per_day_max)
    common = np.bitwise_count(of["days"].take(rows) & np.uint8(day_bits(profile.days))).astype(np.int16)
    keep = (week_min <= quarters(profile.hours_per_week_max)) & (day_min <= day_max)
    keep &= (common > 0) & (common * np.int16(day_max) >= week_min)
    keep &= (of["open_from"].take(rows) <= today) & (of["open_until"].take(rows) >= today)
    if profile.avoided_employers:
        avoided = market.employer_numbers(profile.avoided_employers)
        keep &= ~np.isin(of["employer"].take(rows), avoided)
    held = frozenset(profile.certificates)
    enough = np.array([needed <= held for needed in market.certificate_sets], dtype=np.bool_)
    keep &= enough.take(of["certificates"].take(rows))
    rows = rows.compress(keep)
    rows = rows.compress(_enough_of_the_day(market, profile, rows))
    known = of["capacity"].take(rows) != UNKNOWN_CAPACITY
    return rows.compress(~(known & _capacity_missing(market, profile, rows)))


def _enough_of_the_day(market: Market, profile: MatchingProfile, rows: Rows) -> Flags:
    """Whether the hours that both can are long enough, on the same day or over a midnight."""
    of = market.of
    start, end = of["start"].take(rows), of["end"].take(rows)
    needed = np.maximum(of["day_min"].take(rows), 1).astype(np.int16) * np.int16(MINUTES_A_QUARTER)
    earliest, latest = window(profile.earliest_start, profile.latest_end)
    enough: Flags = np.zeros(len(rows), dtype=np.bool_)
    for shift in (0, MINUTES_A_DAY, -MINUTES_A_DAY):
        common = np.minimum(end, np.int16(latest + shift)) - np.maximum(start, np.int16(earliest + shift))
        enough |= common >= needed
    return enough


def _capacity_missing(market: Market, profile: MatchingProfile, rows: Rows) -> Flags:
    """Whether only supported schemes come into question, and no room under the ratio rule is known."""
    of = market.of
    unsupported = scheme_bits(each for each in profile.schemes if not counts_in_ratio(each, profile.as_of))
    missing: Flags = (of["schemes"].take(rows) & np.uint8(unsupported)) == 0
    asked: Column = np.maximum(of["week_min"].take(rows), 1)
    missing &= of["capacity"].take(rows) < asked
    return missing
