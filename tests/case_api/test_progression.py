"""Measurements of progression: recorded, completed, taken back; the programme's cadence is kept by them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from rettematch.contracts.cases import CaseFacts
from rettematch.contracts.follow_ups import FollowUpStatus
from rettematch.programmes.engine import plan
from rettematch.programmes.reviews import review
from tests.case_api.audit_trail import events as audit_events
from tests.case_api.audit_trail import everything_stored
from tests.case_api.bodies_cases import open_case
from tests.case_api.bodies_progression import CITIZEN_ALWAYS, WORKER_ALWAYS, answers, measurement, workers
from tests.case_api.conftest import NORDDJURS, SYDDJURS, Api
from tests.case_api.placed_rows import place_somewhere

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


async def _case(api: Api, **changes: Any) -> str:
    values: dict[str, Any] = {"programme": "jobfirst", "cohort": "cash-benefit"} | changes
    return str((await open_case(api, **values))["id"])


def _path(case_id: str) -> str:
    return f"/v1/cases/{case_id}/progression/measurements"


async def _facts(api: Api) -> CaseFacts:
    found = [each["data"] for each in (await api.feed())["items"] if each["entity"] == "case"]
    return CaseFacts.model_validate(found[-1])


async def test_a_measurement_is_recorded_read_and_its_answers_stand_nowhere_in_the_open(api: Api) -> None:
    path = _path(await _case(api))
    made = await api.make(path, "mentor", measurement(answers=answers(CITIZEN_ALWAYS, 37, citizen_network=None)))
    read = await api.call("GET", f"{path}/{made['id']}")
    assert read.json() == made
    assert read.headers["ETag"] == '"v1"'
    assert made["is_complete"]
    assert made["unanswered"] == []
    assert made["recorded_by"] == api.staff[SYDDJURS, "mentor"]
    values = {each["question"]: each["value"] for each in made["answers"]}
    assert values["citizen-job-goal"] == 37
    assert values["citizen-network"] is None
    assert [each["question_version"] for each in made["answers"]] == [1] * 5
    stored = await everything_stored(api)
    assert "citizen-job-goal" not in stored
    assert "citizen-job-goal" not in str(await api.feed())


@pytest.mark.rule("jf_progression_monthly")
async def test_a_complete_measurement_keeps_the_monthly_cadence_and_an_incomplete_one_does_not(api: Api) -> None:
    case_id = await _case(api, started_on="2026-10-01")
    path = _path(case_id)
    part = answers(CITIZEN_ALWAYS[:3])
    made = await api.make(path, "caseworker", measurement(on="2026-10-20", answers=part))
    assert not made["is_complete"]
    assert made["unanswered"] == ["citizen-network", "citizen-job-chances"]
    assert (await _facts(api)).events == ()
    assert "jf_progression_monthly" in {each.rule_id for each in review(await _facts(api), NOW).findings}
    whole = await api.call("PATCH", f"{path}/{made['id']}", json={"answers": answers(CITIZEN_ALWAYS)}, version=1)
    assert whole.json()["is_complete"]
    assert [(each.kind, each.on.isoformat()) for each in (await _facts(api)).events] == [("progression", "2026-10-20")]
    held = {each.key: each.status for each in plan(await _facts(api), NOW)}
    assert held["jf_progression_monthly:2026-10-01"] is FollowUpStatus.FULFILLED
    assert "jf_progression_monthly" not in {each.rule_id for each in review(await _facts(api), NOW).findings}


async def test_do_not_know_to_everything_is_no_measurement_yet(api: Api) -> None:
    made = await api.make(_path(await _case(api)), "mentor", measurement(answers=answers(CITIZEN_ALWAYS, None)))
    assert not made["is_complete"]
    assert (await _facts(api)).events == ()


async def test_where_the_programme_does_not_ask_it_is_an_offer_and_no_event(api: Api) -> None:
    case_id = await _case(api, programme="flere-skal-med-2", cohort=None)
    assert (await api.make(_path(case_id), "mentor", measurement()))["is_complete"]
    assert (await _facts(api)).events == ()
    due = (await api.call("GET", f"/v1/cases/{case_id}/progression/questions")).json()
    assert [(each["status"], len(each["questions"])) for each in due["sides"]] == [(None, 5), (None, 5)]


async def test_the_worker_does_not_overwrite_what_the_citizen_answered(api: Api) -> None:
    path = _path(await _case(api))
    made = await api.make(path, "mentor", measurement(answers=answers(CITIZEN_ALWAYS[:3], citizen_everyday_life=None)))
    one = f"{path}/{made['id']}"
    for wrong in (
        answers(CITIZEN_ALWAYS[:3], 60, citizen_everyday_life=None),
        answers(CITIZEN_ALWAYS[:3]),
        answers(CITIZEN_ALWAYS[1:3], citizen_everyday_life=None),
    ):
        refused = await api.call("PATCH", one, json={"answers": wrong}, version=1)
        assert refused.status_code == 409, refused.text
        assert refused.json()["type"].endswith("/citizens-answer-stands")
        assert "50" not in str(refused.json()["reasons"])
    more = answers(CITIZEN_ALWAYS, citizen_everyday_life=None)
    assert (await api.call("PATCH", one, json={"answers": more}, version=1)).status_code == 200
    assert (await api.call("PATCH", one, json={"on": "2026-11-19"}, version=2)).json()["on"] == "2026-11-19"
    assert (await api.call("PATCH", one, json={"on": "2026-11-18"}, version=2)).status_code == 412
    assert (await api.call("PATCH", one, json={"on": "2026-11-18"})).status_code == 428
    history = (await api.call("GET", f"{one}/history")).json()["items"]
    assert [each["version"] for each in history] == [1, 2, 3]
    assert "citizen-job-goal" not in str(history)


async def test_a_workers_answers_are_changed_by_that_worker_only(api: Api) -> None:
    path = _path(await _case(api))
    made = await api.make(path, "mentor", workers())
    one = f"{path}/{made['id']}"
    change = {"answers": answers(WORKER_ALWAYS, 70)}
    refused = await api.call("PATCH", one, "caseworker", json=change, version=1)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/answers-of-another")
    changed = await api.call("PATCH", one, "mentor", json=change, version=1)
    assert {each["value"] for each in changed.json()["answers"]} == {70}


async def test_what_was_taken_back_counts_no_longer_and_stays_readable(api: Api) -> None:
    path = _path(await _case(api))
    made = await api.make(path, "caseworker", measurement())
    one = f"{path}/{made['id']}"
    assert (await api.call("POST", f"{one}/withdraw", version=1)).json()["withdrawn_on"] == "2026-11-23"
    assert (await _facts(api)).events == ()
    assert (await api.call("GET", one)).json()["answers"] == made["answers"]
    for method, target, body in (("POST", f"{one}/withdraw", None), ("PATCH", one, {"on": "2026-11-19"})):
        again = await api.call(method, target, json=body, version=2)
        assert (again.status_code, again.json()["type"]) == (409, "/problems/progression-withdrawn")
    assert len((await api.call("GET", path)).json()["items"]) == 1


async def test_in_a_placement_its_questions_are_asked_too(api: Api) -> None:
    case_id = await _case(api)
    placed = await place_somewhere(api, case_id)
    made = await api.make(_path(case_id), "mentor", measurement(placement_id=placed.placement_id))
    assert made["unanswered"] == ["citizen-tasks", "citizen-working-time", "citizen-colleagues"]
    due = (await api.call("GET", f"/v1/cases/{case_id}/progression/questions")).json()
    assert due["in_placement"]
    assert [len(each["questions"]) for each in due["sides"]] == [8, 8]
    before = await api.call("POST", _path(case_id), json=measurement(placement_id=placed.placement_id, on="2026-11-13"))
    assert [each["field"] for each in before.json()["errors"]] == ["body.placement_id"]


async def test_each_side_is_due_by_itself_by_the_programmes_cadence(api: Api) -> None:
    case_id = await _case(api, started_on="2026-10-26")
    await api.make(_path(case_id), "mentor", measurement())
    due = (await api.call("GET", f"/v1/cases/{case_id}/progression/questions")).json()
    citizen, worker = due["sides"]
    assert (citizen["answered_by"], citizen["last_on"], citizen["status"]) == ("citizen", "2026-11-20", "planned")
    assert (worker["answered_by"], worker["last_on"], worker["status"]) == ("worker", None, "planned")
    assert worker["rule_id"] == "jf_progression_monthly"
    assert worker["due_at"] < citizen["due_at"]
    api.clock.now = datetime.fromisoformat(worker["due_at"]) + timedelta(hours=1)
    later = (await api.call("GET", f"/v1/cases/{case_id}/progression/questions")).json()
    assert [each["status"] for each in later["sides"]] == ["planned", "due"]
    assert later["sides"][0]["questions"][0]["plain_danish"] == "Ved du, hvilket arbejde du gerne vil have?"


async def test_symptoms_are_asked_and_shown_only_while_the_citizen_wishes_it(api: Api) -> None:
    case_id = await _case(api)
    path, root = _path(case_id), f"/v1/cases/{case_id}/progression"
    body = measurement(answers=answers((*CITIZEN_ALWAYS, "citizen-symptoms")))
    refused = await api.call("POST", path, json=body)
    assert [each["field"] for each in refused.json()["errors"]] == ["body.answers.5.question"]
    await api.make(f"{root}/wishes", "mentor", {"question": "citizen-symptoms", "wished": True})
    made = await api.make(path, "mentor", body)
    assert len(made["answers"]) == 6
    areas = [each["area"] for each in (await api.call("GET", f"{root}/curve")).json()["areas"]]
    assert "symptoms" in areas
    await api.make(f"{root}/wishes", "mentor", {"question": "citizen-symptoms", "wished": False})
    assert "symptoms" not in (await api.call("GET", f"{root}/curve")).text
    one = f"{path}/{made['id']}"
    assert len((await api.call("GET", one)).json()["answers"]) == 5
    assert (await api.call("PATCH", one, json={"on": "2026-11-19"}, version=1)).status_code == 200
    await api.make(f"{root}/wishes", "mentor", {"question": "citizen-symptoms", "wished": True})
    assert len((await api.call("GET", one)).json()["answers"]) == 6
    wishes = (await api.call("GET", f"{root}/wishes")).json()["items"]
    assert [each["wished"] for each in wishes] == [True, False, True]
    other = await api.call("POST", f"{root}/wishes", json={"question": "citizen-network", "wished": True})
    assert [each["field"] for each in other.json()["errors"]] == ["body.question"]


async def test_the_curve_has_each_area_from_both_sides_and_no_number_for_the_person(api: Api) -> None:
    case_id = await _case(api)
    path = _path(case_id)
    for on, value in (("2026-11-04", 20), ("2026-11-12", 33), ("2026-11-20", 31)):
        await api.make(path, "mentor", measurement(on=on, answers=answers(CITIZEN_ALWAYS, value)))
    await api.make(path, "caseworker", workers(answers=answers(WORKER_ALWAYS, 31, worker_job_chances=80)))
    await api.make(path, "mentor", measurement(on="2026-11-21", answers=answers(("citizen-job-goal",), None)))
    curve = (await api.call("GET", f"/v1/cases/{case_id}/progression/curve", "mentor")).json()
    assert set(curve) == {"case_id", "origin", "questions", "areas"}
    goal = next(each for each in curve["questions"] if each["question"] == "citizen-job-goal")
    assert [(each["on"], each["value"]) for each in goal["points"]] == [
        ("2026-11-04", 20),
        ("2026-11-12", 33),
        ("2026-11-20", 31),
    ]
    assert (goal["answers"], goal["skipped"], goal["since_first"], goal["since_last"]) == (3, 1, 11, -2)
    areas = {each["area"]: each for each in curve["areas"]}
    assert "tasks" not in areas
    assert areas["job-goal"]["citizen"]["since_first"] == 11
    assert areas["job-goal"]["side_by_side"]["worth_talking"] is False
    chances = areas["job-chances"]["side_by_side"]
    assert (chances["difference"], chances["worth_talking"]) == (-49, True)
    assert chances["danish"].startswith("Medarbejderen svarer højere end borgeren om tro på job.")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"answered_by": "canary"}, "body.answered_by"),
        ({"on": "2026-11-24"}, "body.on"),
        ({"on": "2026-11-01"}, "body.on"),
        ({"answers": []}, "body.answers"),
        ({"answers": answers(("citizen-job-goal",), 101)}, "body.answers.0.value"),
        ({"answers": answers(("citizen-job-goal",), -1)}, "body.answers.0.value"),
        ({"answers": [{"question": "citizen-job-goal"}]}, "body.answers.0.value"),
        ({"answers": answers(("citizen-job-goal", "canary"))}, "body.answers.1.question"),
        ({"answers": answers(("worker-job-goal",))}, "body.answers.0.question"),
        ({"answers": answers(("citizen-job-goal",)) * 2}, "body.answers"),
        ({"answers": answers(("citizen-tasks",))}, "body.answers.0.question"),
        ({"placement_id": "0193a000-0000-7000-8000-000000000000"}, "body.placement_id"),
        ({"score": 5}, "body"),
    ],
)
async def test_a_wrong_field_is_named_and_nothing_is_written(api: Api, changes: dict[str, Any], field: str) -> None:
    path = _path(await _case(api))
    answer = await api.call("POST", path, json=measurement(**changes))
    assert answer.status_code == 422, answer.text
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert "canary" not in answer.text
    assert (await api.call("GET", path)).json()["items"] == []


async def test_who_answered_cannot_be_changed_and_a_closed_case_gets_none(api: Api) -> None:
    case_id = await _case(api)
    made = await api.make(_path(case_id), "mentor", measurement())
    refused = await api.call("PATCH", f"{_path(case_id)}/{made['id']}", json={"answered_by": "worker"}, version=1)
    assert [each["field"] for each in refused.json()["errors"]] == ["body.answered_by"]
    body = {"closed_on": "2026-11-20", "outcome": "moved"}
    assert (await api.call("POST", f"/v1/cases/{case_id}/close", json=body, version=1)).status_code == 200
    late = await api.call("POST", _path(case_id), json=measurement(on="2026-11-21"))
    assert (late.status_code, late.json()["type"]) == (409, "/problems/case-closed")


async def test_it_is_not_recorded_as_a_plain_event_nor_in_a_conversation(api: Api) -> None:
    case_id = await _case(api)
    refused = await api.call("POST", f"/v1/cases/{case_id}/events", json={"kind": "progression", "on": "2026-11-20"})
    [error] = refused.json()["errors"]
    assert error["field"] == "body.kind"
    assert "/v1/cases/{case_id}/progression/measurements" in error["expected"]
    kinds = (await api.call("GET", f"/v1/cases/{case_id}/event-kinds")).json()["items"]
    assert "progression" not in {each["kind"] for each in kinds}


async def test_a_repeated_key_records_once_strangers_see_nothing_and_each_access_is_audited(api: Api) -> None:
    case_id = await _case(api)
    path = _path(case_id)
    first = await api.call("POST", path, json=measurement(), key="key-one-of-mine")
    again = await api.call("POST", path, json=measurement(), key="key-one-of-mine")
    assert first.json() == again.json()
    assert len((await api.call("GET", path)).json()["items"]) == 1
    one = f"{path}/{first.json()['id']}"
    for target in (one, path, f"/v1/cases/{case_id}/progression/curve", f"/v1/cases/{case_id}/progression/questions"):
        assert (await api.call("GET", target, municipality=NORDDJURS)).status_code == 404
        assert (await api.call("GET", target, "administrator")).status_code == 403
        assert (await api.call("GET", target)).status_code == 200
    assert (await api.call("POST", path, "project-manager", json=measurement())).status_code == 403
    mine = [each for each in await audit_events(api) if each["action"].startswith("progression:")]
    assert {each["citizen_id"] for each in mine} != {None}
    assert sorted(each["action"] for each in mine) == [
        "progression:create",
        "progression:list",
        "progression:list",
        "progression:read",
        "progression:read-curve",
        "progression:read-questions",
    ]


async def test_of_another_case_a_measurement_is_not_found(api: Api) -> None:
    case_id = await _case(api)
    made = await api.make(_path(case_id), "mentor", measurement())
    citizen = (await api.call("GET", f"/v1/cases/{case_id}")).json()["citizen_id"]
    other = await api.make(
        "/v1/cases",
        "caseworker",
        {
            "citizen_id": citizen,
            "programme": "stv",
            "started_on": "2026-11-02",
            "caseworker_id": api.staff[SYDDJURS, "caseworker"],
        },
    )
    assert (await api.call("GET", f"{_path(other['id'])}/{made['id']}")).status_code == 404
