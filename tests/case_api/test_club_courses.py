"""What follows in a case: the LOG book, the assessment of absence, and the end talk."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from rettematch.programmes.reviews import review
from tests.case_api.audit_trail import events as audit_events
from tests.case_api.audit_trail import everything_stored
from tests.case_api.bodies_clubs import assessment, club_case, end_talk, log_entry, membership, open_club, session
from tests.case_api.conftest import NORDDJURS, Api
from tests.case_api.test_clubs import facts_of

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NOBODY = "0193a000-0000-7000-8000-000000000000"


async def _broken(api: Api, case_id: str) -> set[str]:
    return {each.rule_id for each in review(await facts_of(api, case_id), NOW).findings}


@pytest.mark.rule("jv_logbook", "jv_weekly_talk")
async def test_last_weeks_agreements_stand_beside_this_weeks_done_or_not(api: Api) -> None:
    case_id = await club_case(api, started_on="2026-11-09")
    path = f"/v1/cases/{case_id}/log-book"
    first = await api.make(path, "job-consultant", log_entry())
    assert first["last_week"] is None
    assert "jv_logbook" in await _broken(api, case_id)
    mark = {"on": "2026-11-20", "done": [True, False]}
    done = await api.call("PUT", f"{path}/{first['id']}/follow-up", "job-consultant", json=mark, version=1)
    assert done.status_code == 200, done.text
    second = await api.make(path, "job-consultant", log_entry(held_on="2026-11-20", agreements=["Møder til samtale"]))
    week = second["last_week"]
    assert [(each["text"], each["done"]) for each in week["agreements"]] == [
        ("Søger tre stillinger i butik", True),
        ("Ringer til købmanden i Hornslet", False),
    ]
    assert second["agreements"] == [{"text": "Møder til samtale", "done": None}]
    listed = (await api.call("GET", path)).json()["items"]
    assert [each["last_week"] and each["last_week"]["id"] for each in listed] == [None, first["id"]]
    second_page = (await api.call("GET", path, params={"limit": 1})).json()["pagination"]["next"]
    paged = (await api.call("GET", path, params={"limit": 1, "after": second_page})).json()["items"]
    assert paged == listed[1:]
    facts = await facts_of(api, case_id)
    assert [(each.kind.value, each.on.day, each.items) for each in facts.events if each.on.day == 13] == [
        ("progress-talk", 13, ("plan-for-next-week",)),
        ("log-entry", 13, ("agreements", "job-plan")),
    ]
    assert "jv_logbook" not in await _broken(api, case_id)
    assert "jv_weekly_talk" not in await _broken(api, case_id)


async def test_followed_up_agreements_stay_and_versions_are_kept(api: Api) -> None:
    path = f"/v1/cases/{await club_case(api)}/log-book"
    made = await api.make(path, "job-consultant", log_entry())
    one = f"{path}/{made['id']}"
    changed = await api.call("PATCH", one, json={"in_job_plan": False}, version=1)
    assert changed.json() == made | {"in_job_plan": False, "version": 2}
    history = (await api.call("GET", f"{one}/history")).json()["items"]
    assert [each["field"] for each in history[1]["changes"]] == ["in_job_plan"]
    assert (await api.call("PATCH", one, json={"in_job_plan": True}, version=1)).status_code == 412
    assert (await api.call("PATCH", one, json={"in_job_plan": True})).status_code == 428
    body = {"on": "2026-11-20", "done": [True, True]}
    assert (await api.call("PUT", f"{one}/follow-up", json=body, version=2)).status_code == 200
    late = await api.call("PATCH", one, json={"agreements": ["Noget andet"]}, version=3)
    assert (late.status_code, late.json()["type"]) == (409, "/problems/log-entry-followed-up")
    assert (await api.call("DELETE", one, version=3)).status_code == 204
    assert (await api.call("GET", one)).status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"on": "2026-11-13", "done": [True, True]}, "body.on"),
        ({"on": "2026-11-24", "done": [True, True]}, "body.on"),
        ({"on": "2026-11-20", "done": [True]}, "body.done"),
        ({"on": "2026-11-20", "done": []}, "body.done"),
    ],
)
async def test_a_wrong_follow_up_is_named(api: Api, body: dict[str, Any], field: str) -> None:
    path = f"/v1/cases/{await club_case(api)}/log-book"
    made = await api.make(path, "job-consultant", log_entry())
    answer = await api.call("PUT", f"{path}/{made['id']}/follow-up", json=body, version=1)
    assert (answer.status_code, [each["field"] for each in answer.json()["errors"]]) == (422, [field])


@pytest.mark.parametrize(
    ("route", "body", "field"),
    [
        ("log-book", log_entry(held_on="2026-11-24"), "body.held_on"),
        ("log-book", log_entry(held_on="2026-10-04"), "body.held_on"),
        ("log-book", log_entry(agreements=[]), "body.agreements"),
        ("log-book", log_entry(agreements=["canary\x00"]), "body.agreements.0"),
        ("availability-assessments", assessment(assessed_on="2026-11-24"), "body.assessed_on"),
        ("availability-assessments", assessment(attendance_id=NOBODY), "body.attendance_id"),
        ("availability-assessments", assessment(ends_course=True), "body"),
        ("availability-assessments", assessment(journal_note=" "), "body.journal_note"),
        ("end-talks", end_talk(held_on="2026-11-24"), "body.held_on"),
        ("end-talks", end_talk(placement_id=NOBODY), "body"),
        ("end-talks", end_talk(placement_id=NOBODY, result="company-placement"), "body.placement_id"),
        ("end-talks", end_talk(result="canary"), "body.result"),
    ],
)
async def test_a_wrong_field_is_named_and_nothing_is_written(
    api: Api, route: str, body: dict[str, Any], field: str
) -> None:
    path = f"/v1/cases/{await club_case(api)}/{route}"
    answer = await api.call("POST", path, json=body)
    assert answer.status_code == 422, answer.text
    assert [each["field"] for each in answer.json()["errors"]] == [field]
    assert "canary" not in answer.text
    assert (await api.call("GET", path)).json()["items"] == []


@pytest.mark.rule("jv_availability_test")
async def test_an_absence_is_assessed_with_its_evidence_and_the_course_ends(api: Api) -> None:
    case_id, club_id = await club_case(api, started_on="2026-11-09"), await open_club(api)
    joined = membership(case_id, from_date="2026-11-09")
    member = await api.make(f"/v1/clubs/{club_id}/memberships", "caseworker", joined)
    held = await api.make(f"/v1/clubs/{club_id}/sessions", "job-consultant", session())
    marked = await api.call(
        "PUT",
        f"/v1/clubs/{club_id}/sessions/{held['id']}/attendance",
        json={"marks": [{"case_id": case_id, "state": "absent-without-notice"}]},
        version=1,
    )
    assert "jv_availability_test" in await _broken(api, case_id)
    path = f"/v1/cases/{case_id}/availability-assessments"
    body = assessment(attendance_id=marked.json()["marks"][0]["attendance_id"], activation_offer=True, ends_course=True)
    made = await api.make(path, "caseworker", body)
    assert made["activation_hours"] == 25
    assert "jv_availability_test" not in await _broken(api, case_id)
    facts = await facts_of(api, case_id)
    assert facts.closed_on == date(2026, 11, 20)
    assert [each.amount for each in facts.events if each.kind == "activation-offer"] == [25]
    ended = await api.call("GET", f"/v1/clubs/{club_id}/memberships/{member['id']}")
    assert ended.json()["until_date"] == "2026-11-20"
    assert (await api.call("GET", f"/v1/cases/{case_id}")).json()["outcome"] == "still-on-benefit"
    after = await api.call("POST", f"/v1/cases/{case_id}/log-book", json=log_entry(held_on="2026-11-21"))
    assert (after.status_code, after.json()["type"]) == (409, "/problems/case-closed")


@pytest.mark.rule("jv_availability_test")
async def test_an_assessment_without_notice_and_evidence_is_not_enough(api: Api) -> None:
    case_id = await club_case(api)
    await api.make(f"/v1/cases/{case_id}/events", "caseworker", {"kind": "absence", "on": "2026-11-20"})
    await api.make(f"/v1/cases/{case_id}/availability-assessments", "caseworker", assessment(notice_sent=False))
    assert "jv_availability_test" in await _broken(api, case_id)


@pytest.mark.rule("jv_end_talk")
async def test_the_end_talk_is_held_once_and_says_how_the_course_ended(api: Api) -> None:
    case_id = await club_case(api)
    path = f"/v1/cases/{case_id}/end-talks"
    made = await api.make(path, "job-consultant", end_talk())
    [event] = (await facts_of(api, case_id)).events
    assert (event.kind, event.items) == ("end-talk", ("journal-note-and-notice", "zero-setting-match"))
    again = await api.call("POST", path, json=end_talk())
    assert (again.status_code, again.json()["type"]) == (409, "/problems/end-talk-exists")
    changed = await api.call("PATCH", f"{path}/{made['id']}", json={"zero_setting_match": False}, version=1)
    assert changed.json() == made | {"zero_setting_match": False, "version": 2}
    assert (await facts_of(api, case_id)).events[0].items == ("journal-note-and-notice",)
    history = (await api.call("GET", f"{path}/{made['id']}/history")).json()["items"]
    assert [each["field"] for each in history[1]["changes"]] == ["zero_setting_match"]


async def test_what_is_written_stands_nowhere_as_it_is(api: Api) -> None:
    case_id = await club_case(api)
    for route, body in (
        ("log-book", log_entry(agreements=["canary-aftale"], plan_for_next_week="canary-plan")),
        ("availability-assessments", assessment(journal_note="canary-notat")),
        ("end-talks", end_talk(hand_over="canary-overlevering")),
    ):
        made = await api.call("POST", f"/v1/cases/{case_id}/{route}", json=body, key=f"canary-{route}")
        again = await api.call("POST", f"/v1/cases/{case_id}/{route}", json=body, key=f"canary-{route}")
        assert (made.status_code, made.json()) == (201, again.json())
        assert (await api.call("GET", made.headers["location"])).json() == made.json()
    stored = await everything_stored(api)
    assert [each for each in ("aftale", "plan", "notat", "overlevering") if f"canary-{each}" in stored] == []
    assert "canary" not in str(await api.feed())


async def test_other_roles_and_municipalities_see_nothing_and_reads_are_audited_once(api: Api) -> None:
    case_id = await club_case(api)
    for route, body in (("log-book", log_entry()), ("end-talks", end_talk())):
        path = f"/v1/cases/{case_id}/{route}"
        made = await api.make(path, "job-consultant", body)
        one = f"{path}/{made['id']}"
        assert (await api.call("GET", one, municipality=NORDDJURS)).status_code == 404
        assert (await api.call("GET", one, "administrator")).status_code == 403
        assert (await api.call("POST", path, "project-manager", json=body)).status_code == 403
        assert (await api.call("GET", one)).status_code == 200
    assert len(await audit_events(api, "log-entry:read")) == 1
    assert len(await audit_events(api, "end-talk:read")) == 1


async def test_what_the_clubs_record_is_not_recorded_by_itself(api: Api) -> None:
    path = f"/v1/cases/{await club_case(api)}/events"
    for kind in ("club-day", "attendance", "log-entry", "end-talk", "club-assigned", "absence-sheet"):
        answer = await api.call("POST", path, json={"kind": kind, "on": "2026-11-20"})
        assert [each["field"] for each in answer.json()["errors"]] == ["body.kind"], kind
    assert (await api.call("POST", path, json={"kind": "progress-talk", "on": "2026-11-20"})).status_code == 201
