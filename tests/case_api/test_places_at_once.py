"""Many changes of one workplace at once: nobody waits in a circle, and the newest version in the feed is the truth."""

import asyncio
import random
from typing import Any

from tests.case_api import bodies_employers
from tests.case_api.bodies_placements import Situation, another_case, situation
from tests.case_api.conftest import Api

CONSULTANT = "job-consultant"


async def change(api: Api, path: str, body: dict[str, Any], role: str = CONSULTANT) -> Any:
    version = (await api.call("GET", path, role)).json()["version"]
    return await api.call("PATCH", path, role, json=body, version=version)


async def everything_at_once(there: Situation, neighbour: dict[str, Any], cases: list[dict[str, Any]]) -> list[Any]:
    """Placements, new places, and changes of all that a place rests on, five at a time, in a mixed order."""
    api, chance = there.api, random.Random(7)
    places = [there.place["id"], neighbour["id"]]
    asked = []
    for turn in range(3):
        asked += [there.take(case_id=case["id"], place_id=chance.choice(places), hours_per_week=4) for case in cases]
        asked += [change(api, f"/v1/places/{each}", {"title": f"Titel {turn}"}) for each in places]
        asked += [
            change(api, f"/v1/places/{places[0]}", {"contact_person_id": there.contact["id"], "seats": 9 + turn}),
            change(api, f"/v1/workplaces/{there.workplace['id']}", {"address": f"Vej {turn}"}),
            change(api, f"/v1/employers/{there.workplace['employer_id']}", {"sector": ("private", "public")[turn % 2]}),
            change(api, f"/v1/contact-persons/{there.contact['id']}", {"title": f"Chef {turn}"}),
            change(api, f"/v1/cases/{cases[0]['id']}", {"cv_begun_on": "2026-11-20"}, "caseworker"),
            api.call("POST", "/v1/places", CONSULTANT, json=bodies_employers.place(there.workplace["id"])),
        ]
    chance.shuffle(asked)
    gate = asyncio.Semaphore(5)

    async def one(answer: Any) -> Any:
        async with gate:
            return await answer

    return await asyncio.gather(*(one(each) for each in asked))


async def test_changes_of_all_kinds_at_once_end_in_the_truth(api: Api) -> None:
    there = await situation(api, place={"seats": 9})
    neighbour = await api.make("/v1/places", CONSULTANT, bodies_employers.place(there.workplace["id"], seats=9))
    cases = [there.case, *[await another_case(api, serial) for serial in range(7, 11)]]
    answers = await everything_at_once(there, neighbour, cases)
    assert [answer.text for answer in answers if answer.status_code >= 500] == []
    assert sum(answer.status_code == 201 for answer in answers) >= len(cases)
    lines = [line for line in (await api.feed())["items"] if line["entity"] == "place"]
    employer = (await api.call("GET", f"/v1/employers/{there.workplace['employer_id']}")).json()
    for place in (await api.call("GET", "/v1/places")).json()["items"]:
        own = sorted((line for line in lines if line["id"] == place["id"]), key=lambda line: line["version"])
        assert [line["version"] for line in own] == list(range(1, len(own) + 1))
        newest = own[-1]["data"]
        assert (newest["seats"], newest["seats_taken"]) == (place["seats"], place["seats_taken"])
        assert newest["has_contact_person"] is (place["contact_person_id"] is not None)
        assert newest["sector"] == employer["sector"]
