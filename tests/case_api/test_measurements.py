"""Measured figures: judged by the rule in force on their day, and the baselines that rises are counted from."""

from datetime import date
from typing import Any

import pytest

from case_api.measurements.rules import findings_of, measurable
from rettematch.programmes.definitions import programmes
from rettematch.programmes.measures import Measurement
from rettematch.programmes.overlay import Overlay, with_overlay
from tests.case_api.audit_trail import events as audit_events
from tests.case_api.bodies_measured import baseline, measurement
from tests.case_api.conftest import NORDDJURS, Api
from tests.case_api.rows import count

LEADER = "team-leader"
PATH = "/v1/measurements"
STEVNS = "2019-09-02"
"""The rules of Stevns' project were in force for its eighteen months."""


async def post(api: Api, role: str = LEADER, **changes: Any) -> Any:
    return await api.call("POST", PATH, role, json=measurement(**changes))


def fields(answer: Any) -> set[str]:
    assert answer.status_code == 422, answer.text
    return {error["field"] for error in answer.json()["errors"]}


async def test_a_figure_is_recorded_read_corrected_and_taken_back(api: Api) -> None:
    made = await api.make(PATH, "project-manager", measurement(source="Kalender, 'uge 47'"))
    assert (made["unit"], made["programme"], made["findings"]) == ("meetings a week", "stv", [])
    one = f"{PATH}/{made['id']}"
    answer = await api.call("GET", one)
    assert (answer.json(), answer.headers["ETag"]) == (made, '"v1"')
    changed = await api.call("PATCH", one, LEADER, json={"value": 0.5}, version=1)
    [finding] = changed.json()["findings"]
    assert finding["rule_id"] == "stv_weekly_chain"
    assert finding["danish"].endswith("Det er 0,5; det skal være mindst 1.")
    assert (await api.call("PATCH", one, LEADER, json={"value": 2}, version=1)).status_code == 412
    assert (await api.call("PATCH", one, LEADER, json={"value": 2})).status_code == 428
    assert len((await api.call("GET", f"{one}/history")).json()["items"]) == 2
    assert (await api.call("DELETE", one, LEADER, version=2)).status_code == 204
    assert (await api.call("GET", one)).status_code == 404
    assert await count(api, "measurement") == 0


@pytest.mark.parametrize(
    ("rule_id", "kept", "broken", "more"),
    [
        pytest.param(rule_id, kept, broken, more, marks=pytest.mark.rule(rule_id), id=rule_id)
        for rule_id, kept, broken, more in [
            ("stv_pm_dedicated", 100, 80, {}),
            ("stv_weekly_chain", 1, 0, {}),
            ("stv_no_meeting_without_citizen", 0, 2, {}),
            ("uf_pm_hours", 7.5, 7, {"on": STEVNS}),
            ("jf_centre_presence", 1, 0, {}),
            ("jv_theme_meetings", 2, 1, {"unit": "theme meetings a week"}),
            ("uf_rehab_attend", 100, 90, {"on": "2026-06-30"}),
            ("jf_full_staffing", 5, 4, {"unit": "posts"}),
            ("stv_share_increase", 20, 19.9, {}),
        ]
    ],
)
async def test_a_figure_that_breaks_its_rule_is_a_finding(
    api: Api, rule_id: str, kept: float, broken: float, more: dict[str, Any]
) -> None:
    good = await api.make(PATH, LEADER, measurement(rule_id=rule_id, value=kept, **more))
    bad = await api.make(PATH, LEADER, measurement(rule_id=rule_id, value=broken, **more))
    assert good["findings"] == []
    assert [each["rule_id"] for each in bad["findings"]] == [rule_id]


@pytest.mark.rule("uf_team")
async def test_what_a_figure_consists_of_is_judged_part_by_part(api: Api) -> None:
    made = await api.make(
        PATH,
        LEADER,
        measurement(rule_id="uf_team", on=STEVNS, value=4, unit="staff", parts={"job-broker": 2, "job-consultant": 2}),
    )
    assert ["jobformidler" in each["danish"] for each in made["findings"]] == [True]


@pytest.mark.rule("jf_extraction_plan")
async def test_a_rule_without_a_number_asks_the_municipality_for_one(api: Api) -> None:
    made = await api.make(PATH, LEADER, measurement(rule_id="jf_extraction_plan", value=8))
    assert [each["danish"].endswith("Kommunen skal selv sætte et tal.") for each in made["findings"]] == [True]


@pytest.mark.rule("uf_ly_average")
async def test_a_figure_to_compare_with_tells_the_difference_and_breaks_nothing(api: Api) -> None:
    made = await api.make(PATH, LEADER, measurement(rule_id="uf_ly_average", on=STEVNS, value=70))
    assert (made["difference"], made["findings"]) == (-4, [])


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"rule_id": "stv_canary"}, "body.rule_id"),
        ({"rule_id": "stv_ips_principles"}, "body.rule_id"),
        ({"rule_id": "uf_team", "on": STEVNS}, "body.unit"),
        ({"rule_id": "uf_team"}, "body.rule_id"),
        ({"unit": "canary"}, "body.unit"),
        ({"on": "2026-11-24"}, "body.on"),
        ({"parts": {"canary": 1}}, "body.parts"),
        ({"rule_id": "jf_planned_kontanthjaelp", "unit": "persons", "cohort": "canary"}, "body.cohort"),
        ({"baseline": True}, "body.baseline"),
        ({"value": "canary"}, "body.value"),
        ({"team_id": "0193a000-0000-7000-8000-000000000000"}, "body.team_id"),
        (baseline(cohort="canary"), "body.cohort"),
        (baseline(cohort=None), "body.cohort"),
        (baseline(value=101), "body.value"),
        (baseline(unit="percentage points"), "body.value"),
    ],
)
async def test_a_wrong_field_is_named_and_not_repeated(api: Api, changes: dict[str, Any], field: str) -> None:
    answer = await post(api, **changes)
    assert fields(answer) == {field}
    assert "canary" not in answer.text
    assert await count(api, "measurement") == 0


async def test_figures_are_filtered_and_in_the_order_of_their_days(api: Api) -> None:
    for on in ("2026-11-20", "2026-10-01", "2026-11-02"):
        await api.make(PATH, LEADER, measurement(on=on))
    await api.make(PATH, LEADER, baseline())
    params = {"rule_id": "stv_weekly_chain", "from": "2026-10-02", "to": "2026-11-23"}
    listed = (await api.call("GET", PATH, params=params)).json()["items"]
    assert [each["on"] for each in listed] == ["2026-11-02", "2026-11-20"]
    page = (await api.call("GET", PATH, params={"limit": 3})).json()
    rest = (await api.call("GET", PATH, params={"after": page["pagination"]["next"]})).json()
    assert [each["on"] for each in (*page["items"], *rest["items"])] == [
        "2026-03-31",
        "2026-10-01",
        "2026-11-02",
        "2026-11-20",
    ]


@pytest.mark.rule("stv_share_increase")
@pytest.mark.rule("stv_baseline_activity_ready")
@pytest.mark.rule("stv_baseline_job_ready")
@pytest.mark.rule("stv_baseline_resource")
async def test_the_local_baseline_goes_before_the_national_one(api: Api) -> None:
    await api.make(PATH, LEADER, baseline(value=20.5, on="2026-01-31"))
    made = await api.make(PATH, LEADER, baseline())
    assert (made["unit"], made["findings"]) == ("percent", []), "a baseline breaks nothing"

    async def at(on: str) -> dict[str, Any]:
        found = (await api.call("GET", f"{PATH}/baselines", params={"on": on})).json()
        return {each["group"]: (each["value"], each["national"]) for each in found["items"]}

    now = await at("2026-11-23")
    assert now["activity-ready"] == (21.5, False)
    assert now["job-ready"] == (42, True)
    assert now["integration-benefit"] == (None, False), "nobody has counted it"
    assert "resource-programme" not in now, "abolished"
    assert (await at("2026-06-30"))["resource-programme"] == (13, True)
    assert (await at("2026-02-01"))["activity-ready"] == (20.5, False)
    assert (await at("2025-12-31"))["activity-ready"] == (18, True)


async def test_a_repeated_key_records_a_figure_once(api: Api) -> None:
    first = await api.call("POST", PATH, LEADER, json=measurement(), key="measurement-1")
    again = await api.call("POST", PATH, LEADER, json=measurement(), key="measurement-1")
    assert (first.status_code, first.content) == (201, again.content)
    assert await count(api, "measurement") == 1


async def test_leaders_write_case_workers_read_and_every_write_is_audited(api: Api) -> None:
    for role in ("caseworker", "job-broker", "job-consultant", "mentor"):
        assert (await post(api, role)).status_code == 403, role
    made = (await post(api)).json()
    one = f"{PATH}/{made['id']}"
    assert (await api.call("GET", one, "caseworker")).status_code == 200
    assert (await api.call("GET", one, "mentor")).status_code == 403
    assert (await api.call("GET", one, municipality=NORDDJURS)).status_code == 404
    await api.call("PATCH", one, LEADER, json={"rule_id": "stv_pm_dedicated", "value": 100}, version=1)
    await api.call("DELETE", one, LEADER, version=2)
    found = [each for each in await audit_events(api) if each["action"].startswith("measurement:")]
    assert [each["action"] for each in found] == ["measurement:create", "measurement:change", "measurement:remove"]
    assert {(each["citizen_id"], str(each["subject_id"])) for each in found} == {(None, made["id"])}


@pytest.mark.rule("stv_weekly_chain")
def test_a_figure_is_judged_by_what_the_municipality_has_set() -> None:
    more = {"type": "quantity", "unit": "meetings a week", "at_least": 2}
    change = {"programme": "stv", "rule": "stv_weekly_chain", "in_force_from": "2026-06-01", "parameters": more}
    overlay = Overlay.model_validate({"municipality_code": "0706", "reason": "Udvalget", "changes": [change]})
    own = [with_overlay(each, overlay) for each in programmes().values()]
    for on, broken in ((date(2026, 5, 31), 0), (date(2026, 6, 1), 1)):
        found = measurable(own, "stv_weekly_chain", on)
        assert found is not None
        assert (
            len(findings_of(found, Measurement("stv_weekly_chain", 1, on, "meetings a week"), baseline=False)) == broken
        )
