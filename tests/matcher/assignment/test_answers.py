"""From profiles and places to an answer: the same bytes every time, and nothing that the constraints refuse."""

from collections.abc import Sequence
from itertools import product
from uuid import UUID

import pytest
from prometheus_client import REGISTRY

from matcher.assignment.answers import propose
from matcher.assignment.candidates import Candidates, in_neutral_order
from matcher.assignment.openings import NOTHING_HELD
from matcher.assignment.schemas import AssignmentRequest, AssignmentResult
from matcher.assignment.solving import Method
from rettematch.contracts.matching import MatchingProfile
from rettematch.contracts.places import PlaceSnapshot
from tests.matcher.ranking.test_rankings_api import profile_with
from tests.matcher.ranking.worlds import WEIGHTS, columns_of, small_world

PLACES = small_world(23, 90)
REFUSED = "matcher_assignment_pairs_refused_total"
WAITING = [profile_with(seed) for seed in range(25)]


def candidates(waiting: Sequence[MatchingProfile], places: Sequence[PlaceSnapshot], k: int, seed: int) -> Candidates:
    columns = columns_of(places)
    found = Candidates(in_neutral_order(waiting, seed), WEIGHTS, k)
    for number in range(len(waiting)):
        found.gather(number, columns)
    return found


def answer(
    waiting: Sequence[MatchingProfile],
    places: Sequence[PlaceSnapshot],
    *,
    kept: Sequence[PlaceSnapshot] | None = None,
    k: int = 200,
    method: Method = Method.MOST_PLACED,
    seed: int = 4,
) -> AssignmentResult:
    request = AssignmentRequest(team_id=UUID(int=1), k_per_citizen=k, fixed_seats_first=False)
    by_id = {place.place_id: place for place in (places if kept is None else kept)}
    return propose(candidates(waiting, places, k, seed), by_id, NOTHING_HELD, request, method, seed)


@pytest.mark.parametrize("method", Method)
def test_neither_the_order_of_citizens_nor_that_of_places_decides(method: Method) -> None:
    one = answer(WAITING, PLACES, method=method)
    assert one.proposals
    assert answer(WAITING[::-1], PLACES[::-1], method=method).model_dump_json() == one.model_dump_json()


def test_a_list_that_is_called_long_enough_gives_the_best_over_all_places() -> None:
    whole = answer(WAITING, PLACES)
    assert whole.over_all_places
    called = []
    for k, count in product((1, 3, 8), (3, 20)):
        short, full = answer(WAITING[:count], PLACES, k=k), answer(WAITING[:count], PLACES)
        assert short.bound.citizens <= full.bound.citizens
        if short.over_all_places:
            assert short.total == full.total
        called.append(short.over_all_places)
        stable = answer(WAITING[:count], PLACES, k=k, method=Method.STABLE)
        if stable.over_all_places:
            assert stable.proposals == answer(WAITING[:count], PLACES, method=Method.STABLE).proposals
    assert {True, False} == set(called)


def test_a_place_that_changed_since_the_search_takes_no_part() -> None:
    changed = [place.model_copy(update={"version": place.version + 1}) for place in PLACES]
    assert answer(WAITING, PLACES, kept=changed).proposals == ()
    assert answer(WAITING, PLACES, kept=[]).proposals == ()


def test_what_the_constraints_refuse_is_never_proposed_though_the_search_found_it() -> None:
    before = REGISTRY.get_sample_value(REFUSED) or 0
    first = answer(WAITING, PLACES).proposals[0]
    strict = [
        place.model_copy(update={"hours_per_day_min": 24.0}) if place.place_id == first.place_id else place
        for place in PLACES
    ]
    again = answer(WAITING, PLACES, kept=strict)
    assert again.proposals
    assert first.place_id not in {each.place_id for each in again.proposals}
    assert (REGISTRY.get_sample_value(REFUSED) or 0) > before
