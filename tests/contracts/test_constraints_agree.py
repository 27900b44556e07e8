"""The case API's constraints and the matcher's are the same ones: same ids, same outcome, on made-up worlds."""

import pytest

from matcher.ranking.constraints import CONSTRAINT_NAMES_DA
from rettematch.considerations import DIMENSIONS
from rettematch.constraints import CHECKS, CONSIDERATION, complete_demands, failed_constraints
from tests.matcher.oracle import judge
from tests.matcher.ranking.worlds import WEIGHTS, columns_of, engine_answer, small_world, some_profile


def test_the_ids_are_the_matchers() -> None:
    ours = {name for name in CHECKS if name != CONSIDERATION} | {CONSIDERATION + each.id for each in DIMENSIONS}
    assert ours == set(CONSTRAINT_NAMES_DA)


@pytest.mark.parametrize("seed", range(4))
def test_every_place_fails_the_same_constraints_in_the_same_way(seed: int) -> None:
    places, seen = small_world(seed, 150), set[str]()
    profiles = [some_profile(seed * 100 + number, places[:5]) for number in range(15)]
    for place in places:
        for profile in profiles:
            found = failed_constraints(profile, place)
            theirs = judge(place, complete_demands(place), profile, WEIGHTS)
            known = {failure.constraint for failure in found if not failure.by_unknown}
            unknown = {failure.constraint for failure in found if failure.by_unknown}
            assert (known, unknown) == (theirs.failed, theirs.unknown)
            seen |= known
    assert len(seen) > 20, "worlds in which nothing fails show nothing"


def test_a_place_to_which_the_law_leaves_no_scheme_fails_in_both_and_is_never_ranked() -> None:
    places = small_world(5, 40)
    bare = [place.model_copy(update={"schemes": ()}) for place in places]
    columns = columns_of(bare)
    for number in range(10):
        profile = some_profile(500 + number, places[:5])
        fits, ask_first, excluded = engine_answer(columns, profile, 50, 50)
        assert (fits, ask_first, excluded["scheme"]) == ([], [], len(bare))
        for place in bare:
            assert "scheme" in {each.constraint for each in failed_constraints(profile, place)}
            assert "scheme" in judge(place, complete_demands(place), profile, WEIGHTS).failed
