"""The case API's constraints and the matcher's are the same ones: same ids, same outcome, on made-up worlds."""

import random

import pytest

from matcher.catalogue.demands import complete
from matcher.ranking.constraints import CONSTRAINT_NAMES_DA
from matcher.ranking.points import weights_on
from matcher.synthetic import AS_OF, KINDS, Shape, make_places, make_profile
from rettematch.considerations import DIMENSIONS
from rettematch.constraints import CHECKS, CONSIDERATION, complete_demands, failed_constraints
from tests.matcher.oracle import judge

SMALL = Shape(packages=4, occupations=40, postcodes=60)
"""Few of each, so that much coincides."""


def test_the_ids_are_the_matchers() -> None:
    ours = {name for name in CHECKS if name != CONSIDERATION} | {CONSIDERATION + each.id for each in DIMENSIONS}
    assert ours == set(CONSTRAINT_NAMES_DA)


@pytest.mark.parametrize("seed", range(4))
def test_every_place_fails_the_same_constraints_in_the_same_way(seed: int) -> None:
    chance = random.Random(seed)
    places = list(make_places(seed, 150, SMALL))
    employers = [place.employer_id for place in places[:5]]
    profiles = [make_profile(chance, KINDS[number % len(KINDS)], SMALL, employers) for number in range(15)]
    weights, seen = weights_on(AS_OF), set()
    for place in places:
        assert complete_demands(place) == complete(place)
        for profile in profiles:
            found = failed_constraints(profile, place)
            theirs = judge(place, complete(place), profile, weights)
            known = {failure.constraint for failure in found if not failure.by_unknown}
            unknown = {failure.constraint for failure in found if failure.by_unknown}
            assert (known, unknown) == (theirs.failed, theirs.unknown)
            seen |= known
    assert len(seen) > 20, "worlds in which nothing fails show nothing"
