"""Changing, extending and ending placements."""

from typing import Any

from tests.case_api import bodies_employers
from tests.case_api.bodies_placements import ASSESSMENT, REASON, Situation, another_case, situation
from tests.case_api.conftest import Api
from tests.case_api.rows import count, rows

CONSULTANT = "job-consultant"


async def taken(there: Situation, **changes: Any) -> dict[str, Any]:
    answer = await there.take(**changes)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def change(api: Api, placement: dict[str, Any], version: int = 1, **fields: Any) -> Any:
    return await api.call("PATCH", f"/v1/placements/{placement['id']}", CONSULTANT, json=fields, version=version)


async def act(api: Api, placement: dict[str, Any], what: str, version: int = 1, **fields: Any) -> Any:
    return await api.call("POST", f"/v1/placements/{placement['id']}/{what}", CONSULTANT, json=fields, version=version)


def constraints(answer: Any) -> set[str]:
    assert answer.status_code == 409, answer.text
    return {reason["constraint"] for reason in answer.json()["reasons"]}


async def test_the_agreement_is_changed_and_the_rest_stays(api: Api) -> None:
    there = await situation(api)
    placement = await taken(there)
    changed = await change(api, placement, goal="Fleksibelt arbejde i køkken", meeting_times="Mandag kl. 9-12")
    assert changed.status_code == 200, changed.text
    assert changed.headers["etag"] == '"v2"'
    body = changed.json()
    assert (body["goal"], body["tasks"], body["reason"]) == (
        "Fleksibelt arbejde i køkken",
        placement["tasks"],
        placement["reason"],
    )
    assert body["follow_up_plan"] == placement["follow_up_plan"]
    history = (await api.call("GET", f"/v1/placements/{placement['id']}/history")).json()["items"]
    assert history[1]["changes"] == [{"field": "agreement_sealed", "before": None, "after": None, "sealed": True}]


async def test_a_line_of_the_plan_that_stays_keeps_its_id(api: Api) -> None:
    there = await situation(api)
    placement = await taken(there)
    kept = placement["follow_up_plan"][0]
    plan = [{"at": kept["at"], "kind": kept["kind"]}, {"at": "2027-01-12T09:00:00Z", "kind": "phone"}]
    longer = (await change(api, placement, follow_up_plan=plan)).json()
    assert longer["follow_up_plan"][0] == kept
    assert len(longer["follow_up_plan"]) == 2
    facts = [each["data"] for each in (await api.feed())["items"] if each["id"] == there.case["id"]][-1]
    assert [line["kind"] for line in facts["placements"][0]["follow_ups"]] == ["visit", "phone"]
    emptied = (await change(api, placement, 2, follow_up_plan=[])).json()
    assert emptied["follow_up_plan"] == []
    assert await count(api, "agreed_follow_up") == 0


async def test_new_hours_are_checked_again(api: Api) -> None:
    there = await situation(api)
    placement = await taken(there)
    assert constraints(await change(api, placement, hours_per_week=9.25)) == {"days"}
    assert constraints(await change(api, placement, hours_per_day=3.25)) == {"hours-per-day"}
    fewer = await change(api, placement, hours_per_day=2, hours_per_week=6)
    assert fewer.status_code == 200, "its own hours do not stand in its way"


async def test_new_hours_must_have_room_under_the_ratio_rule(api: Api) -> None:
    wide: dict[str, Any] = {
        "hours_per_day_max": 7.5,
        "hours_per_week_max": 37,
        "days": ["mon", "tue", "wed", "thu", "fri"],
    }
    there = await situation(api, workplace={"ordinary_full_time": 0}, place={"seats": 2}, citizen=wide)
    placement = await taken(there)
    other = await another_case(api, 7, **wide)
    await taken(there, case_id=other["id"], hours_per_day=7, hours_per_week=28)
    refused = await change(api, placement, hours_per_week=10, hours_per_day=4)
    assert constraints(refused) == {"ratio"}


async def test_a_step_up_outside_the_period_is_named(api: Api) -> None:
    placement = await taken(await situation(api))
    answer = await change(api, placement, step_up=[{"from_date": "2026-11-30", "paid_hours_per_week": 1}])
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == ["body.step_up.0.from_date"]


async def test_what_is_not_the_agreements_cannot_be_changed(api: Api) -> None:
    placement = await taken(await situation(api))
    for fixed in ({"scheme": "taster"}, {"ends_on": "2027-06-01"}, {"reason": REASON}, {"case_id": placement["id"]}):
        assert (await change(api, placement, 1, **fixed)).status_code == 422


async def test_a_stale_change_is_refused(api: Api) -> None:
    placement = await taken(await situation(api))
    path = f"/v1/placements/{placement['id']}"
    assert (await api.call("PATCH", path, CONSULTANT, json={"goal": "Nyt mål"})).status_code == 428
    assert (await change(api, placement, 2, goal="Nyt mål")).status_code == 412
    assert (await act(api, placement, "end", 2, ended_on="2026-11-23", outcome="completed")).status_code == 412


async def test_an_extension_keeps_its_reason_and_checks_the_added_days(api: Api) -> None:
    there = await situation(api)
    placement = await taken(there)
    other = await another_case(api, 7)
    await taken(there, case_id=other["id"], starts_on="2027-04-01", ends_on="2027-05-01", follow_up_plan=[], step_up=[])
    assert constraints(
        await act(api, placement, "extend", ends_on="2027-04-01", reason=REASON, assessment=ASSESSMENT)
    ) == {"seats"}
    longer = await act(api, placement, "extend", ends_on="2027-03-31", reason=REASON, assessment=ASSESSMENT)
    assert longer.status_code == 200, longer.text
    assert longer.json()["ends_on"] == "2027-03-31"
    [extension] = longer.json()["extensions"]
    assert (extension["reason"], extension["by"]) == (REASON, api.staff["0706", CONSULTANT])
    again = await act(api, placement, "extend", 2, ends_on="2027-03-31", reason=REASON, assessment=ASSESSMENT)
    assert again.status_code == 422
    events = await rows(api, "select outcome from audit_event where action in ('placement:extend', 'placement:refuse')")
    assert sorted(event["outcome"] for event in events) == ["done", "refused"]


async def test_an_extension_beyond_the_places_own_period_is_refused(api: Api) -> None:
    placement = await taken(await situation(api, place={"open_until": "2027-02-28"}))
    assert constraints(await act(api, placement, "extend", ends_on="2027-03-01", reason=REASON)) == {"period"}
    assert (await act(api, placement, "extend", ends_on="2027-02-28", reason=REASON)).status_code == 200


async def test_an_ended_placement_frees_its_seat_and_stays_as_it_is(api: Api) -> None:
    there = await situation(api)
    placement = await taken(there)
    api.clock.advance(days=20)
    assert (await act(api, placement, "end", ended_on="2026-12-14", outcome="ordinary-hours")).status_code == 422
    ended = await act(api, placement, "end", ended_on="2026-12-11", outcome="broken-off-health")
    assert ended.status_code == 200, ended.text
    assert (ended.json()["ended_on"], ended.json()["outcome"]) == ("2026-12-11", "broken-off-health")
    snapshot = [each["data"] for each in (await api.feed())["items"] if each["id"] == there.place["id"]][-1]
    assert snapshot["seats_taken"] == 0
    for what, fields in (
        ("end", {"ended_on": "2026-12-12", "outcome": "completed"}),
        ("extend", {"ends_on": "2027-06-01", "reason": REASON}),
    ):
        again = await act(api, placement, what, 2, **fields)
        assert (again.status_code, again.json()["type"]) == (409, "/problems/placement-ended")
    assert (await change(api, placement, 2, goal="Andet mål")).json()["type"] == "/problems/placement-ended"
    other = await another_case(api, 7)
    assert (await there.take(case_id=other["id"], starts_on="2026-12-12", follow_up_plan=[])).status_code == 201


async def test_a_placement_that_never_began_takes_up_nothing(api: Api) -> None:
    there = await situation(api)
    placement = await taken(there)
    ended = await act(api, placement, "end", ended_on="2026-11-23", outcome="broken-off-by-citizen")
    assert ended.status_code == 200, ended.text
    other = await another_case(api, 7)
    assert (await there.take(case_id=other["id"])).status_code == 201


async def test_a_closed_cases_placement_is_not_extended(api: Api) -> None:
    there = await situation(api)
    placement = await taken(there, starts_on="2026-11-23", ends_on="2026-11-23", follow_up_plan=[], step_up=[])
    close = {"closed_on": "2026-11-23", "outcome": "other"}
    closed = await api.call("POST", f"/v1/cases/{there.case['id']}/close", json=close, version=1)
    assert closed.status_code == 200, closed.text
    longer = await act(api, placement, "extend", ends_on="2026-12-24", reason=REASON)
    assert (longer.status_code, longer.json()["type"]) == (409, "/problems/case-closed")


async def test_a_withdrawn_places_placements_go_on(api: Api) -> None:
    there = await situation(api)
    placement = await taken(there)
    await api.call("POST", f"/v1/places/{there.place['id']}/withdraw", CONSULTANT, version=1)
    assert (
        await act(api, placement, "extend", ends_on="2027-03-31", reason=REASON, assessment=ASSESSMENT)
    ).status_code == 200


async def test_placements_are_filtered_by_the_day_they_run(api: Api) -> None:
    there = await situation(api)
    placement = await taken(there)
    for day, expected in (("2026-11-30", []), ("2026-12-01", [placement["id"]]), ("2027-02-23", [])):
        listed = await api.call("GET", "/v1/placements", params={"running_on": day, "case_id": there.case["id"]})
        assert [item["id"] for item in listed.json()["items"]] == expected


async def test_the_29_of_february_is_a_day_like_others(api: Api) -> None:
    there = await situation(api)
    leap = "2028-02-29"
    placement = await taken(there, starts_on="2027-12-06", ends_on=leap, follow_up_plan=[], step_up=[])
    assert placement["ends_on"] == leap
    neighbour = bodies_employers.place(there.workplace["id"], open_from=leap, open_until=leap)
    made = await api.make("/v1/places", CONSULTANT, neighbour)
    assert made["open_until"] == leap
