"""The same integers and the same feasibility in both directions, in any world."""

from functools import cache
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.candidates.answers import find_candidates
from matcher.candidates.schemas import CandidatesRequest
from matcher.ranking.answers import LEARNED, rank, usable
from matcher.ranking.points import Weights
from matcher.ranking.schemas import RankingOptions, RankingRequest
from rettematch.constraints import failed_constraints
from rettematch.contracts.matching import MatchingProfile
from rettematch.contracts.places import PlaceSnapshot
from tests.matcher.learning.worlds import quick_training
from tests.matcher.outreach.test_outreach import world
from tests.matcher.ranking.worlds import WEIGHTS, columns_of, some_profile

TEAM = UUID(int=7)
MANY = CandidatesRequest(team_id=TEAM, k=50)
WHOLE = RankingRequest(case_id=TEAM, k=100, options=RankingOptions(max_ask_first=100))


def assert_both_directions_agree(seed: int, places: int, citizens: int, weights: Weights) -> int:
    """Compares all pairs of some places and all citizens; says how many of them fit."""
    made, profiles = world(seed, places, citizens, 60)
    columns, pairs = columns_of(made), 0
    forward = {profile.subject: rank(profile, columns, weights, WHOLE) for profile in profiles}
    for place in made[:10]:
        found = find_candidates(place, profiles, weights, MANY)
        fits = {each.subject: each for each in found.candidates}
        asks = {each.subject: each for each in found.ask_first}
        for subject, there in forward.items():
            ranked = [each for each in there.ranking if each.place_id == place.place_id]
            asked = [each for each in there.ask_first if each.place_id == place.place_id]
            assert [subject in fits, subject in asks] == [bool(ranked), bool(asked)]
            for one in ranked:
                here = fits[subject]
                assert (here.score, here.parts, here.reasons, here.notes) == (
                    one.score, one.parts, one.reasons, one.notes,
                )  # fmt: skip
                pairs += 1
            for other in asked:
                waits = asks[subject]
                assert (waits.score_if_confirmed, waits.parts) == (other.score_if_confirmed, other.parts)
                assert (waits.question, waits.further_questions) == (other.question, other.further_questions)
    return pairs


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 60), st.integers(1, 6))
def test_both_directions_give_the_same_points_parts_reasons_and_questions(
    seed: int, places: int, citizens: int
) -> None:
    assert_both_directions_agree(seed, places, citizens, WEIGHTS)


def test_both_directions_agree_on_learned_points_too() -> None:
    weights = quick_training(4000).weights
    assert weights is not None
    assert weights.learned is not None
    assert sum(assert_both_directions_agree(seed, 60, 10, weights) for seed in range(10)) > 10
    place, profiles = a_place_that_fits_many()
    assert LEARNED in find_candidates(place, profiles, weights, MANY).explanation
    assert LEARNED not in find_candidates(place, profiles, WEIGHTS, MANY).explanation


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 12))
def test_whom_a_place_fits_is_what_the_scalar_constraints_say(seed: int, citizens: int) -> None:
    [place], profiles = world(seed, 1, citizens, 1)
    found = find_candidates(place, profiles, WEIGHTS, MANY)
    failed = {each.subject: failed_constraints(usable(each), place) for each in profiles}
    assert {each.subject for each in found.candidates} == {each for each, failures in failed.items() if not failures}
    assert {each.subject for each in found.ask_first} == {
        each for each, failures in failed.items() if failures and all(one.by_unknown for one in failures)
    }
    assert (found.waiting, found.fitting, found.ask_first_total) == (
        len(profiles), len(found.candidates), len(found.ask_first),
    )  # fmt: skip


@cache
def a_place_that_fits_many() -> tuple[PlaceSnapshot, list[MatchingProfile]]:
    profiles = [some_profile(number) for number in range(150)]
    places = [each for seed in range(2) for each in world(seed, 60, 0, 60)[0]]
    place = max(places, key=lambda each: sum(not failed_constraints(usable(one), each) for one in profiles))
    return place, profiles


def test_the_best_come_first_ties_by_subject_and_the_list_can_be_cut() -> None:
    place, profiles = a_place_that_fits_many()
    found = find_candidates(place, profiles, WEIGHTS, MANY)
    order = [(-each.score, each.subject) for each in found.candidates]
    assert len(order) >= 5
    assert order == sorted(order)
    assert [each.rank for each in found.candidates] == list(range(1, len(order) + 1))
    short = find_candidates(place, list(reversed(profiles)), WEIGHTS, CandidatesRequest(team_id=TEAM, k=3))
    assert short.candidates == found.candidates[:3]
    assert (short.fitting, short.waiting) == (found.fitting, 150)
    for each in found.candidates:
        assert sum(each.parts.values()) == each.score
        assert sum(reason.points for reason in each.reasons) == each.score


def test_without_a_legal_basis_for_considerations_they_neither_exclude_nor_cost_points() -> None:
    place, profiles = a_place_that_fits_many()
    without = [each.model_copy(update={"legal_bases": ()}) for each in profiles]
    found = find_candidates(place, without, WEIGHTS, MANY)
    assert found.considerations_used is False
    assert {each.parts["accommodation"] for each in found.candidates} == {0}
    assert found.fitting >= find_candidates(place, profiles, WEIGHTS, MANY).fitting


def test_nobody_waiting_gives_empty_lists_and_says_so() -> None:
    place, _ = a_place_that_fits_many()
    found = find_candidates(place, [], WEIGHTS, MANY)
    assert (found.candidates, found.ask_first, found.waiting) == ((), (), 0)
    assert "Ingen borgere i teamet venter på en plads." in found.explanation
