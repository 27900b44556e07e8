"""Course events: recorded by themselves, or covered in a conversation; the programme's rules are judged by them."""

from datetime import UTC, datetime
from typing import Any

import pytest

from rettematch.contracts.cases import CaseFacts
from rettematch.contracts.follow_ups import FollowUpStatus
from rettematch.programmes.engine import plan
from rettematch.programmes.reviews import review
from tests.case_api.audit_trail import events as audit_events
from tests.case_api.bodies_cases import conversation, open_case
from tests.case_api.bodies_courses import event
from tests.case_api.conftest import NORDDJURS, Api

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


async def _case(api: Api, **changes: Any) -> str:
    return str((await open_case(api, **changes))["id"])


async def _facts(api: Api) -> CaseFacts:
    found = [each["data"] for each in (await api.feed())["items"] if each["entity"] == "case"]
    return CaseFacts.model_validate(found[-1])


async def test_an_event_is_recorded_read_corrected_and_taken_back(api: Api) -> None:
    path = f"/v1/cases/{await _case(api)}/events"
    made = await api.make(path, "job-broker", event(notes={"note": "Sørens ord: 'jeg vil gerne i gang'"}))
    one = f"{path}/{made['id']}"
    read = await api.call("GET", one)
    assert read.json() == made
    assert read.headers["ETag"] == '"v1"'
    assert made["danish"] == "startsamtale"
    assert made["notes"] == {"note": "Sørens ord: 'jeg vil gerne i gang'"}
    changed = await api.call("PATCH", one, json={"on": "2026-11-19"}, version=1)
    assert changed.json()["on"] == "2026-11-19"
    assert changed.json()["notes"] == made["notes"]
    assert (await api.call("PATCH", one, json={"on": "2026-11-18"}, version=1)).status_code == 412
    assert (await api.call("PATCH", one, json={"on": "2026-11-18"})).status_code == 428
    history = (await api.call("GET", f"{one}/history")).json()["items"]
    assert [each["version"] for each in history] == [1, 2]
    assert "gang" not in str(history)
    assert [each.on.isoformat() for each in (await _facts(api)).events] == ["2026-11-19"]
    assert (await api.call("DELETE", one, version=2)).status_code == 204
    assert (await api.call("GET", one)).status_code == 404
    assert (await _facts(api)).events == ()


async def test_a_text_for_an_item_covers_the_item(api: Api) -> None:
    path = f"/v1/cases/{await _case(api)}/events"
    made = await api.make(
        path, "caseworker", event(kind="status-meeting", items=["caseworker"], notes={"job-broker": "To timer"})
    )
    assert made["items"] == ["caseworker", "job-broker"]
    fact = (await _facts(api)).events[0]
    assert fact.items == ("caseworker", "job-broker")
    assert "timer" not in fact.model_dump_json()


async def test_a_broken_checklist_is_a_finding_until_the_rest_is_recorded(api: Api) -> None:
    path = f"/v1/cases/{await _case(api)}/events"
    made = await api.make(path, "caseworker", event(kind="status-meeting", items=["caseworker"]))
    assert "fsm_makkerskab" in {each.rule_id for each in review(await _facts(api), NOW).findings}
    await api.call("PATCH", f"{path}/{made['id']}", json={"items": ["caseworker", "job-broker"]}, version=1)
    assert "fsm_makkerskab" not in {each.rule_id for each in review(await _facts(api), NOW).findings}


async def test_what_a_conversation_covered_fulfils_what_the_programme_asks(api: Api) -> None:
    case_id = await _case(api, programme="jobfirst", cohort="cash-benefit")
    body = conversation(held_at="2026-11-20T09:00:00Z") | {
        "covered": [{"kind": "support-contact"}, {"kind": "job-goal-reviewed"}]
    }
    made = await api.make(f"/v1/cases/{case_id}/conversations", "mentor", body)
    assert [each["kind"] for each in made["covered"]] == ["support-contact", "job-goal-reviewed"]
    held = {each.rule_id for each in plan(await _facts(api), NOW) if each.status is FollowUpStatus.FULFILLED}
    assert {"jf_weekly_26", "jf_job_goal_each_followup", "jf_first_conversation"} <= held
    path = f"/v1/cases/{case_id}/conversations/{made['id']}"
    changed = await api.call("PATCH", path, "mentor", json={"covered": [{"kind": "support-contact"}]}, version=1)
    assert [each["kind"] for each in changed.json()["covered"]] == ["support-contact"]
    assert [each.kind for each in (await _facts(api)).events] == ["support-contact"]
    listed = (await api.call("GET", f"/v1/cases/{case_id}/conversations")).json()["items"]
    assert listed == [changed.json()]


async def test_what_follows_from_a_conversation_is_changed_there(api: Api) -> None:
    case_id = await _case(api)
    body = conversation() | {"covered": [{"kind": "start-talk"}]}
    made = await api.make(f"/v1/cases/{case_id}/conversations", "caseworker", body)
    found = (await api.call("GET", f"/v1/cases/{case_id}/events")).json()["items"][0]
    assert (found["source"], found["source_id"]) == ("conversation", made["id"])
    refused = await api.call("DELETE", f"/v1/cases/{case_id}/events/{found['id']}", version=1)
    assert refused.status_code == 409
    assert refused.json()["type"].endswith("/event-follows-from-record")


async def test_the_kinds_are_those_of_the_programme_in_danish(api: Api) -> None:
    kinds = (await api.call("GET", f"/v1/cases/{await _case(api)}/event-kinds")).json()["items"]
    found = {each["kind"]: each for each in kinds}
    assert "club-day" not in found
    assert "step-up-agreement" not in found, "it has a record of its own"
    assert found["work-agreement"]["items"]["follow-up-plan"] == "opfølgningsplan"
    assert [each["danish"] for each in kinds] == sorted(each["danish"] for each in kinds)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "canary"}, "body.kind"),
        ({"kind": "club-day"}, "body.kind"),
        ({"on": "2026-11-24"}, "body.on"),
        ({"on": "2026-02-29"}, "body.on"),
        ({"on": "2026-11-01"}, "body.on"),
        ({"until": "2026-11-19"}, "body"),
        ({"kind": "status-meeting", "items": ["canary"]}, "body.items"),
        ({"kind": "status-meeting", "notes": {"canary": "x"}}, "body.notes"),
        ({"amount": -1}, "body.amount"),
        ({"placement_id": "0193a000-0000-7000-8000-000000000000"}, "body.placement_id"),
    ],
)
async def test_a_wrong_field_is_named_and_nothing_is_written(api: Api, changes: dict[str, Any], field: str) -> None:
    path = f"/v1/cases/{await _case(api)}/events"
    answer = await api.call("POST", path, json=event(**changes))
    assert answer.status_code == 422, answer.text
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert "canary" not in answer.text
    assert (await api.call("GET", path)).json()["items"] == []


async def test_an_event_after_the_case_was_closed_is_refused(api: Api) -> None:
    case_id = await _case(api)
    await api.call(
        "POST", f"/v1/cases/{case_id}/close", json={"closed_on": "2026-11-19", "outcome": "moved"}, version=1
    )
    assert (await api.call("POST", f"/v1/cases/{case_id}/events", json=event())).status_code == 409
    assert (await api.call("POST", f"/v1/cases/{case_id}/events", json=event(on="2026-11-18"))).status_code == 201


async def test_a_repeated_key_records_once_and_strangers_see_nothing(api: Api) -> None:
    path = f"/v1/cases/{await _case(api)}/events"
    first = await api.call("POST", path, json=event(), key="key-one-of-mine")
    again = await api.call("POST", path, json=event(), key="key-one-of-mine")
    assert first.json() == again.json()
    assert len((await api.call("GET", path)).json()["items"]) == 1
    one = f"{path}/{first.json()['id']}"
    assert (await api.call("GET", one, municipality=NORDDJURS)).status_code == 404
    assert (await api.call("GET", one, role="administrator")).status_code == 403
    assert (await api.call("POST", path, "project-manager", json=event())).status_code == 403
    actions = [each["action"] for each in await audit_events(api)]
    assert actions.count("course-event:create") == 1
    assert actions.count("course-event:list") == 1
