"""Made-up citizens whose groups have something to do with what they bring, places, and each citizen's list.

So that there is something to see, a first language other than Danish goes with less Danish, age with more
considerations and fewer hours, sex with the work that is wished for; and high places are not spread evenly over kinds
of work. None of the numbers is from anybody. The groups are drawn first, the profiles from them, and the lists from the
profiles alone.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from bench.fairness.audit import Groups
from matcher.assignment.openings import openings_of
from matcher.assignment.solving import Method, solve
from matcher.catalogue.columns import Columns, NewPlace
from matcher.catalogue.encoding import encode, scheme_bits
from matcher.ranking.engine import points
from matcher.ranking.engines import best_places
from matcher.ranking.points import weights_on
from matcher.ranking.query import build_query
from matcher.synthetic import AS_OF, Shape, make_places, make_profile
from rettematch.considerations import DIMENSIONS
from rettematch.constraints import complete_demands
from rettematch.contracts.matching import Goal, MatchingProfile, Tolerance
from rettematch.contracts.places import PaidHoursProspect, PlaceSnapshot
from rettematch.languages import LanguageLevel
from rettematch.programmes.law import counts_in_ratio
from rettematch.reference.occupations import all_occupations

AREA: Final = Shape(postcodes=60)
BEST: Final = 50
"""Of each citizen so many places go into the assignment."""
HIGH: Final = frozenset({PaidHoursProspect.LIKELY, PaidHoursProspect.AGREED})
_LEVELS: Final = tuple(LanguageLevel)
_DANISH: Final = {"Danish first": (0, 0, 0, 1, 4, 8, 12), "other first": (1, 4, 8, 8, 4, 2, 1)}
"""How often each level of Danish is drawn."""
_PROSPECTS: Final = tuple(PaidHoursProspect)
_PROSPECT_SHARES: Final = ((30, 30, 20, 20), (40, 32, 16, 12))
"""By half of the occupations: how often each prospect of paid hours is drawn."""


@dataclass(frozen=True, slots=True)
class Lists:
    """What every citizen's list holds: all places that fit, best first, as positions of `places`."""

    profiles: Sequence[MatchingProfile]
    places: Sequence[PlaceSnapshot]
    fitting: Sequence[NDArray[np.intp]]
    scores: Sequence[NDArray[np.int32]]
    parts: Sequence[NDArray[np.float64]]
    """Of each citizen the points by part of the best places, (at most BEST, parts)."""

    @property
    def high(self) -> NDArray[np.bool_]:
        """Of each place, whether ordinary hours are likely or agreed."""
        return np.array([place.paid_hours_prospect in HIGH for place in self.places])


def make_members(seed: int, citizens: int) -> tuple[list[MatchingProfile], Mapping[UUID, Groups]]:
    """Profiles without any group in them, and the groups by subject: what goes into the audit store."""
    chance = random.Random(seed)
    profiles, members = [], {}
    for _ in range(citizens):
        groups = _groups(chance)
        profile = _profile(chance, groups)
        profiles.append(profile)
        members[profile.subject] = groups
    return profiles, members


def _groups(chance: random.Random) -> Groups:
    origin = chance.choices(("Danish", "western", "non-western"), (70, 8, 22))[0]
    danish_first = chance.random() < {"Danish": 0.98, "western": 0.15, "non-western": 0.2}[origin]
    return {
        "sex": chance.choice(("women", "men")),
        "age": chance.choices(("18-29", "30-49", "50 and over"), (22, 45, 33))[0],
        "origin": origin,
        "language": "Danish first" if danish_first else "other first",
    }


def _occupation(chance: random.Random, sex: str) -> str:
    """Four of five wishes are for the half of the occupations that the group mostly works in."""
    uris = [each.uri for each in all_occupations()]
    half = len(uris) // 2
    first = (chance.random() < 0.8) == (sex == "women")
    return chance.choice(uris[:half] if first else uris[half:])


def _profile(chance: random.Random, groups: Groups) -> MatchingProfile:
    made = make_profile(chance, "tight" if chance.random() < 0.15 else "typical", AREA)
    spoken, read = sorted(chance.choices(_LEVELS, _DANISH[groups["language"]], k=2), key=lambda each: -each.rank)
    older = groups["age"] == "50 and over"
    levels = {each.dimension: each for each in made.tolerances or ()}
    for each in chance.sample(DIMENSIONS, 3 if older else 0):
        levels[each.id] = Tolerance(dimension=each.id, level=chance.choice((1, 2)), expired=False)
    goals = dict.fromkeys(_occupation(chance, groups["sex"]) for _ in made.goals)
    return made.model_copy(
        update={
            "danish_spoken": spoken,
            "danish_read": read,
            "tolerances": None if made.tolerances is None else tuple(levels.values()),
            "hours_per_week_max": min(made.hours_per_week_max, 20.0) if older else made.hours_per_week_max,
            "goals": tuple(Goal(uri=uri, rank=rank) for rank, uri in enumerate(goals, start=1)),
        }
    )


def make_openings(seed: int, count: int) -> list[PlaceSnapshot]:
    """Open places with free seats; the prospect of paid hours depends on the kind of work."""
    chance = random.Random(seed)
    uris = [each.uri for each in all_occupations()]
    first_half = frozenset(uris[: len(uris) // 2])
    found: list[PlaceSnapshot] = []
    for place in make_places(seed, 4 * count, AREA):
        if place.open and place.schemes and len(found) < count:
            shares = _PROSPECT_SHARES[place.occupations[0] in first_half]
            changes = {
                "seats": 1,
                "seats_taken": 0,
                "open_from": AS_OF,
                "open_until": None,
                "paid_hours_prospect": chance.choices(_PROSPECTS, shares)[0],
            }
            found.append(place.model_copy(update=changes))
    return sorted(found, key=lambda each: each.place_id)


def columns_of(places: Sequence[PlaceSnapshot]) -> Columns:
    columns = Columns()
    columns.apply([NewPlace(place, encode(place, complete_demands(place))) for place in places])
    return columns.merged()


def make_lists(profiles: Sequence[MatchingProfile], places: Sequence[PlaceSnapshot]) -> Lists:
    """Every citizen's whole list by the matcher's own search and points in force."""
    columns, weights = columns_of(places), weights_on(AS_OF)
    positions = {place.place_id: position for position, place in enumerate(places)}
    queries = [build_query(profile, weights, columns) for profile in profiles]
    fitting, scores, parts = [], [], []
    for query, (rows, found) in zip(queries, best_places(columns, queries, len(places)), strict=True):
        fitting.append(np.array([positions[columns.place_id(row)] for row in rows.tolist()], dtype=np.intp))
        scores.append(found)
        parts.append(np.stack(list(points(columns, query, rows[:BEST]).values()), axis=1).astype(np.float64))
    return Lists(profiles, places, fitting, scores, parts)


def assign(lists: Lists, seed: int) -> NDArray[np.intp]:
    """The proposal of the assignment from each citizen's best 50: of each citizen a position in their list, or -1."""
    lengths = [min(len(each), BEST) for each in lists.fitting]
    begins = np.r_[0, np.cumsum(lengths)]
    citizen = np.repeat(np.arange(len(lengths), dtype=np.int64), lengths)
    place = np.concatenate([each[:BEST] for each in lists.fitting]).astype(np.int64)
    scores = np.concatenate([each[:BEST] for each in lists.scores]).astype(np.int64)
    schemes = np.array([scheme_bits(each.schemes) for each in lists.places], dtype=np.uint8)
    exempt = np.array(
        [scheme_bits(each for each in one.schemes if not counts_in_ratio(each, AS_OF)) for one in lists.profiles],
        dtype=np.uint8,
    )
    counted = ((schemes[place] & exempt[citizen]) == 0).astype(np.int64)
    openings = openings_of(lists.places)
    solved = solve(openings, len(lengths), (citizen, place, counted, scores), Method.MOST_PLACED, seed)
    return np.where(solved.chosen < 0, -1, solved.chosen - begins[:-1]).astype(np.intp)
