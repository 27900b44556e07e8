"""Small worlds of places and the two answers to a profile in them: the engine's and the oracle's."""

import random
from collections.abc import Sequence
from uuid import UUID

from matcher.catalogue.columns import Columns, NewPlace
from matcher.catalogue.encoding import encode
from matcher.ranking.constraints import excluded
from matcher.ranking.engine import Found, search
from matcher.ranking.points import Weights, weights_on
from matcher.ranking.query import build_query
from matcher.synthetic import AS_OF, Shape, make_places, make_profile
from rettematch.constraints import complete_demands
from rettematch.contracts.base import Scheme
from rettematch.contracts.matching import MatchingProfile
from rettematch.contracts.places import PlaceSnapshot
from tests.matcher.oracle import Verdict, answer, judge

SMALL = Shape(packages=4, occupations=60, postcodes=40)
KINDS = ("typical", "tight", "nationwide")
WEIGHTS = weights_on(AS_OF)

Line = tuple[UUID, int, dict[str, int]]


def new_places(places: Sequence[PlaceSnapshot]) -> list[NewPlace]:
    return [NewPlace(place, encode(place, complete_demands(place))) for place in places]


def columns_of(places: Sequence[PlaceSnapshot], in_order: float = 0.8) -> Columns:
    """Columns with a share of the places in order and the rest in the tail."""
    columns = Columns()
    first = round(in_order * len(places))
    columns.apply(new_places(places[:first]))
    columns = columns.merged()
    columns.apply(new_places(places[first:]))
    return columns


def small_world(seed: int, count: int = 100) -> list[PlaceSnapshot]:
    return list(make_places(seed, count, SMALL))


def some_profile(seed: int, places: Sequence[PlaceSnapshot] = ()) -> MatchingProfile:
    chance = random.Random(seed)
    employers = sorted({place.employer_id for place in places})
    return make_profile(chance, chance.choice(KINDS), SMALL, employers)


def lines(columns: Columns, found: Found) -> list[Line]:
    parts = {name: points.tolist() for name, points in found.parts.items()}
    return [
        (columns.place_id(row), score, {name: points[at] for name, points in parts.items()})
        for at, (row, score) in enumerate(zip(found.rows.tolist(), found.scores.tolist(), strict=True))
    ]


def engine_answer(
    columns: Columns, profile: MatchingProfile, k: int, ask: int, schemes: Sequence[Scheme] | None = None
) -> tuple[list[Line], list[Line], dict[str, int]]:
    query = build_query(profile, WEIGHTS, columns, schemes)
    found = search(columns, query, k, ask)
    return lines(columns, found.fits), lines(columns, found.ask_first), excluded(columns, query)


def verdicts(
    places: Sequence[PlaceSnapshot],
    profile: MatchingProfile,
    schemes: Sequence[Scheme] | None = None,
    weights: Weights = WEIGHTS,
) -> list[Verdict]:
    return [judge(place, complete_demands(place), profile, weights, schemes) for place in places]


def oracle_answer(
    places: Sequence[PlaceSnapshot],
    profile: MatchingProfile,
    k: int,
    ask: int,
    schemes: Sequence[Scheme] | None = None,
) -> tuple[list[Line], list[Line], dict[str, int]]:
    expected = answer(verdicts(places, profile, schemes), k, ask)

    def lined(found: list[Verdict]) -> list[Line]:
        return [(each.place.place_id, each.score, each.parts) for each in found]

    return lined(expected.fits), lined(expected.ask_first), dict(expected.excluded)
