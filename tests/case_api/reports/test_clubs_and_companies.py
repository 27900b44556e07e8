"""Reports over job clubs and over the companies with an agreement."""

from typing import Any

import pytest

from tests.case_api.bodies_clubs import club_case, membership, open_club, session
from tests.case_api.bodies_employers import agreement, employer, workplace
from tests.case_api.conftest import Api


async def _read(api: Api, report: str, **query: str) -> dict[str, Any]:
    answer = await api.call("GET", f"/v1/reports/{report}", "project-manager", params=query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


@pytest.mark.rule("jv_attendance")
async def test_attendance_is_counted_by_club_without_a_word_of_why(api: Api) -> None:
    club_id = await open_club(api)
    cases = [await club_case(api, serial) for serial in range(1, 11)]
    for each in cases:
        await api.make(f"/v1/clubs/{club_id}/memberships", "job-consultant", membership(each, from_date="2026-10-05"))
    made = await api.make(f"/v1/clubs/{club_id}/sessions", "job-consultant", session())
    states = ["present"] * 5 + ["ill"] * 5
    marks = {"marks": [{"case_id": case, "state": state} for case, state in zip(cases, states, strict=True)]}
    path = f"/v1/clubs/{club_id}/sessions/{made['id']}/attendance"
    assert (await api.call("PUT", path, "job-consultant", json=marks, version=1)).status_code == 200
    found = await _read(api, "attendance")
    [row] = [row["values"] for row in found["rows"]]
    assert (row["club"], row["days"], row["came"], row["excused"], row["unexcused"], row["marks"]) == (
        4,
        1,
        5,
        5,
        0,
        10,
    )
    assert row["share"] == 50.0
    assert "ill" not in str(found["rows"])
    assert [each["rule_id"] for each in found["rules"]] == ["jv_attendance"]
    assert (await _read(api, "attendance", programme="jobfirst"))["rows"] == []
    assert (await _read(api, "attendance", to="2026-10-31"))["rows"] == []


@pytest.mark.rule("stv_portfolio_spread")
async def test_the_portfolio_tells_the_workplaces_with_an_agreement(api: Api) -> None:
    employer_id = (await api.make("/v1/employers", "job-consultant", employer()))["id"]
    await api.make("/v1/workplaces", "job-consultant", workplace(employer_id))
    nothing = await _read(api, "portfolio")
    assert sum(row["values"]["workplaces"] for row in nothing["rows"]) == 0
    await api.make("/v1/cooperation-agreements", "job-consultant", agreement(employer_id))
    found = await _read(api, "portfolio")
    by_dimension: dict[str, int] = {}
    for row in found["rows"]:
        by_dimension[row["values"]["dimension"]] = (
            by_dimension.get(row["values"]["dimension"], 0) + row["values"]["workplaces"]
        )
    assert set(by_dimension.values()) == {1}
    assert "stv_portfolio_spread" in {each["rule_id"] for each in found["rules"]}
