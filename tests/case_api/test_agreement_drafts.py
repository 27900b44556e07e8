"""The draft of a work agreement holds what is known already, and the follow-up that the programme wants."""

from datetime import date

import pytest

from case_api.agreement_drafts.rules import cadences, follow_up_plan
from rettematch.clock import COPENHAGEN
from rettematch.contracts.base import Scheme
from rettematch.programmes.definitions import programme
from tests.case_api.audit_trail import events as audit_events
from tests.case_api.bodies_cases import open_case
from tests.case_api.bodies_citizens import consideration, job_goal
from tests.case_api.bodies_placements import situation
from tests.case_api.bodies_step_ups import agreement, consented, step_up
from tests.case_api.conftest import NORDDJURS, SYDDJURS, Api

NOV = date(2026, 11, 2)


def _days(programme_id: str, scheme: Scheme, first: date, last: date) -> list[str]:
    rules = programme(programme_id)
    plan = follow_up_plan(rules, cadences(rules, scheme, None, NOV), first, last, NOV)
    return [each.at.astimezone(COPENHAGEN).strftime("%a %d.%m %H:%M") for each in plan]


def test_the_plan_follows_the_month_of_the_programme_on_working_days() -> None:
    assert _days("flere-skal-med-2", Scheme.INTERNSHIP, date(2026, 12, 1), date(2027, 2, 28)) == [
        "Thu 31.12 10:00",
        "Fri 29.01 10:00",
        "Fri 26.02 10:00",
    ]


def test_a_flex_job_is_followed_up_for_its_first_six_months() -> None:
    assert len(_days("fleksjob-2", Scheme.FLEX_JOB, date(2026, 12, 1), date(2031, 11, 30))) == 6
    assert _days("fleksjob-2", Scheme.INTERNSHIP, date(2026, 12, 1), date(2027, 2, 28)) == []


async def test_what_was_agreed_in_a_step_up_stands_in_the_next_agreement(api: Api) -> None:
    case = await open_case(api)
    citizen = f"/v1/citizens/{case['citizen_id']}"
    await api.make(citizen + "/job-goals", "caseworker", job_goal(text="Fast arbejde i en kantine"))
    await api.make(citizen + "/considerations", "caseworker", consideration(dimension="noise", level=3))
    await consented(api, case["citizen_id"])
    made = await api.make(f"/v1/cases/{case['id']}/step-ups", "job-broker", step_up())
    carried = [
        {"dimension": "lifting", "level": 1, "wording": "løfter højst fem kilo"},
        {"dimension": "pace", "level": 0},
    ]
    path = f"/v1/cases/{case['id']}/step-ups/{made['id']}/agreement"
    assert (await api.call("POST", path, json=agreement(considerations=carried), version=1)).status_code == 200
    query = {"from": "2026-12-01", "to": "2027-02-28"}
    draft = (await api.call("GET", f"/v1/cases/{case['id']}/agreement-draft", "job-consultant", params=query)).json()
    assert draft["goal"] == "Fast arbejde i en kantine"
    assert draft["considerations_agreed"][0] == "løfter højst fem kilo"
    assert len(draft["considerations_agreed"]) == 2, "no limit on a dimension is nothing to agree"
    assert draft["jobcentre_contact_id"] == api.staff[SYDDJURS, "job-broker"]
    assert (len(draft["follow_up_plan"]), draft["follow_up_plan"][0]["kind"]) == (3, "visit")
    assert draft["follow_up_rules"] == ["fsm_monthly_after_match"]
    assert len(await audit_events(api, "case:draft-agreement")) == 1


async def test_the_people_of_the_last_placement_are_suggested_and_the_plan_can_be_taken_as_it_is(api: Api) -> None:
    at = await situation(api)
    query = {"from": "2026-12-01", "to": "2027-02-22"}
    path = f"/v1/cases/{at.case['id']}/agreement-draft"
    first = (await api.call("GET", path, params=query)).json()
    assert first["contact_person_id"] is None
    taken = await at.take(follow_up_plan=first["follow_up_plan"])
    assert taken.status_code == 201, taken.text
    assert (await api.call("GET", path, params=query)).json()["contact_person_id"] == at.contact["id"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"from": "2026-12-01", "to": "2026-11-30"}, "query.to"),
        ({"from": "2026-11-01", "to": "2026-11-30"}, "query.from"),
    ],
)
async def test_a_wrong_period_is_named(api: Api, query: dict[str, str], field: str) -> None:
    case = await open_case(api)
    path = f"/v1/cases/{case['id']}/agreement-draft"
    answer = await api.call("GET", path, params=query)
    assert [each["field"] for each in answer.json()["errors"]] == [field]
    assert (await api.call("GET", path, "mentor", params=query)).status_code == 403
    assert (await api.call("GET", path, municipality=NORDDJURS, params=query)).status_code == 404
