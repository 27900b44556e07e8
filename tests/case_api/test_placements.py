"""Taking a seat: everything that fits, and each constraint that does not."""

import asyncio
from typing import Any

import pytest

from tests.case_api import bodies_employers, bodies_placements
from tests.case_api.bodies_placements import Situation, another_case, legal_basis, situation
from tests.case_api.conftest import NORDDJURS, Api
from tests.case_api.rows import count, rows

CONSULTANT = "job-consultant"


def constraints(answer: Any) -> set[str]:
    assert answer.status_code == 409, answer.text
    assert answer.json()["type"] == "/problems/placement-refused"
    return {reason["constraint"] for reason in answer.json()["reasons"]}


def fields(answer: Any) -> set[str]:
    assert answer.status_code == 422, answer.text
    return {error["field"] for error in answer.json()["errors"]}


async def test_a_seat_is_taken_with_its_whole_agreement(api: Api) -> None:
    there = await situation(api)
    taken = await there.take(mentor_id=there.contact["id"], mentor_tasks="Tager imod hver morgen.")
    assert taken.status_code == 201, taken.text
    assert taken.headers["etag"] == '"v1"'
    read = await api.call("GET", taken.headers["location"], "mentor")
    assert read.json() == taken.json()
    body = read.json()
    assert body["goal"] == "Fast arbejde i en kantine."
    assert body["reason"] == bodies_placements.REASON
    assert body["decided_by"] == api.staff["0706", CONSULTANT]
    assert body["workplace_id"] == there.workplace["id"]
    assert [line["at"] for line in body["follow_up_plan"]] == ["2026-12-08T09:00:00Z"]
    assert (await there.place_now())["seats_taken"] == 1


async def test_a_taken_seat_reaches_the_feed_as_place_and_as_case(api: Api) -> None:
    there = await situation(api, workplace={"ordinary_full_time": 3})
    neighbour = await api.make("/v1/places", CONSULTANT, bodies_employers.place(there.workplace["id"]))
    before = (await api.feed())["next"]
    taken = (await there.take(starts_on="2026-11-23", ends_on="2027-02-21")).json()
    changes = {change["id"]: change["data"] for change in (await api.feed(before))["items"]}
    assert changes[there.place["id"]]["seats_taken"] == 1
    assert changes[neighbour["id"]]["supported_hours_free"] == 37 - 9, "room at a workplace is shared by its places"
    [fact] = changes[there.case["id"]]["placements"]
    assert fact["placement_id"] == taken["id"]
    assert [line["follow_up_id"] for line in fact["follow_ups"]] == [taken["follow_up_plan"][0]["id"]]


@pytest.mark.parametrize(
    ("place", "citizen", "asked", "expected"),
    [
        ({"open_from": "2026-12-02"}, {}, {}, {"period"}),
        ({"open_until": "2027-02-21"}, {}, {}, {"period"}),
        ({"schemes": ["taster"]}, {}, {}, {"scheme"}),
        ({}, {"schemes": ["taster"]}, {}, {"scheme"}),
        ({"hours_per_day_min": 3.25}, {}, {}, {"hours-per-day"}),
        ({"hours_per_week_min": 9.25}, {}, {}, {"hours-per-week", "days"}),
        ({"hours_per_week_max": 8.75}, {}, {}, {"hours-per-week"}),
        ({}, {"hours_per_week_max": 8.75}, {}, {"hours-per-week"}),
        ({}, {"hours_per_day_max": 2.75}, {}, {"hours-per-day"}),
        ({"days": ["mon", "tue"]}, {}, {}, {"days"}),
        ({"days": ["sat"]}, {}, {}, {"days"}),
        ({"earliest_start": "12:00", "latest_end": "20:00", "hours_per_day_min": 2.25}, {}, {}, {"time-of-day"}),
        ({"language_spoken": "B1"}, {"danish_spoken": "A2"}, {}, {"danish"}),
        ({"certificates": ["hygiejnebevis"]}, {}, {}, {"certificates"}),
        ({"clean_criminal_record": True}, {"clean_criminal_record": False}, {}, {"criminal-record"}),
        ({"clean_criminal_record": True}, {"clean_criminal_record": None}, {}, {"criminal-record"}),
        ({"child_protection_certificate": None}, {}, {}, {"child-protection"}),
        ({}, {"postcode": "9990"}, {}, {"reach"}),
        ({}, {}, {"hours_per_week": 9.25}, {"days"}),
    ],
)
async def test_each_constraint_is_checked_again(
    api: Api, place: dict[str, Any], citizen: dict[str, Any], asked: dict[str, Any], expected: set[str]
) -> None:
    there = await situation(api, place=place, citizen=citizen)
    answer = await there.take(**asked)
    assert constraints(answer) == expected
    assert (await there.place_now())["seats_taken"] == 0


@pytest.mark.parametrize(
    ("place", "citizen"),
    [
        ({"open_from": "2026-12-01", "open_until": "2027-02-22"}, {}),
        ({"hours_per_day_min": 3, "hours_per_week_min": 9, "hours_per_week_max": 9}, {"hours_per_week_max": 9}),
        ({"days": ["mon", "tue", "thu"]}, {}),
        ({"earliest_start": "12:00", "latest_end": "20:00", "hours_per_day_min": 2}, {}),
        ({"language_spoken": "A2"}, {"danish_spoken": "A2"}),
        ({"certificates": ["hygiejnebevis"]}, {"certificates": ["hygiejnebevis"]}),
        ({"clean_criminal_record": True}, {"clean_criminal_record": True}),
    ],
)
async def test_what_just_fits_is_taken(api: Api, place: dict[str, Any], citizen: dict[str, Any]) -> None:
    there = await situation(api, place=place, citizen=citizen)
    taken = await there.take()
    assert taken.status_code == 201, taken.text


async def test_an_avoided_employer_and_a_withdrawn_place_are_refused(api: Api) -> None:
    there = await situation(api)
    citizen = (await api.call("GET", f"/v1/cases/{there.case['id']}")).json()["citizen_id"]
    avoided = {"avoided_employers": [there.workplace["employer_id"]]}
    assert (await api.call("PATCH", f"/v1/citizens/{citizen}", json=avoided, version=1)).status_code == 200
    assert (
        await api.call("POST", f"/v1/places/{there.place['id']}/withdraw", CONSULTANT, version=1)
    ).status_code == 200
    assert constraints(await there.take()) == {"avoided-employer", "open"}


async def test_a_seat_is_free_again_when_the_placement_before_has_ended(api: Api) -> None:
    there = await situation(api)
    other = await another_case(api, 7)
    assert (await there.take()).status_code == 201
    plain: dict[str, Any] = {"follow_up_plan": [], "step_up": []}
    assert constraints(
        await there.take(case_id=other["id"], starts_on="2027-02-22", ends_on="2027-03-22", **plain)
    ) == {"seats"}
    after = await there.take(
        case_id=other["id"], starts_on="2027-02-23", ends_on="2027-03-22", follow_up_plan=[], step_up=[]
    )
    assert after.status_code == 201, after.text


async def test_unknown_staff_is_a_question_and_not_a_yes(api: Api) -> None:
    there = await situation(api, workplace={"ordinary_full_time": None, "ordinary_full_time_on": None})
    answer = await there.take()
    [reason] = answer.json()["reasons"]
    assert (reason["constraint"], reason["rule_id"], reason["ask_first"]) == ("ratio", "L6", True)
    assert reason["danish"].endswith("Hvor mange ordinært ansatte er der på arbejdsstedet, omregnet til fuldtid?")
    paid = await situation_with_ordinary_hours(there)
    assert paid.status_code == 201, "ordinary hours need no room under the ratio rule"


async def situation_with_ordinary_hours(there: Situation) -> Any:
    api = there.api
    case = await another_case(api, 8, schemes=["ordinary-hours"])
    return await there.take(case_id=case["id"], scheme="ordinary-hours")


async def test_the_ratio_rule_counts_hours_over_all_places_of_the_workplace(api: Api) -> None:
    wide: dict[str, Any] = {
        "hours_per_day_max": 7.5,
        "hours_per_week_max": 37,
        "days": ["mon", "tue", "wed", "thu", "fri"],
    }
    there = await situation(api, workplace={"ordinary_full_time": 0}, citizen=wide)
    full: dict[str, Any] = {"hours_per_day": 7.5, "hours_per_week": 30}
    assert (await there.take(**full)).status_code == 201
    neighbour = await api.make("/v1/places", CONSULTANT, bodies_employers.place(there.workplace["id"]))
    other = await another_case(api, 7)
    refused = await there.take(case_id=other["id"], place_id=neighbour["id"])
    assert constraints(refused) == {"ratio"}
    assert refused.json()["reasons"][0]["rule_id"] == "L6"
    fits = await there.take(case_id=other["id"], place_id=neighbour["id"], hours_per_week=7)
    assert fits.status_code == 201, fits.text


async def test_a_citizens_placements_together_stay_within_the_citizens_hours(api: Api) -> None:
    there = await situation(api)
    assert (await there.take()).status_code == 201
    second = await api.make("/v1/places", CONSULTANT, bodies_employers.place(there.workplace["id"]))
    four: dict[str, Any] = {"place_id": second["id"], "hours_per_week": 4}
    assert constraints(await there.take(**four)) == {"hours-per-week"}
    small = await api.make(
        "/v1/places", CONSULTANT, bodies_employers.place(there.workplace["id"], hours_per_week_min=3)
    )
    fits = await there.take(place_id=small["id"], hours_per_week=3)
    assert fits.status_code == 201, fits.text


async def test_an_assumed_demand_is_asked_about_and_its_answer_kept(api: Api) -> None:
    await legal_basis(api)
    known = [demand for demand in bodies_employers.easy_demands() if demand["dimension"] != "standing"]
    there = await situation(api, place={"demands": known})
    citizen = there.case["citizen_id"]
    body = {"dimension": "standing", "level": 1, "source": "citizen", "stated_on": "2026-11-20"}
    await api.make(f"/v1/citizens/{citizen}/considerations", "caseworker", body)
    answer = await there.take()
    [reason] = answer.json()["reasons"]
    assert (reason["constraint"], reason["dimension"], reason["ask_first"]) == (
        "consideration:standing",
        "standing",
        True,
    )
    assert "Kan en del af arbejdet gøres siddende?" in reason["danish"]
    found = {"fact": "consideration", "dimension": "standing", "on": "2026-11-20", "known": "seen"}
    too_much = await there.take(confirmed=[{**found, "level": 2}])
    assert too_much.json()["reasons"][0]["ask_first"] is False
    assert (await there.place_now())["version"] == 1, "a refusal changes nothing"
    taken = await there.take(confirmed=[{**found, "level": 3, "accommodated": 1}])
    assert taken.status_code == 201, taken.text
    assert taken.json()["considerations_agreed"] == ["kan sidde ned det meste af dagen"]
    place = await there.place_now()
    assert {"dimension": "standing", "usual": 3, "accommodated": 1, "known": "seen"} in place["demands"]
    assert len(place["demands"]) == 20
    snapshot = [change["data"] for change in (await api.feed())["items"] if change["id"] == there.place["id"]][-1]
    assert {"dimension": "standing", "usual": 3, "accommodated": 1, "known": "seen"} in snapshot["demands"]


async def test_a_place_that_demands_too_much_is_refused_without_a_legal_basis_for_matching_too(api: Api) -> None:
    there = await situation(api, place={"demands": bodies_employers.easy_demands(standing=3)})
    body = {"dimension": "standing", "level": 0, "source": "citizen", "stated_on": "2026-11-20"}
    await api.make(f"/v1/citizens/{there.case['citizen_id']}/considerations", "caseworker", body)
    profile = await api.call("POST", f"/v1/cases/{there.case['id']}/matching-profile")
    assert profile.json()["tolerances"] is None
    assert constraints(await there.take()) == {"consideration:standing"}


async def test_what_is_known_cannot_be_confirmed_into_something_else(api: Api) -> None:
    there = await situation(api, place={"language_spoken": "C2"}, citizen={"danish_spoken": "A1"})
    answer = await there.take(
        confirmed=[
            {"fact": "danish", "spoken": "A1", "read": "none", "on": "2026-11-20"},
            {"fact": "consideration", "dimension": "noise", "level": 0, "on": "2026-11-20"},
            {"fact": "child-protection", "required": False, "on": "2026-11-20"},
        ]
    )
    assert fields(answer) == {"body.confirmed.0", "body.confirmed.1", "body.confirmed.2"}


async def test_language_and_records_can_be_confirmed_too(api: Api) -> None:
    there = await situation(
        api,
        place={"language_known": False, "language_spoken": "C2", "language_read": "C2", "clean_criminal_record": None},
    )
    assert constraints(await there.take()) == {"danish", "criminal-record"}
    taken = await there.take(
        confirmed=[
            {"fact": "danish", "spoken": "A1", "read": "none", "on": "2026-11-20"},
            {"fact": "criminal-record", "required": False, "on": "2026-11-20"},
        ]
    )
    assert taken.status_code == 201, taken.text
    place = await there.place_now()
    assert (place["language_spoken"], place["language_known"], place["clean_criminal_record"]) == ("A1", True, False)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"ends_on": "2026-11-30"}, {"body"}),
        ({"starts_on": "2026-11-01"}, {"body.starts_on"}),
        ({"reason": "for kort"}, {"body.reason"}),
        ({"hours_per_day": 10}, {"body"}),
        ({"hours_per_week": 37.25}, {"body.hours_per_week"}),
        ({"step_up": [{"from_date": "2027-03-01", "paid_hours_per_week": 2}]}, {"body.step_up.0.from_date"}),
        (
            {
                "step_up": [
                    {"from_date": "2027-01-04", "paid_hours_per_week": 3},
                    {"from_date": "2027-02-01", "paid_hours_per_week": 2},
                ]
            },
            {"body.step_up.1.paid_hours_per_week"},
        ),
        ({"follow_up_plan": [{"at": "2026-12-08T10:00:00", "kind": "visit"}]}, {"body.follow_up_plan.0.at"}),
        ({"follow_up_plan": [{"at": "2027-02-23T10:00:00Z", "kind": "visit"}]}, {"body.follow_up_plan.0.at"}),
        (
            {"confirmed": [{"fact": "danish", "spoken": "A1", "read": "A1", "on": "2026-11-24"}]},
            {"body.confirmed.0.on"},
        ),
        ({"case_id": "0193a000-0000-7000-8000-000000000000"}, {"body.case_id"}),
        ({"place_id": "0193a000-0000-7000-8000-000000000000"}, {"body.place_id"}),
        ({"cpr": "6101900006"}, {"body"}),
    ],
)
async def test_a_wrong_field_is_named(api: Api, changes: dict[str, Any], expected: set[str]) -> None:
    there = await situation(api)
    answer = await there.take(**changes)
    assert fields(answer) == expected
    assert "6101900006" not in answer.text
    assert await count(api, "placement") == 0


async def test_the_contact_person_must_be_the_employers(api: Api) -> None:
    there = await situation(api)
    elsewhere = await bodies_employers.make_workplace(api, 2)
    stranger = await api.make("/v1/contact-persons", CONSULTANT, bodies_employers.contact(elsewhere["employer_id"]))
    assert fields(await there.take(contact_person_id=stranger["id"])) == {"body.contact_person_id"}
    plain = await api.make("/v1/contact-persons", CONSULTANT, bodies_employers.contact(there.workplace["employer_id"]))
    assert fields(await there.take(mentor_id=plain["id"])) == {"body.mentor_id"}


async def test_two_at_once_for_the_last_seat_are_one_placement(api: Api) -> None:
    there = await situation(api)
    cases = [there.case, *[await another_case(api, serial) for serial in (7, 8, 9)]]
    answers = await asyncio.gather(*(there.take(case_id=case["id"]) for case in cases))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    for answer in answers:
        if answer.status_code == 409:
            assert constraints(answer) == {"seats"}
    assert await count(api, "placement") == 1
    assert (await there.place_now())["seats_taken"] == 1


async def test_two_at_once_at_two_places_of_a_workplace_share_its_room(api: Api) -> None:
    wide: dict[str, Any] = {
        "hours_per_day_max": 7.5,
        "hours_per_week_max": 37,
        "days": ["mon", "tue", "wed", "thu", "fri"],
    }
    there = await situation(api, workplace={"ordinary_full_time": 1}, citizen=wide)
    neighbour = await api.make("/v1/places", CONSULTANT, bodies_employers.place(there.workplace["id"]))
    other = await another_case(api, 7, **wide)
    full: dict[str, Any] = {"hours_per_day": 7.5, "hours_per_week": 30}
    answers = await asyncio.gather(
        there.take(**full), there.take(case_id=other["id"], place_id=neighbour["id"], **full)
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert constraints(max(answers, key=lambda answer: answer.status_code)) == {"ratio"}


async def test_one_citizen_at_several_workplaces_at_once_stays_within_the_hours(api: Api) -> None:
    there = await situation(api)
    asked = [there.body()]
    for number in (2, 3, 4):
        place = await bodies_employers.make_place(api, number)
        employer = (await api.call("GET", f"/v1/workplaces/{place['workplace_id']}")).json()["employer_id"]
        contact = await api.make("/v1/contact-persons", CONSULTANT, bodies_employers.contact(employer))
        asked.append(there.body(place_id=place["id"], contact_person_id=contact["id"]))
    answers = await asyncio.gather(*(api.call("POST", "/v1/placements", CONSULTANT, json=body) for body in asked))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    assert all(constraints(answer) == {"hours-per-week"} for answer in answers if answer.status_code == 409)


async def test_a_refusal_leaves_its_audit_event_and_nothing_else(api: Api) -> None:
    there = await situation(api, place={"certificates": ["hygiejnebevis"]})
    tables = ("placement", "agreed_follow_up", "revision", "change", "idempotency_record")
    before = {table: await count(api, table) for table in tables}
    assert constraints(await there.take(key="placement-1")) == {"certificates"}
    assert {table: await count(api, table) for table in tables} == before
    [event] = await rows(api, "select * from audit_event where action = 'placement:refuse'")
    assert (str(event["citizen_id"]), event["outcome"]) == (there.case["citizen_id"], "refused")


async def test_a_repeated_key_takes_one_seat(api: Api) -> None:
    there = await situation(api, place={"seats": 5})
    first = await there.take(key="placement-1")
    again = await there.take(key="placement-1")
    assert first.status_code == again.status_code == 201
    assert first.content == again.content
    assert await count(api, "placement") == 1


async def test_the_agreement_stands_sealed_in_the_database(api: Api) -> None:
    there = await situation(api)
    taken = await there.take(goal="KANARIEFUGL i køkkenet", sub_goals=["KANARIEFUGL"])
    assert taken.status_code == 201
    for table in ("placement", "revision", "change", "audit_event", "idempotency_record"):
        found = await rows(api, f"select t::text as line from {table} t")
        assert found or table == "idempotency_record"
        assert not [row for row in found if "KANARIEFUGL" in row["line"] or bodies_placements.REASON in row["line"]]


async def test_roles_and_municipalities(api: Api) -> None:
    there = await situation(api)
    assert (await there.take("mentor")).status_code == 403
    assert (await there.take("administrator")).status_code == 403
    taken = (await there.take("job-broker")).json()
    path = f"/v1/placements/{taken['id']}"
    assert (await api.call("GET", path, "administrator")).status_code == 403
    theirs = await api.call("GET", path, "caseworker", NORDDJURS)
    nothing = await api.call("GET", "/v1/placements/0193a000-0000-7000-8000-000000000000", "caseworker", NORDDJURS)
    assert theirs.status_code == nothing.status_code == 404
    assert {**theirs.json(), "instance": ""} == {**nothing.json(), "instance": ""}
    foreign = await api.call("POST", "/v1/placements", "caseworker", NORDDJURS, json=there.body())
    assert fields(foreign) == {"body.case_id"}


async def test_reads_are_audited_once_a_citizen(api: Api) -> None:
    there = await situation(api, place={"seats": 3})
    other = await another_case(api, 7)
    taken = (await there.take()).json()
    assert (await there.take(case_id=other["id"])).status_code == 201
    await api.call("GET", f"/v1/placements/{taken['id']}")
    await api.call("GET", f"/v1/placements/{taken['id']}/history")
    listed = await api.call("GET", "/v1/placements", params={"place_id": there.place["id"]})
    assert len(listed.json()["items"]) == 2
    assert "goal" not in listed.json()["items"][0]
    found = await rows(
        api, "select action, count(*) as n from audit_event where action like 'placement:%' group by action"
    )
    assert {row["action"]: row["n"] for row in found} == {
        "placement:create": 2,
        "placement:read": 1,
        "placement:read-history": 1,
        "placement:list": 2,
    }
