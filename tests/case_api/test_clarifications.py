"""Start clarification: one answer holds, the earlier ones stay, and the programme asks for what follows from it."""

from typing import Any

import pytest

from rettematch.contracts.cases import CaseFacts
from rettematch.contracts.follow_ups import FollowUpStatus
from rettematch.programmes.engine import plan
from rettematch.programmes.reviews import review
from tests.case_api.audit_trail import events as audit_events
from tests.case_api.bodies_cases import open_case
from tests.case_api.bodies_step_ups import clarification
from tests.case_api.conftest import NORDDJURS, Api
from tests.case_api.rows import count


async def _path(api: Api, **changes: Any) -> str:
    return f"/v1/cases/{(await open_case(api, **changes))['id']}/clarifications"


async def _facts(api: Api) -> CaseFacts:
    found = [each["data"] for each in (await api.feed())["items"] if each["entity"] == "case"]
    return CaseFacts.model_validate(found[-1])


async def _statuses(api: Api, rule_id: str) -> list[FollowUpStatus]:
    return [each.status for each in plan(await _facts(api), api.clock()) if each.rule_id == rule_id]


async def test_the_newest_answer_holds_and_the_earlier_one_stays(api: Api) -> None:
    path = await _path(api)
    first = await api.make(path, "caseworker", clarification(answer="exempt", decided_on="2026-11-10"))
    second = await api.make(path, "caseworker", clarification())
    listed = (await api.call("GET", path)).json()["items"]
    assert [(each["answer"], each["replaced_on"]) for each in listed] == [("exempt", "2026-11-18"), ("group-1", None)]
    one = f"{path}/{second['id']}"
    assert (await api.call("GET", one)).headers["ETag"] == '"v1"'
    changed = await api.call("PATCH", one, json={"decided_on": "2026-11-19"}, version=1)
    assert (changed.json()["decided_on"], changed.json()["reason"]) == ("2026-11-19", "Vil i gang i et køkken.")
    assert (await api.call("PATCH", one, json={"decided_on": "2026-11-19"}, version=1)).status_code == 412
    assert (await api.call("PATCH", one, json={"decided_on": "2026-11-19"})).status_code == 428
    stays = await api.call("PATCH", f"{path}/{first['id']}", json={"reason": "Nej"}, version=2)
    assert stays.json()["type"].endswith("/clarification-replaced")
    assert "køkken" not in (await api.call("GET", one + "/history")).text


@pytest.mark.rule("fsm_exempt")
async def test_an_exemption_asks_that_social_services_are_told(api: Api) -> None:
    path = await _path(api)
    made = await api.make(path, "caseworker", clarification(answer="exempt"))
    assert [(each["rule_id"], each["asks_for"]) for each in made["consequences"]] == [
        ("fsm_exempt", "social-services-told")
    ]
    assert await _statuses(api, "fsm_exempt") == [FollowUpStatus.OVERDUE]
    assert "fsm_exempt" in {each.rule_id for each in review(await _facts(api), api.clock()).findings}
    told = {"kind": "social-services-told", "on": "2026-11-18"}
    await api.make(path.replace("clarifications", "events"), "caseworker", told)
    assert await _statuses(api, "fsm_exempt") == [FollowUpStatus.FULFILLED]


@pytest.mark.rule("fsm_group2_fast")
async def test_group_2_is_put_to_the_team_while_there_is_one_and_comes_back_as_group_1(api: Api) -> None:
    path = await _path(api, started_on="2026-06-01")
    made = await api.make(path, "caseworker", clarification(answer="group-2", decided_on="2026-06-10"))
    assert [each["asks_for"] for each in made["consequences"]] == ["presented-to-team"]
    assert await _statuses(api, "fsm_group2_fast") == [FollowUpStatus.OVERDUE]
    shown = {"kind": "presented-to-team", "on": "2026-06-11"}
    await api.make(path.replace("clarifications", "events"), "caseworker", shown)
    assert await _statuses(api, "fsm_group2_fast") == [FollowUpStatus.FULFILLED]
    wrong = await api.call("POST", path, json=clarification(answer="exempt", sent_back=True))
    assert [each["field"] for each in wrong.json()["errors"]] == ["body.sent_back"]
    back = await api.make(path, "caseworker", clarification(sent_back=True))
    assert (back["answer"], back["consequences"]) == ("group-1", [])
    again = await api.call("POST", path, json=clarification(sent_back=True))
    assert [each["field"] for each in again.json()["errors"]] == ["body.sent_back"]


async def test_group_2_asks_for_no_team_after_it_was_abolished(api: Api) -> None:
    made = await api.make(await _path(api), "caseworker", clarification(answer="group-2"))
    assert made["consequences"] == []


@pytest.mark.rule("fsm_group")
async def test_each_answer_is_one_of_the_three(api: Api) -> None:
    path = await _path(api)
    await api.make(path, "caseworker", clarification())
    [event] = (await _facts(api)).events
    assert (event.kind, event.items) == ("group", ("group-1",))
    assert "fsm_group" not in {each.rule_id for each in review(await _facts(api), api.clock()).findings}
    body = {"kind": "group", "on": "2026-11-20", "items": ["group-1", "group-2"]}
    past_it = await api.call("POST", path.replace("clarifications", "events"), json=body)
    assert [each["field"] for each in past_it.json()["errors"]] == ["body.kind"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"answer": "canary"}, "body.answer"),
        ({"decided_on": "2026-11-24"}, "body.decided_on"),
        ({"decided_on": "2026-11-01"}, "body.decided_on"),
        ({"reason": " "}, "body.reason"),
        ({"sent_back": True}, "body.sent_back"),
    ],
)
async def test_a_wrong_field_is_named_and_nothing_is_written(api: Api, changes: dict[str, Any], field: str) -> None:
    answer = await api.call("POST", await _path(api), json=clarification(**changes))
    assert answer.status_code == 422, answer.text
    assert [each["field"] for each in answer.json()["errors"]] == [field]
    assert "canary" not in answer.text
    assert await count(api, "clarification") == 0


async def test_a_programme_without_groups_has_no_such_answer(api: Api) -> None:
    path = await _path(api, programme="jobfirst", cohort="cash-benefit")
    answer = await api.call("POST", path, json=clarification())
    assert [each["field"] for each in answer.json()["errors"]] == ["body.answer"]


async def test_a_repeated_key_answers_once_and_strangers_see_nothing(api: Api) -> None:
    path = await _path(api)
    first = await api.call("POST", path, json=clarification(), key="key-one-of-mine")
    assert first.content == (await api.call("POST", path, json=clarification(), key="key-one-of-mine")).content
    one = f"{path}/{first.json()['id']}"
    assert (await api.call("GET", one, municipality=NORDDJURS)).status_code == 404
    assert (await api.call("GET", one, "mentor")).status_code == 403
    assert (await api.call("POST", path, "job-broker", json=clarification())).status_code == 403
    actions = [each["action"] for each in await audit_events(api)]
    assert actions.count("clarification:create") == 1
