"""The main job through the running stack, over HTTP alone, as `make run` does it and as a second run finds it."""

from typing import Any

import httpx
import pytest

from local_stack import demonstration, main_job
from local_stack.account import Account
from local_stack.main_job_bodies import CVR
from rettematch.considerations import DIMENSIONS
from rettematch.constraints import CHECKS, CONSIDERATION
from tests.journeys.conftest import RunningStack

CONSTRAINTS = {*CHECKS, *(CONSIDERATION + each.id for each in DIMENSIONS)}


@pytest.fixture(scope="module")
async def account(running: RunningStack) -> Account:
    """A second main job: the run itself has done the first one."""
    return await main_job.run(running.stack)


async def get(running: RunningStack, role: str, url: str, municipality: str = "0706") -> httpx.Response:
    token = running.stack.token(role, municipality=municipality)
    async with httpx.AsyncClient(trust_env=False) as http:
        return await http.get(url, headers={"Authorization": f"Bearer {token}"})


async def page(running: RunningStack, role: str, path: str, municipality: str = "0706") -> list[dict[str, Any]]:
    answer = await get(running, role, f"{running.stack.case_api_url}{path}", municipality)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def test_the_run_itself_tells_of_the_main_job_and_of_the_addresses(running: RunningStack) -> None:
    said = [line.split("| ", 1)[-1].strip() for line in running.lines if line.startswith("stack ")]
    for beginning in (
        "Borger (citizen): ",
        "Rangliste (ranking): ",
        "Plads (place taken): ",
        "Påmindelse (reminder): follow_up.due",
    ):
        assert any(line.startswith(beginning) for line in said), beginning
    assert any(f"{running.stack.case_api_url}/docs" in line for line in said)


async def test_at_least_ten_places_are_ranked_with_parts_that_sum_to_the_score(account: Account) -> None:
    assert len(account.ranking) >= 10
    scores = [each.score for each in account.ranking]
    assert scores == sorted(scores, reverse=True)
    for each in account.ranking:
        assert sum(each.parts.values()) == each.score
        assert {constraint["id"] for constraint in each.constraints} <= CONSTRAINTS
    assert account.ask_first
    assert all(each["question"]["danish"] for each in account.ask_first)


async def test_the_placement_stands_with_its_agreement_at_a_ranked_place(
    running: RunningStack, account: Account
) -> None:
    answer = await get(running, "job-broker", f"{running.stack.case_api_url}/v1/placements/{account.placement_id}")
    placement = answer.json()
    assert placement["place_id"] in {each.place_id for each in account.ranking}
    assert placement["follow_up_plan"]
    assert "løfter og bærer højst 5 kg" in placement["considerations_agreed"]
    place = await get(running, "mentor", f"{running.stack.case_api_url}/v1/places/{placement['place_id']}")
    assert place.json()["seats_taken"] == 1


async def test_the_reminder_of_the_first_call_reached_the_webhook_with_a_signature_that_holds(
    account: Account,
) -> None:
    assert account.webhook.delivered
    assert account.webhook.verified
    assert account.follow_ups >= 3


async def test_no_endpoint_of_the_job_is_left(running: RunningStack, account: Account) -> None:
    assert account.webhook.delivered
    answer = await get(running, "job-broker", f"{running.stack.notifier_url}/v1/endpoints")
    assert [each for each in answer.json()["items"] if each["state"] == "active"] == []


async def test_a_later_run_finds_the_employer_again_and_ends_what_the_one_before_left(
    running: RunningStack, account: Account
) -> None:
    employers = await page(running, "job-consultant", f"/v1/employers?cvr={CVR}")
    assert len(employers) == 1
    places = await page(running, "job-consultant", f"/v1/places?employer_id={employers[0]['id']}&limit=100")
    assert [each["withdrawn"] for each in places].count(False) == 1
    running_ones = [
        placement
        for place in places
        for placement in await page(running, "job-broker", f"/v1/placements?place_id={place['id']}")
        if placement["ended_on"] is None
    ]
    assert [each["id"] for each in running_ones] == [account.placement_id]


async def test_nothing_crosses_over_to_the_neighbour(running: RunningStack, account: Account) -> None:
    assert account.placement_id is not None
    assert len(await page(running, "caseworker", "/v1/citizens?limit=100", "0707")) == 6
    assert len(await page(running, "job-consultant", "/v1/places?limit=100", "0707")) == 8
    url = f"{running.stack.case_api_url}/v1/placements/{account.placement_id}"
    foreign = await get(running, "job-broker", url, "0707")
    missing = await get(running, "job-broker", f"{url[:-12]}{'0' * 12}", "0707")
    assert (foreign.status_code, missing.status_code) == (404, 404)
    differing = {"instance"}
    assert {k: v for k, v in foreign.json().items() if k not in differing} == {
        k: v for k, v in missing.json().items() if k not in differing
    }


async def test_loading_a_second_time_adds_nothing(running: RunningStack) -> None:
    before = await page(running, "caseworker", "/v1/citizens?limit=100&name=L")
    await demonstration.load(running.stack)
    assert await page(running, "caseworker", "/v1/citizens?limit=100&name=L") == before
