"""A team's open seats are proposed to all who wait, and a person decides on one of them."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tests.journeys.conftest import RunningStack
from tests.journeys.test_team_answers import signed_in


@pytest.fixture
async def http(running: RunningStack) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(trust_env=False, timeout=30) as client:
        yield client


async def _assigned(running: RunningStack, http: httpx.AsyncClient, **body: str) -> list[dict[str, Any]]:
    """The assignment of each team, as a job broker gets it."""
    headers = signed_in(running, "job-broker")
    teams = (await http.get(f"{running.stack.case_api_url}/v1/teams", headers=headers)).json()["items"]
    url = f"{running.stack.matcher_url}/v1/assignments"
    answers = [await http.post(url, headers=headers, json={"team_id": team["id"]} | body) for team in teams]
    assert {answer.status_code for answer in answers} == {200}
    return [answer.json() for answer in answers]


async def test_a_caseworker_accepts_a_proposal_for_a_citizen_whom_only_the_case_api_knows(
    running: RunningStack, http: httpx.AsyncClient
) -> None:
    answers = await _assigned(running, http)
    [largest, *_] = sorted(answers, key=lambda each: -len(each["proposals"]))
    assert largest["proposals"], "some place fits somebody who waits"
    assert all(answer["total"] == answer["bound"] for answer in answers if answer["proven"])
    assert all(answer["total"]["citizens"] <= answer["bound"]["citizens"] for answer in answers)
    caseworker = signed_in(running, "caseworker")
    proposal = largest["proposals"][0]
    resolved = f"{running.stack.case_api_url}/v1/disclosures/{proposal['subject']}/case"
    case = (await http.get(resolved, headers=caseworker)).json()
    assert case["purpose"] == "assignment"
    ranking = await http.post(
        f"{running.stack.matcher_url}/v1/rankings", headers=caseworker, json={"case_id": case["case_id"], "k": 100}
    )
    [place] = [each for each in ranking.json()["ranking"] if each["place_id"] == proposal["place_id"]]
    assert (place["score"], place["reasons"]) == (proposal["score"], proposal["reasons"])
    record = f"{running.stack.matcher_url}/v1/assignments/{largest['assignment_id']}"
    decision = f"{record}/proposals/{proposal['subject']}/decision"
    yes = {"decision": "accept", "reason": "agreed-with-citizen"}
    assert (await http.post(decision, headers=caseworker, json=yes)).status_code == 201
    assert (await http.post(decision, headers=caseworker, json=yes)).status_code == 409
    kept = (await http.get(record, headers=caseworker)).json()
    assert kept["answer"] == largest
    assert [each["subject"] for each in kept["decisions"]] == [proposal["subject"]]


async def test_a_stable_assignment_places_no_more_citizens_than_the_most(
    running: RunningStack, http: httpx.AsyncClient
) -> None:
    most, stable = await _assigned(running, http, method="most-placed"), await _assigned(running, http, method="stable")
    for best, other in zip(most, stable, strict=True):
        assert other["total"]["citizens"] <= best["bound"]["citizens"]
        assert (best["method"], other["method"]) == ("most-placed", "stable")
