"""`POST /v1/places/{place_id}/candidates` through the whole service."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from matcher.candidates.answers import find_candidates
from matcher.candidates.schemas import CandidatesRequest
from matcher.candidates.service import has_seat
from matcher.runs.canonical import canonical, sha256
from rettematch.contracts.matching import DisclosurePurpose, LegalBasis, MatchingProfile
from rettematch.contracts.places import PlaceSnapshot
from rettematch.identifiers import uuid7
from tests.matcher.candidates.test_candidates import a_place_that_fits_many
from tests.matcher.conftest import OTHER_MUNICIPALITY, RunningMatcher
from tests.matcher.ranking.worlds import WEIGHTS

TEAM = UUID(int=7)
BASIS = LegalBasis(category="fill", citation="synthetic", in_force_from=date(2026, 1, 1))
_PLACE, _PROFILES = a_place_that_fits_many()
PLACE = _PLACE.model_copy(update={"open_until": None})
PROFILES = [each.model_copy(update={"legal_bases": (*each.legal_bases, BASIS)}) for each in _PROFILES[:40]]
PATH = f"/v1/places/{PLACE.place_id}/candidates"
BODY = {"team_id": str(TEAM), "k": 50}


async def ask(
    matcher: RunningMatcher,
    profiles: Sequence[MatchingProfile] | None = PROFILES,
    place: PlaceSnapshot = PLACE,
    **options: Any,
) -> Any:
    if profiles is None:
        matcher.case_api.waiting[TEAM, DisclosurePurpose.OUTREACH] = list(PROFILES)
    else:
        matcher.case_api.waiting[TEAM, DisclosurePurpose.FILL] = list(profiles)
    matcher.case_api.publish(place)
    await matcher.caught_up()
    return await matcher.call("POST", PATH, **{"json": BODY} | options)


async def test_the_answer_is_that_of_the_pure_function_and_is_recorded(matcher: RunningMatcher) -> None:
    response = await ask(matcher)
    assert response.status_code == 200, response.text
    found = response.json()
    expected = find_candidates(PLACE, PROFILES, WEIGHTS, CandidatesRequest(team_id=TEAM, k=50))
    assert {name: found[name] for name in expected.model_dump(mode="json")} == expected.model_dump(mode="json")
    record = (await matcher.call("GET", f"/v1/candidates/{found['run_id']}", "caseworker")).json()
    assert record["answer"] == found
    assert record["answer_sha256"] == sha256(canonical(found))
    assert record["weights_version"] == found["weights_version"]
    assert record["profiles"].keys() == {str(each.subject) for each in PROFILES}
    path = f"/v1/candidates/{found['run_id']}"
    assert (await matcher.call("GET", path, municipality=OTHER_MUNICIPALITY)).status_code == 404
    assert (await matcher.call("GET", path, "job-consultant")).status_code == 403
    assert (await matcher.call("GET", f"/v1/outreach/{found['run_id']}")).status_code == 404


async def test_it_is_off_without_a_legal_basis_in_the_case_api(matcher: RunningMatcher) -> None:
    response = await ask(matcher, None)
    assert response.status_code == 409
    assert response.json()["type"] == "/problems/fill-not-allowed"
    assert "retsgrundlag" in response.json()["danish"]


@pytest.mark.parametrize(
    "bases",
    [
        (),
        (BASIS.model_copy(update={"category": "considerations"}),),
        (BASIS.model_copy(update={"in_force_from": PROFILES[0].as_of + timedelta(days=1)}),),
    ],
)
async def test_the_matcher_asks_for_the_legal_basis_of_each_profile_itself(
    matcher: RunningMatcher, bases: tuple[LegalBasis, ...]
) -> None:
    last = PROFILES[-1].model_copy(update={"legal_bases": bases})
    response = await ask(matcher, [*PROFILES[:-1], last])
    assert response.json()["type"] == "/problems/fill-not-allowed"


async def test_consultants_and_leaders_find_nobody(matcher: RunningMatcher) -> None:
    await ask(matcher)
    for role in ("job-consultant", "team-leader", "project-manager", "mentor", "administrator"):
        assert (await matcher.call("POST", PATH, role, json=BODY)).status_code == 403


async def test_what_is_another_municipalitys_is_missing(matcher: RunningMatcher) -> None:
    await ask(matcher)
    assert (await matcher.call("POST", PATH, municipality=OTHER_MUNICIPALITY, json=BODY)).status_code == 404
    assert (await matcher.call("POST", f"/v1/places/{uuid7()}/candidates", json=BODY)).status_code == 404
    elsewhere = BODY | {"team_id": str(uuid7())}
    assert (await matcher.call("POST", PATH, json=elsewhere)).status_code == 404


async def test_no_profile_is_asked_for_when_the_place_has_no_seat(matcher: RunningMatcher) -> None:
    full = PLACE.model_copy(update={"seats_taken": PLACE.seats})
    response = await ask(matcher, None, full)
    assert response.status_code == 409
    assert response.json()["type"] == "/problems/place-has-no-seat"


@pytest.mark.parametrize("body", [{"k": 0}, {"k": 51}, {"team_id": None}, {"more": 1}])
async def test_what_is_asked_for_is_checked(matcher: RunningMatcher, body: dict[str, Any]) -> None:
    assert (await ask(matcher, json=BODY | body)).status_code == 422


@pytest.mark.parametrize(
    ("changes", "free"),
    [
        ({}, True),
        ({"open": False}, False),
        ({"seats": 2, "seats_taken": 2}, False),
        ({"open_from": date(2026, 11, 24)}, False),
        ({"open_until": date(2026, 11, 22)}, False),
        ({"open_until": date(2026, 11, 23)}, True),
    ],
)
def test_a_seat_is_free_while_the_place_is_open(changes: dict[str, Any], free: bool) -> None:
    assert has_seat(PLACE.model_copy(update=changes), date(2026, 11, 23)) is free
