"""Recording conversations, from which follow-ups are fulfilled."""

import asyncio
from typing import Any

import pytest

from tests.case_api.audit_trail import events, everything_stored
from tests.case_api.bodies_cases import case, conversation, open_case
from tests.case_api.bodies_citizens import citizen
from tests.case_api.conftest import NORDDJURS, SYDDJURS, Api
from tests.case_api.placed_rows import place_somewhere


async def _facts(api: Api) -> dict[str, Any]:
    facts: dict[str, Any] = [item["data"] for item in (await api.feed())["items"] if item["entity"] == "case"][-1]
    return facts


async def test_a_conversation_is_held_by_the_caller_and_published(api: Api) -> None:
    made = await open_case(api)
    path = f"/v1/cases/{made['id']}/conversations"
    answer = await api.call("POST", path, "mentor", json=conversation())
    assert answer.status_code == 201, answer.text
    assert answer.headers["etag"] == '"v1"'
    body = answer.json()
    assert body["held_by"] == api.staff[SYDDJURS, "mentor"]
    assert body["agreed"] == "Møder en time senere om onsdagen."
    assert body["held_at"] == "2026-11-20T09:00:00Z"
    assert (await api.call("GET", answer.headers["location"], "mentor")).json() == body
    facts = await _facts(api)
    assert facts["version"] == 2
    assert facts["conversations"] == [
        {
            "conversation_id": body["id"],
            "held_at": "2026-11-20T09:00:00Z",
            "kind": "visit",
            "with_citizen": True,
            "with_employer": False,
            "by_staff_id": api.staff[SYDDJURS, "mentor"],
            "fulfils": None,
        }
    ]


async def test_what_was_agreed_stands_nowhere_as_it_is(api: Api) -> None:
    made = await open_case(api)
    body = conversation(agreed="canary-agreed")
    path = f"/v1/cases/{made['id']}/conversations"
    assert (await api.call("POST", path, json=body, key="canary-key")).status_code == 201
    assert "canary-agreed" not in await everything_stored(api)
    assert "canary-agreed" not in str(await api.feed())


async def test_a_conversation_fulfils_an_agreed_follow_up_of_its_case(api: Api) -> None:
    made = await open_case(api)
    placed = await place_somewhere(api, made["id"])
    path = f"/v1/cases/{made['id']}/conversations"
    body = conversation(fulfils=placed.follow_up_id, placement_id=placed.placement_id, with_employer=True)
    answer = await api.call("POST", path, "job-consultant", json=body)
    assert answer.status_code == 201, answer.text
    assert (await _facts(api))["conversations"][0]["fulfils"] == placed.follow_up_id


async def test_a_follow_up_or_placement_of_another_case_is_refused(api: Api) -> None:
    made = await open_case(api)
    placed = await place_somewhere(api, made["id"])
    someone = await api.make("/v1/citizens", "caseworker", citizen(cpr="6101900014", name="Bo Bæk"))
    other = await api.make("/v1/cases", "caseworker", case(api, someone["id"]))
    path = f"/v1/cases/{other['id']}/conversations"
    for field, value in (("fulfils", placed.follow_up_id), ("placement_id", placed.placement_id)):
        answer = await api.call("POST", path, json=conversation(**{field: value}))
        assert answer.status_code == 422
        assert [error["field"] for error in answer.json()["errors"]] == [f"body.{field}"]
        assert value not in answer.text


async def test_of_conversations_recorded_at_once_each_version_holds_one_more(api: Api) -> None:
    made = await open_case(api)
    path = f"/v1/cases/{made['id']}/conversations"
    answers = await asyncio.gather(*(api.call("POST", path, json=conversation()) for _ in range(5)))
    assert [answer.status_code for answer in answers] == [201] * 5
    facts = [item["data"] for item in (await api.feed())["items"]]
    found = sorted((each["version"], len(each["conversations"])) for each in facts)
    assert found == [(1, 0), (2, 1), (3, 2), (4, 3), (5, 4), (6, 5)]


async def test_a_correction_is_published_and_remembered(api: Api) -> None:
    made = await open_case(api)
    answer = await api.call("POST", f"/v1/cases/{made['id']}/conversations", json=conversation())
    path = answer.headers["location"]
    changed = await api.call("PATCH", path, json={"kind": "phone", "agreed": "Noget andet"}, version=1)
    assert changed.status_code == 200, changed.text
    assert changed.headers["etag"] == '"v2"'
    assert changed.json() == answer.json() | {"kind": "phone", "agreed": "Noget andet", "version": 2}
    facts = await _facts(api)
    assert (facts["version"], facts["conversations"][0]["kind"]) == (3, "phone")
    history = await api.call("GET", path + "/history")
    assert history.json()["items"][1]["changes"] == [
        {"field": "kind", "before": "visit", "after": "phone", "sealed": False},
        {"field": "agreed_sealed", "before": None, "after": None, "sealed": True},
    ]
    assert "Noget andet" not in history.text


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"held_at": "2026-11-23T10:00:01+01:00"}, "body.held_at"),
        ({"held_at": "2026-11-20T10:00:00"}, "body.held_at"),
        ({"held_at": "2026-02-29T10:00:00Z"}, "body.held_at"),
        ({"kind": "canary"}, "body.kind"),
        ({"agreed": " "}, "body.agreed"),
        ({"agreed": "x" * 2001}, "body.agreed"),
        ({"agreed": "a\x00b"}, "body.agreed"),
        ({"with_citizen": False}, "body"),
        ({"held_by": "0193a000-0000-7000-8000-000000000000"}, "body.held_by"),
        ({"placement_id": "0193a000-0000-7000-8000-000000000000"}, "body.placement_id"),
        ({"fulfils": "0193a000-0000-7000-8000-000000000000"}, "body.fulfils"),
        ({"diagnosis": "canary"}, "body"),
    ],
)
async def test_a_wrong_field_is_named_and_nothing_is_written(api: Api, changes: dict[str, Any], field: str) -> None:
    made = await open_case(api)
    path = f"/v1/cases/{made['id']}/conversations"
    answer = await api.call("POST", path, json=conversation(**changes))
    assert answer.status_code == 422, answer.text
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert "canary" not in answer.text
    assert (await api.call("GET", path)).json()["items"] == []
    assert (await _facts(api))["version"] == 1


async def test_a_conversation_held_this_moment_is_not_in_the_future(api: Api) -> None:
    made = await open_case(api)
    body = conversation(held_at="2026-11-23T10:00:00+01:00")
    assert (await api.call("POST", f"/v1/cases/{made['id']}/conversations", json=body)).status_code == 201


async def test_after_closing_only_earlier_conversations_are_recorded(api: Api) -> None:
    made = await open_case(api)
    close = {"closed_on": "2026-11-20", "outcome": "moved"}
    await api.call("POST", f"/v1/cases/{made['id']}/close", json=close, version=1)
    path = f"/v1/cases/{made['id']}/conversations"
    late = await api.call("POST", path, json=conversation(held_at="2026-11-21T00:00:00+01:00"))
    assert late.status_code == 409
    assert late.json()["type"] == "/problems/case-closed"
    in_time = await api.call("POST", path, json=conversation(held_at="2026-11-20T23:59:00+01:00"))
    assert in_time.status_code == 201


async def test_conversations_are_listed_by_when_they_were_held(api: Api) -> None:
    made = await open_case(api)
    path = f"/v1/cases/{made['id']}/conversations"
    for hour in ("12", "08", "10"):
        await api.make(path, "job-broker", conversation(held_at=f"2026-11-20T{hour}:00:00Z"))
    first = (await api.call("GET", path, params={"limit": 2})).json()
    rest = (await api.call("GET", path, params={"limit": 2, "after": first["pagination"]["next"]})).json()
    hours = [item["held_at"][11:13] for item in first["items"] + rest["items"]]
    assert hours == ["08", "10", "12"]


async def test_roles_versions_and_repeated_keys(api: Api) -> None:
    made = await open_case(api)
    path = f"/v1/cases/{made['id']}/conversations"
    first = await api.call("POST", path, json=conversation(), key="one-talk-1")
    again = await api.call("POST", path, json=conversation(), key="one-talk-1")
    assert first.content == again.content
    own = first.headers["location"]
    assert (await api.call("PATCH", own, json={})).status_code == 428
    assert (await api.call("PATCH", own, json={}, version=2)).status_code == 412
    assert (await api.call("GET", path, "administrator")).status_code == 403
    assert (await api.call("POST", path, "project-manager", json=conversation())).status_code == 403
    assert (await api.call("GET", own, municipality=NORDDJURS)).status_code == 404
    someone = await api.make("/v1/citizens", "caseworker", citizen(cpr="6101900014", name="Bo Bæk"))
    other = await api.make("/v1/cases", "caseworker", case(api, someone["id"]))
    elsewhere = f"/v1/cases/{other['id']}/conversations/{first.json()['id']}"
    assert (await api.call("GET", elsewhere)).status_code == 404
    assert (await api.call("GET", elsewhere + "/history")).status_code == 404
    assert (await api.call("PATCH", elsewhere, json={}, version=1)).status_code == 404


async def test_each_access_is_one_event_about_the_citizen(api: Api) -> None:
    made = await open_case(api)
    before = len(await events(api))
    path = f"/v1/cases/{made['id']}/conversations"
    own = (await api.call("POST", path, json=conversation())).headers["location"]
    await api.call("GET", path)
    await api.call("GET", own)
    await api.call("GET", own + "/history")
    await api.call("PATCH", own, json={}, version=1)
    seen = (await events(api))[before:]
    assert [event["action"] for event in seen] == [
        f"conversation:{act}" for act in ("create", "list", "read", "read-history", "change")
    ]
    assert {str(event["citizen_id"]) for event in seen} == {made["citizen_id"]}
