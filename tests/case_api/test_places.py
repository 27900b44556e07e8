"""Places, and how they reach the change feed."""

from typing import Any

import pytest

from case_api.employers.place_schemas import PlaceCreate
from rettematch.contracts.places import PlaceSnapshot
from rettematch.industry.packages import package
from tests.case_api import bodies_employers as bodies
from tests.case_api.bodies_placements import situation
from tests.case_api.conftest import NORDDJURS, Api

CONSULTANT = "job-consultant"


def errors(answer: Any) -> dict[str, str]:
    assert answer.status_code == 422, answer.text
    return {error["field"]: error["expected"] for error in answer.json()["errors"]}


async def snapshots(api: Api, place_id: str) -> list[PlaceSnapshot]:
    """Every version of a place in the feed, the first one first."""
    page = await api.feed()
    return [
        PlaceSnapshot.model_validate(each["data"], strict=False) for each in page["items"] if each["id"] == place_id
    ]


async def test_a_place_is_recorded_read_changed_and_remembered(api: Api) -> None:
    made = await bodies.make_place(api)
    path = f"/v1/places/{made['id']}"
    changed = await api.call("PATCH", path, CONSULTANT, json={"title": "Opvask på Ærø", "seats": 3}, version=1)
    assert (changed.status_code, changed.headers["etag"]) == (200, '"v2"')
    assert (await api.call("GET", path, "mentor")).json() == changed.json()
    history = (await api.call("GET", path + "/history")).json()["items"]
    assert {each["field"] for each in history[1]["changes"]} == {"title", "seats"}
    assert "feed_version" not in {each["field"] for each in history[0]["changes"]}


@pytest.mark.parametrize(
    ("changes", "field", "expected"),
    [
        ({"demands": [{"dimension": "luck", "usual": 1, "known": "stated"}]}, "body.demands.0.dimension", "dimension"),
        ({"demands": [{"dimension": "noise", "usual": 4, "known": "stated"}]}, "body.demands.0.usual", "at most 3"),
        ({"demands": [{"dimension": "noise", "usual": -1, "known": "seen"}]}, "body.demands.0.usual", "at least 0"),
        (
            {"demands": [{"dimension": "noise", "usual": 1, "accommodated": 2, "known": "stated"}]},
            "body.demands.0",
            "accommodated must not be above usual",
        ),
        (
            {"demands": [{"dimension": "noise", "usual": 1, "known": "stated"}] * 2},
            "body.demands",
            "must name each dimension once",
        ),
        ({"occupations": ["http://data.europa.eu/esco/occupation/none"]}, "body.occupations.0", "ESCO occupation"),
        ({"package": "space"}, "body.package", "industry package"),
        ({"hours_per_week_min": 20, "hours_per_week_max": 10}, "body", "hours_per_week_min"),
        ({"hours_per_week_max": 37.25}, "body.hours_per_week_max", "at most 37"),
        ({"hours_per_day_min": 2.1}, "body.hours_per_day_min", "multiple of 0.25"),
        ({"earliest_start": "25:00"}, "body.earliest_start", "form"),
        ({"earliest_start": "08:00", "latest_end": "09:00"}, "body", "room for hours_per_day_min"),
        ({"open_until": "2026-10-31"}, "body", "open_until must not be before open_from"),
        ({"open_from": "2026-02-29"}, "body.open_from", "date"),
        ({"days": []}, "body.days", "at least 1"),
        ({"days": ["mon", "mon"]}, "body", "days must name each one once"),
        ({"schemes": ["holiday"]}, "body.schemes.0", "one of"),
        ({"seats": 0}, "body.seats", "at least 1"),
        ({"workplace_id": "0193a000-0000-7000-8000-000000000000"}, "body.workplace_id", "workplace"),
        ({"contact_person_id": "0193a000-0000-7000-8000-000000000000"}, "body.contact_person_id", "contact person"),
        ({"agreement_id": "0193a000-0000-7000-8000-000000000000"}, "body.agreement_id", "agreement"),
    ],
)
async def test_a_wrong_field_is_named_with_what_is_expected(
    api: Api, changes: dict[str, Any], field: str, expected: str
) -> None:
    at = await bodies.make_workplace(api)
    found = errors(await api.call("POST", "/v1/places", CONSULTANT, json=bodies.place(at["id"]) | changes))
    assert set(found) == {field}
    assert expected in found[field]


async def test_a_change_is_judged_as_the_whole_it_becomes(api: Api) -> None:
    made = await bodies.make_place(api)
    answer = await api.call("PATCH", f"/v1/places/{made['id']}", CONSULTANT, json={"hours_per_week_max": 3}, version=1)
    assert errors(answer) == {"body": "hours_per_week_min must not be above hours_per_week_max"}
    moved = {"workplace_id": made["workplace_id"]}
    assert (await api.call("PATCH", f"/v1/places/{made['id']}", CONSULTANT, json=moved, version=1)).status_code == 422


async def test_night_work_runs_past_midnight(api: Api) -> None:
    made = await bodies.make_place(api, earliest_start="22:00", latest_end="06:00")
    assert (made["earliest_start"], made["latest_end"]) == ("22:00", "06:00")


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({}, ["A", "B"]),
        ({"package": "cleaning"}, ["B"]),
        ({"postcode": "8500"}, ["B"]),
        ({"scheme": "flex-job"}, ["B"]),
        ({"open_on": "2026-11-30"}, ["A"]),
        ({"open_on": "2026-12-01"}, ["A", "B"]),
        ({"open_on": "2027-01-01"}, ["B"]),
        ({"free_seats": "true"}, ["A", "B"]),
        ({"free_seats": "false"}, []),
    ],
)
async def test_places_are_filtered(api: Api, parameters: dict[str, str], expected: list[str]) -> None:
    await bodies.make_place(api, 1, title="A", open_until="2026-12-31")
    at = await bodies.make_workplace(api, 2, postcode="8500")
    body = bodies.place(at["id"], title="B", package="cleaning", schemes=["flex-job"], open_from="2026-12-01")
    await api.make("/v1/places", CONSULTANT, body)
    listed = (await api.call("GET", "/v1/places", params=parameters)).json()
    assert [item["title"] for item in listed["items"]] == expected


async def test_a_full_place_is_not_among_those_with_free_seats(api: Api) -> None:
    there = await situation(api)
    assert (await there.take()).status_code == 201
    free = (await api.call("GET", "/v1/places", params={"free_seats": True})).json()["items"]
    full = (await api.call("GET", "/v1/places", params={"free_seats": False})).json()["items"]
    assert (free, [item["id"] for item in full]) == ([], [there.place["id"]])
    path = f"/v1/places/{there.place['id']}"
    await api.call("PATCH", path, CONSULTANT, json={"seats": 2}, version=1)
    fewer = await api.call("PATCH", path, CONSULTANT, json={"seats": 1}, version=2)
    assert fewer.status_code == 200, "as many as are taken is enough"


async def test_seats_cannot_fall_below_those_taken(api: Api) -> None:
    there = await situation(api, place={"seats": 2})
    assert (await there.take(hours_per_week=4)).status_code == 201
    assert (await there.take(hours_per_week=4)).status_code == 201
    path = f"/v1/places/{there.place['id']}"
    fewer = await api.call("PATCH", path, CONSULTANT, json={"seats": 1}, version=1)
    assert (fewer.status_code, fewer.json()["type"]) == (409, "/problems/seats-taken")


async def test_a_withdrawn_place_is_no_longer_open(api: Api) -> None:
    made = await bodies.make_place(api)
    path = f"/v1/places/{made['id']}"
    assert (await api.call("POST", path + "/withdraw", CONSULTANT)).status_code == 428
    withdrawn = await api.call("POST", path + "/withdraw", CONSULTANT, version=1)
    assert (withdrawn.json()["withdrawn"], withdrawn.json()["open"]) == (True, False)
    assert [snapshot.open for snapshot in await snapshots(api, made["id"])] == [True, False]
    again = await api.call("POST", path + "/withdraw", CONSULTANT, version=2)
    assert again.json()["version"] == 2


async def test_a_demand_nobody_gave_is_assumed_from_the_package_and_marked_so(api: Api) -> None:
    demands = [{"dimension": "noise", "usual": 0, "known": "seen"}]
    made = await bodies.make_place(api, demands=demands)
    [snapshot] = await snapshots(api, made["id"])
    by_dimension = {demand.dimension: demand for demand in snapshot.demands}
    assert (by_dimension["noise"].usual, by_dimension["noise"].known) == (0, "seen")
    typical = package("kitchen").demand_levels
    assumed = {each: demand.usual for each, demand in by_dimension.items() if demand.known == "assumed"}
    assert assumed == {each: level for each, level in typical.items() if each != "noise"}
    stored = (await api.call("GET", f"/v1/places/{made['id']}")).json()["demands"]
    assert stored == [{**demands[0], "accommodated": None}], "an assumption is not recorded as said"


async def test_what_a_place_rests_on_publishes_it_again(api: Api) -> None:
    at = await bodies.make_workplace(api)
    employer = at["employer_id"]
    person = await api.make("/v1/contact-persons", CONSULTANT, bodies.contact(employer, is_mentor=True))
    agreed = await api.make("/v1/cooperation-agreements", CONSULTANT, bodies.agreement(employer))
    body = bodies.place(at["id"], contact_person_id=person["id"], mentor_id=person["id"], agreement_id=agreed["id"])
    made = await api.make("/v1/places", CONSULTANT, body)
    for path, change in (
        (f"/v1/workplaces/{at['id']}", {"ordinary_full_time": None, "ordinary_full_time_on": None}),
        (f"/v1/employers/{employer}", {"sector": "public"}),
        (f"/v1/contact-persons/{person['id']}", {"active": False}),
        (f"/v1/cooperation-agreements/{agreed['id']}", {"model": "pre-agreed-seats"}),
        (f"/v1/employers/{employer}", {"note": "Ingen plads bygger på noten."}),
    ):
        version = 2 if "note" in change else 1
        answer = await api.call("PATCH", path, CONSULTANT, json=change, version=version)
        assert answer.status_code == 200, answer.text
    first, staff, sector, contact, model = await snapshots(api, made["id"])
    assert [each.version for each in (first, staff, sector, contact, model)] == [1, 2, 3, 4, 5]
    assert (first.supported_hours_free, staff.supported_hours_free) == (37, None)
    assert (staff.sector, sector.sector) == ("private", "public")
    assert (sector.has_contact_person, sector.has_mentor) == (True, True)
    assert (contact.has_contact_person, contact.has_mentor) == (False, False)
    assert (contact.cooperation_model, model.cooperation_model) == ("fixed-seats", "pre-agreed-seats")


async def test_a_snapshot_holds_nothing_of_any_person(api: Api) -> None:
    there = await situation(api, place={"title": "KANARIEFUGL", "tasks": "KANARIEFUGL"})
    assert (await there.take(goal="KANARIEFUGL")).status_code == 201
    lines = [each for each in (await api.feed())["items"] if each["entity"] == "place"]
    text = str(lines)
    for personal in (
        "KANARIEFUGL",
        "Søren O'Hara",
        "Åse",
        there.case["id"],
        there.case["citizen_id"],
        there.contact["id"],
    ):
        assert personal not in text


async def test_roles_municipalities_and_keys(api: Api) -> None:
    at = await bodies.make_workplace(api)
    assert (await api.call("POST", "/v1/places", "caseworker", json=bodies.place(at["id"]))).status_code == 403
    foreign = await api.call("POST", "/v1/places", CONSULTANT, NORDDJURS, json=bodies.place(at["id"]))
    assert set(errors(foreign)) == {"body.workplace_id"}
    first = await api.call("POST", "/v1/places", CONSULTANT, json=bodies.place(at["id"]), key="place-0001")
    again = await api.call("POST", "/v1/places", CONSULTANT, json=bodies.place(at["id"]), key="place-0001")
    assert first.content == again.content
    assert len(await snapshots(api, first.json()["id"])) == 1
    assert (await api.call("GET", f"/v1/places/{first.json()['id']}", CONSULTANT, NORDDJURS)).status_code == 404


async def test_the_example_of_the_documentation_is_valid() -> None:
    [example] = PlaceCreate.model_json_schema()["examples"]
    assert PlaceCreate.model_validate(example).package == "kitchen"
