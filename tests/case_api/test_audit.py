"""Reading the audit, which is audited itself."""

import pytest

from tests.case_api.audit_trail import events
from tests.case_api.bodies_citizens import citizen
from tests.case_api.conftest import NORDDJURS, SYDDJURS, Api

AUDIT = "/v1/audit-events"


async def _listed(api: Api, **parameters: str) -> list[dict[str, object]]:
    answer = await api.call("GET", AUDIT, "team-leader", params=parameters)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, object]] = answer.json()["items"]
    return items


async def test_a_leader_sees_who_read_a_citizen(api: Api) -> None:
    made = await api.make("/v1/citizens", "caseworker", citizen())
    await api.call("GET", f"/v1/citizens/{made['id']}", "job-broker")
    found = await _listed(api, citizen_id=made["id"])
    assert [(event["action"], event["actor_id"]) for event in found] == [
        ("citizen:create", api.staff[SYDDJURS, "caseworker"]),
        ("citizen:read", api.staff[SYDDJURS, "job-broker"]),
    ]
    assert found[1]["actor_roles"] == ["job-broker"]
    assert "Sørensen" not in str(found)


async def test_events_are_narrowed_by_actor_action_and_period(api: Api) -> None:
    made = await api.make("/v1/citizens", "caseworker", citizen())
    api.clock.advance(hours=1)
    await api.call("GET", f"/v1/citizens/{made['id']}", "job-broker")
    broker = api.staff[SYDDJURS, "job-broker"]
    assert [event["action"] for event in await _listed(api, actor_id=broker)] == ["citizen:read"]
    assert [event["actor_id"] for event in await _listed(api, action="citizen:read")] == [broker]
    of_citizen = {"citizen_id": made["id"], "action": "citizen:read"}
    moment = "2026-11-23T10:00:00Z"
    assert len(await _listed(api, **of_citizen, **{"from": moment})) == 1
    assert await _listed(api, **of_citizen, to=moment) == []
    assert len(await _listed(api, **of_citizen, to="2026-11-23T10:00:01Z")) == 1


async def test_reading_the_audit_is_audited(api: Api) -> None:
    made = await api.make("/v1/citizens", "caseworker", citizen())
    await _listed(api, citizen_id=made["id"])
    await _listed(api)
    found = await events(api, "audit:read")
    assert [event["citizen_id"] and str(event["citizen_id"]) for event in found] == [made["id"], None]
    assert {str(event["actor_id"]) for event in found} == {api.staff[SYDDJURS, "team-leader"]}


async def test_the_access_log_tells_roles_and_no_employee(api: Api) -> None:
    made = await api.make("/v1/citizens", "caseworker", citizen())
    reveal = {"fields": ["cpr"], "purpose": "contact"}
    await api.call("POST", f"/v1/citizens/{made['id']}/reveal", json=reveal)
    path = f"/v1/citizens/{made['id']}/access-log"
    answer = await api.call("GET", path, "team-leader")
    assert answer.status_code == 200, answer.text
    assert [(each["action"], each["roles"], each["purpose"]) for each in answer.json()["items"]] == [
        ("citizen:create", ["sagsbehandler"], None),
        ("citizen:reveal:cpr", ["sagsbehandler"], "contact"),
    ]
    assert api.staff[SYDDJURS, "caseworker"] not in answer.text
    again = (await api.call("GET", path, "team-leader")).json()["items"]
    assert [each["action"] for each in again[2:]] == ["audit:read-access-log"]
    assert (await api.call("GET", path, "caseworker")).status_code == 403
    assert (await api.call("GET", path, "team-leader", NORDDJURS)).status_code == 404


async def test_pages_follow_each_other_without_loss(api: Api) -> None:
    expected = [str(event["id"]) for event in await events(api)]
    seen: list[object] = []
    after: dict[str, str] = {}
    while len(seen) < len(expected):
        answer = (await api.call("GET", AUDIT, "administrator", params={"limit": "3", **after})).json()
        seen += [item["id"] for item in answer["items"]]
        after = {"after": answer["pagination"]["next"]}
    assert seen[: len(expected)] == expected


async def test_another_municipality_sees_its_own_events_only(api: Api) -> None:
    made = await api.make("/v1/citizens", "caseworker", citizen())
    answer = await api.call("GET", AUDIT, "team-leader", NORDDJURS, params={"citizen_id": made["id"]})
    assert answer.json()["items"] == []


@pytest.mark.parametrize("role", ["caseworker", "job-broker", "job-consultant", "mentor", "project-manager"])
async def test_others_do_not_read_the_audit(api: Api, role: str) -> None:
    assert (await api.call("GET", AUDIT, role)).status_code == 403


@pytest.mark.parametrize(
    "parameters",
    [
        {"from": "2026-11-23T10:00:00"},
        {"from": "2026-11-23T10:00:00Z", "to": "2026-11-23T09:00:00Z"},
        {"citizen_id": "canary"},
        {"action": "CANARY canary"},
    ],
)
async def test_a_wrong_filter_is_named(api: Api, parameters: dict[str, str]) -> None:
    answer = await api.call("GET", AUDIT, "team-leader", params=parameters)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"].startswith("query.")
    assert "canary" not in answer.text.lower()
