"""Checklists of the programmes: assessed item by item, with evidence, and judged by the rule."""

from datetime import date
from typing import Any

import pytest

from case_api.checklists.rules import checklist
from rettematch.programmes.definitions import programmes
from rettematch.programmes.overlay import Overlay, with_overlay
from tests.case_api.audit_trail import events as audit_events
from tests.case_api.bodies_measured import assessment
from tests.case_api.conftest import NORDDJURS, Api

LEADER = "team-leader"
TODAY = date(2026, 11, 23)
EIGHT = "/v1/checklists/stv_min_requirements"
ALL_EIGHT = (
    "leadership",
    "industry-knowledge",
    "staff-see-results",
    "outreach",
    "cooperation-agreements",
    "goal-sets-direction",
    "progression-and-sub-goals",
    "mentor-follow-up",
)


async def read(api: Api, path: str = EIGHT, **query: Any) -> dict[str, Any]:
    answer = await api.call("GET", path, params=query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def fields(answer: Any) -> set[str]:
    assert answer.status_code == 422, answer.text
    return {error["field"] for error in answer.json()["errors"]}


@pytest.mark.rule("stv_min_requirements")
async def test_the_eight_requirements_lack_what_is_not_met(api: Api) -> None:
    nothing = await read(api)
    assert (nothing["items"], nothing["met"], len(nothing["entries"])) == (8, 0, 8)
    assert {entry["part_danish"] for entry in nothing["entries"]} == {"spor 1", "spor 2", "spor 3"}
    for item in ALL_EIGHT[1:]:
        await api.make(f"{EIGHT}/assessments", "project-manager", assessment(item=item))
    made = await api.make(f"{EIGHT}/assessments", LEADER, assessment(status="partly"))
    almost = await read(api)
    assert almost["met"] == 7
    [finding] = almost["findings"]
    assert (finding["rule_id"], finding["hard"]) == ("stv_min_requirements", True)
    assert finding["danish"].endswith(f"Der mangler: {made['danish']}.")
    path = f"{EIGHT}/assessments/{made['id']}"
    assert (await api.call("PATCH", path, LEADER, json={"status": "met"}, version=1)).status_code == 200
    whole = await read(api)
    assert (whole["met"], whole["findings"]) == (8, [])


@pytest.mark.rule("stv_ips_principles")
async def test_principles_are_an_aim_and_not_a_hard_rule(api: Api) -> None:
    found = await read(api, "/v1/checklists/stv_ips_principles")
    assert (found["items"], found["kind"]) == (7, "aim")
    assert [finding["hard"] for finding in found["findings"]] == [False]


async def test_an_assessment_is_recorded_read_changed_and_remembered(api: Api) -> None:
    made = await api.make(f"{EIGHT}/assessments", LEADER, assessment(evidence="  Ærlig dialog i 'huset'  "))
    assert (made["evidence"], made["status_danish"]) == ("Ærlig dialog i 'huset'", "opfyldt")
    path = f"{EIGHT}/assessments/{made['id']}"
    answer = await api.call("GET", path)
    assert (answer.json(), answer.headers["ETag"]) == (made, '"v1"')
    changed = await api.call("PATCH", path, "project-manager", json={"status": "not-met"}, version=1)
    assert (changed.json()["status"], changed.headers["ETag"]) == ("not-met", '"v2"')
    assert changed.json()["assessed_by"] != made["assessed_by"], "who assesses it anew has assessed it"
    assert (await api.call("PATCH", path, LEADER, json={"status": "met"}, version=1)).status_code == 412
    assert (await api.call("PATCH", path, LEADER, json={"status": "met"})).status_code == 428
    history = (await api.call("GET", f"{path}/history")).json()["items"]
    assert [each["version"] for each in history] == [1, 2]
    other = f"/v1/checklists/stv_ips_principles/assessments/{made['id']}"
    assert (await api.call("GET", other)).status_code == 404


async def test_an_earlier_day_shows_what_stood_then(api: Api) -> None:
    made = await api.make(f"{EIGHT}/assessments", LEADER, assessment(assessed_on="2026-09-01", status="partly"))
    change = {"status": "met", "assessed_on": "2026-11-20"}
    await api.call("PATCH", f"{EIGHT}/assessments/{made['id']}", LEADER, json=change, version=1)
    statuses = [
        next(entry["assessment"] for entry in found["entries"] if entry["item"] == "leadership")
        for found in [await read(api, on=on) for on in ("2026-08-31", "2026-09-01", "2026-11-19", "2026-11-20")]
    ]
    assert [each and each["status"] for each in statuses] == [None, "partly", "partly", "met"]


async def test_a_team_has_a_list_of_its_own(api: Api) -> None:
    team = await api.make("/v1/teams", "administrator", {"name": "Team Virksomhed"})
    await api.make(f"{EIGHT}/assessments", LEADER, assessment())
    await api.make(f"{EIGHT}/assessments", LEADER, assessment(team_id=team["id"], item="outreach"))
    assert [(await read(api, **query))["met"] for query in ({}, {"team_id": team["id"]})] == [1, 1]
    listed = (await api.call("GET", "/v1/checklists", params={"team_id": team["id"]})).json()["items"]
    assert {each["rule_id"]: each["met"] for each in listed}["stv_min_requirements"] == 1


async def test_an_item_is_assessed_once(api: Api) -> None:
    await api.make(f"{EIGHT}/assessments", LEADER, assessment())
    again = await api.call("POST", f"{EIGHT}/assessments", LEADER, json=assessment(status="not-met"))
    assert (again.status_code, again.json()["type"]) == (409, "/problems/assessment-exists")
    elsewhere = await api.call("POST", f"{EIGHT}/assessments", LEADER, NORDDJURS, json=assessment())
    assert elsewhere.status_code == 201


async def test_a_repeated_key_assesses_once(api: Api) -> None:
    first = await api.call("POST", f"{EIGHT}/assessments", LEADER, json=assessment(), key="assessment-1")
    again = await api.call("POST", f"{EIGHT}/assessments", LEADER, json=assessment(), key="assessment-1")
    assert (first.status_code, first.content) == (201, again.content)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"item": "staff-bonfire"}, "body.item"),
        ({"assessed_on": "2026-11-24"}, "body.assessed_on"),
        ({"status": "rather"}, "body.status"),
        ({"evidence": " "}, "body.evidence"),
        ({"team_id": "0193a000-0000-7000-8000-000000000000"}, "body.team_id"),
    ],
)
async def test_a_wrong_field_is_named_and_not_repeated(api: Api, changes: dict[str, Any], field: str) -> None:
    answer = await api.call("POST", f"{EIGHT}/assessments", LEADER, json=assessment(**changes))
    assert fields(answer) == {field}
    assert "bonfire" not in answer.text


@pytest.mark.parametrize("rule_id", ["stv_model_1", "fsm_makkerskab", "no_such_rule", "stv_portfolio_spread"])
async def test_only_a_list_that_somebody_keeps_by_hand_is_one(api: Api, rule_id: str) -> None:
    assert (await api.call("GET", f"/v1/checklists/{rule_id}")).status_code == 404


@pytest.mark.parametrize(
    "rule_id", ["fsm_language_cards", "uf_broker_roles", "uf_measures", "jv_jobclub_count", "stv_results_visible"]
)
async def test_checklists_of_every_programme_are_there(api: Api, rule_id: str) -> None:
    found = await read(api, f"/v1/checklists/{rule_id}")
    assert [each["rule_id"] for each in found["findings"]] == [rule_id]
    optional = {entry["item"] for entry in found["entries"] if entry["optional"]}
    assert optional == ({"symptom-progression"} if rule_id == "stv_results_visible" else set())


async def test_leaders_write_and_case_workers_read(api: Api) -> None:
    for role in ("caseworker", "job-broker", "job-consultant", "mentor"):
        answer = await api.call("POST", f"{EIGHT}/assessments", role, json=assessment())
        assert answer.status_code == 403, role
    assert (await api.call("GET", EIGHT, "caseworker")).status_code == 200
    assert (await api.call("GET", EIGHT, "mentor")).status_code == 403


async def test_writes_are_audited_without_a_citizen_and_kept_in_the_municipality(api: Api) -> None:
    made = await api.make(f"{EIGHT}/assessments", LEADER, assessment())
    path = f"{EIGHT}/assessments/{made['id']}"
    await api.call("PATCH", path, LEADER, json={"status": "partly"}, version=1)
    found = await audit_events(api, "checklist:assess")
    assert [(each["citizen_id"], str(each["subject_id"])) for each in found] == [(None, made["id"])] * 2
    assert (await api.call("GET", path, municipality=NORDDJURS)).status_code == 404
    assert (await api.call("GET", EIGHT, municipality=NORDDJURS)).json()["met"] == 0


def test_a_municipality_has_lists_of_its_own_beside_those_of_the_programmes() -> None:
    entry = {"type": "checklist", "items": ["canteen-open"]}
    rule = {"id": "local_start", "danish": "Klar", "english": "Ready", "kind": "aim", "section": "1", "confidence": "H"}
    addition = {"programme": "stv", "rule": rule | {"parameters": entry}}
    overlay = Overlay.model_validate({"municipality_code": "0706", "reason": "Udvalget", "additions": [addition]})
    own = [with_overlay(each, overlay) for each in programmes().values()]
    found = checklist(own, "local_start", TODAY)
    assert found is not None
    assert found.items == {"canteen-open"}
    assert [each.rule_id for each in found.lacks((), TODAY)] == ["local_start"]
    assert checklist(programmes().values(), "local_start", TODAY) is None
