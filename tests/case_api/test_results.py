"""Results per citizen and per worker: ordinary hours, progression, and complaints only where the citizen wishes."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from case_api.ordinary_hours.rules import Worked
from case_api.results.rules import hours_so_far
from tests.case_api.audit_trail import events as audit_events
from tests.case_api.bodies_cases import open_case
from tests.case_api.bodies_paid_hours import paid_hours
from tests.case_api.bodies_placements import another_case
from tests.case_api.bodies_progression import CITIZEN_ALWAYS, answers, measurement
from tests.case_api.conftest import NORDDJURS, SYDDJURS, Api

TODAY = date(2026, 11, 23)
DAYS = st.dates(TODAY - timedelta(days=200), TODAY + timedelta(days=200))


@st.composite
def stretches(draw: st.DrawFn) -> Worked:
    first = draw(DAYS)
    until = draw(st.none() | st.dates(first, first + timedelta(days=300)))
    return Worked(first, until, draw(st.sampled_from([0.25, 2, 4.5, 10, 37])))


async def _stv(api: Api) -> dict[str, Any]:
    return await open_case(api, programme="stv", cohort="cash-benefit")


@pytest.mark.rule("stv_results_visible")
async def test_what_the_programme_wants_to_be_seen_is_missing_until_it_is_recorded(api: Api) -> None:
    root = f"/v1/cases/{(await _stv(api))['id']}"
    empty = (await api.call("GET", f"{root}/results")).json()
    assert empty["missing"] == ["ordinære timer", "opfølgning på progression"]
    assert empty["ordinary_hours"] == {"first_on": None, "per_week_now": 0, "per_week_most": 0, "in_all": 0}
    await api.make(f"{root}/paid-hours", "job-broker", paid_hours(until_date="2026-11-15"))
    await api.make(f"{root}/paid-hours", "job-broker", paid_hours(from_date="2026-11-16", hours_per_week=7))
    await api.make(f"{root}/paid-hours", "job-broker", paid_hours(wage_kind="wage-subsidy", from_date="2026-11-02"))
    for on, value in (("2026-11-05", 20), ("2026-11-20", 45)):
        await api.make(
            f"{root}/progression/measurements", "mentor", measurement(on=on, answers=answers(CITIZEN_ALWAYS, value))
        )
    found = (await api.call("GET", f"{root}/results")).json()
    assert found["missing"] == []
    assert found["ordinary_hours"] == {
        "first_on": "2026-11-09",
        "per_week_now": 7,
        "per_week_most": 7,
        "in_all": 12.5,
    }
    goal = next(each for each in found["progression"] if each["area"] == "job-goal")
    assert goal["citizen"]["since_first"] == 25
    assert found["symptom_progression"] is None


async def test_complaints_stand_apart_and_only_while_the_citizen_wishes_it(api: Api) -> None:
    root = f"/v1/cases/{(await _stv(api))['id']}"
    wish = {"question": "citizen-symptoms", "wished": True}
    await api.make(f"{root}/progression/wishes", "mentor", wish)
    body = measurement(answers=answers((*CITIZEN_ALWAYS, "citizen-symptoms"), 40))
    await api.make(f"{root}/progression/measurements", "mentor", body)
    found = (await api.call("GET", f"{root}/results")).json()
    assert found["symptom_progression"]["citizen"]["points"][0]["value"] == 40
    assert "symptoms" not in {each["area"] for each in found["progression"]}
    await api.make(f"{root}/progression/wishes", "mentor", wish | {"wished": False})
    assert (await api.call("GET", f"{root}/results")).json()["symptom_progression"] is None


async def test_a_programme_without_the_rule_misses_nothing(api: Api) -> None:
    case = await open_case(api)
    assert (await api.call("GET", f"/v1/cases/{case['id']}/results")).json()["missing"] == []


async def test_a_worker_sees_the_running_cases_of_the_own_caseload(api: Api) -> None:
    cases = [await another_case(api, serial) for serial in (6, 14)]
    body = {"closed_on": "2026-11-20", "outcome": "moved"}
    await api.call("POST", f"/v1/cases/{cases[1]['id']}/close", json=body, version=1)
    for role in ("caseworker", "job-broker"):
        listed = await api.call("GET", f"/v1/staff/{api.staff[SYDDJURS, role]}/results")
        assert [each["case_id"] for each in listed.json()["items"]] == [cases[0]["id"]]
        alone = (await api.call("GET", f"/v1/cases/{cases[0]['id']}/results")).json()
        assert listed.json()["items"] == [alone]
    nobody = await api.call("GET", f"/v1/staff/{api.staff[SYDDJURS, 'mentor']}/results")
    assert nobody.json()["items"] == []
    seen = await audit_events(api, "results:list")
    assert [each["citizen_id"] for each in seen if each["citizen_id"]] == [UUID(cases[0]["citizen_id"])] * 2


async def test_strangers_see_no_results(api: Api) -> None:
    case = await open_case(api)
    for path in (f"/v1/cases/{case['id']}/results", f"/v1/staff/{api.staff[SYDDJURS, 'job-broker']}/results"):
        assert (await api.call("GET", path, municipality=NORDDJURS)).status_code == 404
        assert (await api.call("GET", path, "administrator")).status_code == 403


@given(st.lists(stretches(), max_size=5))
def test_hours_only_grow_from_day_to_day(worked: list[Worked]) -> None:
    today, tomorrow = (hours_so_far(worked, TODAY + timedelta(days=n)) for n in (0, 1))
    assert tomorrow.in_all >= today.in_all >= 0
    assert tomorrow.per_week_most >= today.per_week_most
    assert today.per_week_now <= today.per_week_most
    assert (today.first_on is None) == (today.in_all == 0)


def test_a_full_week_counts_its_hours_and_what_lies_ahead_none() -> None:
    week = Worked(TODAY - timedelta(days=6), TODAY, 4.5)
    ahead = Worked(TODAY + timedelta(days=1), None, 30)
    found = hours_so_far([week, ahead], TODAY)
    assert (found.first_on, found.per_week_now, found.in_all) == (week.from_, 4.5, 4.5)
