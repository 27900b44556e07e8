"""`POST /v1/outreach` through the whole service."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pytest

from matcher.catalogue.columns import NewPlace
from matcher.catalogue.encoding import encode
from matcher.outreach.market import copy_of, market_of
from matcher.outreach.misses import outcome
from matcher.outreach.schemas import OutreachRequest
from matcher.runs.canonical import canonical, sha256
from rettematch.constraints import complete_demands
from rettematch.contracts.matching import DisclosurePurpose, MatchingProfile
from rettematch.identifiers import uuid7
from tests.matcher.conftest import OTHER_MUNICIPALITY, RunningMatcher
from tests.matcher.outreach.test_outreach import answer, world
from tests.matcher.ranking.worlds import columns_of

TEAM = UUID(int=7)
PLACES, PROFILES = world(3, 150, 10, 20)


async def ask(matcher: RunningMatcher, profiles: Sequence[MatchingProfile] = PROFILES, **body: Any) -> Any:
    matcher.case_api.waiting[TEAM, DisclosurePurpose.OUTREACH] = list(profiles)
    matcher.case_api.publish(*PLACES)
    await matcher.caught_up()
    return await matcher.call("POST", "/v1/outreach", json={"team_id": str(TEAM)} | body)


async def test_the_answer_is_that_of_the_pure_function_over_all_pages_of_profiles(matcher: RunningMatcher) -> None:
    matcher.case_api.waiting_page = 3
    response = await ask(matcher, max_visits=5, max_thin=3)
    assert response.status_code == 200, response.text
    found = response.json()
    expected = answer(PLACES, PROFILES, OutreachRequest(team_id=TEAM, max_visits=5, max_thin=3))
    assert {name: found[name] for name in expected.model_dump(mode="json")} == expected.model_dump(mode="json")
    assert found["waiting"] == len(PROFILES)
    assert len(found["visits"]) == 5
    assert found["catalogue"]["places"] == len(PLACES)


async def test_an_answer_is_recorded_with_the_hashes_of_the_profiles_and_names_nobody(matcher: RunningMatcher) -> None:
    found = (await ask(matcher)).json()
    record = (await matcher.call("GET", f"/v1/outreach/{found['run_id']}", "job-consultant")).json()
    assert record["answer"] == found
    assert record["answer_sha256"] == sha256(canonical(found))
    assert record["profiles"] == {
        str(each.subject): sha256(canonical(each.model_dump(mode="json"))) for each in PROFILES
    }
    assert record["weights_version"] is None
    again = (await ask(matcher)).json()
    second = (await matcher.call("GET", f"/v1/outreach/{again['run_id']}")).json()
    assert second["result_sha256"] == record["result_sha256"]
    assert not [each for each in PROFILES if str(each.subject) in str(found)]
    other = await matcher.call("GET", f"/v1/outreach/{found['run_id']}", municipality=OTHER_MUNICIPALITY)
    assert other.status_code == 404
    assert (await matcher.call("GET", f"/v1/candidates/{found['run_id']}")).status_code == 404


async def test_an_unknown_team_and_one_of_another_municipality_are_missing(matcher: RunningMatcher) -> None:
    await ask(matcher)
    theirs = await matcher.call("POST", "/v1/outreach", municipality=OTHER_MUNICIPALITY, json={"team_id": str(TEAM)})
    nobody = await matcher.call("POST", "/v1/outreach", json={"team_id": str(uuid7())})
    assert theirs.status_code == nobody.status_code == 404


async def test_a_team_in_which_nobody_waits_gets_empty_lists(matcher: RunningMatcher) -> None:
    response = await ask(matcher, [])
    assert response.status_code == 200
    assert (response.json()["waiting"], response.json()["visits"]) == (0, [])


@pytest.mark.parametrize("body", [{"max_visits": 0}, {"max_thin": 101}, {"more": 1}, {"team_id": "canary"}])
async def test_what_is_asked_for_is_checked(matcher: RunningMatcher, body: dict[str, Any]) -> None:
    response = await ask(matcher, **body)
    assert response.status_code == 422
    assert "canary" not in response.text


def test_the_market_is_a_copy_that_later_changes_do_not_reach() -> None:
    columns = columns_of(PLACES)
    copies, expected = copy_of(columns), market_of(copy_of(columns_of(PLACES)))
    closed = [place.model_copy(update={"open": False, "version": 2}) for place in PLACES]
    columns.apply([NewPlace(place, encode(place, complete_demands(place))) for place in closed])
    market = market_of(copies)
    for profile in PROFILES:
        found, before = (outcome(each, profile) for each in (market, expected))
        assert found.fits.tolist() == before.fits.tolist()
        assert found.misses.tolist() == before.misses.tolist()
