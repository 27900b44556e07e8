"""One pass over the places for all relaxations at once: exact, and far less work than a search for each.

A place can only be opened by a relaxation that lifts every constraint it fails. So the pass notes, for each place,
which of the constraints that can be relaxed at all it fails, drops it as soon as no relaxation could help, and leaves
the rest: places that fit, and places one step away. What a relaxation opens is then tried on those few with the
engine's own definitions. `tests/matcher/whatif` holds every answer equal to a search over the changed profile.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import structlog
from numpy.typing import NDArray

from matcher.catalogue.columns import Columns
from matcher.catalogue.encoding import (
    CHILD_PROTECTION,
    CRIMINAL_RECORD,
    LANGUAGE_MASK,
    day_bits,
    language_bits,
    quarters,
    scheme_bits,
)
from matcher.ranking.engine import capacity_missing, enough_days, enough_of_the_day, totals
from matcher.ranking.points import Points, Weights, weights_on
from matcher.ranking.query import Query, build_query, day_windows, goal_points, package_points
from matcher.synthetic import AS_OF, Shape, make_profile
from matcher.whatif.bits import (
    CERTIFICATES,
    DANISH,
    DAY,
    DAYS,
    MASKS,
    OUT_OF_REACH,
    REACH,
    SCHEME,
    TIME,
    WEEK,
)
from matcher.whatif.changes import Change, Wanted
from matcher.whatif.relaxations import LIFTS, Kind
from rettematch.contracts.matching import MatchingProfile
from rettematch.programmes.law import counts_in_ratio

Rows = NDArray[np.intp]
Flags = NDArray[np.bool_]
Runs = tuple[Rows, Rows]
"""Where stretches of rows begin and end."""
_Scan = Callable[[Columns, Query, NDArray[np.int16], Flags, Runs], tuple[Rows, NDArray[np.uint8]]]

_compiled: _Scan | None = None
try:
    from matcher.whatif.compiled import scan as _scan_compiled
except ImportError:  # without numba the pass in numpy does it
    pass
else:
    _compiled = _scan_compiled

_log = structlog.get_logger(__name__)

_BITS = {
    "reach": REACH,
    "scheme": SCHEME,
    "ratio": SCHEME,
    "hours-per-day": DAY,
    "hours-per-week": WEEK,
    "days": DAYS,
    "time-of-day": TIME,
    "danish": DANISH,
    "certificates": CERTIFICATES,
}
_RECORDS = np.uint32(CRIMINAL_RECORD | CHILD_PROTECTION)
_LANGUAGE = np.uint32(LANGUAGE_MASK)


def lifted_by(kind: Kind) -> int:
    """The bits that a kind of relaxation can clear."""
    return sum({_BITS[name] for name in LIFTS[kind]})


@cache
def one_step_away(kinds: frozenset[Kind]) -> Flags:
    """By the bits that a place fails: whether it fits or some kind of relaxation could clear all of them."""
    masks = np.arange(MASKS)
    found: Flags = masks == 0
    for kind in kinds:
        found |= (masks & ~lifted_by(kind)) == 0
    return found


def whole_query(wanted: Wanted, weights: Weights, columns: Columns) -> Query:
    """The query of today's search with the reach of the farthest relaxation; `near` tells the two apart."""
    profile = wanted.profile
    everywhere = profile.model_copy(update={"reach": (*profile.reach, *profile.beyond_reach)})
    return build_query(everywhere, weights, columns, wanted.schemes)


def further_by_postcode(profile: MatchingProfile, size: int) -> NDArray[np.int16]:
    """How many kilometres more each postcode needs: 0 in reach, OUT_OF_REACH where no relaxation goes."""
    further = np.full(size, OUT_OF_REACH, dtype=np.int16)
    for postcode in profile.beyond_reach:
        further[int(postcode.postcode)] = postcode.further_km
    for near in profile.reach:
        further[int(near.postcode)] = 0
    return further


def _unchangeable(columns: Columns, query: Query, further: NDArray[np.int16], rows: Rows) -> Rows:
    """Those of the rows that pass whatever nobody may relax, all of it known."""
    held = columns.arrays
    lacking, unknown = np.uint32(query.facts_lacking), np.uint32(query.facts_unknown)
    must_lack = lacking & ~_LANGUAGE
    known = held.facts_known.take(rows)
    keep = (known & (must_lack | unknown)) == 0
    keep &= (held.facts_assumed.take(rows) & (lacking | unknown) & _RECORDS) == 0
    keep &= held.schemes.take(rows) != 0
    keep &= further.take(held.postcode.take(rows)) != OUT_OF_REACH
    found = rows.compress(keep)
    if query.lacking:
        bits = np.uint64(query.lacking)
        keep = ((held.accommodated_known.take(found) | held.usual_assumed.take(found)) & bits) == 0
        found = found.compress(keep)
    keep = held.open_from.take(found) <= query.as_of
    keep &= held.open_until.take(found) >= query.as_of
    if len(query.avoided):
        keep &= ~np.isin(held.employer.take(found), query.avoided)
    return found.compress(keep)


def failed_bits(columns: Columns, query: Query, further: NDArray[np.int16], rows: Rows) -> NDArray[np.uint8]:
    """Which of the constraints that can be relaxed each place fails, or may fail by what is not known."""
    held = columns.arrays
    week_min, day_min, schemes = held.week_min.take(rows), held.day_min.take(rows), held.schemes.take(rows)
    usable = (schemes & np.uint8(query.schemes)) != 0
    facts = held.facts_known.take(rows) | held.facts_assumed.take(rows)
    failed = {
        REACH: further.take(held.postcode.take(rows)) != 0,
        SCHEME: ~usable | capacity_missing(schemes, held.capacity.take(rows), week_min, query),
        DAY: day_min > query.day_max,
        WEEK: week_min > query.week_max,
        DAYS: ~enough_days(held.days.take(rows), week_min, query),
        TIME: ~enough_of_the_day(held.start.take(rows), held.end.take(rows), day_min, query),
        DANISH: (facts & np.uint32(query.facts_lacking) & _LANGUAGE) != 0,
        CERTIFICATES: ~query.certificates_held.take(held.certificates.take(rows)),
    }
    bits = np.zeros(len(rows), dtype=np.uint8)
    for bit, flags in failed.items():
        bits |= flags.astype(np.uint8) * np.uint8(bit)
    return bits


@dataclass(frozen=True, slots=True)
class Near:
    """The places that fit or are one step away: rows, the bits they fail, and their points today.

    The points of a place beyond the reach are those with its own distance.
    """

    query: Query
    further: NDArray[np.int16]
    rows: Rows
    bits: NDArray[np.uint8]
    scores: Points


def runs_within_reach(columns: Columns, query: Query) -> Runs:
    """The stretches of rows that hold the places in reach, and some beside them; the tail is the last one."""
    layout = columns.layout
    touched = np.zeros(len(layout.group_rows) - 1, dtype=np.bool_)
    touched[layout.group_of.take(query.postcodes)] = True
    groups = np.flatnonzero(touched)
    begins, ends = layout.group_rows.take(groups), layout.group_rows.take(groups + 1)
    return np.append(begins, columns.in_order).astype(np.intp), np.append(ends, columns.used).astype(np.intp)


def reference(
    columns: Columns, query: Query, further: NDArray[np.int16], allowed: Flags, runs: Runs
) -> tuple[Rows, NDArray[np.uint8]]:
    """The pass in numpy, which the compiled one must equal: the rows left, and the bits they fail."""
    rows = np.concatenate([np.arange(begin, end) for begin, end in zip(*runs, strict=True)])
    rows = _unchangeable(columns, query, further, rows)
    bits = failed_bits(columns, query, further, rows)
    keep = allowed.take(bits)
    return rows.compress(keep), bits.compress(keep)


@dataclass(slots=True)
class _Choice:
    scan: _Scan = reference


_choice = _Choice()


def compile_scan() -> bool:
    """Makes the compiled pass ready, from its cache on disk when that is there; False when it cannot be had."""
    if _compiled is None:
        return False
    columns = Columns()
    profile = make_profile(random.Random(1), "typical", Shape())  # noqa: S311 - no secret
    query = build_query(profile, weights_on(AS_OF), columns)
    further = further_by_postcode(profile, len(query.bands))
    try:
        _compiled(columns, query, further, one_step_away(frozenset(LIFTS)), runs_within_reach(columns, query))
    except Exception as error:  # noqa: BLE001 - whatever the compiler cannot do here, numpy can
        _log.warning("what if could not be compiled: the slower pass answers", kind=type(error).__name__)
        return False
    _choice.scan = _compiled
    return True


def near(
    columns: Columns,
    query: Query,
    further: NDArray[np.int16],
    kinds: frozenset[Kind],
) -> Near:
    """The pass over the places.

    Args:
        columns: Of one municipality.
        query: From `whole_query`.
        further: From `further_by_postcode`.
        kinds: The kinds of relaxation in question; with none, only places that fit are found.
    """
    rows, bits = _choice.scan(columns, query, further, one_step_away(kinds), runs_within_reach(columns, query))
    return Near(query, further, rows, bits, totals(columns, query, rows))


def _changed_query(change: Change, query: Query) -> Query:
    """What of the query a change of constraints alters."""
    profile = change.wanted.profile
    schemes = change.wanted.usable_schemes
    windows = day_windows(profile.earliest_start, profile.latest_end)
    own = language_bits(profile.danish_spoken, profile.danish_read)
    return replace(
        query,
        facts_lacking=(query.facts_lacking & ~LANGUAGE_MASK) | (LANGUAGE_MASK & ~own),
        day_max=quarters(profile.hours_per_day_max),
        week_max=quarters(profile.hours_per_week_max),
        days=day_bits(profile.days),
        windows=windows,
        schemes=scheme_bits(schemes),
        unsupported_schemes=scheme_bits(each for each in schemes if not counts_in_ratio(each, profile.as_of)),
    )


def _passes_reach(change: Change, columns: Columns, found: Near, rows: Rows) -> Flags:
    passes: Flags = found.further.take(columns.arrays.postcode.take(rows)) <= int(change.relaxation.step)
    return passes


def _passes_certificates(change: Change, columns: Columns, _: Near, rows: Rows) -> Flags:
    held = frozenset(change.wanted.profile.certificates)
    enough = np.array([needed <= held for needed in columns.certificate_sets.words], dtype=np.bool_)
    return enough.take(columns.arrays.certificates.take(rows))


def _passes_the_rest(change: Change, columns: Columns, found: Near, rows: Rows) -> Flags:
    held, query = columns.arrays, _changed_query(change, found.query)
    week_min, schemes = held.week_min.take(rows), held.schemes.take(rows)
    match change.relaxation.kind:
        case "hours-per-week":
            return np.asarray(week_min <= query.week_max)
        case "hours-per-day":
            enough = enough_days(held.days.take(rows), week_min, query)
            return np.asarray(enough & (held.day_min.take(rows) <= query.day_max))
        case "weekday":
            return enough_days(held.days.take(rows), week_min, query)
        case "danish-spoken" | "danish-read":
            facts = held.facts_known.take(rows) | held.facts_assumed.take(rows)
            return np.asarray((facts & np.uint32(query.facts_lacking) & _LANGUAGE) == 0)
        case "earlier-start" | "later-end":
            return enough_of_the_day(held.start.take(rows), held.end.take(rows), held.day_min.take(rows), query)
        case _:
            usable = (schemes & np.uint8(query.schemes)) != 0
            return np.asarray(usable & ~capacity_missing(schemes, held.capacity.take(rows), week_min, query))


_PASSES: dict[Kind, Callable[[Change, Columns, Near, Rows], Flags]] = {
    "reach": _passes_reach,
    "certificate": _passes_certificates,
}


def opened(change: Change, columns: Columns, found: Near, groups: dict[int, Rows]) -> Rows:
    """Positions in `found` of the places that fit with the change and do not fit today.

    `groups` keeps, by the bits lifted, the positions that a change could open (0: all that do not fit), for the next
    change of the same profile.
    """
    kind = change.relaxation.kind
    lifted = lifted_by(kind)
    if 0 not in groups:
        groups[0] = np.flatnonzero(found.bits)
    if lifted not in groups:
        others = found.bits.take(groups[0]) & np.uint8(MASKS - 1 - lifted)
        groups[lifted] = groups[0].compress(others == 0)
    positions = groups[lifted]
    passes = _PASSES.get(kind, _passes_the_rest)(change, columns, found, found.rows.take(positions))
    return positions.compress(passes)


def best_of(columns: Columns, rows: Rows, scores: Points) -> int | None:
    """The position of the row that comes first: the most points, ties by place id. None when there is none."""
    if not len(rows):
        return None
    ties = np.flatnonzero(scores == scores.max())
    held, at = columns.arrays, rows.take(ties)
    return int(ties[np.lexsort((held.id_low.take(at), held.id_high.take(at)))[0]])


def changed_wishes(change: Change, weights: Weights, columns: Columns, query: Query) -> Query:
    """The query of a change of wishes: only what goals and packages give is another."""
    profile = change.wanted.profile
    if change.relaxation.kind == "package":
        return replace(query, package_points=package_points(profile, weights, columns))
    return replace(query, goal_points=goal_points(profile, weights))


class Fitting:
    """The places that fit, and what goals and packages give each, so that another wish is tried on those it concerns.

    Other wishes change one part of the points only: the new points are the old ones and the difference in that part.
    """

    def __init__(self, columns: Columns, found: Near) -> None:
        self.query = found.query
        fits = np.flatnonzero(found.bits == 0)
        self.rows: Rows = found.rows.take(fits)
        self.scores: Points = found.scores.take(fits)
        self._packages = columns.arrays.package.take(self.rows)
        self._occupations = [each.take(self.rows) for each in columns.arrays.occupations]
        self._by_package = np.argsort(self._packages, kind="stable")
        self._begins = np.searchsorted(
            self._packages.take(self._by_package), np.arange(len(found.query.package_points) + 1)
        )
        self._given = self._of_goals(found.query, np.arange(len(fits)))

    def _of_goals(self, query: Query, at: Rows) -> Points:
        """What goals and packages give the places at these positions."""
        given: Points = query.package_points.take(self._packages.take(at))
        for occupations in self._occupations:
            np.maximum(given, query.goal_points.take(occupations.take(at)), out=given)
        return given

    def _concerned(self, changed: Query) -> Rows:
        """The positions of the places whose package or occupations give another number of points."""
        if changed.goal_points is self.query.goal_points:
            numbers = np.flatnonzero(changed.package_points != self.query.package_points)
            found = [self._by_package[self._begins[each] : self._begins[each + 1]] for each in numbers]
            return np.concatenate([*found, self._by_package[:0]])
        goals = changed.goal_points != self.query.goal_points
        differ = np.zeros(len(self.rows), dtype=np.bool_)
        for occupations in self._occupations:
            differ |= goals.take(occupations)
        return np.flatnonzero(differ)

    def risen(self, changed: Query) -> tuple[Rows, Points]:
        """The places that get more points for changed wishes, and those points."""
        at = self._concerned(changed)
        more = self._of_goals(changed, at) - self._given.take(at)
        rising = more > 0
        at = at.compress(rising)
        return self.rows.take(at), self.scores.take(at) + more.compress(rising)
