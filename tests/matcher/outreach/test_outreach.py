"""Outreach counts what the scalar constraints say, in any world."""

import random
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.outreach.answers import outreach, sentence
from matcher.outreach.asks import ASKS, AskKind
from matcher.outreach.market import copy_of, market_of
from matcher.outreach.misses import outcome
from matcher.outreach.schemas import OutreachRequest, OutreachResult
from matcher.outreach.tally import tally_of
from matcher.ranking.answers import usable
from rettematch.contracts.matching import MatchingProfile
from rettematch.contracts.places import PlaceSnapshot
from tests.matcher.outreach import by_hand
from tests.matcher.ranking.worlds import columns_of, small_world, some_profile

TEAM = UUID(int=7)
ALL = OutreachRequest(team_id=TEAM, max_visits=100, max_openings=100, max_industries=100, max_thin=100)


def world(seed: int, places: int, citizens: int, workplaces: int) -> tuple[list[PlaceSnapshot], list[MatchingProfile]]:
    """Places that share workplaces, and citizens by subject."""
    chance = random.Random(seed)
    made = small_world(seed, places)
    kept: dict[UUID, dict[str, Any]] = {}
    shared = []
    for place in made:
        workplace = UUID(int=chance.randrange(workplaces))
        of_workplace = {"workplace_id": workplace, "employer_id": place.employer_id, "postcode": place.postcode}
        shared.append(place.model_copy(update=kept.setdefault(workplace, of_workplace)))
    profiles = [some_profile(1000 * seed + number, shared) for number in range(citizens)]
    return shared, sorted(profiles, key=lambda each: each.subject)


def answer(
    places: Sequence[PlaceSnapshot], profiles: Sequence[MatchingProfile], request: OutreachRequest = ALL
) -> OutreachResult:
    return outreach(market_of(copy_of(columns_of(places))), profiles, request)


def test_the_worlds_hold_fitting_places_and_every_kind_of_miss() -> None:
    fits, asks = 0, set()
    for seed in range(6):
        places, profiles = world(seed, 150, 10, 40)
        for profile in profiles:
            seen = by_hand.see(profile, places)
            fits += len(seen.fits)
            asks |= set(seen.misses.values())
    assert fits > 50
    assert {"danish", "criminal-record", "child-protection", "ratio"} <= {each for _, each in asks}
    assert {kind for kind, _ in asks} == {"accommodation", "unknown"}
    assert len(asks) > 30


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 120), st.integers(1, 6))
def test_each_citizens_fits_and_misses_are_those_of_the_scalar_constraints(
    seed: int, places: int, citizens: int
) -> None:
    made, profiles = world(seed, places, citizens, 30)
    market = market_of(copy_of(columns_of(made)))
    for profile in profiles:
        seen, found = by_hand.see(profile, made), outcome(market, usable(profile))
        assert {market.place_id(row) for row in found.fits.tolist()} == seen.fits
        misses = zip(found.misses.tolist(), found.asks.tolist(), strict=True)
        assert {
            market.place_id(row): (ASKS[ask].kind.value, ASKS[ask].constraint) for row, ask in misses
        } == seen.misses


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 100), st.integers(0, 8), st.integers(1, 12), st.integers(1, 12))
def test_visits_and_openings_are_those_of_the_slow_way(
    seed: int, places: int, citizens: int, workplaces: int, limit: int
) -> None:
    made, profiles = world(seed, places, citizens, workplaces)
    result = answer(made, profiles, ALL.model_copy(update={"max_visits": limit}))
    seen = [by_hand.see(profile, made) for profile in profiles]
    counted = by_hand.openings(seen, made)
    served_at = [{at for (at, _), served in counted.items() if citizen in served} for citizen in range(len(seen))]
    urgent = [not each.fits for each in seen]
    assert [(each.workplace_id, each.round, each.newly_served) for each in result.visits] == by_hand.greedy(
        served_at, urgent, limit
    )
    for visit in result.visits:
        asked = {(ask.kind.value, ask.constraint): ask for ask in visit.asks}
        assert {key: each.citizens for key, each in asked.items()} == {
            ask: len(served) for (at, ask), served in counted.items() if at == visit.workplace_id
        }
        assert visit.citizens == sum(visit.workplace_id in at for at in served_at)
    found = {(each.workplace_id, (each.kind.value, each.constraint)): each for each in result.openings}
    falling = [each.citizens for each in result.openings]
    assert falling == sorted(falling, reverse=True)
    assert falling == sorted((len(served) for served in counted.values()), reverse=True)[: len(falling)]
    for (workplace, ask), opening in found.items():
        assert opening.citizens == len(counted[workplace, ask])
        expected = {
            place.place_id
            for place in made
            if place.workplace_id == workplace and any(each.misses.get(place.place_id) == ask for each in seen)
        }
        assert set(opening.place_ids) == expected
    assert (result.waiting, result.without_place) == (len(profiles), sum(urgent))
    assert result.reachable == sum(bool(each) for each in served_at)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 100), st.integers(0, 8))
def test_industries_and_thin_supply_are_those_of_the_slow_way(seed: int, places: int, citizens: int) -> None:
    made, profiles = world(seed, places, citizens, 20)
    result = answer(made, profiles, ALL)
    seen = [by_hand.see(profile, made) for profile in profiles]
    package_of = {place.place_id: place.package for place in made}
    served: dict[Any, set[int]] = {}
    for citizen, each in enumerate(seen):
        for place_id, ask in each.misses.items():
            served.setdefault((package_of[place_id], ask), set()).add(citizen)
    assert [each.citizens for each in result.industries] == sorted(map(len, served.values()), reverse=True)[:100]
    for group in result.industries:
        key = group.package, (group.kind.value, group.constraint)
        assert group.citizens == len(served[key])
        assert 1 <= group.workplaces <= group.citizens
        assert str(group.citizens) in group.danish
    thin = {(each.kind.value, each.id, each.area, each.citizens, each.places) for each in result.thin}
    expected = by_hand.thin(profiles, seen, made)
    assert thin == expected if len(expected) <= 100 else thin < expected
    lacking = [each.lacking for each in result.thin]
    assert lacking == sorted(lacking, reverse=True)
    assert lacking == sorted((count - there for *_, count, there in expected), reverse=True)[:100]


def test_neither_the_order_nor_the_subjects_of_citizens_change_anything() -> None:
    places, profiles = world(3, 150, 10, 20)
    renamed = [
        profile.model_copy(update={"subject": UUID(int=1000 - number)}) for number, profile in enumerate(profiles)
    ]
    assert answer(places, profiles) == answer(list(reversed(places)), renamed)


def test_an_answer_holds_no_subject() -> None:
    places, profiles = world(3, 150, 10, 20)
    text = answer(places, profiles).model_dump_json()
    assert not [each for each in profiles if str(each.subject) in text]


def test_without_a_legal_basis_no_consideration_is_asked_about() -> None:
    places, profiles = world(3, 150, 10, 20)
    without = [each.model_copy(update={"legal_bases": ()}) for each in profiles]
    result = answer(places, without)
    assert result.considerations_used is False
    assert any("Skånehensyn er ikke brugt" in each for each in result.explanation)
    asked = {ask.constraint for visit in result.visits for ask in visit.asks}
    assert asked
    assert not [each for each in asked if each.startswith("consideration:")]


def test_nobody_waiting_gives_empty_lists_and_says_so() -> None:
    places, _ = world(3, 50, 0, 10)
    result = answer(places, [])
    assert (result.waiting, result.visits, result.openings, result.industries, result.thin) == (0, (), (), (), ())
    assert "Ingen borgere i teamet venter på en plads." in result.explanation


def test_no_places_give_a_whole_list_of_what_is_lacking() -> None:
    _, profiles = world(3, 50, 5, 10)
    result = answer([], profiles)
    assert result.without_place == 5
    assert result.visits == ()
    assert {each.places for each in result.thin} == {0}


def test_a_list_that_is_cut_is_the_beginning_of_the_longer_one() -> None:
    places, profiles = world(5, 200, 15, 40)
    market = market_of(copy_of(columns_of(places)))
    tally = tally_of(market, [outcome(market, each) for each in profiles])
    longest = tally.visits(30)
    assert len(longest) > 20
    assert all(tally.visits(length) == longest[:length] for length in range(30))
    assert {each.round for each in longest} > {1}


@pytest.mark.parametrize(
    ("kind", "places", "citizens", "expected"),
    [
        (
            AskKind.ACCOMMODATION,
            3,
            14,
            "Hvis 3 arbejdssteder mere kan tilpasse støj, åbner det pladser for 14 borgere.",
        ),
        (AskKind.UNKNOWN, 1, 1, "Et godt svar fra 1 arbejdssted om støj åbner pladser for 1 borger."),
    ],
)
def test_the_sentence_of_an_industry(kind: AskKind, places: int, citizens: int, expected: str) -> None:
    assert sentence("Køkken", kind, "støj", places, citizens) == f"Køkken: {expected}"
