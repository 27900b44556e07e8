"""The unranked list of places that fit, for when the matcher is away."""

from tests.case_api import bodies_employers
from tests.case_api.bodies_legal_facts import record, subsidy_situation
from tests.case_api.bodies_placements import another_case, legal_basis, situation
from tests.case_api.conftest import NORDDJURS, Api
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
    assert [(item["place_id"], item["needed_accommodations"]) for item in answer["items"]] == [
        (fits["id"], ["standing"])
    ]


async def test_pages_hold_every_place_once_though_places_fail_between(api: Api) -> None:
    there = await situation(api)
    at = there.workplace["id"]
    expected = [there.place["id"]]
    for number in range(9):
        changes = {"certificates": ["hygiejnebevis"]} if number % 3 else {}
        made = await api.make("/v1/places", CONSULTANT, bodies_employers.place(at, **changes))
        expected += [] if changes else [made["id"]]
    seen: list[str] = []
    after = None
    while True:
        parameters = {"limit": 2} | ({"after": after} if after else {})
        page = (await api.call("GET", f"/v1/cases/{there.case['id']}/feasible-places", params=parameters)).json()
        assert len(page["items"]) <= 2
        seen += [item["place_id"] for item in page["items"]]
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
