"""Where the market is thin: industries and occupations that citizens want, by area, against the places that fit.

An area is the first two digits of a postcode. A citizen wants an industry that stands among the industry packages of
the profile, and an ISCO sub-major group (two digits) that a job goal lies in; a goal of fewer digits wants nothing that
can be counted. The wish holds in every area with a postcode in the citizen's reach. A place counts for a wish in its
area when it is of the industry (has an occupation of the group) and fits at least one of the citizens with the wish.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from matcher.outreach.market import Market
from matcher.outreach.misses import Outcome
from rettematch.contracts.matching import MatchingProfile
from rettematch.reference.occupations import ISCO_PREFIX, find_occupation

GROUP_DIGITS = 2
_POSTCODES_AN_AREA = 100


class WantedKind(StrEnum):
    """An industry package, or an ISCO-08 sub-major group."""

    PACKAGE = "package"
    ISCO = "isco"


@dataclass(frozen=True, slots=True, order=True)
class Wish:
    """What somebody wants; `id` is the package, or the two digits of the group."""

    kind: WantedKind
    id: str


@dataclass(frozen=True, slots=True)
class Supply:
    """A wish in an area: how many citizens have it, how many places fit any of them, and how many are lacking."""

    wish: Wish
    area: str
    citizens: int
    places: int

    @property
    def lacking(self) -> int:
        return max(self.citizens - self.places, 0)


def isco_group(uri: str) -> str | None:
    """The sub-major group of a job goal: of its occupation, or that the ISCO group lies in."""
    occupation = find_occupation(uri)
    if occupation is not None:
        return occupation.isco08[:GROUP_DIGITS]
    code = uri.removeprefix(ISCO_PREFIX) if uri.startswith(ISCO_PREFIX) else ""
    is_group = code.isascii() and code.isdigit() and len(code) >= GROUP_DIGITS
    return code[:GROUP_DIGITS] if is_group else None


def wishes_of(profile: MatchingProfile) -> set[Wish]:
    """What a citizen wants, each wish once."""
    groups = {isco_group(goal.uri) for goal in profile.goals} - {None}
    packages = {Wish(WantedKind.PACKAGE, each) for each in profile.packages}
    return packages | {Wish(WantedKind.ISCO, each) for each in groups if each is not None}


def thin_supply(
    market: Market, profiles: Sequence[MatchingProfile], outcomes: Sequence[Outcome], limit: int
) -> list[Supply]:
    """The wishes with fewer fitting places than citizens, most lacking first; then most citizens, wish and area.

    Args:
        market: Of the citizens' municipality.
        profiles: Of the waiting citizens.
        outcomes: Of each of them.
        limit: How many at most.
    """
    wanted: Counter[tuple[Wish, str]] = Counter()
    fitting: defaultdict[Wish, NDArray[np.bool_]] = defaultdict(lambda: np.zeros(len(market), dtype=np.bool_))
    for profile, found in zip(profiles, outcomes, strict=True):
        areas = {each.postcode[:GROUP_DIGITS] for each in profile.reach}
        for wish in wishes_of(profile):
            wanted.update((wish, area) for area in areas)
            fitting[wish][_of_wish(market, wish, found.fits)] = True
    postcodes = market.of["postcode"]
    places: Counter[tuple[Wish, str]] = Counter()
    for wish, fits in fitting.items():
        numbers, counts = np.unique(postcodes.compress(fits) // _POSTCODES_AN_AREA, return_counts=True)
        for number, count in zip(numbers.tolist(), counts.tolist(), strict=True):
            places[wish, f"{number:02d}"] = count
    supplies = [Supply(wish, area, count, places[wish, area]) for (wish, area), count in wanted.items()]
    lacking = [each for each in supplies if each.lacking]
    return sorted(lacking, key=lambda each: (-each.lacking, -each.citizens, each.wish, each.area))[:limit]


def _of_wish(market: Market, wish: Wish, rows: NDArray[np.intp]) -> NDArray[np.intp]:
    if wish.kind is WantedKind.ISCO:
        return rows.compress((market.groups.take(rows, axis=-1) == int(wish.id)).any(axis=0))
    if wish.id not in market.packages:
        return rows[:0]
    return rows.compress(market.of["package"].take(rows) == market.packages.index(wish.id))
