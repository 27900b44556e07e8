"""A team asks whom to visit, and who might have a seat: real profiles, real places, real policies."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tests.journeys.conftest import RunningStack

FILL = {"category": "fill", "citation": "Syntetisk hjemmel til rejsen", "in_force_from": "2026-01-01"}


@pytest.fixture
async def http(running: RunningStack) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(trust_env=False, timeout=30) as client:
        yield client


def signed_in(running: RunningStack, role: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {running.stack.token(role, municipality='0706')}"}


async def _outreach(running: RunningStack, http: httpx.AsyncClient) -> list[dict[str, Any]]:
    """The answer about each team, as a job consultant gets it."""
    headers = signed_in(running, "job-consultant")
    teams = (await http.get(f"{running.stack.case_api_url}/v1/teams", headers=headers)).json()["items"]
    found = []
    for team in teams:
        url = f"{running.stack.matcher_url}/v1/outreach"
        answer = await http.post(url, headers=headers, json={"team_id": team["id"]})
        assert answer.status_code == 200, answer.text
        found.append(answer.json() | {"team_id": team["id"]})
    return found


async def test_a_consultant_learns_whom_to_visit_and_the_audit_who_was_looked_at(
    running: RunningStack, http: httpx.AsyncClient
) -> None:
    answers = await _outreach(running, http)
    waiting = [each for each in answers if each["waiting"]]
    assert waiting
    visits = [visit for each in waiting for visit in each["visits"]]
    assert visits
    assert all(0 < visit["newly_served"] <= visit["citizens"] for visit in visits)
    assert all(ask["question"]["danish"] for visit in visits for ask in visit["asks"])
    assert any("arbejdssted" in each["danish"] for answer in waiting for each in answer["industries"])
    record = f"{running.stack.matcher_url}/v1/outreach/{waiting[0]['run_id']}"
    kept = (await http.get(record, headers=signed_in(running, "job-consultant"))).json()
    assert len(kept["profiles"]) == waiting[0]["waiting"]
    for subject in list(kept["profiles"])[:2]:
        url = f"{running.stack.case_api_url}/v1/disclosures/{subject}/case"
        assert (await http.get(url, headers=signed_in(running, "caseworker"))).json()["purpose"] == "outreach"


async def test_citizens_are_ranked_for_a_place_only_once_a_legal_basis_is_recorded(
    running: RunningStack, http: httpx.AsyncClient
) -> None:
    [largest, *_] = sorted(await _outreach(running, http), key=lambda each: -each["waiting"])
    caseworker, body = signed_in(running, "caseworker"), {"team_id": largest["team_id"], "k": 50}
    listed = await http.get(f"{running.stack.case_api_url}/v1/places?limit=100", headers=caseworker)
    urls = [f"{running.stack.matcher_url}/v1/places/{place['id']}/candidates" for place in listed.json()["items"]]
    refused = {(await http.post(url, headers=caseworker, json=body)).json()["type"] for url in urls[:20]}
    assert "/problems/fill-not-allowed" in refused
    assert refused <= {"/problems/fill-not-allowed", "/problems/place-has-no-seat"}
    administrator = signed_in(running, "administrator")
    bases = f"{running.stack.case_api_url}/v1/municipality/legal-bases"
    assert (await http.post(bases, headers=administrator, json=FILL)).status_code == 201
    answers = [await http.post(url, headers=caseworker, json=body) for url in urls[:40]]
    found = [each.json() for each in answers if each.status_code == 200]
    [best, *_] = sorted(found, key=lambda each: -len(each["candidates"]))
    assert best["candidates"], "some place fits somebody who waits"
    first = best["candidates"][0]
    resolved = f"{running.stack.case_api_url}/v1/disclosures/{first['subject']}/case"
    assert (await http.get(resolved, headers=signed_in(running, "job-consultant"))).status_code == 404
    case = (await http.get(resolved, headers=caseworker)).json()["case_id"]
    ranking = await http.post(
        f"{running.stack.matcher_url}/v1/rankings", headers=caseworker, json={"case_id": case, "k": 100}
    )
    [place] = [each for each in ranking.json()["ranking"] if each["place_id"] == best["place_id"]]
    assert (place["score"], place["parts"], place["reasons"]) == (first["score"], first["parts"], first["reasons"])
