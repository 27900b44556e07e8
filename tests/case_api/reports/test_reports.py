"""Reports over the cases of a municipality: what they count, which rules they answer to, and who sees what."""

from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.case_api.audit_trail import events as audit_events
from tests.case_api.conftest import NORDDJURS, SYDDJURS, Api
from tests.case_api.follow_up_rows import move_on
from tests.case_api.reports.many_cases import copies, happened, paid, record, template

NOVEMBER = "2026-11-01"


async def read(api: Api, report: str, role: str = "project-manager", **query: str) -> dict[str, Any]:
    answer = await api.call("GET", f"/v1/reports/{report}", role, params={"programme": "jobfirst"} | query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def values(report: dict[str, Any], *keys: str) -> list[tuple[Any, ...]]:
    return [tuple(row["values"][key] for key in keys) for row in report["rows"]]


async def team(api: Api, name: str, leader: str | None = None) -> UUID:
    """A team, and the member of staff with a role in it."""
    made = await api.make("/v1/teams", "administrator", {"name": name})
    if leader is not None:
        path = f"/v1/staff/{api.staff[SYDDJURS, leader]}"
        answer = await api.call("PATCH", path, "administrator", json={"team_id": made["id"]}, version=1)
        assert answer.status_code == 200, answer.text
    return UUID(made["id"])


async def pilot(api: Api, cash: int, resource: int, started_on: date) -> None:
    made = await template(api)
    await copies(
        api,
        made,
        [{"started_on": started_on, "cohort": "cash-benefit"}] * cash
        + [{"started_on": started_on, "cohort": "resource-programme"}] * resource,
    )


@pytest.mark.rule("jf_visit_m1")
async def test_a_milestone_is_reached_when_both_groups_are(api: Api) -> None:
    await pilot(api, 20, 5, date(2016, 5, 2))
    found = await read(api, "milestones", **{"from": "2016-04-01", "to": "2017-01-31"})
    first = [row["values"] for row in found["rows"] if row["values"]["rule"] == "jf_visit_m1"]
    assert [(each["group"], each["asked"], each["visitated"], each["reached"]) for each in first] == [
        ("i alt", 25, 25, True),
        ("ressourceforløb", 5, 5, True),
        ("kontanthjælp", 20, 20, True),
        ("andre", None, 0, None),
    ]
    assert {each["rule_id"] for each in found["findings"]} == {"jf_visit_m2", "jf_visit_m3"}
    assert {each["rule_id"] for each in found["rules"]} == {"jf_visit_m1", "jf_visit_m2", "jf_visit_m3"}
    assert {each["section"] for each in found["rules"]} == {"Milepæle"}


async def test_a_recorded_visitation_counts_from_its_own_day(api: Api) -> None:
    made = await template(api)
    ids = await copies(api, made, [{"started_on": date(2016, 5, 2)}] * 25)
    await record(api, "course_event", [happened(api, each, "visitation", date(2016, 7, 2)) for each in ids])
    found = await read(api, "milestones", **{"from": "2016-04-01", "to": "2017-01-31"})
    whole = [row["values"]["visitated"] for row in found["rows"] if row["values"]["group"] == "i alt"]
    assert whole == [0, 25, 25]
    assert "jf_visit_m1" in {each["rule_id"] for each in found["findings"]}


async def test_outcomes_stand_beside_the_estimates(api: Api) -> None:
    made = await template(api)
    start = date(2026, 2, 2)
    ids = await copies(api, made, [{"started_on": start}] * 40)
    await record(api, "paid_hours", [paid(each, date(2026, 5, 1)) for each in ids[:10]])
    await record(api, "paid_hours", [paid(each, date(2026, 7, 1), 20, "flex-job") for each in ids[10:20]])
    found = await read(api, "outcomes")
    rows = {(row["values"]["months"], row["values"]["outcome"]): row["values"] for row in found["rows"]}
    hours = rows[3, "Offentlig ydelse suppleret med ordinære timer"]
    assert (hours["persons"], hours["followed"], hours["share"]) == (10, 40, 25.0)
    assert (hours["estimate"], hours["difference"]) == (4.0, 21.0)
    assert rows[3, "Fortsat på offentlig ydelse"]["persons"] == 30
    assert rows[6, "Fleksjob"]["persons"] == 10
    assert rows[12, "Fleksjob"]["followed"] == 0
    assert "jf_planned_total" in {each["rule_id"] for each in found["rules"]}


@pytest.mark.rule("jf_hours_report")
async def test_citizens_with_paid_ordinary_hours_are_counted_each_month(api: Api) -> None:
    made = await template(api)
    ids = await copies(api, made, [{"started_on": date(2026, 8, 3)}] * 30)
    await record(api, "paid_hours", [paid(each, date(2026, 9, 30)) for each in ids[:6]])
    await record(api, "paid_hours", [paid(each, date(2026, 9, 1), until_date=date(2026, 10, 1)) for each in ids[6:12]])
    await record(api, "paid_hours", [paid(each, date(2026, 11, 1), 30, "wage-subsidy") for each in ids[12:18]])
    # A second job of the same citizen is no second citizen.
    await record(api, "paid_hours", [paid(ids[0], date(2026, 11, 2), 3)])
    found = await read(api, "ordinary-hours", **{"from": "2026-08-01", "to": NOVEMBER})
    assert values(found, "month", "ordinary", "supported", "running") == [
        ("2026-08-01", 0, 0, 30),
        ("2026-09-01", 12, 0, 30),
        ("2026-10-01", 12, 0, 30),
        ("2026-11-01", 6, 6, 31),
    ]
    assert values(found, "share")[1] == (40.0,)
    assert [each["rule_id"] for each in found["rules"]] == ["jf_hours_report"]


@pytest.mark.rule("stv_share_increase")
async def test_the_share_in_company_activity_is_held_against_the_baseline(api: Api) -> None:
    made = await template(api, programme="stv", cohort="cash-benefit", started_on="2026-01-05")
    ids = await copies(api, made, [{}] * 19)
    baseline = {
        "rule_id": "stv_share_increase", "on": "2026-06-01", "value": 15, "unit": "percent", "cohort": "cash-benefit",
        "baseline": True, "source": "Jobindsats, juni",
    }  # fmt: skip
    await api.make("/v1/measurements", "team-leader", baseline)
    await record(api, "paid_hours", [paid(each, date(2026, 10, 1)) for each in ids[:6]])
    found = await read(api, "company-activity", programme="stv")
    [row] = [row["values"] for row in found["rows"] if row["values"]["running"]]
    assert (row["active"], row["running"], row["share"], row["baseline"], row["increase"]) == (6, 20, 30.0, 15.0, 15.0)
    assert [each["rule_id"] for each in found["findings"]] == ["stv_share_increase"]
    await record(api, "paid_hours", [paid(ids[7], date(2026, 11, 1))])
    assert (await read(api, "company-activity", programme="stv"))["findings"] == []


@pytest.mark.rule("uf_caseload_total")
async def test_a_broker_with_too_few_cases_of_a_kind_is_a_finding(api: Api) -> None:
    made = await template(api, programme="fleksjob-2", cohort=None)
    await copies(api, made, [{"benefit": "unemployment-allowance"}] * 20 + [{"benefit": "flex-wage-subsidy"}] * 9)
    found = await read(api, "caseloads", programme="fleksjob-2")
    [row] = found["rows"]
    assert row["values"]["cases"] == 30
    assert row["values"]["broker"] == "Medarbejder job-broker"
    assert set(row["hidden"]) == {"other", "flex_job"}, "the one other would be 30 less the rest"
    assert found["findings"] == []
    await copies(api, made, [{"benefit": "flex-wage-subsidy"}] * 11)
    found = await read(api, "caseloads", programme="fleksjob-2")
    assert {each["rule_id"] for each in found["findings"]} == {"uf_caseload_total"}
    assert found["rows"][0]["values"]["rules"] == "uf_caseload_total"


async def test_deadlines_are_counted_by_rule_and_team(api: Api, key_file: Path) -> None:
    north = await team(api, "Team Nord")
    made = await template(api)
    ids = await copies(api, made, [{"started_on": date(2026, 10, 1), "team_id": north, "replan_at": api.clock()}] * 12)
    await record(api, "course_event", [happened(api, each, "coordination-need", date(2026, 10, 8)) for each in ids[:6]])
    await move_on(api, key_file, seconds=1)
    found = await read(api, "deadlines")
    rows = [row["values"] for row in found["rows"] if row["values"]["rule"] == "jf_coord_need"]
    assert [(each["team"], each["kept"], each["overdue"], each["missed"], each["due"]) for each in rows] == [
        ("alle", 6, 6, 0, 12),
        ("Team Nord", 6, 6, 0, 12),
    ]
    assert {each["share"] for each in rows} == {50.0}
    assert "jf_coord_need" in {each["rule_id"] for each in found["rules"]}


@pytest.mark.rule("jf_max_gap")
async def test_cases_are_counted_by_their_longest_stretch_without_activity(api: Api) -> None:
    made = await template(api)
    ids = await copies(api, made, [{"started_on": date(2026, 9, 1)}] * 18)
    # Six with activity every fourth week, six with one too late, six with none.
    often = [date(2026, 9, 28), date(2026, 10, 25), date(2026, 11, 20)]
    await record(api, "course_event", [happened(api, each, "activity", day) for each in ids[:6] for day in often])
    await record(api, "course_event", [happened(api, each, "activity", date(2026, 10, 15)) for each in ids[6:12]])
    found = await read(api, "gaps")
    assert values(found, "length", "cases", "kept") == [
        ("højst 4 uger", 7, True),
        ("over 4 og højst 8 uger", 6, False),
        ("over 8 og højst 12 uger", 6, False),
        ("over 12 uger", 0, False),
    ]
    assert [each["rule_id"] for each in found["rules"]] == ["jf_max_gap"]


@pytest.mark.rule("jf_progression_monthly")
async def test_the_share_of_cases_in_which_progression_was_measured(api: Api) -> None:
    made = await template(api)
    ids = await copies(api, made, [{"started_on": date(2026, 10, 1)}] * 19)
    days = [date(2026, 10, 5), date(2026, 10, 6)]
    await record(api, "course_event", [happened(api, each, "progression", day) for each in ids[:10] for day in days])
    found = await read(api, "progression", **{"from": "2026-10-01", "to": NOVEMBER})
    assert values(found, "month", "measured", "running", "share") == [
        ("2026-10-01", 10, 19, 52.6),
        ("2026-11-01", 0, 20, 0.0),
    ]


@pytest.mark.rule("jf_full_staffing")
async def test_the_latest_recorded_figure_is_judged(api: Api) -> None:
    for on, value in (("2026-11-02", 100), ("2026-11-20", 150)):
        body = {"rule_id": "jf_full_staffing", "on": on, "value": value, "unit": "hours a week", "source": "Vagtplan"}
        await api.make("/v1/measurements", "team-leader", body)
    found = await read(api, "measured")
    assert values(found, "rule", "value", "kept") == [("jf_full_staffing", 150.0, False)]
    assert {each["rule_id"] for each in found["findings"]} == {"jf_full_staffing"}


async def test_a_team_leader_sees_small_counts_of_the_own_team_only(api: Api) -> None:
    north, south = await team(api, "Team Nord", "team-leader"), await team(api, "Team Syd")
    made = await template(api)
    started = {"started_on": date(2026, 10, 1)}
    of_north = await copies(api, made, [{**started, "team_id": north}] * 9)
    of_south = await copies(api, made, [{**started, "team_id": south}] * 9)
    await record(api, "paid_hours", [paid(each, date(2026, 11, 2)) for each in (*of_north[:3], *of_south[:3])])
    month = {"from": NOVEMBER}

    async def ordinary(role: str, team_id: UUID | None = None) -> tuple[Any, list[str]]:
        query = month if team_id is None else month | {"team_id": str(team_id)}
        [row] = (await read(api, "ordinary-hours", role, **query))["rows"]
        return row["values"]["ordinary"], row["hidden"]

    assert await ordinary("team-leader", north) == (3, [])
    assert (await ordinary("team-leader", south))[0] is None
    assert (await ordinary("team-leader"))[0] is None, "six less the own three would be three"
    assert (await ordinary("project-manager", north))[0] is None
    assert (await ordinary("project-manager")) == (6, [])
    hidden = (await ordinary("administrator", south))[1]
    assert {"ordinary", "share"} <= set(hidden)


async def test_a_report_names_no_citizen_and_is_audited_once(api: Api) -> None:
    made = await template(api)
    before = len(await audit_events(api))
    answer = await api.call("GET", "/v1/reports/outcomes", "project-manager")
    assert made["citizen_id"] not in answer.text
    assert made["id"] not in answer.text
    added = (await audit_events(api))[before:]
    assert [(each["action"], each["citizen_id"], each["purpose"]) for each in added] == [
        ("report:read", None, "outcomes.json")
    ]


async def test_reports_are_for_those_who_lead(api: Api) -> None:
    for role in ("caseworker", "job-broker", "job-consultant", "mentor"):
        assert (await api.call("GET", "/v1/reports/outcomes", role)).status_code == 403
        assert (await api.call("GET", "/v1/reports", role)).status_code == 403


async def test_every_report_of_the_list_can_be_read_and_tells_its_rules_in_danish(api: Api) -> None:
    await template(api)
    listed = (await api.call("GET", "/v1/reports", "administrator")).json()["items"]
    for each in listed:
        answer = await api.call("GET", f"/v1/reports/{each['id']}", "administrator")
        assert answer.status_code == 200, answer.text
        assert answer.json()["title"] == each["title"]
        assert answer.json()["smallest_shown"] == 5
        assert answer.json()["filters"] == {
            "programme": None, "team_id": None, "from": "2025-12-01", "to": "2026-11-30"
        }  # fmt: skip


async def test_another_municipality_counts_its_own_cases_only(api: Api) -> None:
    made = await template(api)
    await copies(api, made, [{"started_on": date(2026, 10, 1)}] * 9)
    answer = await api.call("GET", "/v1/reports/ordinary-hours", "project-manager", NORDDJURS)
    assert answer.json()["rows"] == []
    assert len((await read(api, "ordinary-hours"))["rows"]) == 12


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"programme": "canary"}, "query.programme"),
        ({"team_id": "0193a000-0000-7000-8000-000000000000"}, "query.team_id"),
        ({"from": "2026-12-01", "to": "2026-11-30"}, "query.to"),
        ({"from": "2020-01-01"}, "query.from"),
        ({"from": "canary"}, "query.from"),
        ({"format": "canary"}, "query.format"),
    ],
)
async def test_a_wrong_filter_is_named(api: Api, query: dict[str, str], field: str) -> None:
    answer = await api.call("GET", "/v1/reports/outcomes", "project-manager", params=query)
    assert answer.status_code == 422, answer.text
    assert [each["field"] for each in answer.json()["errors"]] == [field]
    assert "canary" not in answer.text
    assert await audit_events(api, "report:read") == []
