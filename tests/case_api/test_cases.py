"""Opening, changing, listing and closing cases, and the facts they publish."""

import asyncio
from typing import Any

import pytest

from case_api.cases.schemas import CaseClose, CaseCreate
from case_api.conversations.schemas import ConversationWrite
from tests.case_api.audit_trail import events
from tests.case_api.bodies_cases import case, open_case
from tests.case_api.bodies_citizens import citizen
from tests.case_api.conftest import NORDDJURS, SYDDJURS, Api
from tests.case_api.placed_rows import place_somewhere

CASES = "/v1/cases"


async def _facts(api: Api) -> list[dict[str, Any]]:
    return [item["data"] for item in (await api.feed())["items"] if item["entity"] == "case"]


async def test_a_case_is_opened_and_published(api: Api) -> None:
    made = await api.make("/v1/citizens", "caseworker", citizen())
    answer = await api.call("POST", CASES, json=case(api, made["id"]))
    assert answer.status_code == 201, answer.text
    assert answer.headers["etag"] == '"v1"'
    body = answer.json()
    assert (body["job_broker_since"], body["closed_on"], body["outcome"]) == ("2026-11-02", None, None)
    assert (await api.call("GET", answer.headers["location"], "job-consultant")).json() == body
    [facts] = await _facts(api)
    assert facts["case_id"] == body["id"]
    assert (facts["version"], facts["municipality_code"], facts["programme"]) == (1, SYDDJURS, "flere-skal-med-2")
    assert facts["job_broker_id"] == api.staff[SYDDJURS, "job-broker"]
    assert (facts["conversations"], facts["placements"]) == ([], [])


async def test_each_change_is_published_with_the_next_version(api: Api) -> None:
    made = await open_case(api)
    path = f"{CASES}/{made['id']}"
    await api.call("PATCH", path, "job-broker", json={"cv_begun_on": "2026-11-10"}, version=1)
    changed = await api.call("PATCH", path, json={"ready_on": "2026-11-20"}, version=2)
    assert changed.headers["etag"] == '"v3"'
    facts = await _facts(api)
    assert [each["version"] for each in facts] == [1, 2, 3]
    assert (facts[2]["cv_begun_on"], facts[2]["ready_on"]) == ("2026-11-10", "2026-11-20")
    history = (await api.call("GET", path + "/history")).json()["items"]
    assert [[change["field"] for change in version["changes"]] for version in history[1:]] == [
        ["cv_begun_on"],
        ["ready_on"],
    ]


async def test_another_job_broker_has_the_case_from_the_day_of_the_change(api: Api) -> None:
    made = await open_case(api)
    path = f"{CASES}/{made['id']}"
    body = {"subject": "demo:0706:job-broker:2", "name": "Bo Bæk", "roles": ["job-broker"]}
    other = await api.make("/v1/staff", "administrator", body)
    same = await api.call("PATCH", path, json={"job_broker_id": made["job_broker_id"]}, version=1)
    assert same.json()["job_broker_since"] == "2026-11-02"
    unexplained = await api.call("PATCH", path, json={"job_broker_id": other["id"]}, version=2)
    assert unexplained.status_code == 422
    assert [each["field"] for each in unexplained.json()["errors"]] == ["body.job_broker_reason"]
    reason = {"job_broker_reason": "Karen er på barsel"}
    changed = await api.call("PATCH", path, json={"job_broker_id": other["id"], **reason}, version=2)
    assert changed.json()["job_broker_since"] == "2026-11-23"
    nobody = await api.call("PATCH", path, json={"job_broker_id": None, **reason}, version=3)
    assert (nobody.json()["job_broker_id"], nobody.json()["job_broker_since"]) == (None, None)


async def test_a_citizen_has_one_open_case_in_a_programme(api: Api) -> None:
    made = await open_case(api)
    again = await api.call("POST", CASES, json=case(api, made["citizen_id"]))
    assert again.status_code == 409
    assert again.json()["type"] == "/problems/case-open-already"
    close = {"closed_on": "2026-11-23", "outcome": "other"}
    assert (await api.call("POST", f"{CASES}/{made['id']}/close", json=close, version=1)).status_code == 200
    assert (await api.call("POST", CASES, json=case(api, made["citizen_id"]))).status_code == 201


async def test_a_case_is_closed_with_its_outcome_and_stays_so(api: Api) -> None:
    made = await open_case(api)
    path = f"{CASES}/{made['id']}"
    close = {"closed_on": "2026-11-23", "outcome": "still-on-benefit"}
    assert (await api.call("POST", path + "/close", json=close)).status_code == 428
    closed = await api.call("POST", path + "/close", json=close, version=1)
    assert closed.status_code == 200, closed.text
    assert (closed.json()["closed_on"], closed.json()["outcome"]) == ("2026-11-23", "still-on-benefit")
    assert (await _facts(api))[-1]["closed_on"] == "2026-11-23"
    for answer in (
        await api.call("PATCH", path, json={"ready_on": "2026-11-20"}, version=2),
        await api.call("POST", path + "/close", json=close, version=2),
    ):
        assert answer.status_code == 409
        assert answer.json()["type"] == "/problems/case-closed"


async def test_of_changes_that_build_on_the_same_version_one_is_made(api: Api) -> None:
    made = await open_case(api)
    changes = [{"cv_begun_on": f"2026-11-1{day}"} for day in range(5)]
    answers = await asyncio.gather(
        *(api.call("PATCH", f"{CASES}/{made['id']}", json=change, version=1) for change in changes)
    )
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412, 412]
    [done] = [answer.json() for answer in answers if answer.status_code == 200]
    assert (await api.call("GET", f"{CASES}/{made['id']}")).json() == done
    assert [each["version"] for each in await _facts(api)] == [1, 2]


async def test_a_case_with_a_running_placement_is_not_closed(api: Api) -> None:
    made = await open_case(api)
    placed = await place_somewhere(api, made["id"])
    close = {"closed_on": "2026-11-23", "outcome": "other"}
    answer = await api.call("POST", f"{CASES}/{made['id']}/close", json=close, version=1)
    assert answer.status_code == 409
    assert answer.json()["type"] == "/problems/case-has-running-placement"
    assert answer.json()["reasons"] == [{"placement_id": placed.placement_id}]
    assert (await api.call("GET", f"{CASES}/{made['id']}")).json()["closed_on"] is None


async def test_the_facts_hold_placements_with_their_agreed_follow_ups(api: Api) -> None:
    made = await open_case(api)
    placed = await place_somewhere(api, made["id"])
    await api.call("PATCH", f"{CASES}/{made['id']}", json={"cv_begun_on": "2026-11-10"}, version=1)
    [placement] = (await _facts(api))[-1]["placements"]
    assert placement == {
        "placement_id": placed.placement_id,
        "scheme": "internship",
        "starts_on": "2026-11-16",
        "ends_on": "2027-02-12",
        "ended_on": None,
        "has_contact_person": True,
        "ordinary_hours_planned": True,
        "hours_per_week": 8,
        "follow_ups": [{"follow_up_id": placed.follow_up_id, "at": "2026-11-20T09:00:00Z", "kind": "visit"}],
    }


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"citizen_id": "0193a000-0000-7000-8000-000000000000"}, "body.citizen_id"),
        ({"citizen_id": "canary"}, "body.citizen_id"),
        ({"caseworker_id": "0193a000-0000-7000-8000-000000000000"}, "body.caseworker_id"),
        ({"job_broker_id": "0193a000-0000-7000-8000-000000000000"}, "body.job_broker_id"),
        ({"team_id": "0193a000-0000-7000-8000-000000000000"}, "body.team_id"),
        ({"programme": "canary"}, "body.programme"),
        ({"cohort": "canary"}, "body.cohort"),
        ({"cohort": "cash-benefit"}, "body.cohort"),
        ({"started_on": "2026-02-29"}, "body.started_on"),
        ({"cv_begun_on": "2026-11-01"}, "body"),
        ({"ready_on": "2026-11-01"}, "body"),
        ({"ready_on": "2026-11-20", "self_supporting_on": "2026-11-19"}, "body"),
        ({"ready_on": "2026-11-24"}, "body.ready_on"),
        ({"closed_on": "2026-11-20"}, "body"),
    ],
)
async def test_a_wrong_field_is_named_and_nothing_is_written(api: Api, changes: dict[str, Any], field: str) -> None:
    made = await api.make("/v1/citizens", "caseworker", citizen())
    answer = await api.call("POST", CASES, json=case(api, made["id"]) | changes)
    assert answer.status_code == 422, answer.text
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert "canary" not in answer.text
    assert (await api.call("GET", CASES)).json()["items"] == []
    assert await _facts(api) == []


async def test_staff_in_the_wrong_role_or_of_another_municipality_get_no_case(api: Api) -> None:
    made = await api.make("/v1/citizens", "caseworker", citizen())
    mentor = case(api, made["id"], caseworker_id=api.staff[SYDDJURS, "mentor"])
    stranger = case(api, made["id"], caseworker_id=api.staff[NORDDJURS, "caseworker"])
    for body in (mentor, stranger):
        answer = await api.call("POST", CASES, json=body)
        assert answer.status_code == 422
        assert [error["field"] for error in answer.json()["errors"]] == ["body.caseworker_id"]


@pytest.mark.parametrize("day", ["2026-11-01", "2026-11-24"])
async def test_a_case_closes_between_its_start_and_today(api: Api, day: str) -> None:
    made = await open_case(api)
    close = {"closed_on": day, "outcome": "moved"}
    answer = await api.call("POST", f"{CASES}/{made['id']}/close", json=close, version=1)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == ["body.closed_on"]


async def test_a_case_goes_on_when_its_caseworker_has_left(api: Api) -> None:
    made = await open_case(api)
    leaving = api.staff[SYDDJURS, "caseworker"]
    await api.call("PATCH", f"/v1/staff/{leaving}", "administrator", json={"active": False}, version=1)
    answer = await api.call(
        "PATCH", f"{CASES}/{made['id']}", "team-leader", json={"cv_begun_on": "2026-11-10"}, version=1
    )
    assert answer.status_code == 200, answer.text


async def test_cases_are_narrowed_by_each_filter(api: Api) -> None:
    first = await open_case(api)
    someone = await api.make("/v1/citizens", "caseworker", citizen(cpr="6101900014", name="Bo Bæk"))
    team = await api.make("/v1/teams", "administrator", {"name": "Team Øst"})
    second = await api.make(
        CASES, "caseworker", case(api, someone["id"], job_broker_id=None, team_id=team["id"], started_on="2026-11-09")
    )
    close = {"closed_on": "2026-11-20", "outcome": "moved"}
    await api.call("POST", f"{CASES}/{second['id']}/close", json=close, version=1)

    async def found(**parameters: str) -> list[str]:
        answer = await api.call("GET", CASES, params=parameters)
        assert answer.status_code == 200, answer.text
        return [item["id"] for item in answer.json()["items"]]

    assert await found() == [first["id"], second["id"]]
    assert await found(citizen_id=someone["id"]) == [second["id"]]
    assert await found(job_broker_id=api.staff[SYDDJURS, "job-broker"]) == [first["id"]]
    assert await found(caseworker_id=api.staff[SYDDJURS, "caseworker"]) == [first["id"], second["id"]]
    assert await found(team_id=team["id"]) == [second["id"]]
    assert await found(programme="flere-skal-med-2") == [first["id"], second["id"]]
    assert await found(open="true") == [first["id"]]
    assert await found(open="false") == [second["id"]]


async def test_another_municipality_gets_the_same_answer_as_for_nothing(api: Api) -> None:
    made = await open_case(api)
    nothing = "0193a000-0000-7000-8000-000000000000"
    for method, suffix in (("GET", ""), ("GET", "/history"), ("GET", "/conversations"), ("POST", "/matching-profile")):
        theirs = await api.call(method, f"{CASES}/{made['id']}{suffix}", municipality=NORDDJURS)
        missing = await api.call(method, f"{CASES}/{nothing}{suffix}", municipality=NORDDJURS)
        assert theirs.status_code == missing.status_code == 404
        assert theirs.json() | {"instance": ""} == missing.json() | {"instance": ""}
    assert (await api.call("GET", CASES, municipality=NORDDJURS)).json()["items"] == []


async def test_roles_versions_and_repeated_keys(api: Api) -> None:
    made = await api.make("/v1/citizens", "caseworker", citizen())
    first = await api.call("POST", CASES, json=case(api, made["id"]), key="one-case-1")
    again = await api.call("POST", CASES, json=case(api, made["id"]), key="one-case-1")
    assert first.content == again.content
    assert len(await _facts(api)) == 1
    path = first.headers["location"]
    assert (await api.call("PATCH", path, json={})).status_code == 428
    assert (await api.call("PATCH", path, json={}, version=2)).status_code == 412
    for role in ("job-consultant", "project-manager", "mentor", "administrator"):
        assert (await api.call("PATCH", path, role, json={}, version=1)).status_code == 403
    for role in ("mentor", "administrator"):
        assert (await api.call("GET", path, role)).status_code == 403


async def test_each_access_to_a_case_is_one_event_about_its_citizen(api: Api) -> None:
    made = await open_case(api)
    before = len(await events(api))
    path = f"{CASES}/{made['id']}"
    await api.call("GET", path)
    await api.call("GET", CASES)
    await api.call("GET", path + "/history")
    await api.call("PATCH", path, json={}, version=1)
    await api.call("POST", path + "/close", json={"closed_on": "2026-11-23", "outcome": "other"}, version=2)
    seen = (await events(api))[before:]
    assert [event["action"] for event in seen] == [
        "case:read", "case:list", "case:read-history", "case:change", "case:close",
    ]  # fmt: skip
    assert {str(event["citizen_id"]) for event in seen} == {made["citizen_id"]}


def test_the_examples_in_the_documentation_are_valid() -> None:
    for model in (CaseCreate, CaseClose, ConversationWrite):
        for example in model.model_json_schema()["examples"]:
            model.model_validate(example)
