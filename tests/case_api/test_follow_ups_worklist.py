"""What people have to do: their own, a person's or a team's, with the rule that asks for it."""

from pathlib import Path
from typing import Any

import pytest

from tests.case_api.audit_trail import events as audit_events
from tests.case_api.bodies_cases import conversation
from tests.case_api.conftest import NORDDJURS, SYDDJURS, Api
from tests.case_api.follow_up_rows import move_on, query, rows_of, searching

BROKER = "job-broker"


async def listed(api: Api, role: str = BROKER, path: str = "/v1/follow-ups", **parameters: Any) -> list[dict[str, Any]]:
    """Every page of a list."""
    found: list[dict[str, Any]] = []
    after: dict[str, str] = {}
    while True:
        answer = await api.call("GET", path, role, params={"limit": "2", **parameters, **after})
        assert answer.status_code == 200, answer.text
        found += answer.json()["items"]
        if (following := answer.json()["pagination"]["next"]) is None:
            return found
        after = {"after": following}


async def test_your_own_come_in_order_of_due_time_with_rule_section_and_document(api: Api) -> None:
    first, second = await searching(api, 1), await searching(api, 2, ready_on="2026-11-12", cv_begun_on="2026-11-12")
    found = await listed(api)
    assert [each["due_at"] for each in found] == sorted(each["due_at"] for each in found)
    assert {each["case_id"] for each in found} == {first["id"], second["id"]}
    assert {each["status"] for each in found} <= {"planned", "due", "overdue"}
    weekly = next(each for each in found if each["rule_id"] == "fsm_weekly_until_match")
    assert weekly["rule"] == {
        "id": "fsm_weekly_until_match",
        "danish": "Kontakt hver uge mellem borger og jobformidler, indtil der er et match",
        "kind": weekly["rule"]["kind"],
        "source": weekly["rule"]["source"],
        "section": weekly["rule"]["section"],
    }
    assert weekly["rule"]["source"]
    assert weekly["rule"]["section"]
    assert (weekly["responsible_danish"], weekly["status_danish"]) in {
        ("jobformidler", "planlagt"), ("jobformidler", "skal gøres nu"), ("jobformidler", "overskredet"),
    }  # fmt: skip
    assert weekly["responsible_id"] == api.staff[SYDDJURS, BROKER]
    assert await listed(api, "job-consultant") == []


async def test_a_case_shows_all_of_its_follow_ups_or_those_of_a_status(api: Api) -> None:
    case = await searching(api)
    path = f"/v1/cases/{case['id']}/follow-ups"
    found = await listed(api, "caseworker", path)
    assert [each["id"] for each in found] == [str(row["id"]) for row in await rows_of(api, case["id"])]
    assert {each["status"] for each in found} > {"missed", "planned"}
    await api.make(f"/v1/cases/{case['id']}/conversations", BROKER, conversation())
    held = await listed(api, "caseworker", path, status="fulfilled")
    assert held
    assert {each["status"] for each in held} == {"fulfilled"}
    both = await api.call("GET", path, params={"status": ["fulfilled", "missed"]})
    assert {each["status"] for each in both.json()["items"]} == {"fulfilled", "missed"}


async def test_a_worklist_is_narrowed_to_a_person_a_team_a_status_and_a_moment(api: Api, key_file: Path) -> None:
    team = await api.make("/v1/teams", "administrator", {"name": "Team Match"})
    broker = api.staff[SYDDJURS, BROKER]
    joined = await api.call("PATCH", f"/v1/staff/{broker}", "administrator", json={"team_id": team["id"]}, version=1)
    assert joined.status_code == 200
    await searching(api)
    every = await listed(api)
    assert every
    leader = "team-leader"
    assert await listed(api, leader) == []
    assert await listed(api, leader, responsible_id=broker) == every
    assert await listed(api, leader, team_id=team["id"]) == every
    assert await listed(api, leader, team_id=team["id"], responsible_id=api.staff[SYDDJURS, "caseworker"]) == []
    last = every[-1]["due_at"]
    assert await listed(api, due_before=last) == [each for each in every if each["due_at"] < last]
    await move_on(api, key_file, days=2)
    now = await listed(api)
    assert await listed(api, status="planned") == [each for each in now if each["status"] == "planned"]
    assert {each["status"] for each in now} > {"planned"}


async def test_every_citizen_of_a_page_is_audited_once_a_request(api: Api) -> None:
    first, second = await searching(api, 1), await searching(api, 2)
    assert len((await api.call("GET", "/v1/follow-ups", BROKER)).json()["items"]) > 2
    seen = await audit_events(api, "follow-up:list")
    assert {str(each["citizen_id"]) for each in seen} == {first["citizen_id"], second["citizen_id"]}
    assert len(seen) == 2
    await api.call("GET", f"/v1/cases/{first['id']}/follow-ups")
    last = (await audit_events(api, "follow-up:list"))[-1]
    assert (str(last["citizen_id"]), str(last["subject_id"])) == (first["citizen_id"], first["id"])


async def test_another_municipality_sees_nothing_and_roles_without_cases_are_refused(api: Api) -> None:
    case = await searching(api)
    path = f"/v1/cases/{case['id']}/follow-ups"
    assert (await api.call("GET", path, municipality=NORDDJURS)).status_code == 404
    theirs = {"responsible_id": api.staff[SYDDJURS, BROKER]}
    answer = await api.call("GET", "/v1/follow-ups", BROKER, NORDDJURS, params=theirs)
    assert answer.json()["items"] == []
    assert await query(api, "select * from follow_up", municipality=NORDDJURS) == []
    for refused in (path, "/v1/follow-ups"):
        assert (await api.call("GET", refused, "administrator")).status_code == 403


@pytest.mark.parametrize(
    ("parameters", "field"),
    [
        ({"status": "late"}, "query.status.0"),
        ({"responsible_id": "me"}, "query.responsible_id"),
        ({"due_before": "2026-11-23T08:00:00"}, "query.due_before"),
        ({"after": "x"}, "query.after"),
    ],
)
async def test_a_wrong_filter_is_named(api: Api, parameters: dict[str, str], field: str) -> None:
    answer = await api.call("GET", "/v1/follow-ups", BROKER, params=parameters)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]


async def test_a_caseload_counts_what_is_due_and_overdue(api: Api, key_file: Path) -> None:
    await searching(api)
    path = f"/v1/staff/{api.staff[SYDDJURS, BROKER]}/caseload"
    await move_on(api, key_file, days=1)
    counted = (await api.call("GET", path)).json()
    found = [each["status"] for each in await listed(api)]
    assert (counted["follow_ups_due"], counted["follow_ups_overdue"]) == (found.count("due"), found.count("overdue"))
    assert counted["follow_ups_due"] + counted["follow_ups_overdue"] > 0
