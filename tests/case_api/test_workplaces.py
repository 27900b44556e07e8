"""Workplaces, and the room they have under the ratio rule."""

from typing import Any

import pytest

from tests.case_api import bodies_employers as bodies
from tests.case_api.bodies_placements import situation
from tests.case_api.conftest import NORDDJURS, Api

CONSULTANT = "job-consultant"


def fields(answer: Any) -> set[str]:
    assert answer.status_code == 422, answer.text
    return {error["field"] for error in answer.json()["errors"]}


async def capacity(api: Api, workplace_id: str, from_: str = "2026-11-23", to: str = "2026-12-31") -> Any:
    return await api.call("GET", f"/v1/workplaces/{workplace_id}/capacity", params={"from": from_, "to": to})


async def test_a_workplace_is_recorded_read_changed_and_remembered(api: Api) -> None:
    made = await bodies.make_workplace(api, industry_code="56.29.00", address="Åboulevarden 1, 2. tv.")
    assert made["industry_code"] == "562900"
    path = f"/v1/workplaces/{made['id']}"
    changed = await api.call("PATCH", path, CONSULTANT, json={"postcode": "8500"}, version=1)
    assert (changed.status_code, changed.json()["postcode"], changed.headers["etag"]) == (200, "8500", '"v2"')
    assert (await api.call("GET", path)).json() == changed.json()
    history = (await api.call("GET", path + "/history")).json()["items"]
    assert history[1]["changes"] == [{"field": "postcode", "before": "8400", "after": "8500", "sealed": False}]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"p_number": "2999000001"}, {"body.p_number"}),
        ({"p_number": "199900001"}, {"body.p_number"}),
        ({"postcode": "0000"}, {"body.postcode"}),
        ({"industry_code": "123456"}, {"body.industry_code"}),
        ({"ordinary_full_time": -0.5}, {"body.ordinary_full_time"}),
        ({"ordinary_full_time_on": "2026-02-29"}, {"body.ordinary_full_time_on"}),
        ({"ordinary_full_time": None}, {"body"}),
        ({"name": " "}, {"body.name"}),
        ({"name": "A\x00"}, {"body.name"}),
        ({"employer_id": "0193a000-0000-7000-8000-000000000000"}, {"body.employer_id"}),
    ],
)
async def test_a_wrong_field_is_named(api: Api, changes: dict[str, Any], expected: set[str]) -> None:
    employer = await api.make("/v1/employers", CONSULTANT, bodies.employer())
    body = bodies.workplace(employer["id"]) | changes
    answer = await api.call("POST", "/v1/workplaces", CONSULTANT, json=body)
    assert fields(answer) == expected
    assert "2999000001" not in answer.text


async def test_the_same_p_number_twice_is_a_conflict(api: Api) -> None:
    first = await bodies.make_workplace(api)
    again = await api.call("POST", "/v1/workplaces", CONSULTANT, json=bodies.workplace(first["employer_id"]))
    assert (again.status_code, again.json()["type"]) == (409, "/problems/workplace-exists")
    await bodies.make_workplace(api, 1, NORDDJURS)


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({}, ["Bageriet", "Ålykke"]),
        ({"postcode": "8500"}, ["Bageriet"]),
        ({"industry_code": "56"}, ["Ålykke"]),
        ({"industry_code": "107110"}, ["Bageriet"]),
        ({"employer_id": "0193a000-0000-7000-8000-000000000000"}, []),
    ],
)
async def test_workplaces_are_filtered(api: Api, parameters: dict[str, str], expected: list[str]) -> None:
    await bodies.make_workplace(api, 1, name="Ålykke")
    await bodies.make_workplace(api, 2, name="Bageriet", postcode="8500", industry_code="107110")
    listed = (await api.call("GET", "/v1/workplaces", params=parameters)).json()
    assert [item["name"] for item in listed["items"]] == expected


async def test_capacity_tells_what_the_ratio_rule_allows_and_what_is_used(api: Api) -> None:
    there = await situation(api, workplace={"ordinary_full_time": 10})
    assert (await there.take()).status_code == 201
    now = (await capacity(api, there.workplace["id"])).json()
    assert (now["hours_allowed"], now["hours_used"], now["hours_free"], now["hours_free_least"]) == (74, 0, 74, 65)
    assert (now["rule_id"], now["question"]) == ("L6", None)
    assert now["rule"].startswith("Rimelighedskravet")
    later = (await capacity(api, there.workplace["id"], "2026-12-01", "2026-12-01")).json()
    assert (later["hours_used"], later["hours_free"]) == (9, 65)
    assert [(each["from_date"], each["to_date"], each["hours_used"], each["hours_free"]) for each in now["series"]] == [
        ("2026-11-23", "2026-11-30", 0, 74),
        ("2026-12-01", "2026-12-31", 9, 65),
    ]
    after = (await capacity(api, there.workplace["id"], "2027-02-23", "2027-03-01")).json()
    assert (after["hours_used"], after["hours_free_least"]) == (0, 74)


async def test_capacity_of_a_workplace_that_nobody_has_asked_is_a_question(api: Api) -> None:
    made = await bodies.make_workplace(api, ordinary_full_time=None, ordinary_full_time_on=None)
    now = (await capacity(api, made["id"])).json()
    assert now["hours_free"] is None
    assert now["hours_free_least"] is None
    assert now["question"] == "Hvor mange ordinært ansatte er der på arbejdsstedet, omregnet til fuldtid?"


async def test_capacity_needs_a_period_in_order_and_in_force(api: Api) -> None:
    made = await bodies.make_workplace(api)
    assert fields(await capacity(api, made["id"], "2026-12-02", "2026-12-01")) == {"query.to"}
    assert fields(await capacity(api, made["id"], "2019-12-31", "2026-12-01")) == {"query.from"}
    nothing = await capacity(api, "0193a000-0000-7000-8000-000000000000")
    assert nothing.status_code == 404


async def test_publicly_subsidised_posts_are_no_ordinary_staff(api: Api) -> None:
    """Rule L7: 10.5 posts of which one is subsidised are 9.5, room for one supported person and not for two."""
    at = await bodies.make_workplace(api, 1, ordinary_full_time=10.5, subsidised_full_time=1)
    path = f"/v1/workplaces/{at['id']}"

    async def allowed() -> tuple[float, float]:
        read = (await api.call("GET", f"{path}/capacity", params={"from": "2026-12-01", "to": "2026-12-01"})).json()
        return read["ordinary_full_time"], read["hours_allowed"]

    assert await allowed() == (9.5, 37)
    counted = await api.call("PATCH", path, "job-consultant", json={"subsidised_full_time": 0.5}, version=1)
    assert counted.status_code == 200, counted.text
    assert await allowed() == (10, 74)
    too_many = await api.call("PATCH", path, "job-consultant", json={"subsidised_full_time": 11}, version=2)
    assert too_many.status_code == 422
