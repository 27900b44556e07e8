"""Follow-ups are planned anew with every change of a case, as rows and in the feed."""

import random
from collections.abc import Mapping
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from case_api.changes import service as changes_service
from case_api.follow_ups import planning
from case_api.follow_ups.rules import Standing, differences, responsible_id
from rettematch.contracts.base import Role
from rettematch.contracts.cases import CaseFacts
from rettematch.contracts.follow_ups import FollowUpStatus
from rettematch.programmes.engine import plan
from tests.case_api.bodies_cases import conversation
from tests.case_api.bodies_courses import event
from tests.case_api.bodies_placements import situation
from tests.case_api.conftest import SYDDJURS, Api
from tests.case_api.follow_up_rows import check, lines, move_on, query, rows_of, searching
from tests.rettematch.case_facts import BROKER, CASEWORKER, MOMENTS, any_course


async def test_a_new_case_has_its_follow_ups_at_once(api: Api) -> None:
    case = await searching(api)
    rows = await check(api, case["id"])
    assert rows
    assert {row["version"] for row in rows} == {1}
    assert {str(row["responsible_id"]) for row in rows if row["responsible"] == "job-broker"} == {
        api.staff[SYDDJURS, "job-broker"]
    }


async def test_every_kind_of_change_plans_anew(api: Api) -> None:
    case = await searching(api, programme="jobfirst", cohort="cash-benefit")
    path = f"/v1/cases/{case['id']}"
    seen = [await check(api, case["id"])]
    made = await api.make(f"{path}/conversations", "caseworker", conversation())
    seen.append(await check(api, case["id"]))
    change = {"held_at": "2026-11-21T10:00:00+01:00"}
    await api.call("PATCH", f"{path}/conversations/{made['id']}", json=change, version=1)
    seen.append(await check(api, case["id"]))
    recorded = await api.make(f"{path}/events", "caseworker", event(kind="parallel-overview", items=["extent"]))
    every = {"items": ["extent", "duration", "goal", "actors"]}
    assert (await api.call("PATCH", f"{path}/events/{recorded['id']}", json=every, version=1)).status_code == 200
    seen.append(await check(api, case["id"]))
    await api.call("DELETE", f"{path}/events/{recorded['id']}", version=2)
    seen.append(await check(api, case["id"]))
    closed = await api.call("POST", f"{path}/close", json={"closed_on": "2026-11-23", "outcome": "other"}, version=1)
    assert closed.status_code == 200, closed.text
    seen.append(await check(api, case["id"]))
    assert all(before != after for before, after in pairwise(seen))
    assert {row["status"] for row in seen[-1]} <= {"fulfilled", "missed", "cancelled"}


async def test_a_placement_with_its_agreement_is_planned_for(api: Api) -> None:
    there = await situation(api)
    taken = (await there.take()).json()
    rows = await check(api, there.case["id"])
    (line,) = [row for row in rows if row["rule_id"] == "fsm_agreement"]
    assert (str(line["placement_id"]), line["status"]) == (taken["id"], "planned")
    api.clock.advance(days=10)
    ended = await api.call(
        "POST",
        f"/v1/placements/{taken['id']}/end",
        "job-broker",
        json={"ended_on": "2026-12-03", "outcome": "broken-off-by-employer"},
        version=1,
    )
    assert ended.status_code == 200, ended.text
    (line,) = [row for row in await check(api, there.case["id"]) if row["rule_id"] == "fsm_agreement"]
    assert line["status"] == "cancelled"


async def test_what_is_taken_back_is_asked_for_again_in_the_same_row(api: Api) -> None:
    case = await searching(api, programme="jobfirst", cohort="cash-benefit")
    path = f"/v1/cases/{case['id']}/events"
    covered = {"items": ["extent", "duration", "goal", "actors"]}

    async def overview() -> dict[str, Any]:
        (row,) = [row for row in await check(api, case["id"]) if row["rule_id"] == "jf_parallel_overview"]
        return row

    first = await overview()
    made = await api.make(path, "caseworker", event(kind="parallel-overview", **covered))
    held = await overview()
    assert (held["status"], str(held["fulfilled_by"])) == ("fulfilled", made["id"])
    await api.call("DELETE", f"{path}/{made['id']}", version=1)
    again = await overview()
    assert (again["id"], again["version"], again["status"]) == (first["id"], 3, first["status"])
    assert again["fulfilled_by"] is None


async def test_a_new_job_broker_has_what_is_still_to_be_done(api: Api) -> None:
    case = await searching(api)
    body = {"subject": "demo:0706:job-broker:2", "name": "Ny formidler", "roles": ["job-broker"]}
    another = await api.make("/v1/staff", "administrator", body)
    new = {"job_broker_id": another["id"], "job_broker_reason": "Den hidtidige formidler er gået på orlov."}
    answer = await api.call("PATCH", f"/v1/cases/{case['id']}", json=new, version=1)
    assert answer.status_code == 200
    rows = await check(api, case["id"])
    to_do = [row for row in rows if row["responsible"] == "job-broker" and row["status"] in {"planned", "due"}]
    assert {str(row["responsible_id"]) for row in to_do} == {another["id"]}


async def test_without_a_job_broker_the_caseworker_has_everything(api: Api) -> None:
    case = await searching(api, programme="jobfirst", cohort="cash-benefit", job_broker_id=None)
    rows = await check(api, case["id"])
    assert {row["responsible"] for row in rows} >= {"mentor", "job-consultant", "caseworker"}
    assert {str(row["responsible_id"]) for row in rows} == {api.staff[SYDDJURS, "caseworker"]}


async def test_what_a_mentor_must_do_is_the_mentors_while_there_is_one(api: Api) -> None:
    case = await searching(api, programme="jobfirst", cohort="cash-benefit")
    mentor, broker = api.staff[SYDDJURS, "mentor"], api.staff[SYDDJURS, "job-broker"]

    async def weekly() -> set[str]:
        found = [row for row in await check(api, case["id"]) if row["rule_id"] == "jf_weekly_26"]
        return {str(row["responsible_id"]) for row in found if row["status"] in {"planned", "due", "overdue"}}

    assert await weekly() == {broker}
    named = await api.make(f"/v1/cases/{case['id']}/people", "caseworker", {"part": "mentor", "staff_id": mentor})
    assert await weekly() == {mentor}
    path = f"/v1/cases/{case['id']}/people/{named['id']}/end"
    ended = await api.call("POST", path, json={"reason": "Borgeren har ikke længere brug for det."}, version=1)
    assert ended.status_code == 200, ended.text
    assert await weekly() == {broker}


def test_a_role_that_nobody_holds_has_a_stand_in() -> None:
    people = {Role.JOB_BROKER: UUID(int=1), Role.CASEWORKER: UUID(int=2)}
    assert {role: responsible_id(people, UUID(int=2), role).int for role in Role} == {
        Role.JOB_BROKER: 1, Role.JOB_CONSULTANT: 1, Role.MENTOR: 1,
        Role.CASEWORKER: 2, Role.TEAM_LEADER: 2, Role.PROJECT_MANAGER: 2, Role.ADMINISTRATOR: 2,
    }  # fmt: skip
    assert responsible_id(people | {Role.MENTOR: UUID(int=3)}, UUID(int=2), Role.MENTOR).int == 3
    assert responsible_id({}, UUID(int=9), Role.MENTOR).int == 9


async def test_the_line_says_what_it_is_and_nothing_of_the_citizen(api: Api) -> None:
    case = await searching(api)
    (line,) = [each for each in await lines(api) if each["data"]["rule_id"] == "fsm_weekly_until_match"][:1]
    assert line["id"] == line["data"]["follow_up_id"]
    assert set(line["data"]) == {
        "follow_up_id", "version", "municipality_code", "programme", "danish", "responsible_id", "key", "rule_id",
        "case_id", "responsible", "due_at", "overdue_at", "status", "fulfilled_by", "placement_id",
    }  # fmt: skip
    assert line["data"]["danish"].startswith("Kontakt hver uge")
    assert case["citizen_id"] not in str(line)
    feed = (await api.feed())["items"]
    assert feed[0]["entity"] == "case", "the notifier knows a case before its follow-ups"


async def test_what_did_not_change_is_neither_written_nor_told(api: Api) -> None:
    case = await searching(api)
    before = await rows_of(api, case["id"])
    told = len(await lines(api))
    body = conversation(with_citizen=False, with_employer=True)
    await api.make(f"/v1/cases/{case['id']}/conversations", "caseworker", body)
    assert await rows_of(api, case["id"]) == before
    assert len(await lines(api)) == told
    assert len(await lines(api, "case")) == 2


async def test_a_change_that_fails_at_its_end_leaves_no_follow_up_and_no_line(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = await searching(api)
    before, told = await rows_of(api, case["id"]), await api.feed()
    monkeypatch.setattr(changes_service, "_ANNOUNCE", text("select 1 / 0"))
    answer = await api.call("POST", f"/v1/cases/{case['id']}/conversations", json=conversation())
    assert answer.is_error
    monkeypatch.undo()
    assert await rows_of(api, case["id"]) == before
    assert await api.feed(told["next"]) == {**told, "items": []}
    assert (await api.call("GET", f"/v1/cases/{case['id']}/conversations")).json()["items"] == []


async def test_a_case_that_cannot_be_planned_still_takes_what_is_recorded(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    def past_the_calendars_end(*_: object) -> None:
        raise OverflowError

    case = await searching(api)
    before = await rows_of(api, case["id"])
    monkeypatch.setattr(planning, "plan", past_the_calendars_end)
    answer = await api.call("POST", f"/v1/cases/{case['id']}/conversations", json=conversation())
    monkeypatch.undo()
    assert answer.status_code == 201, answer.text
    assert await rows_of(api, case["id"]) == before
    (row,) = await query(api, 'select replan_at from "case" where id = $1', case["id"])
    assert row["replan_at"] == api.clock() + timedelta(minutes=10)


KINDS = ("start-talk", "support-contact", "cv-updated", "job-goal-reviewed", "progression", "activity", "group", "plan")


@pytest.mark.parametrize(
    ("seed", "programme", "cohort"),
    [(1, "jobfirst", "cash-benefit"), (2, "flere-skal-med-2", None), (3, "jobviften", None), (4, "stv", None)],
)
async def test_after_any_history_the_rows_are_the_plan(
    api: Api, key_file: Path, seed: int, programme: str, cohort: str | None
) -> None:
    """Random facts are recorded on random days, also for days that are past; time goes on between them."""
    chance = random.Random(seed)
    case = await searching(api, programme=programme, cohort=cohort)
    path = f"/v1/cases/{case['id']}"
    for _ in range(14):
        day = api.clock() - timedelta(days=chance.randint(0, 10))
        if chance.random() < 0.4:
            alone = chance.random() < 0.5
            body = conversation(held_at=day.isoformat(), with_citizen=alone, with_employer=not alone)
            answer = await api.call("POST", f"{path}/conversations", json=body)
            assert answer.status_code == 201, answer.text
        else:
            recorded = event(kind=chance.choice(KINDS), on=max(day.date().isoformat(), case["started_on"]))
            assert (await api.call("POST", f"{path}/events", json=recorded)).status_code in {201, 422}
        await move_on(api, key_file, hours=chance.choice([0, 5, 30, 24 * 9]))
        await check(api, case["id"])


@given(st.lists(any_course(), min_size=1, max_size=4), st.lists(MOMENTS, min_size=4, max_size=4))
def test_whatever_becomes_of_the_facts_the_rows_follow_the_plan(courses: list[CaseFacts], moments: list[Any]) -> None:
    rows: Mapping[str, Standing] = {}
    people = {Role.JOB_BROKER: BROKER}
    for case, now in zip(courses, sorted(moments), strict=False):
        planned = plan(case, now)
        changed = differences(rows, planned, people, CASEWORKER)
        for each in changed:
            before = rows.get(each.follow_up.key)
            assert (each.id, each.version) == (before.id, before.version + 1) if before else each.version == 1
        rows = {**rows, **{each.follow_up.key: each for each in changed}}
        standing = [each.follow_up for each in rows.values() if each.follow_up.status is not FollowUpStatus.CANCELLED]
        assert sorted(standing, key=lambda each: (each.due_at, each.key)) == list(planned)
        assert differences(rows, planned, people, CASEWORKER) == []
