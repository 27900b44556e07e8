"""A matching profile as whole numbers and small tables, bound to the columns of one municipality."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from matcher.catalogue.columns import Columns
from matcher.catalogue.encoding import (
    ALL_DIMENSIONS,
    CHILD_PROTECTION,
    CLOSED,
    CRIMINAL_RECORD,
    FULL,
    LANGUAGE_MASK,
    MINUTES_A_DAY,
    day_bits,
    language_bits,
    quarters,
    scheme_bits,
    window,
)
from matcher.catalogue.layout import POSTCODES
from matcher.ranking.concepts import CONCEPTS, NO_OCCUPATION, goal_levels, skill_counts
from matcher.ranking.points import Points, PointTables, Weights
from rettematch.considerations import tolerance_mask
from rettematch.contracts.base import Scheme
from rettematch.contracts.matching import MatchingProfile
from rettematch.programmes.law import counts_in_ratio

_POSTCODE, _BAND = attrgetter("postcode"), attrgetter("band")


@dataclass(frozen=True, slots=True)
class Query:
    """What one citizen can, in the units of `matcher.catalogue.encoding`, and what gives points.

    `lacking` has the bits of the considerations scale that the citizen cannot meet (none without a legal basis).
    `facts_lacking` and `facts_unknown` are the bits of the facts word that the citizen surely lacks, and that nobody
    has asked the citizen about. `unsupported_schemes` are those of `schemes` that the ratio rule does
    not count (rimelighedskravet). Further tables give points by occupation, by skill and by package.
    """

    as_of: int
    bands: NDArray[np.int8]
    postcodes: NDArray[np.intp]
    lacking: int
    facts_lacking: int
    facts_unknown: int
    day_max: int
    week_max: int
    days: int
    windows: tuple[tuple[int, int], ...]
    schemes: int
    unsupported_schemes: int
    certificates_held: NDArray[np.bool_]
    avoided: NDArray[np.int32]
    goal_points: Points
    goals: NDArray[np.intp]
    """The occupations with `goal_points`, those that give most first."""
    skill_points: Points
    package_points: Points
    tables: PointTables
    accommodation_points: int


def _reach(profile: MatchingProfile) -> tuple[NDArray[np.int8], NDArray[np.intp]]:
    """The travel band by postcode, -1 out of reach, and the postcodes in reach; the nearest band counts."""
    postcodes = np.array(list(map(int, map(_POSTCODE, profile.reach))), dtype=np.intp)
    near = np.array(list(map(_BAND, profile.reach)), dtype=np.int8)
    farthest_first = np.argsort(-near, kind="stable")
    bands = np.full(POSTCODES, -1, dtype=np.int8)
    bands[postcodes[farthest_first]] = near[farthest_first]
    return bands, np.flatnonzero(bands >= 0)


def goal_points(profile: MatchingProfile, weights: Weights) -> Points:
    """What each occupation gives for the citizen's goals."""
    points = np.zeros(CONCEPTS, dtype=np.int32)
    for goal in profile.goals:
        np.maximum(points, weights.goal_points(goal.rank).take(goal_levels(goal.uri)), out=points)
    return points


def _best_goals(points: Points) -> NDArray[np.intp]:
    goals = np.flatnonzero(points)
    return goals[np.argsort(-points[goals], kind="stable")]


def _skill_points(profile: MatchingProfile, weights: Weights) -> Points:
    essential, optional = skill_counts(profile.skills)
    points = weights.skill_points(essential, optional)
    points[NO_OCCUPATION] = 0
    return points


def package_points(profile: MatchingProfile, weights: Weights, columns: Columns) -> Points:
    """What each package of these columns gives for the citizen's choice of packages."""
    points = np.zeros(max(len(columns.packages), 1), dtype=np.int32)
    for position, package in enumerate(profile.packages):
        number = columns.packages.find(package)
        if number is not None:
            value = weights.at_rank(weights.give("job_goal", "package"), position + 1)
            points[number] = max(value, points[number])
    return points


def _facts(profile: MatchingProfile) -> tuple[int, int]:
    lacking = CLOSED | FULL | (LANGUAGE_MASK & ~language_bits(profile.danish_spoken, profile.danish_read))
    unknown = 0
    for held, bit in (
        (profile.clean_criminal_record, CRIMINAL_RECORD),
        (profile.child_protection_certificate, CHILD_PROTECTION),
    ):
        if held is None:
            unknown |= bit
        elif not held:
            lacking |= bit
    return lacking, unknown


def lacking_bits(profile: MatchingProfile) -> int:
    """The bits of the considerations scale that the citizen cannot meet; none when they may not be used."""
    if profile.tolerances is None:
        return 0
    return ALL_DIMENSIONS & ~tolerance_mask({each.dimension: each.level for each in profile.tolerances})


def day_windows(earliest: str, latest: str) -> tuple[tuple[int, int], ...]:
    """The citizen's span of the day and its neighbours a day before and after, for places that work past midnight."""
    start, end = window(earliest, latest)
    return tuple((start + shift, end + shift) for shift in (0, MINUTES_A_DAY, -MINUTES_A_DAY))


def build_query(
    profile: MatchingProfile, weights: Weights, columns: Columns, schemes: Sequence[Scheme] | None = None
) -> Query:
    """Prepares one search.

    Args:
        profile: Of the citizen.
        weights: The points in force.
        columns: Of the citizen's municipality; the query holds until their next change.
        schemes: Only these, of the schemes that the profile allows; all of them when None.

    Raises:
        UnknownDimensionError: a tolerance on a dimension that there is not.
    """
    bands, postcodes = _reach(profile)
    allowed = set(profile.schemes) if schemes is None else set(profile.schemes) & set(schemes)
    held = frozenset(profile.certificates)
    windows = day_windows(profile.earliest_start, profile.latest_end)
    facts_lacking, facts_unknown = _facts(profile)
    of_goals = goal_points(profile, weights)
    avoided = [columns.employers.find(employer) for employer in set(profile.avoided_employers)]
    return Query(
        as_of=profile.as_of.toordinal(),
        bands=bands,
        postcodes=postcodes,
        lacking=lacking_bits(profile),
        facts_lacking=facts_lacking,
        facts_unknown=facts_unknown,
        day_max=quarters(profile.hours_per_day_max),
        week_max=quarters(profile.hours_per_week_max),
        days=day_bits(profile.days),
        windows=windows if columns.crosses_midnight or windows[0][1] > MINUTES_A_DAY else windows[:1],
        schemes=scheme_bits(allowed),
        unsupported_schemes=scheme_bits(each for each in allowed if not counts_in_ratio(each, profile.as_of)),
        certificates_held=np.array([needed <= held for needed in columns.certificate_sets.words], dtype=np.bool_),
        avoided=np.array(sorted(number for number in avoided if number is not None), dtype=np.int32),
        goal_points=of_goals,
        goals=_best_goals(of_goals),
        skill_points=_skill_points(profile, weights),
        package_points=package_points(profile, weights, columns),
        tables=weights.tables,
        accommodation_points=weights.give("accommodation", "each"),
    )
