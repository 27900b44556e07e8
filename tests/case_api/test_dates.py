"""Days and moments that no working life has: refused at the border, with the field named."""

from typing import Any

import pytest

from tests.case_api import bodies_cases, bodies_citizens, bodies_employers
from tests.case_api.conftest import Api


@pytest.mark.parametrize("day", ["0001-01-01", "0226-11-02", "1999-12-31", "9999-12-31"])
async def test_a_case_does_not_start_centuries_away(api: Api, day: str) -> None:
    """Follow-ups are planned week by week from this day on."""
    citizen = await api.make("/v1/citizens", "caseworker", bodies_citizens.citizen())
    refused = await api.call("POST", "/v1/cases", json=bodies_cases.case(api, citizen["id"], started_on=day))
    assert_names(refused, "body.started_on")
    assert day not in refused.text


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31"])
async def test_a_place_does_not_open_centuries_away(api: Api, day: str) -> None:
    workplace = await bodies_employers.make_workplace(api)
    body = bodies_employers.place(workplace["id"], open_from=day)
    assert_names(await api.call("POST", "/v1/places", "job-consultant", json=body), "body.open_from")


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "1899-12-31T00:00:00Z"])
async def test_a_moment_at_the_calendars_end_is_no_server_error(api: Api, moment: str) -> None:
    case = await bodies_cases.open_case(api)
    body = bodies_cases.conversation(held_at=moment)
    assert_names(await api.call("POST", f"/v1/cases/{case['id']}/conversations", json=body), "body.held_at")
    listed = await api.call("GET", "/v1/audit-events", "team-leader", params={"from": moment})
    assert_names(listed, "query.from")


def assert_names(answer: Any, field: str) -> None:
    assert answer.status_code == 422, answer.text
    assert [error["field"] for error in answer.json()["errors"]] == [field]
