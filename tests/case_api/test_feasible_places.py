"""The unranked list of places that fit, for when the matcher is away."""

from typing import Any
from uuid import UUID

import asyncpg

from case_api.placements.feasible import BATCH, MOST_JUDGED
from rettematch.identifiers import uuid7
from tests.case_api import bodies_employers
from tests.case_api.bodies_legal_facts import record, subsidy_situation
from tests.case_api.bodies_placements import another_case, legal_basis, situation
from tests.case_api.conftest import NORDDJURS, SYDDJURS, Api
from tests.case_api.reports.many_cases import copy_row
from tests.case_api.rows import rows

CONSULTANT = "job-consultant"


async def test_only_places_that_pass_are_listed_and_the_citizen_is_audited_once(api: Api) -> None:
    there = await situation(api)
    at = there.workplace["id"]
    for wrong in (
        {"schemes": ["flex-job"]},
        {"hours_per_day_min": 3.25},
        {"days": ["sun"]},
        {"open_from": "2026-11-24"},
        {"certificates": ["hygiejnebevis"]},
        {"clean_criminal_record": None},
        {"earliest_start": "20:00", "latest_end": "23:00"},
    ):
        await api.make("/v1/places", CONSULTANT, bodies_employers.place(at, **wrong))
    answer = await api.call("GET", f"/v1/cases/{there.case['id']}/feasible-places")
    assert answer.status_code == 200, answer.text
    [item] = answer.json()["items"]
    assert item["place_id"] == there.place["id"]
    assert item["schemes"] == ["taster", "internship"]
    assert item["workplace_name"] == "Kantinen i Ebeltoft"
    [asked] = answer.json()["ask_first"]
    assert asked["questions"] == ["Ingen har spurgt virksomheden, om pladsen kræver ren straffeattest."]
    assert answer.json()["ranked"] is False
    assert "ikke rangeret" in answer.json()["explanation"][0]
    assert answer.json()["considerations_used"] is False
    [event] = await rows(api, "select * from audit_event where action = 'case:feasible-places'")
    assert str(event["citizen_id"]) == there.case["citizen_id"]


async def test_considerations_count_under_a_legal_basis(api: Api) -> None:
    await legal_basis(api)
    demands = bodies_employers.easy_demands(standing=3)
    there = await situation(api, place={"demands": demands})
    sitting = [demand | {"accommodated": 1} if demand["dimension"] == "standing" else demand for demand in demands]
    fits = await api.make("/v1/places", CONSULTANT, bodies_employers.place(there.workplace["id"], demands=sitting))
    unknown = bodies_employers.place(there.workplace["id"], demands=[])
    await api.make("/v1/places", CONSULTANT, unknown)
    body = {"dimension": "standing", "level": 1, "source": "citizen", "stated_on": "2026-11-20"}
    await api.make(f"/v1/citizens/{there.case['citizen_id']}/considerations", "caseworker", body)
    answer = (await api.call("GET", f"/v1/cases/{there.case['id']}/feasible-places")).json()
    assert answer["considerations_used"] is True
    assert len(answer["ask_first"]) == 1, "of a place that nobody has asked, every demand is a question"
    assert any("Stående" in question or "stående" in question for question in answer["ask_first"][0]["questions"])
    assert [(item["place_id"], item["needed_accommodations"]) for item in answer["items"]] == [
        (fits["id"], ["standing"])
    ]


async def test_pages_hold_every_place_once_though_places_fail_between(api: Api) -> None:
    there = await situation(api)
    at = there.workplace["id"]
    expected = [there.place["id"]]
    for number in range(9):
        evening = {"earliest_start": "20:00", "latest_end": "23:00"}
        changes: dict[str, Any] = ({}, evening, {"clean_criminal_record": None})[number % 3]
        made = await api.make("/v1/places", CONSULTANT, bodies_employers.place(at, **changes))
        expected += [] if changes is evening else [made["id"]]
    seen: list[str] = []
    after = None
    while True:
        parameters = {"limit": 2} | ({"after": after} if after else {})
        page = (await api.call("GET", f"/v1/cases/{there.case['id']}/feasible-places", params=parameters)).json()
        shown = [*page["items"], *page["ask_first"]]
        assert len(shown) <= 2
        seen += sorted(item["place_id"] for item in shown)
        after = page["pagination"]["next"]
        if after is None:
            break
    assert seen == expected


async def test_full_places_and_other_municipalities_are_left_out(api: Api) -> None:
    there = await situation(api)
    await bodies_employers.make_place(api, 1, NORDDJURS)
    assert (await there.take()).status_code == 201
    other = await another_case(api, 7)
    assert (await api.call("GET", f"/v1/cases/{other['id']}/feasible-places")).json()["items"] == []
    assert (
        await api.call("GET", f"/v1/cases/{other['id']}/feasible-places", "caseworker", NORDDJURS)
    ).status_code == 404
    assert (await api.call("GET", f"/v1/cases/{other['id']}/feasible-places", "mentor")).status_code == 403


async def test_a_place_at_the_last_employer_is_listed_without_a_wage_subsidy(api: Api) -> None:
    there = await subsidy_situation(api, legal=None)
    only = bodies_employers.place(there.workplace["id"], schemes=["wage-subsidy"])
    await api.make("/v1/places", CONSULTANT, only)
    path = f"/v1/cases/{there.case['id']}/feasible-places"

    async def listed() -> dict[str, list[str]]:
        return {each["place_id"]: each["schemes"] for each in (await api.call("GET", path)).json()["items"]}

    assert sorted((await listed()).values()) == [["internship", "wage-subsidy"], ["wage-subsidy"]]
    await record(api, there.case, last_employer_id=there.workplace["employer_id"])
    assert await listed() == {there.place["id"]: ["internship"]}


async def many_places(api: Api, place_id: str, number: int, **changes: Any) -> None:
    """So many copies of a place, put straight into the tables."""
    connection = await asyncpg.connect(api.database.owner_url)
    try:
        await connection.execute("select set_config('app.municipality', $1, false)", SYDDJURS)
        async with connection.transaction():
            for _ in range(number):
                await copy_row(connection, "place", UUID(place_id), {"id": uuid7(), **changes})
    finally:
        await connection.close()


async def test_a_request_judges_a_bounded_number_of_places_and_the_list_goes_on(api: Api) -> None:
    there = await situation(api)
    await many_places(api, there.place["id"], MOST_JUDGED + BATCH, earliest_start="20:00", latest_end="23:00")
    last = await api.make("/v1/places", CONSULTANT, bodies_employers.place(there.workplace["id"]))
    path = f"/v1/cases/{there.case['id']}/feasible-places"
    first = (await api.call("GET", path)).json()
    assert first["judged"] == MOST_JUDGED
    assert [item["place_id"] for item in first["items"]] == [there.place["id"]]
    assert "hent næste side" in first["explanation"][-1]
    after = {"after": first["pagination"]["next"]}
    second = (await api.call("GET", path, params=after)).json()
    assert second["judged"] == BATCH + 2
    assert [item["place_id"] for item in second["items"]] == [last["id"]]
    assert second["pagination"]["next"] is None


async def test_room_under_the_ratio_rule_is_looked_at_ahead(api: Api) -> None:
    there = await situation(api, place={"seats": 1, "schemes": ["internship"]}, workplace={"ordinary_full_time": 1})
    path = f"/v1/cases/{there.case['id']}/feasible-places"
    one_place = (await api.call("GET", path)).json()["items"]
    assert [item["ratio_short_from"] for item in one_place] == [None]
    again = bodies_employers.place(there.workplace["id"], schemes=["internship"], hours_per_week_min=30)
    await api.make("/v1/places", CONSULTANT, again)
    assert (await there.take()).status_code == 201
    days = ["mon", "tue", "wed", "thu", "fri"]
    other = await another_case(api, 7, hours_per_week_max=37, hours_per_day_max=7.5, days=days)
    [item] = (await api.call("GET", f"/v1/cases/{other['id']}/feasible-places")).json()["items"]
    assert item["ratio_short_from"] == "2026-12-01", "from the day on which the agreed placement begins"
