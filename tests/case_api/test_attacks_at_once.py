"""Two requests at the same moment: one of them wins, nothing is made or lost twice."""

import asyncio

from tests.case_api import bodies_citizens
from tests.case_api.conftest import Api
from tests.case_api.rows import rows

KEY = "double-click-0001"


async def test_a_double_click_creates_once(api: Api) -> None:
    body = bodies_citizens.citizen()
    clicks = [api.call("POST", "/v1/citizens", json=body, key=KEY) for _ in range(5)]
    answers = await asyncio.gather(*clicks)
    made = [each for each in answers if each.status_code == 201]
    refused = [each.json()["type"] for each in answers if each.status_code != 201]
    assert len(made) >= 1
    assert len({each.text for each in made}) == 1
    assert set(refused) <= {"/problems/idempotency-key-in-use"}
    assert len(await rows(api, "select id from citizen")) == 1
    assert len(await rows(api, "select id from audit_event where action = 'citizen:create'")) == 1


async def test_a_key_still_in_use_and_the_answer_afterwards(api: Api) -> None:
    """A click that was told to wait gets the first one's answer when it is repeated."""
    body = bodies_citizens.citizen()
    await asyncio.gather(*(api.call("POST", "/v1/citizens", json=body, key=KEY) for _ in range(2)))
    again = await api.call("POST", "/v1/citizens", json=body, key=KEY)
    assert again.status_code == 201
    assert [again.json()["id"]] == [str(row["id"]) for row in await rows(api, "select id from citizen")]


async def test_the_same_person_recorded_by_two_at_once_is_recorded_once(api: Api) -> None:
    body = bodies_citizens.citizen()
    answers = await asyncio.gather(*(api.call("POST", "/v1/citizens", json=body) for _ in range(4)))
    assert sorted(each.status_code for each in answers) == [201, 409, 409, 409]
    assert bodies_citizens.CPR not in "".join(each.text for each in answers)


async def test_of_two_who_change_a_citizen_at_once_one_is_told(api: Api) -> None:
    citizen = await api.make("/v1/citizens", "caseworker", bodies_citizens.citizen())
    path = f"/v1/citizens/{citizen['id']}"
    answers = await asyncio.gather(
        *(
            api.call("PATCH", path, role, json={"travel_km": km}, version=1)
            for km, role in ((5, "caseworker"), (7, "job-broker"), (9, "team-leader"))
        )
    )
    assert sorted(each.status_code for each in answers) == [200, 412, 412]
    winner = next(each for each in answers if each.status_code == 200)
    assert (await api.call("GET", path)).json()["travel_km"] == winner.json()["travel_km"]
    assert len((await api.call("GET", path + "/history")).json()["items"]) == 2
