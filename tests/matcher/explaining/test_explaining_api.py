"""What may be asked further about a run, over HTTP."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from local_stack.databases import ServiceDatabase
from matcher.synthetic import MUNICIPALITY
from rettematch.contracts.base import Scheme
from rettematch.contracts.matching import Tolerance
from rettematch.database import Database, DataScope
from rettematch.identifiers import uuid7
from tests.matcher.conftest import OTHER_MUNICIPALITY, RunningMatcher
from tests.matcher.ranking.test_rankings_api import profile_with
from tests.matcher.ranking.worlds import small_world

PLACES = small_world(31, 80)
PROFILE = profile_with(
    tolerances=(Tolerance(dimension="noise", level=1, expired=False),),
    hours_per_week_max=6.0,
    schemes=(Scheme.INTERNSHIP, Scheme.ORDINARY_HOURS),
)
FURTHER = ("/what-if", f"/places/{PLACES[0].place_id}", "/citizen-text")


async def made(matcher: RunningMatcher) -> dict[str, Any]:
    matcher.case_api.publish(*PLACES)
    await matcher.caught_up()
    body = {"case_id": str(matcher.case_of(PROFILE)), "k": 5, "options": {"schemes": ["internship"]}}
    response = await matcher.call("POST", "/v1/rankings", json=body)
    assert response.status_code == 200
    answer: dict[str, Any] = response.json()
    return answer


async def further(matcher: RunningMatcher, answer: dict[str, Any], path: str) -> dict[str, Any]:
    response = await matcher.call("GET", f"/v1/rankings/{answer['run_id']}{path}")
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    assert found["run_id"] == answer["run_id"]
    return found


async def test_what_if_names_relaxations_that_beat_the_runs_best(matcher: RunningMatcher) -> None:
    answer = await made(matcher)
    found = await further(matcher, answer, "/what-if")
    assert found["today"]["place_id"] == answer["ranking"][0]["place_id"]
    assert found["fitting"] == answer["fitting"]
    assert found["weights_version"] == answer["weights_version"]
    assert found["places_changed"] is False
    assert found["answers"]
    for each in found["answers"]:
        assert each["gain"] > 0 or answer["fitting"] < 5
        assert each["best"]["score"] == found["today"]["score"] + each["gain"]
    assert {"hours-per-week", "scheme"} & {each["kind"] for each in found["answers"]}


async def test_a_place_on_the_list_and_one_that_is_not_are_explained(matcher: RunningMatcher) -> None:
    answer = await made(matcher)
    first = answer["ranking"][0]
    found = await further(matcher, answer, f"/places/{first['place_id']}")
    assert (found["standing"], found["listed"], found["now"]) == ("fits", first, first)
    shown = {UUID(each["place_id"]) for each in answer["ranking"]}
    for place in PLACES:
        if place.place_id not in shown:
            found = await further(matcher, answer, f"/places/{place.place_id}")
            assert found["listed"] is None
            assert found["standing"] != "fits" or found["now"]["rank"] > 5
            assert found["standing"] == "fits" or found["failed"]


async def test_the_places_are_those_of_now_and_the_answer_says_so(matcher: RunningMatcher) -> None:
    answer = await made(matcher)
    place_id = answer["ranking"][0]["place_id"]
    (place,) = [each for each in PLACES if str(each.place_id) == place_id]
    matcher.case_api.publish(place.model_copy(update={"version": 2, "seats_taken": place.seats}))
    await matcher.caught_up()
    found = await further(matcher, answer, f"/places/{place_id}")
    assert found["standing"] == "excluded"
    assert [each["id"] for each in found["failed"]] == ["seats"]
    assert found["listed"] == answer["ranking"][0]
    assert found["places_changed"] is True
    assert found["run_cursor"] == answer["catalogue"]["cursor"] != found["catalogue"]["cursor"]
    what_if = await further(matcher, answer, "/what-if")
    assert what_if["places_changed"] is True
    assert what_if["today"]["place_id"] == answer["ranking"][1]["place_id"]


async def test_the_citizens_text_is_made_from_the_record_without_a_profile(matcher: RunningMatcher) -> None:
    answer = await made(matcher)
    matcher.case_api.disclosed.clear()
    found = await further(matcher, answer, "/citizen-text")
    assert found["markdown"].startswith("# Sådan blev listen med pladser til\n")
    assert "støj" not in found["markdown"]


async def test_an_unknown_place_or_run_is_not_found(matcher: RunningMatcher) -> None:
    answer = await made(matcher)
    missing = await matcher.call("GET", f"/v1/rankings/{answer['run_id']}/places/{uuid7()}")
    assert missing.status_code == 404
    for path in FURTHER:
        assert (await matcher.call("GET", f"/v1/rankings/{uuid7()}{path}")).status_code == 404
        wrong = await matcher.call("GET", f"/v1/rankings/no-id{path}")
        assert wrong.status_code == 422
        assert "no-id" not in wrong.text


@pytest.mark.parametrize("path", FURTHER)
async def test_another_municipalitys_run_is_not_found(matcher: RunningMatcher, path: str) -> None:
    answer = await made(matcher)
    response = await matcher.call("GET", f"/v1/rankings/{answer['run_id']}{path}", municipality=OTHER_MUNICIPALITY)
    assert response.status_code == 404


@pytest.mark.parametrize("path", FURTHER[:2])
async def test_a_profile_that_is_not_to_be_had_is_a_clear_problem(matcher: RunningMatcher, path: str) -> None:
    answer = await made(matcher)
    url = f"/v1/rankings/{answer['run_id']}{path}"
    matcher.case_api.destroyed.add(PROFILE.subject)
    assert (await matcher.call("GET", url)).json()["type"] == "/problems/profile-destroyed"
    matcher.case_api.destroyed.clear()
    matcher.case_api.disclosed[PROFILE.subject] = PROFILE.model_copy(update={"hours_per_week_max": 37.0})
    changed = await matcher.call("GET", url)
    assert (changed.status_code, changed.json()["type"]) == (409, "/problems/profile-changed")
    matcher.case_api.disclosed.clear()
    assert (await matcher.call("GET", url)).status_code == 404


async def test_asking_further_keeps_nothing(matcher: RunningMatcher, matcher_database: ServiceDatabase) -> None:
    answer = await made(matcher)
    for path in FURTHER:
        await further(matcher, answer, path)
    database = Database(matcher_database.app_url, application_name="test", pool_size=1)
    async with database.transaction(DataScope(MUNICIPALITY)) as session:
        connection = await session.connection()
        assert (await connection.execute(text("select count(*) from ranking_run"))).scalar_one() == 1
    await database.close()
