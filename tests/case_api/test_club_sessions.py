"""Club days: a whole day's attendance at once, and the month's absence sheet."""

import asyncio
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from case_api.clubs.attendance import AttendanceCount, attendance_by_club
from case_api.clubs.session_schemas import SheetLine, SheetRead
from case_api.clubs.sheets import as_csv
from rettematch.programmes.reviews import review
from tests.case_api.audit_trail import events as audit_events
from tests.case_api.audit_trail import everything_stored
from tests.case_api.bodies_clubs import club_case, membership, open_club, session
from tests.case_api.conftest import NORDDJURS, Api
from tests.case_api.test_clubs import facts_of
from tests.case_api.work import working

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
STATES = ["present", "absent-with-notice", "absent-without-notice", "ill"]


async def _club(api: Api, members: int = 1) -> tuple[str, list[str]]:
    club_id = await open_club(api)
    cases = [await club_case(api, serial) for serial in range(1, members + 1)]
    for each in cases:
        await api.make(f"/v1/clubs/{club_id}/memberships", "job-consultant", membership(each, from_date="2026-10-05"))
    return club_id, cases


async def _day(api: Api, club_id: str, **changes: Any) -> str:
    made = await api.make(f"/v1/clubs/{club_id}/sessions", "job-consultant", session(**changes))
    return f"/v1/clubs/{club_id}/sessions/{made['id']}"


def marks(cases: list[str], states: list[str]) -> dict[str, Any]:
    return {"marks": [{"case_id": one, "state": state} for one, state in zip(cases, states, strict=True)]}


async def _mark(api: Api, day: str, body: dict[str, Any], version: int = 1) -> Any:
    return await api.call("PUT", f"{day}/attendance", "job-consultant", json=body, version=version)


async def test_a_whole_day_is_marked_in_one_request(api: Api) -> None:
    club_id, cases = await _club(api, 4)
    day = await _day(api, club_id)
    blank = (await api.call("GET", f"{day}/attendance")).json()
    assert [each["state"] for each in blank["marks"]] == [None] * 4
    answer = await _mark(api, day, marks(cases, STATES))
    assert answer.status_code == 200, answer.text
    assert answer.headers["ETag"] == '"v2"'
    assert {each["case_id"]: each["state"] for each in answer.json()["marks"]} == dict(zip(cases, STATES, strict=True))
    kinds = [{each.kind.value for each in (await facts_of(api, one)).events} - {"club-assigned"} for one in cases]
    assert kinds == [{"attendance", "club-day"}, {"attendance"}, {"attendance", "absence"}, {"attendance"}]
    assert len(await audit_events(api, "club-attendance:write")) == 4


async def test_the_same_marks_again_change_nothing_and_others_need_the_newest_version(api: Api) -> None:
    club_id, cases = await _club(api, 2)
    day = await _day(api, club_id)
    await _mark(api, day, marks(cases, STATES[:2]))
    feed = len((await api.feed())["items"])
    again = await _mark(api, day, marks(cases, STATES[:2]))
    assert (again.status_code, again.json()["version"]) == (200, 2)
    assert len((await api.feed())["items"]) == feed
    assert (await _mark(api, day, marks(cases, ["ill", "ill"]))).status_code == 412
    assert (await api.call("PUT", f"{day}/attendance", json=marks([], []))).status_code == 428
    changed = await _mark(api, day, marks(cases[:1], ["ill"]), version=2)
    assert [each["state"] for each in changed.json()["marks"]] == ["ill", None]
    assert "club-day" not in {each.kind for each in (await facts_of(api, cases[0])).events}
    assert "attendance" not in {each.kind for each in (await facts_of(api, cases[1])).events}


async def test_two_consultants_at_once_do_not_overwrite_each_other(api: Api) -> None:
    club_id, cases = await _club(api, 3)
    day = await _day(api, club_id)
    bodies = [marks(cases, ["present"] * 3), marks(cases[::-1], ["ill"] * 3)]
    answers = await asyncio.gather(*(_mark(api, day, each) for each in bodies))
    assert sorted(each.status_code for each in answers) == [200, 412]


async def test_one_stranger_and_nothing_is_recorded(api: Api) -> None:
    club_id, cases = await _club(api)
    day, stranger = await _day(api, club_id), await club_case(api, 9)
    answer = await _mark(api, day, marks([cases[0], stranger], STATES[:2]))
    assert [each["field"] for each in answer.json()["errors"]] == ["body.marks.1.case_id"]
    assert [each["state"] for each in (await api.call("GET", f"{day}/attendance")).json()["marks"]] == [None]
    twice = await _mark(api, day, marks([cases[0]] * 2, STATES[:2]))
    assert [each["field"] for each in twice.json()["errors"]] == ["body"]


async def test_why_somebody_stayed_away_stands_nowhere_as_it_is(api: Api) -> None:
    club_id, cases = await _club(api)
    await _mark(api, await _day(api, club_id), marks(cases, ["absent-with-notice"]))
    stored = await everything_stored(api)
    assert '"state": "excused"' in stored
    assert "absent-with-notice" not in stored


async def test_a_day_that_lies_ahead_has_no_attendance_and_one_that_was_held_stays(api: Api) -> None:
    club_id, cases = await _club(api)
    ahead = await _mark(api, await _day(api, club_id, held_on="2026-11-24"), marks(cases, ["present"]))
    assert (ahead.status_code, ahead.json()["type"]) == (409, "/problems/club-session-ahead")
    day = await _day(api, club_id)
    await _mark(api, day, marks(cases, ["present"]))
    moved = await api.call("PATCH", day, "job-consultant", json={"held_on": "2026-11-19"}, version=2)
    assert moved.json()["type"] == "/problems/club-session-attended"
    path = f"/v1/clubs/{club_id}/memberships"
    [member] = (await api.call("GET", path)).json()["items"]
    shorter = await api.call("PATCH", f"{path}/{member['id']}", json={"until_date": "2026-11-19"}, version=1)
    assert shorter.json()["type"] == "/problems/job-club-membership-attended"
    again = await api.call("POST", f"/v1/clubs/{club_id}/sessions", "job-consultant", json=session())
    assert again.json()["type"] == "/problems/club-session-exists"


@pytest.mark.rule("jv_club_day", "jv_workshop")
async def test_a_day_off_the_programme_is_a_hint_and_no_refusal(api: Api) -> None:
    club_id, _ = await _club(api)
    day = await _day(api, club_id)
    usual = (await api.call("GET", day)).json()
    assert (usual["hints"], len(usual["timetable"])) == ([], 4)
    odd = {
        "timetable": [{"name": "workshop", "starts": "08:00", "ends": "12:00"}],
        "workshops": [{"title": "Netværk", "citizens": 9}],
    }
    changed = await api.call("PATCH", day, "job-consultant", json=odd, version=1)
    assert [each["rule_id"] for each in changed.json()["hints"]] == ["jv_club_day", "jv_workshop"]
    history = (await api.call("GET", f"{day}/history")).json()["items"]
    assert len(history) == 2


@pytest.mark.rule("jv_jobclub_weekly", "jv_attendance")
async def test_a_week_with_a_club_day_and_attendance_is_fulfilled(api: Api) -> None:
    club_id, cases = await _club(api)

    async def missed(rule: str) -> set[date]:
        findings = review(await facts_of(api, cases[0]), NOW).findings
        return {each.on for each in findings if each.rule_id == rule}

    before = {rule: await missed(rule) for rule in ("jv_jobclub_weekly", "jv_attendance")}
    for day in ("2026-10-09", "2026-10-16", "2026-10-23", "2026-10-30", "2026-11-06", "2026-11-13", "2026-11-20"):
        await _mark(api, await _day(api, club_id, held_on=day), marks(cases, ["present"]))
    for rule, on in before.items():
        assert len(await missed(rule)) < len(on), rule


async def test_the_months_sheet_is_made_from_attendance_and_sent_once(api: Api) -> None:
    club_id, cases = await _club(api, 2)
    for day, states in (("2026-10-09", STATES[:2]), ("2026-10-16", [STATES[2], STATES[3]])):
        await _mark(api, await _day(api, club_id, held_on=day), marks(cases, states))
    path = f"/v1/clubs/{club_id}/absence-sheets"
    made = await api.call("POST", path, "job-consultant", json={"month": "2026-10"}, key="one-of-my-keys")
    assert made.status_code == 201, made.text
    again = await api.call("POST", path, "job-consultant", json={"month": "2026-10"}, key="one-of-my-keys")
    assert made.json() == again.json()
    lines = {each["case_id"]: each for each in made.json()["lines"]}
    counts = [[lines[each][name] for name in ("days", "present", "excused", "unexcused")] for each in cases]
    assert counts == [[2, 1, 0, 1], [2, 0, 2, 0]]
    assert lines[cases[0]]["unexcused_on"] == ["2026-10-16"]
    assert "absence-sheet" in {each.kind for each in (await facts_of(api, cases[1])).events}
    other = await api.call("POST", path, "job-consultant", json={"month": "2026-10"})
    assert (other.status_code, other.json()["type"]) == (409, "/problems/absence-sheet-sent")
    early = await api.call("POST", path, "job-consultant", json={"month": "2026-11"})
    assert [each["field"] for each in early.json()["errors"]] == ["body.month"]
    one = f"{path}/{made.json()['id']}"
    assert (await api.call("GET", one)).json() == made.json()
    table = await api.call("GET", f"{one}/csv")
    assert table.headers["Content-Type"].startswith("text/csv")
    assert len(table.text.splitlines()) == 3
    assert (await api.call("GET", one, municipality=NORDDJURS)).status_code == 404
    assert (await api.call("GET", f"{one}/csv", "mentor")).status_code == 403
    assert len(await audit_events(api, "absence-sheet:create")) == 2
    assert len(await audit_events(api, "absence-sheet:read")) == 4


def test_a_name_is_no_formula_in_a_spreadsheet() -> None:
    nobody = UUID(int=0)
    line = SheetLine(
        citizen_id=nobody, citizen_name="=HYPERLINK(1)", case_id=nobody, days=1, present=0, excused=0, unexcused=1,
        unexcused_on=[date(2026, 10, 9)],
    )  # fmt: skip
    sheet = SheetRead(
        id=nobody, version=1, club_id=nobody, club_number=4, month="2026-10", sent_at=NOW, sent_by=nobody, lines=[line]
    )
    assert as_csv(sheet).splitlines()[1] == f"'=HYPERLINK(1);{nobody};{nobody};1;0;0;1;09.10.2026"


async def test_attendance_is_counted_by_club_for_reports(api: Api) -> None:
    club_id, cases = await _club(api, 4)
    await _mark(api, await _day(api, club_id, held_on="2026-10-09"), marks(cases, STATES))
    await _mark(api, await _day(api, club_id, held_on="2026-10-16"), marks(cases[:1], ["present"]))
    async with working(api) as work:
        found = await attendance_by_club(work, date(2026, 10, 1), date(2026, 10, 31))
        assert found == [AttendanceCount(UUID(club_id), sessions=2, present=2, excused=2, unexcused=1)]
        assert await attendance_by_club(work, date(2026, 11, 1), date(2026, 11, 30)) == []
