"""The placement law, asked wherever a placement is planned: refusals, what to ask first, and what stands beside it."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.case_api import bodies_employers
from tests.case_api.bodies_cases import conversation
from tests.case_api.bodies_legal_facts import STAFF_MONTHS, SUBSIDY, record, subsidy_situation
from tests.case_api.bodies_placements import ASSESSMENT, REASON, Situation, another_case, situation
from tests.case_api.conftest import Api
from tests.case_api.rows import count, rows

CONSULTANT = "job-consultant"
JOB_READY = {"match_group": "job-ready"}
PLAIN: dict[str, Any] = {"follow_up_plan": [], "step_up": []}


def against(answer: Any) -> list[dict[str, Any]]:
    """What refuses a placement by law."""
    assert answer.status_code == 409, answer.text
    found: list[dict[str, Any]] = answer.json()["reasons"]
    assert all("section" in each and each["prevents"] for each in found), found
    return found


def beside(answer: Any) -> set[str]:
    """The rows that say something beside a placement that was taken."""
    assert answer.status_code in {200, 201}, answer.text
    found = answer.json()["law_findings"]
    assert not [each for each in found if each["prevents"]]
    return {each["rule_id"] for each in found}


async def extend(api: Api, placement: dict[str, Any], version: int = 1, **fields: Any) -> Any:
    path = f"/v1/placements/{placement['id']}/extend"
    return await api.call("POST", path, CONSULTANT, json={"reason": REASON, **fields}, version=version)


async def change(api: Api, placement: dict[str, Any], version: int = 1, **fields: Any) -> Any:
    return await api.call("PATCH", f"/v1/placements/{placement['id']}", CONSULTANT, json=fields, version=version)


async def test_an_internship_of_the_job_ready_is_four_weeks_and_is_not_extended(api: Api) -> None:
    there = await situation(api, citizen=JOB_READY)
    [reason] = against(await there.take(ends_on="2026-12-29", **PLAIN))
    assert reason == {
        "constraint": "law",
        "danish": "Praktikken må højst vare 4 uger, til og med 28.12.2026.",
        "fact": "The internship may last at most 4 weeks, to 2026-12-28.",
        "prevents": True,
        "ask_first": False,
        "rule_id": "L1",
        "section": "LAB § 61, stk. 1, nr. 1",
        "confidence": "M",
        "on": "2026-12-29",
    }
    taken = await there.take(ends_on="2026-12-28", **PLAIN)
    assert taken.status_code == 201, taken.text
    refused = against(await extend(api, taken.json(), ends_on="2026-12-29", assessment=ASSESSMENT))
    assert [each["rule_id"] for each in refused] == ["L1"]
    events = await rows(api, "select outcome from audit_event where action = 'placement:refuse'")
    assert [event["outcome"] for event in events] == ["refused", "refused"]


async def test_a_second_short_internship_at_the_workplace_must_show_how_it_differs(api: Api) -> None:
    there = await situation(api, place={"seats": 2}, citizen=JOB_READY)
    short = {"starts_on": "2026-11-23", "ends_on": "2026-11-27", **PLAIN}
    assert (await there.take(**short)).status_code == 201
    later = {"starts_on": "2027-01-04", "ends_on": "2027-01-29", **PLAIN}
    assert [each["rule_id"] for each in against(await there.take(**later))] == ["L1"]
    told = await there.take(**later, difference="Denne gang er det kassen og ikke køkkenet.")
    assert told.status_code == 201, told.text
    assert told.json()["difference"] == "Denne gang er det kassen og ikke køkkenet."


async def test_going_on_at_the_same_place_after_a_weekend_is_an_extension(api: Api) -> None:
    there = await situation(api, citizen=JOB_READY)
    assert (await there.take(starts_on="2026-11-23", ends_on="2026-11-27", **PLAIN)).status_code == 201
    goes_on = {"starts_on": "2026-11-30", "ends_on": "2026-12-04", "difference": "En anden funktion.", **PLAIN}
    [reason] = against(await there.take(**goes_on))
    assert reason["danish"] == "Praktikken kan ikke forlænges."


async def test_others_are_extended_after_an_assessment_and_then_by_a_quite_special_need(api: Api) -> None:
    there = await situation(api)
    placement = (await there.take(ends_on="2027-03-01", **PLAIN)).json()
    [reason] = against(await extend(api, placement, ends_on="2027-05-31"))
    assert (reason["rule_id"], reason["danish"]) == ("L2", "Mere end 13 uger kræver en konkret vurdering.")
    first = await extend(api, placement, ends_on="2027-05-31", assessment=ASSESSMENT)
    assert first.status_code == 200, first.text
    assert (first.json()["extensions"][0]["starts_on"], first.json()["extensions"][0]["assessment"]) == (
        "2027-03-02",
        ASSESSMENT,
    )
    assert [each["rule_id"] for each in against(await extend(api, placement, 2, ends_on="2027-08-30"))] == ["L2"]
    need = "Borgeren er én opgave fra fast ansættelse, og køkkenchefen venter på den."
    too_long = against(await extend(api, placement, 2, ends_on="2027-08-31", special_need=need))
    assert too_long[0]["danish"].startswith("Praktikken må højst vare 13 uger")
    second = await extend(api, placement, 2, ends_on="2027-08-30", special_need=need)
    assert beside(second) >= {"L22"}


async def test_the_purpose_stands_in_the_agreement_of_an_internship(api: Api) -> None:
    there = await situation(api, citizen={"schemes": ["internship", "ordinary-hours"]})
    [reason] = against(await there.take(purpose=None))
    assert (reason["rule_id"], reason["confidence"]) == ("L4", "M")
    placement = (await there.take()).json()
    assert placement["purpose"] == "ordinary-hours"
    assert [each["rule_id"] for each in against(await change(api, placement, purpose=None))] == ["L4"]
    changed = await change(api, placement, purpose="train-skills")
    assert changed.json()["purpose"] == "train-skills"


async def test_the_obviously_education_ready_have_no_right_to_a_self_found_internship(api: Api) -> None:
    there = await situation(api, citizen={"match_group": "obviously-education-ready"})
    short = {"ends_on": "2026-12-11", **PLAIN}
    assert [each["rule_id"] for each in against(await there.take(self_found=True, **short))] == ["L4"]
    assert (await there.take(self_found=False, **short)).status_code == 201


async def test_what_was_against_the_law_already_does_not_stop_another_change(api: Api) -> None:
    there = await situation(api)
    placement = (await there.take()).json()
    await rows(api, "update placement set purpose = null")
    changed = await change(api, placement, goal="Fleksjob i et køkken")
    assert changed.status_code == 200, changed.text
    assert [each["rule_id"] for each in changed.json()["law_findings"] if each["prevents"]] == ["L4"]


async def test_a_dry_run_tells_everything_at_once_and_takes_no_seat(api: Api) -> None:
    there = await situation(
        api, place={"days": ["mon"]}, workplace={"ordinary_full_time": None, "ordinary_full_time_on": None}
    )
    answer = await api.call("POST", "/v1/placements/check", CONSULTANT, json=there.body(purpose=None))
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert body["allowed"] is False
    said = {(each["constraint"], each["rule_id"], each["prevents"], each["ask_first"]) for each in body["items"]}
    assert said == {
        ("days", None, True, False),
        ("ratio", "L6", True, True),
        ("law", "L4", True, False),
        ("law", "L13", False, True),
        ("law", "L22", False, False),
    }
    questions = {each["rule_id"]: each["question"] for each in body["items"] if each["question"]}
    assert questions == {
        "L6": "Hvor mange ordinært ansatte er der på arbejdsstedet, omregnet til fuldtid?",
        "L13": "Hvor mange år har borgeren boet her og arbejdet fuld tid i de sidste 10 år?",
    }
    assert (await there.place_now())["seats_taken"] == 0
    assert await count(api, "placement") == 0
    [event] = await rows(api, "select * from audit_event where action = 'placement:check'")
    assert str(event["citizen_id"]) == there.case["citizen_id"]


async def test_a_dry_run_of_what_is_allowed_says_so(api: Api) -> None:
    there = await situation(api)
    await record(api, there.case)
    answer = await api.call("POST", "/v1/placements/check", CONSULTANT, json=there.body(ends_on="2026-12-31", **PLAIN))
    assert answer.json() == {"allowed": True, "items": []}
    wrong = await api.call("POST", "/v1/placements/check", CONSULTANT, json=there.body(starts_on="2026-11-01"))
    assert wrong.status_code == 422
    assert (await api.call("POST", "/v1/placements/check", "mentor", json=there.body())).status_code == 403


async def test_a_wage_subsidy_is_taken_when_the_law_is_met(api: Api) -> None:
    there = await subsidy_situation(api)
    taken = await there.take(**SUBSIDY)
    assert beside(taken) == {"L11a", "L22"}
    rates = next(each for each in taken.json()["law_findings"] if each["rule_id"] == "L11a")
    assert "86,16 kr. i timen (2023)" in rates["danish"]
    assert "133,75" not in rates["danish"], "what only public employers pay"


@pytest.mark.parametrize(
    ("options", "asked", "expected"),
    [
        ({"legal": {"unemployed_since": "2026-06-02"}}, {}, ["L10"]),
        ({"legal": {"unemployed_since": "2026-06-01"}}, {}, []),
        ({"legal": {"unemployed_since": "2026-11-02", "benefit_hours_paid": 962}}, {}, []),
        ({"legal": {"unemployed_since": "2026-11-02", "benefit_hours_paid": 961}}, {}, ["L10"]),
        ({"legal": {"unemployed_since": "2026-11-02", "exemptions": ["no-education"]}}, {}, []),
        ({"legal": {"unemployed_since": "2026-11-02", "revalidering_granted_on": "2026-01-05"}}, {}, []),
        ({"place": {"vacated_on": "2026-09-02"}}, {}, ["L11b"]),
        ({"place": {"vacated_on": "2026-09-01"}}, {}, []),
        ({"months": [*STAFF_MONTHS[:-1], {"month": "2026-10", "full_time": 9.5}]}, {}, ["L11b"]),
        ({}, {"ends_on": "2027-06-01"}, ["L9"]),
        ({}, {"ends_on": "2027-05-31"}, []),
        ({"sector": "public", "citizen": {"match_group": "job-ready"}}, {"ends_on": "2027-04-01"}, ["L9"]),
        ({"sector": "public", "citizen": {"match_group": "job-ready"}}, {"ends_on": "2027-03-31"}, []),
    ],
)
async def test_each_condition_of_a_wage_subsidy(
    api: Api, options: dict[str, Any], asked: dict[str, Any], expected: list[str]
) -> None:
    there = await subsidy_situation(api, **options)
    answer = await there.take(**(SUBSIDY | PLAIN | asked))
    assert [each["rule_id"] for each in (against(answer) if answer.status_code == 409 else [])] == expected


async def test_what_nobody_knows_of_a_wage_subsidy_is_asked_in_danish(api: Api) -> None:
    there = await subsidy_situation(api, months=STAFF_MONTHS[:-1], legal=None)
    asked = {each["rule_id"]: each for each in against(await there.take(**SUBSIDY))}
    assert {rule: each["ask_first"] for rule, each in asked.items()} == {"L10": True, "L11b": True}
    assert asked["L11b"]["question"] == (
        "Hvor mange ordinært ansatte, omregnet til fuldtid, har der været i hele virksomheden (CVR) "
        "i hver af de sidste 12 måneder?"
    )


async def test_employees_word_and_signatures_are_duties_beside_a_wage_subsidy(api: Api) -> None:
    there = await subsidy_situation(api)
    taken = await there.take(**(SUBSIDY | {"representative_heard_on": None, "both_signed_on": None}))
    voices = [each for each in taken.json()["law_findings"] if each["rule_id"] == "L11e"]
    assert [each["prevents"] for each in voices] == [False, False]
    heard = await change(api, taken.json(), representative_heard_on="2026-11-23", both_signed_on="2026-11-23")
    assert "L11e" not in beside(heard)
    future = await change(api, taken.json(), 2, both_signed_on="2026-11-24")
    assert [each["field"] for each in future.json()["errors"]] == ["body.both_signed_on"]


async def test_the_last_employer_is_known_from_an_earlier_placement_with_pay(api: Api) -> None:
    there = await subsidy_situation(api, place={"seats": 2}, citizen={"schemes": ["ordinary-hours", "wage-subsidy"]})
    paid = {"scheme": "ordinary-hours", "purpose": None, "hours_per_week": 4, **PLAIN}
    held = await there.take(starts_on="2026-11-23", ends_on="2026-11-24", **paid)
    assert held.status_code == 201, held.text
    assert [each["rule_id"] for each in against(await there.take(**SUBSIDY))] == ["L11c"]


async def test_a_company_of_the_spouse_gives_no_subsidised_job(api: Api) -> None:
    there = await subsidy_situation(api, legal=None)
    await record(api, there.case, spouse_employers=[there.workplace["employer_id"]])
    assert [each["danish"] for each in against(await there.take(**SUBSIDY))] == [
        "Virksomheden ejes af borgerens ægtefælle."
    ]


async def test_the_ratio_not_met_today_but_at_the_start_asks_for_a_remark(api: Api) -> None:
    wide: dict[str, Any] = {
        "hours_per_day_max": 7.5,
        "hours_per_week_max": 37,
        "days": ["mon", "tue", "wed", "thu", "fri"],
    }
    there = await subsidy_situation(api, place={"seats": 2}, citizen=wide)
    await api.call(
        "PATCH",
        f"/v1/workplaces/{there.workplace['id']}",
        CONSULTANT,
        json={"ordinary_full_time": 0, "ordinary_full_time_on": "2026-11-20"},
        version=1,
    )
    other = await another_case(api, 7, **wide)
    full = {"hours_per_day": 7, "hours_per_week": 30, **PLAIN}
    now = await there.take(case_id=other["id"], starts_on="2026-11-23", ends_on="2026-11-27", **full)
    assert now.status_code == 201, now.text
    later = await there.take(**SUBSIDY)
    assert "L8" in beside(later)


async def test_the_duty_to_work_lacks_hours_that_can_be_utility_work(api: Api) -> None:
    there = await situation(api)
    await record(api, there.case, residence_years=3, other_activity_hours=20)
    taken = await there.take()
    assert beside(taken) == {"L12", "L13", "L22"}
    danish = {each["rule_id"]: each["danish"] for each in taken.json()["law_findings"]}
    assert danish["L13"] == "Arbejdspligten er som regel 37 timer om ugen; der mangler 8 timer."
    assert "nytteindsats" in danish["L12"]


async def test_conversations_count_by_the_rows_of_the_day_on_which_it_is_asked(api: Api) -> None:
    """Four in half a year until 30 June 2026 for everybody on cash benefit; from 1 July only for the job-ready."""
    api.clock.now = datetime(2026, 6, 30, 9, 0, tzinfo=UTC)
    there = await situation(
        api,
        citizen={"benefit_since": "2025-12-01"},
        place={"open_from": "2026-06-01"},
        workplace={"ordinary_full_time_on": "2026-06-01"},
        case={"started_on": "2025-12-01"},
    )
    for day in ("2025-12-04", "2026-02-02", "2026-03-02"):
        talk = conversation(held_at=f"{day}T10:00:00+01:00")
        await api.make(f"/v1/cases/{there.case['id']}/conversations", "caseworker", talk)
    asked = there.body(starts_on="2026-07-01", ends_on="2026-07-31", **PLAIN)

    async def said() -> set[str]:
        answer = await api.call("POST", "/v1/placements/check", CONSULTANT, json=asked)
        return {each["danish"] for each in answer.json()["items"] if each["rule_id"] in {"L19", "L20"}}

    assert await said() == {"Der er holdt 3 af 4 samtaler i de første 6 måneder."}
    api.clock.advance(days=1)
    assert await said() == set()


async def test_an_internship_of_leap_year_counts_its_29_february(api: Api) -> None:
    api.clock.now = datetime(2028, 1, 10, 9, 0, tzinfo=UTC)
    there = await situation(api, citizen=JOB_READY)
    assert date(2028, 2, 29) < date(2028, 3, 4)
    leap = {"starts_on": "2028-02-07", **PLAIN}
    assert [each["on"] for each in against(await there.take(ends_on="2028-03-06", **leap))] == ["2028-03-06"]
    assert (await there.take(ends_on="2028-03-05", **leap)).status_code == 201


@pytest.mark.parametrize(
    ("staff", "hours"), [(3, 37), (10, 74), (24, 148), (50, 370), (59, 370), (60, 407), (100, 555)]
)
async def test_the_worked_examples_of_the_ratio_rule(api: Api, staff: float, hours: float) -> None:
    at = await bodies_employers.make_workplace(api, 1, ordinary_full_time=staff)
    path = f"/v1/workplaces/{at['id']}/capacity"
    read = await api.call("GET", path, params={"from": "2026-12-01", "to": "2026-12-01"})
    assert read.json()["hours_allowed"] == hours


async def test_a_job_that_is_no_additional_one_is_not_offered_with_a_wage_subsidy(api: Api) -> None:
    there = await subsidy_situation(api)

    async def offered() -> list[str]:
        lines = [each["data"] for each in (await api.feed())["items"] if each["id"] == there.place["id"]]
        newest: list[str] = max(lines, key=lambda data: data["version"])["schemes"]
        return newest

    assert "wage-subsidy" in await offered()
    place = f"/v1/places/{there.place['id']}"
    vacated = await api.call("PATCH", place, CONSULTANT, json={"vacated_on": "2026-11-20"}, version=1)
    assert "wage-subsidy" in vacated.json()["schemes"], "what the employer offers stays as it was said"
    assert "wage-subsidy" not in await offered()
    assert "internship" in await offered()
    await api.call("PATCH", place, CONSULTANT, json={"vacated_on": None}, version=2)
    assert "wage-subsidy" in await offered()
    employer = f"/v1/employers/{there.workplace['employer_id']}"
    fewer = [*STAFF_MONTHS[:-1], {"month": "2026-10", "full_time": 9}]
    await api.call("PATCH", employer, CONSULTANT, json={"staff_by_month": fewer}, version=2)
    assert "wage-subsidy" not in await offered()


@pytest.mark.parametrize("month", ["2026-11", "2027-01"])
async def test_staff_of_a_month_that_is_not_over_is_refused(api: Api, month: str) -> None:
    body = bodies_employers.employer(staff_by_month=[{"month": month, "full_time": 5}])
    answer = await api.call("POST", "/v1/employers", CONSULTANT, json=body)
    assert [each["field"] for each in answer.json()["errors"]] == ["body.staff_by_month.0.month"]


async def test_the_agreement_names_only_considerations_that_the_place_touches(api: Api) -> None:
    demands = bodies_employers.easy_demands()
    for demand in demands:
        if demand["dimension"] == "standing":
            demand |= {"usual": 3, "accommodated": 1}
    there: Situation = await situation(api, place={"demands": demands})
    for dimension in ("standing", "customers"):
        body = {"dimension": dimension, "level": 1, "source": "citizen", "stated_on": "2026-11-20"}
        await api.make(f"/v1/citizens/{there.case['citizen_id']}/considerations", "caseworker", body)
    assert (await there.take()).json()["considerations_agreed"] == ["kan sidde ned det meste af dagen"]
