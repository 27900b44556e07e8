"""Caseloads judged by the programme before a case is given, and the consultant who helps out when they are squeezed."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from case_api.citizens.models import Benefit, MatchGroup
from case_api.staff.caseloads import Counts, groups_of, is_squeezed, measures
from rettematch.identifiers import uuid7
from rettematch.programmes.definitions import programme
from rettematch.programmes.overlay import Overlay, with_overlay
from tests.case_api.audit_trail import events as audit_events
from tests.case_api.bodies_cases import case
from tests.case_api.bodies_citizens import citizen
from tests.case_api.bodies_people import another
from tests.case_api.conftest import SYDDJURS, Api

ON = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, tzinfo=UTC)
FLEX = "fleksjob-2"
NONE = Counts(0, 0, 0)


@pytest.mark.parametrize(
    ("rule", "counts", "kept"),
    [
        pytest.param("uf_caseload_total", Counts(29, 0, 0), False, marks=pytest.mark.rule("uf_caseload_total")),
        ("uf_caseload_total", Counts(30, 0, 0), True),
        ("uf_caseload_total", Counts(40, 0, 0), True),
        ("uf_caseload_total", Counts(41, 0, 0), False),
        pytest.param("uf_caseload_ly", Counts(30, 19, 0), False, marks=pytest.mark.rule("uf_caseload_ly")),
        ("uf_caseload_ly", Counts(30, 25, 0), True),
        ("uf_caseload_ly", Counts(30, 26, 0), False),
        pytest.param("uf_caseload_fj", Counts(30, 0, 9), False, marks=pytest.mark.rule("uf_caseload_fj")),
        ("uf_caseload_fj", Counts(30, 0, 15), True),
        ("uf_caseload_fj", Counts(30, 0, 16), False),
    ],
)
def test_size_and_mix_are_judged_by_the_programme(rule: str, counts: Counts, kept: bool) -> None:
    found = {each.rule_id: each for each in measures(programme(FLEX), counts, None, ON)}
    assert set(found) == {"uf_caseload_total", "uf_caseload_ly", "uf_caseload_fj"}
    assert (found[rule].findings == []) is kept
    assert found[rule].findings_after == []


def test_one_case_more_is_judged_beside_the_present_caseload() -> None:
    full = Counts(40, 25, 15)
    found = next(iter(measures(programme(FLEX), full, full + Counts(1, 1, 0), ON)))
    assert (found.now, found.after, found.findings) == (40, 41, [])
    assert found.findings_after[0].danish.startswith("En jobformidler har 30 til 40 sager")


@pytest.mark.rule("fsm_low_caseload")
def test_a_low_caseload_needs_the_municipalitys_own_number() -> None:
    fsm = programme("flere-skal-med-2")
    [unknown] = measures(fsm, Counts(12, 0, 0), None, ON)
    assert unknown.findings[0].danish.endswith("Kommunen skal selv sætte et tal.")
    change = {
        "programme": "flere-skal-med-2",
        "rule": "fsm_low_caseload",
        "in_force_from": date(2026, 1, 1),
        "parameters": {"type": "quantity", "unit": "cases per job broker", "at_most": 15},
    }
    overlay = Overlay.model_validate({"municipality_code": SYDDJURS, "changes": [change], "reason": "Besluttet."})
    local = with_overlay(fsm, overlay)
    [kept] = measures(local, Counts(15, 0, 0), Counts(16, 0, 0), ON)
    assert (kept.findings, kept.at_most) == ([], 15)
    assert kept.findings_after[0].rule_id == "fsm_low_caseload"


@pytest.mark.rule("uf_overflow")
def test_the_consultant_helps_out_only_beyond_the_bound() -> None:
    assert not is_squeezed(programme(FLEX), 40, ON)
    assert is_squeezed(programme(FLEX), 41, ON)
    assert not is_squeezed(programme("flere-skal-med-2"), 400, ON)


def test_the_allocation_names_a_group_only_when_it_is_known() -> None:
    assert groups_of(Benefit.SICKNESS_BENEFIT, MatchGroup.JOB_READY) == ("sick-listed",)
    assert groups_of(Benefit.CASH_BENEFIT, MatchGroup.JOB_READY) == ("match-1",)
    assert groups_of(Benefit.CASH_BENEFIT, MatchGroup.ACTIVITY_READY) == ("match-2", "match-3")
    assert groups_of(Benefit.CASH_BENEFIT, MatchGroup.NOT_VISITATED) == ()


async def _person(api: Api, serial: int, **changes: Any) -> str:
    return str((await api.make("/v1/citizens", "caseworker", citizen(cpr=f"610190{serial:04d}", **changes)))["id"])


async def _case(api: Api, citizen_id: str, **changes: Any) -> dict[str, Any]:
    return await api.make("/v1/cases", "caseworker", case(api, citizen_id, programme=FLEX, **changes))


async def _fill(api: Api, number: int) -> None:
    """Gives the broker so many cases of one citizen; straight into the table, for they are only counted."""
    citizen_id = UUID(await _person(api, 900))
    connection = await asyncpg.connect(api.database.owner_url)
    try:
        await connection.execute("select set_config('app.municipality', $1, false)", SYDDJURS)
        await connection.execute("drop index uq_case_open")
        for _ in range(number):
            await connection.execute(
                'insert into "case" (municipality_code, id, version, created_at, updated_at, citizen_id, programme, '
                "started_on, caseworker_id, job_broker_id, feed_version) values ($1,$2,1,$3,$3,$4,$5,$6,$7,$8,0)",
                SYDDJURS, uuid7(), NOW, citizen_id, FLEX, date(2026, 11, 2),
                UUID(api.staff[SYDDJURS, "caseworker"]), UUID(api.staff[SYDDJURS, "job-broker"]),
            )  # fmt: skip
    finally:
        await connection.close()


async def test_a_caseload_is_counted_by_benefit_and_with_the_case_that_may_come(api: Api) -> None:
    await _case(api, await _person(api, 1, benefit="unemployment-allowance"))
    await _case(api, await _person(api, 2, benefit="flex-wage-subsidy"))
    new = await _case(api, await _person(api, 3, benefit="sickness-benefit"), job_broker_id=None)
    path = f"/v1/staff/{api.staff[SYDDJURS, 'job-broker']}/caseload"
    query = {"programme": FLEX, "with_case": new["id"]}
    answer = (await api.call("GET", path, "team-leader", params=query)).json()
    assert answer["as_job_broker"] == 2
    found = answer["in_programme"]
    assert [(each["rule_id"], each["now"], each["after"]) for each in found["measures"]] == [
        ("uf_caseload_total", 2, 3),
        ("uf_caseload_ly", 1, 1),
        ("uf_caseload_fj", 1, 1),
    ]
    assert found["consultant_may_be_broker"] is False
    assert found["allocation"][0]["takers_danish"] == ["jobformidler med sagsbehandlerbaggrund"]
    assert len(await audit_events(api, "caseload:weigh")) == 1
    plain = (await api.call("GET", path, "team-leader")).json()
    assert plain["in_programme"] is None
    wrong = await api.call("GET", path, "team-leader", params=query | {"programme": "jobfirst"})
    assert [each["field"] for each in wrong.json()["errors"]] == ["query.with_case"]
    alone = await api.call("GET", path, "team-leader", params={"with_case": new["id"]})
    assert [each["field"] for each in alone.json()["errors"]] == ["query.programme"]


async def test_a_consultant_is_named_broker_only_while_the_caseload_is_squeezed(api: Api) -> None:
    consultant = api.staff[SYDDJURS, "job-consultant"]
    made = await _case(api, await _person(api, 1))
    path = f"/v1/cases/{made['id']}"
    refused = await api.call("PATCH", path, json={"job_broker_id": consultant}, version=1)
    assert refused.status_code == 409
    assert refused.json()["type"].endswith("/job-consultant-not-allowed")
    assert [each["rule_id"] for each in refused.json()["reasons"]] == ["uf_overflow"]
    await _fill(api, 39)
    assert (await api.call("PATCH", path, json={"job_broker_id": consultant}, version=1)).status_code == 409
    await _fill_one_more(api)
    allowed = await api.call("PATCH", path, json={"job_broker_id": consultant}, version=1)
    assert allowed.status_code == 200, allowed.text
    assert allowed.json()["job_broker_id"] == consultant
    new = await _case(api, await _person(api, 2), job_broker_id=None)
    named = {"part": "job-broker", "staff_id": consultant}
    # 40 are left with the broker: with this case it would be 41, and a broker without cases would have room.
    assert (await api.call("POST", f"/v1/cases/{new['id']}/people", json=named)).status_code == 201
    await another(api, "job-broker")
    third = await _case(api, await _person(api, 3), job_broker_id=None)
    assert (await api.call("POST", f"/v1/cases/{third['id']}/people", json=named)).status_code == 409


async def _fill_one_more(api: Api) -> None:
    await _case(api, await _person(api, 901))


async def test_elsewhere_a_consultant_is_no_broker_at_all(api: Api) -> None:
    person = await _person(api, 1)
    body = case(api, person, job_broker_id=api.staff[SYDDJURS, "job-consultant"])
    answer = await api.call("POST", "/v1/cases", json=body)
    assert [each["field"] for each in answer.json()["errors"]] == ["body.job_broker_id"]
