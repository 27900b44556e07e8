"""The step of a case, its review, and changes that would leave a step too early."""

from typing import Any

import pytest

from tests.case_api.audit_trail import events
from tests.case_api.bodies_cases import case, open_case
from tests.case_api.bodies_citizens import citizen
from tests.case_api.conftest import NORDDJURS, Api
from tests.case_api.placed_rows import place_somewhere

READY = {"cv_begun_on": "2026-11-10", "ready_on": "2026-11-12"}


def missing(answer: Any) -> list[tuple[str, str]]:
    assert answer.status_code == 409, answer.text
    assert answer.json()["type"] == "/problems/step-exit-not-met"
    return [(reason["rule_id"], reason["missing"]) for reason in answer.json()["reasons"]]


async def read(api: Api, case_id: str, what: str) -> dict[str, Any]:
    answer = await api.call("GET", f"/v1/cases/{case_id}/{what}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_the_step_tells_what_it_waits_for_and_what_comes_next(api: Api) -> None:
    made = await open_case(api, cv_begun_on="2026-11-10")
    step = await read(api, made["id"], "step")
    assert (step["number"], step["of"], step["began_on"]) == (1, 3, "2026-11-02")
    assert step["aim_ends_on"] == "2026-12-01"
    [unmet] = step["missing"]
    assert (unmet["rule_id"], unmet["missing"], unmet["missing_danish"]) == (
        "fsm_trin1_exit",
        "ready",
        "klar til indsatsen",
    )
    assert step["next_step"]
    assert len(await events(api, "case:read-step")) == 1


async def test_the_review_tells_broken_rules_and_next_dates(api: Api) -> None:
    made = await open_case(api, job_broker_id=None)
    found = await read(api, made["id"], "review")
    assert found["step"]["number"] == 1
    broker = next(each for each in found["findings"] if each["rule_id"] == "fsm_broker_each")
    assert (broker["hard"], broker["on"], broker["about"]) == (True, "2026-11-02", "role")
    assert "jobformidler" in broker["danish"]
    ready = await open_ready(api)
    dates = (await read(api, ready["id"], "review"))["next_dates"]
    assert [each["rule_id"] for each in dates][:1] == ["fsm_weekly_until_match"]
    assert dates == sorted(dates, key=lambda each: each["due_at"])
    assert len(await events(api, "case:review")) == 2


async def open_ready(api: Api) -> dict[str, Any]:
    person = await api.make("/v1/citizens", "caseworker", citizen(cpr="6101900014", name="Bo Bæk"))
    return await api.make("/v1/cases", "caseworker", case(api, person["id"], **READY))


@pytest.mark.rule("fsm_trin1_exit")
async def test_a_citizen_is_not_ready_before_the_cv_is_begun(api: Api) -> None:
    made = await open_case(api)
    path = f"/v1/cases/{made['id']}"
    refused = await api.call("PATCH", path, json={"ready_on": "2026-11-20"}, version=1)
    assert missing(refused) == [("fsm_trin1_exit", "cv-begun")]
    assert "Der mangler: påbegyndt cv." in refused.json()["reasons"][0]["danish"]
    assert (await api.call("GET", path)).json()["ready_on"] is None
    assert (await api.call("PATCH", path, json=READY, version=1)).status_code == 200


async def test_a_case_is_not_opened_past_a_step_either(api: Api) -> None:
    person = await api.make("/v1/citizens", "caseworker", citizen())
    body = case(api, person["id"], job_broker_id=None, **READY)
    assert missing(await api.call("POST", "/v1/cases", json=body)) == [("fsm_trin1_exit", "job-broker-given")]
    assert (await api.call("GET", "/v1/cases")).json()["items"] == []


@pytest.mark.rule("fsm_trin2_exit")
async def test_self_support_waits_for_the_steps_before_the_last(api: Api) -> None:
    made = await open_ready(api)
    job = {"self_supporting_on": "2026-11-20"}
    path = f"/v1/cases/{made['id']}"
    assert {rule for rule, _ in missing(await api.call("PATCH", path, json=job, version=1))} == {"fsm_trin2_exit"}
    await place_somewhere(api, made["id"])
    answer = await api.call("PATCH", path, json=job, version=1)
    assert answer.status_code == 200, answer.text
    step = await read(api, made["id"], "step")
    assert (step["number"], step["danish"], step["missing"]) == (4, None, [])


@pytest.mark.rule("fsm_trin3_exit")
@pytest.mark.parametrize(
    ("outcome", "rules"),
    [
        ("ordinary-job", {"fsm_trin1_exit", "fsm_trin2_exit", "fsm_trin3_exit"}),
        ("education", {"fsm_trin1_exit", "fsm_trin2_exit", "fsm_trin3_exit"}),
        ("wage-subsidy", {"fsm_trin1_exit", "fsm_trin2_exit"}),
    ],
)
async def test_an_outcome_of_a_later_step_is_refused(api: Api, outcome: str, rules: set[str]) -> None:
    made = await open_case(api)
    close = {"closed_on": "2026-11-23", "outcome": outcome}
    refused = await api.call("POST", f"/v1/cases/{made['id']}/close", json=close, version=1)
    assert {rule for rule, _ in missing(refused)} == rules


@pytest.mark.parametrize("outcome", ["moved", "other", "still-on-benefit"])
async def test_a_course_may_end_early_in_any_step(api: Api, outcome: str) -> None:
    made = await open_case(api)
    close = {"closed_on": "2026-11-23", "outcome": outcome}
    assert (await api.call("POST", f"/v1/cases/{made['id']}/close", json=close, version=1)).status_code == 200


@pytest.mark.parametrize("what", ["step", "review"])
async def test_another_municipality_and_a_wrong_role_see_nothing(api: Api, what: str) -> None:
    made = await open_case(api)
    path = f"/v1/cases/{made['id']}/{what}"
    assert (await api.call("GET", path, municipality=NORDDJURS)).status_code == 404
    assert (await api.call("GET", path, "mentor")).status_code == 403
