"""The target group of a case: what the programme asks of its citizens, and what was planned."""

from datetime import date
from typing import Any

import pytest

from case_api.eligibility.rules import Person, checks, whole_years
from rettematch.programmes.definitions import programme
from tests.case_api.audit_trail import events as audit_events
from tests.case_api.bodies_cases import case
from tests.case_api.bodies_citizens import citizen
from tests.case_api.conftest import NORDDJURS, Api

# Born on 2 November 1996: thirty on the day on which the cases begin.
THIRTY, TWENTY_NINE = "6211960005", "6311960001"


async def _case(api: Api, *, citizen_changes: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    person = await api.make("/v1/citizens", "caseworker", citizen(**(citizen_changes or {})))
    given = {"programme": "jobfirst", "cohort": "cash-benefit"} | changes
    return await api.make("/v1/cases", "caseworker", case(api, person["id"], **given))


async def _eligibility(api: Api, case_id: str) -> dict[str, Any]:
    answer = await api.call("GET", f"/v1/cases/{case_id}/eligibility")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_a_citizen_of_the_target_group_meets_every_demand(api: Api) -> None:
    made = await _case(api, citizen_changes={"cpr": THIRTY, "benefit_since": "2025-11-02"})
    found = await _eligibility(api, made["id"])
    held = {each["rule_id"]: (each["value"], each["holds"]) for each in found["checks"]}
    assert held == {"jf_planned_kontanthjaelp": (30, True), "jf_elig_support_duration": (1, True)}
    assert (found["findings"], found["missing"]) == ([], [])
    assert [(each["rule_id"], each["planned"], each["visitated"]) for each in found["planned"]] == [
        ("jf_planned_kontanthjaelp", 80, 1)
    ]


@pytest.mark.rule("jf_elig_support_duration")
async def test_less_than_a_year_of_public_support_is_a_finding_with_its_rule(api: Api) -> None:
    made = await _case(api, citizen_changes={"cpr": THIRTY, "benefit_since": "2025-11-03"})
    found = await _eligibility(api, made["id"])
    assert [(each["rule_id"], each["hard"], each["section"]) for each in found["findings"]] == [
        ("jf_elig_support_duration", True, "Mål/estimat")
    ]
    path = f"/v1/cases/{made['id']}/events"
    await api.make(path, "caseworker", {"kind": "visitation", "on": "2026-11-03"})
    later = await _eligibility(api, made["id"])
    assert (later["visitated_on"], later["findings"]) == ("2026-11-03", [])


@pytest.mark.rule("jf_planned_kontanthjaelp")
async def test_somebody_below_the_age_is_a_finding(api: Api) -> None:
    made = await _case(api, citizen_changes={"cpr": TWENTY_NINE})
    found = await _eligibility(api, made["id"])
    assert [each["rule_id"] for each in found["findings"]] == ["jf_planned_kontanthjaelp"]


async def test_what_nobody_knows_is_said_and_not_taken_for_met(api: Api) -> None:
    made = await _case(api, citizen_changes={"cpr": THIRTY, "benefit_since": None}, cohort="integration-benefit")
    found = await _eligibility(api, made["id"])
    [support] = [each for each in found["checks"] if each["rule_id"] == "jf_elig_support_duration"]
    assert (support["value"], support["holds"]) == (None, None)
    assert [each["rule_id"] for each in found["findings"]] == ["jf_elig_support_duration"]
    assert "ikke oplyst" in found["findings"][0]["danish"]


async def test_a_case_without_a_group_is_told_which_there_are(api: Api) -> None:
    made = await _case(api, cohort=None)
    found = await _eligibility(api, made["id"])
    assert "kontanthjælp" in found["missing"][0]
    assert found["checks"] == found["planned"] == []


async def test_a_programme_that_asks_nothing_finds_nothing(api: Api) -> None:
    made = await _case(api, programme="flere-skal-med-2", cohort=None)
    found = await _eligibility(api, made["id"])
    assert (found["checks"], found["findings"], found["planned"]) == ([], [], [])


async def test_it_is_read_by_those_who_decide_and_audited_once(api: Api) -> None:
    made = await _case(api)
    path = f"/v1/cases/{made['id']}/eligibility"
    assert (await api.call("GET", path, "job-consultant")).status_code == 403
    assert (await api.call("GET", path, municipality=NORDDJURS)).status_code == 404
    await _eligibility(api, made["id"])
    found = await audit_events(api, "case:read-eligibility")
    assert [str(each["citizen_id"]) for each in found] == [made["citizen_id"]]


def test_the_resource_programme_asks_for_the_age_only_and_is_gone_after_june_2026() -> None:
    person = Person(date(1990, 1, 1), None)

    def asked(started_on: date) -> list[str]:
        return [
            each.rule.id for each in checks(programme("jobfirst"), person, "resource-programme", started_on, started_on)
        ]

    assert asked(date(2026, 6, 30)) == ["jf_planned_ressourceforloeb"]
    assert asked(date(2026, 7, 1)) == []


def test_years_are_whole_and_never_below_nothing() -> None:
    assert whole_years(date(2024, 2, 29), date(2025, 2, 28)) == 0
    assert whole_years(date(2024, 2, 29), date(2025, 3, 1)) == 1
    assert whole_years(date(2026, 1, 1), date(2025, 1, 1)) == 0
