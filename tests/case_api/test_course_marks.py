"""Writing a citizen's CV and job goals is news in the citizen's running courses."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from case_api.citizens.background_schemas import JobGoalWrite
from case_api.citizens.rules import goal_changed
from rettematch.contracts.cases import CaseFacts
from rettematch.contracts.follow_ups import FollowUpStatus
from rettematch.programmes.engine import plan
from rettematch.programmes.reviews import review
from tests.case_api.bodies_cases import case, conversation, open_case
from tests.case_api.bodies_citizens import CANTEEN_COOK, KITCHEN_HELPER, citizen, cv_entry, job_goal
from tests.case_api.conftest import Api

QUESTIONS = ["asked-match", "asked-agreements", "asked-colleagues"]


async def _course(api: Api, **changes: Any) -> dict[str, Any]:
    return await open_case(api, **({"programme": "jobfirst", "cohort": "cash-benefit"} | changes))


async def _facts(api: Api, case_id: str) -> CaseFacts:
    found = [
        each["data"]
        for each in (await api.feed())["items"]
        if each["entity"] == "case" and each["data"]["case_id"] == case_id
    ]
    return CaseFacts.model_validate(found[-1])


async def _events(api: Api, case_id: str) -> list[tuple[str, date, tuple[str, ...]]]:
    return [(str(each.kind), each.on, each.items) for each in (await _facts(api, case_id)).events]


@pytest.mark.rule("jf_cv_update")
async def test_a_cv_entry_fulfils_what_a_conversation_asks_for(api: Api) -> None:
    made = await _course(api)
    await api.make(f"/v1/cases/{made['id']}/conversations", "caseworker", conversation())
    later = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)

    async def status() -> set[FollowUpStatus]:
        found = plan(await _facts(api, made["id"]), later)
        return {each.status for each in found if each.rule_id == "jf_cv_update"}

    assert FollowUpStatus.FULFILLED not in await status()
    await api.make(f"/v1/citizens/{made['citizen_id']}/cv-entries", "caseworker", cv_entry())
    assert await status() == {FollowUpStatus.FULFILLED}


async def test_each_day_on_which_the_cv_is_written_counts_once(api: Api) -> None:
    made = await _course(api)
    path = f"/v1/citizens/{made['citizen_id']}/cv-entries"
    entry = f"{path}/{(await api.make(path, 'caseworker', cv_entry()))['id']}"
    await api.call("PATCH", entry, json={"text": "Rengøringsassistent"}, version=1)
    assert await _events(api, made["id"]) == [("cv-updated", date(2026, 11, 23), ())]
    api.clock.advance(days=3)
    await api.call("PATCH", entry, json={"text": "Rengøringshjælp"}, version=2)
    found = await _events(api, made["id"])
    assert [on for _, on, _ in found] == [date(2026, 11, 23), date(2026, 11, 26)]
    version = (await _facts(api, made["id"])).version
    await api.call("PATCH", entry, json={"text": "Rengøring"}, version=3)
    assert (await _facts(api, made["id"])).version == version, "nothing new to tell"
    assert (await api.call("DELETE", entry, version=4)).status_code == 204
    assert await _events(api, made["id"]) == []


async def test_every_running_case_that_asks_is_marked_and_no_other(api: Api) -> None:
    first = await _course(api)
    citizen_id = first["citizen_id"]
    second = await api.make("/v1/cases", "caseworker", case(api, citizen_id, programme="flere-skal-med-2"))
    third = await api.make("/v1/cases", "caseworker", case(api, citizen_id, programme="fleksjob-2"))
    stranger = await api.make("/v1/citizens", "caseworker", citizen(cpr="6101900014", name="Bo Bæk"))
    other = await api.make("/v1/cases", "caseworker", case(api, stranger["id"], programme="jobfirst"))
    await api.make(f"/v1/citizens/{citizen_id}/cv-entries", "caseworker", cv_entry())
    marked = [each["id"] for each in (first, second, third, other) if await _events(api, each["id"])]
    assert marked == [first["id"]]


async def test_a_closed_case_is_left_as_it_was(api: Api) -> None:
    made = await _course(api)
    close = {"closed_on": "2026-11-20", "outcome": "moved"}
    await api.call("POST", f"/v1/cases/{made['id']}/close", json=close, version=1)
    await api.make(f"/v1/citizens/{made['citizen_id']}/cv-entries", "caseworker", cv_entry())
    assert await _events(api, made["id"]) == []


@pytest.mark.rule("jf_goal_change_free")
async def test_a_changed_goal_without_the_questions_is_a_finding(api: Api) -> None:
    made = await _course(api)
    path = f"/v1/citizens/{made['citizen_id']}/job-goals"
    goal = f"{path}/{(await api.make(path, 'caseworker', job_goal()))['id']}"
    assert await _events(api, made["id"]) == [], "the first goal is no change"
    now = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    await api.call("PATCH", goal, json={"text": "udendørs arbejde"}, version=1)
    assert "jf_goal_change_free" in {each.rule_id for each in review(await _facts(api, made["id"]), now).findings}
    other = await _course_with_another_citizen(api)
    path = f"/v1/citizens/{other['citizen_id']}/job-goals"
    goal = f"{path}/{(await api.make(path, 'caseworker', job_goal()))['id']}"
    asked = await api.call("PATCH", goal, json={"text": "udendørs arbejde", "asked": QUESTIONS}, version=1)
    assert asked.status_code == 200, asked.text
    assert "asked" not in asked.json()
    assert "jf_goal_change_free" not in {each.rule_id for each in review(await _facts(api, other["id"]), now).findings}


async def _course_with_another_citizen(api: Api) -> dict[str, Any]:
    stranger = await api.make("/v1/citizens", "caseworker", citizen(cpr="6101900014", name="Bo Bæk"))
    return await api.make("/v1/cases", "caseworker", case(api, stranger["id"], programme="jobfirst"))


async def test_a_goal_given_up_is_a_change_on_the_day_it_was_given_up(api: Api) -> None:
    made = await _course(api)
    path = f"/v1/citizens/{made['citizen_id']}/job-goals"
    goal = f"{path}/{(await api.make(path, 'caseworker', job_goal()))['id']}"
    end = {"ended_on": "2026-11-19", "reason": "Vil hellere være udendørs.", "asked": QUESTIONS[:1]}
    assert (await api.call("POST", goal + "/end", json=end, version=1)).status_code == 200
    assert await _events(api, made["id"]) == [("job-goal-changed", date(2026, 11, 19), ("asked-match",))]


async def test_a_question_that_no_programme_has_is_refused_and_nothing_is_written(api: Api) -> None:
    made = await _course(api)
    path = f"/v1/citizens/{made['citizen_id']}/job-goals"
    goal = f"{path}/{(await api.make(path, 'caseworker', job_goal()))['id']}"
    answer = await api.call("PATCH", goal, json={"text": "dyr", "asked": ["canary"]}, version=1)
    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == ["body.asked"]
    assert "canary" not in answer.text
    assert (await api.call("GET", goal)).json()["version"] == 1
    assert await _events(api, made["id"]) == []


@pytest.mark.parametrize(
    ("before", "after", "changed"),
    [
        ({}, {}, False),
        ({"occupation": None}, {"occupation": CANTEEN_COOK}, False),
        ({"occupation": KITCHEN_HELPER}, {"occupation": CANTEEN_COOK}, True),
        ({"occupation": KITCHEN_HELPER}, {"occupation": None}, True),
        ({}, {"text": "dyr"}, True),
        ({}, {"rank": 2}, True),
    ],
)
def test_linking_a_goal_is_no_change_of_it(before: dict[str, Any], after: dict[str, Any], changed: bool) -> None:
    written = JobGoalWrite(**job_goal(**before))
    assert goal_changed(written, written.model_copy(update=after)) is changed
