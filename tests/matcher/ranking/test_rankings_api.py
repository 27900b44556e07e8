"""`POST /v1/rankings` through the whole service."""

import random
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pytest

from matcher.synthetic import AS_OF, MUNICIPALITY, make_profile
from rettematch.contracts.base import Scheme, Weekday
from rettematch.contracts.matching import MatchingProfile, Tolerance
from rettematch.contracts.places import PlaceSnapshot
from rettematch.identifiers import uuid7
from rettematch.languages import LanguageLevel
from tests.matcher.case_api_standin import CaseApiStandin
from tests.matcher.conftest import OTHER_MUNICIPALITY, RunningMatcher, StartMatcher
from tests.matcher.ranking.worlds import SMALL, oracle_answer, small_world, verdicts

PLACES = small_world(11, 500)


def profile_with(seed: int = 5, **changes: Any) -> MatchingProfile:
    """Of somebody who can work long days, so that there is much to list."""
    profile = make_profile(random.Random(seed), "nationwide", SMALL)
    time = {
        "hours_per_day_max": 7.5,
        "hours_per_week_max": 37.0,
        "days": tuple(Weekday),
        "earliest_start": "06:00",
        "latest_end": "22:00",
        "danish_spoken": LanguageLevel.B2,
        "danish_read": LanguageLevel.B1,
    }
    return profile.model_copy(update=time | changes)


async def rank(
    matcher: RunningMatcher, profile: MatchingProfile, places: Sequence[PlaceSnapshot] = PLACES, **body: Any
) -> dict[str, Any]:
    matcher.case_api.publish(*places)
    await matcher.caught_up()
    request = {"case_id": str(matcher.case_of(profile)), "k": 100, "options": {"max_ask_first": 100}} | body
    response = await matcher.call("POST", "/v1/rankings", json=request)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


async def test_the_answer_has_the_oracles_lists_and_counts(matcher: RunningMatcher) -> None:
    profile = profile_with()
    answer = await rank(matcher, profile)
    fits, ask_first, excluded = oracle_answer(PLACES, profile, 100, 100)
    assert fits
    assert ask_first
    assert [(UUID(each["place_id"]), each["score"], each["parts"]) for each in answer["ranking"]] == fits
    asked = [(UUID(each["place_id"]), each["score_if_confirmed"], each["parts"]) for each in answer["ask_first"]]
    assert asked == ask_first
    assert answer["excluded"] == excluded
    assert answer["considered"] == len(PLACES)
    assert [each["rank"] for each in answer["ranking"]] == list(range(1, len(fits) + 1))
    for each in answer["ranking"]:
        assert sum(each["parts"].values()) == each["score"]
        assert {reason["part"]: reason["points"] for reason in each["reasons"]} == {
            part: points for part, points in each["parts"].items() if points
        }


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"clean_criminal_record": None, "child_protection_certificate": None},
            {("criminal-record", "citizen"), ("criminal-record", "employer"), ("child-protection", "employer")},
        ),
        ({"schemes": (Scheme.INTERNSHIP,), "clean_criminal_record": True}, {("ratio", "employer")}),
        ({"danish_spoken": LanguageLevel.A1, "danish_read": LanguageLevel.NONE}, {("danish", "employer")}),
        (
            {"tolerances": (Tolerance(dimension="lifting", level=0, expired=False),)},
            {("consideration:lifting", "employer")},
        ),
    ],
)
async def test_ask_first_asks_for_exactly_the_facts_that_are_unknown(
    matcher: RunningMatcher, changes: dict[str, Any], expected: set[tuple[str, str]]
) -> None:
    profile = profile_with(**changes)
    answer = await rank(matcher, profile)
    unknown = {each.place.place_id: each.unknown for each in verdicts(PLACES, profile)}
    asked = set()
    for each in answer["ask_first"]:
        questions = [each["question"], *each["further_questions"]]
        assert {question["fact"] for question in questions} == unknown[UUID(each["place_id"])]
        assert len({question["fact"] for question in questions}) == len(questions)
        asked |= {(question["fact"], question["ask"]) for question in questions}
    assert expected <= asked


async def test_each_constraint_passed_names_the_fact_it_rests_on(matcher: RunningMatcher) -> None:
    tolerances = (Tolerance(dimension="lifting", level=1, expired=False),)
    answer = await rank(matcher, profile_with(tolerances=tolerances))
    place = answer["ranking"][0]
    names = [each["id"] for each in place["constraints"]]
    assert names[0] == "municipality"
    assert names[-1] == "consideration:lifting"
    assert len(names) == 17
    assert all(each["fact"].endswith(".") and each["danish"] for each in place["constraints"])
    by_place = {each.place_id: each for each in PLACES}
    for ranked in answer["ranking"]:
        snapshot = by_place[UUID(ranked["place_id"])]
        (demand,) = [each for each in snapshot.demands if each.dimension == "lifting"]
        lifting = ranked["constraints"][-1]
        assert lifting["known"] == ("known" if demand.known.is_known else "assumed")
        danish = next(each for each in ranked["constraints"] if each["id"] == "danish")
        assert danish["known"] == ("known" if snapshot.language.known else "assumed")


async def test_an_accommodation_is_named_and_an_assumption_is_marked(matcher: RunningMatcher) -> None:
    tolerances = (Tolerance(dimension="standing", level=1, expired=True),)
    answer = await rank(matcher, profile_with(tolerances=tolerances))
    notes = [note for each in answer["ranking"] for note in each["notes"]]
    assert any(note.startswith("Kræver tilpasning: stående arbejde (") for note in notes)
    assert any(note.startswith("Antaget, skal bekræftes på besøget:") and "stående arbejde" in note for note in notes)
    assert any("datoen er overskredet: stående arbejde" in line for line in answer["explanation"])
    for each in answer["ranking"]:
        needs = any(note.startswith("Kræver tilpasning") for note in each["notes"])
        assert (each["parts"]["accommodation"] < 0) is needs


async def test_without_a_legal_basis_considerations_are_left_out_and_the_answer_says_so(
    matcher: RunningMatcher,
) -> None:
    limits = tuple(Tolerance(dimension=name, level=0, expired=False) for name in ("lifting", "standing", "noise"))
    answer = await rank(matcher, profile_with(tolerances=limits, legal_bases=()))
    assert answer["considerations_used"] is False
    assert answer["legal_bases"] == []
    assert any("Skånehensyn er ikke brugt" in line for line in answer["explanation"])
    assert not any(name.startswith("consideration:") for name in answer["excluded"])
    assert all(each["parts"]["accommodation"] == 0 for each in answer["ranking"])


async def test_schemes_can_be_restricted_but_not_widened(matcher: RunningMatcher) -> None:
    profile = profile_with(schemes=(Scheme.INTERNSHIP, Scheme.ORDINARY_HOURS))
    options = {"schemes": ["internship", "wage-subsidy"]}
    answer = await rank(matcher, profile, options=options)
    offers = {each.place_id: each.schemes for each in PLACES}
    assert answer["ranking"]
    assert all(Scheme.INTERNSHIP in offers[UUID(each["place_id"])] for each in answer["ranking"])


async def test_ask_first_can_be_left_out_and_is_still_counted(matcher: RunningMatcher) -> None:
    answer = await rank(matcher, profile_with(), options={"include_ask_first": False})
    assert answer["ask_first"] == []
    assert answer["ask_first_total"] > 0


async def test_a_citizen_with_no_goals_gets_a_list(matcher: RunningMatcher) -> None:
    answer = await rank(matcher, profile_with(goals=(), packages=(), skills=()))
    assert answer["ranking"]
    assert any("hverken jobmål eller branchepakke" in line for line in answer["explanation"])


async def test_places_of_another_municipality_play_no_part(matcher: RunningMatcher) -> None:
    others = [
        each.model_copy(update={"municipality_code": OTHER_MUNICIPALITY, "place_id": uuid7()})
        for each in small_world(99, 50)
    ]
    profile = profile_with()
    answer = await rank(matcher, profile, [*PLACES, *others])
    assert answer["considered"] == answer["catalogue"]["places"] == len(PLACES)
    foreign = {str(each.place_id) for each in others}
    assert not foreign & {each["place_id"] for each in answer["ranking"] + answer["ask_first"]}
    assert answer["excluded"] == oracle_answer(PLACES, profile, 1, 0)[2]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"k": 0}, "body.k"),
        ({"k": 101}, "body.k"),
        ({"k": "many"}, "body.k"),
        ({"case_id": "nobody"}, "body.case_id"),
        ({"options": {"colour": "red"}}, "body.options"),
        ({"options": {"schemes": ["slavery"]}}, "body.options.schemes.0"),
        ({"options": {"schemes": []}}, "body.options.schemes"),
        ({"options": {"max_ask_first": 0}}, "body.options.max_ask_first"),
        ({"citizen": "0101601234"}, "body"),
    ],
)
async def test_bad_input_is_named_and_not_repeated(matcher: RunningMatcher, body: dict[str, Any], field: str) -> None:
    request = {"case_id": str(matcher.case_of(profile_with()))} | body
    response = await matcher.call("POST", "/v1/rankings", json=request)
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem["type"] == "/problems/invalid-request"
    assert field in [error["field"] for error in problem["errors"]]
    for value in ("slavery", "0101601234", "nobody", "colour"):
        assert value not in response.text
    assert matcher.case_api.profile_requests == 0


async def test_a_missing_case_and_anothers_case_look_the_same(matcher: RunningMatcher) -> None:
    matcher.case_api.publish(*PLACES)
    await matcher.caught_up()
    theirs = matcher.case_of(profile_with(municipality_code=OTHER_MUNICIPALITY))
    answers = [
        await matcher.call("POST", "/v1/rankings", json={"case_id": str(case_id)}) for case_id in (theirs, uuid7())
    ]
    assert [each.status_code for each in answers] == [404, 404]
    first, second = (each.json() | {"instance": ""} for each in answers)
    assert first == second


async def test_nobody_is_ranked_before_the_places_were_read(
    start_matcher: StartMatcher, case_api: CaseApiStandin
) -> None:
    case_api.feed_broken = True
    case_api.publish(*PLACES)
    async with start_matcher() as matcher:
        request = {"case_id": str(matcher.case_of(profile_with()))}
        response = await matcher.call("POST", "/v1/rankings", json=request)
        assert response.status_code == 503
        assert response.json()["type"] == "/problems/catalogue-not-ready"
        assert case_api.profile_requests == 0
        case_api.feed_broken = False
        await matcher.caught_up()
        assert (await matcher.call("POST", "/v1/rankings", json=request)).status_code == 200


async def test_a_profile_of_another_municipality_is_refused_whoever_disclosed_it(matcher: RunningMatcher) -> None:
    await matcher.caught_up()
    matcher.case_api.confused = True
    case_id = matcher.case_of(profile_with(municipality_code=OTHER_MUNICIPALITY))
    assert (await matcher.call("POST", "/v1/rankings", json={"case_id": str(case_id)})).status_code == 404


async def test_the_answer_carries_the_catalogues_position(matcher: RunningMatcher) -> None:
    answer = await rank(matcher, profile_with())
    catalogue = answer["catalogue"]
    assert catalogue["cursor"] == matcher.case_api.changes[-1].cursor
    assert catalogue["stale"] is False
    assert 0 <= catalogue["lag_seconds"] < 5
    assert answer["weights_version"] == "2026-01-01"
    assert profile_with().as_of == AS_OF
    assert profile_with().municipality_code == MUNICIPALITY
