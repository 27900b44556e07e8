"""What the placement law asks about a citizen, and the schemes that it leaves open."""

from typing import Any

import pytest

from tests.case_api import bodies_citizens, bodies_employers
from tests.case_api.audit_trail import events, everything_stored
from tests.case_api.bodies_cases import LEGAL_BASIS, open_case
from tests.case_api.bodies_legal_facts import facts, record
from tests.case_api.conftest import NORDDJURS, Api

NOBODY = "0193a000-0000-7000-8000-000000000000"


async def _citizen(api: Api, **changes: Any) -> str:
    made = await api.make("/v1/citizens", "caseworker", bodies_citizens.citizen(**changes))
    return f"/v1/citizens/{made['id']}"


async def test_facts_are_recorded_once_read_changed_and_kept_in_versions(api: Api) -> None:
    citizen = await _citizen(api)
    path = f"{citizen}/legal-facts"
    assert (await api.call("GET", path)).status_code == 404
    made = await api.call("POST", path, json=facts(exemptions=["single-provider"]))
    assert made.status_code == 201, made.text
    assert made.headers["location"] == path
    read = await api.call("GET", path, "job-consultant")
    assert (read.json(), read.headers["etag"]) == (made.json(), '"v1"')
    again = await api.call("POST", path, json=facts())
    assert (again.status_code, again.json()["type"]) == (409, "/problems/legal-facts-exist")
    changed = await api.call("PATCH", path, json={"other_activity_hours": 6}, version=1)
    assert changed.json()["other_activity_hours"] == 6
    assert changed.json()["exemptions"] == ["single-provider"]
    assert (await api.call("PATCH", path, json={"work_years": 5}, version=1)).status_code == 412
    assert (await api.call("PATCH", path, json={"work_years": 5})).status_code == 428
    history = (await api.call("GET", f"{path}/history")).json()["items"]
    assert [each["field"] for each in history[1]["changes"]] == ["other_activity_hours"]


async def test_circumstances_are_sealed_everywhere(api: Api) -> None:
    citizen = await _citizen(api)
    body = facts(exemptions=["newly-graduated-with-disability"])
    made = await api.call("POST", f"{citizen}/legal-facts", json=body, key="legal-facts-1")
    assert made.json()["exemptions"] == ["newly-graduated-with-disability"]
    assert "disability" not in await everything_stored(api)
    history = await api.call("GET", f"{citizen}/legal-facts/history")
    assert "disability" not in history.text
    repeated = await api.call("POST", f"{citizen}/legal-facts", json=body, key="legal-facts-1")
    assert repeated.content == made.content


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"unemployed_since": "2026-11-24"}, "body.unemployed_since"),
        ({"years_on": "2026-11-24"}, "body.years_on"),
        ({"years_on": None}, "body"),
        ({"residence_years": 11}, "body.residence_years"),
        ({"exemptions": ["left-handed"]}, "body.exemptions.0"),
        ({"last_employer_id": NOBODY}, "body.last_employer_id"),
        ({"spouse_employers": [NOBODY]}, "body.spouse_employers.0"),
        ({"last_employed_until": "2026-01-01"}, "body"),
        ({"cpr": "6101900006"}, "body"),
    ],
)
async def test_a_wrong_field_is_named_and_its_value_never_repeated(
    api: Api, changes: dict[str, Any], field: str
) -> None:
    citizen = await _citizen(api)
    answer = await api.call("POST", f"{citizen}/legal-facts", json=facts(**changes))
    assert answer.status_code == 422, answer.text
    assert [each["field"] for each in answer.json()["errors"]] == [field]
    assert not [value for value in (NOBODY, "left-handed", "6101900006") if value in answer.text]


async def test_other_roles_and_other_municipalities_are_kept_out(api: Api) -> None:
    citizen = await _citizen(api)
    await api.make(f"{citizen}/legal-facts", "caseworker", facts())
    assert (await api.call("PATCH", f"{citizen}/legal-facts", "job-consultant", json={}, version=1)).status_code == 403
    assert (await api.call("GET", f"{citizen}/legal-facts", "mentor")).status_code == 403
    assert (await api.call("GET", f"{citizen}/legal-facts", municipality=NORDDJURS)).status_code == 404
    strange = await bodies_employers.make_workplace(api, 2, NORDDJURS)
    answer = await api.call(
        "PATCH", f"{citizen}/legal-facts", json={"last_employer_id": strange["employer_id"]}, version=1
    )
    assert answer.status_code == 422


async def test_each_request_is_one_audit_event_about_the_citizen(api: Api) -> None:
    case = await open_case(api)
    await record(api, case)
    path = f"/v1/citizens/{case['citizen_id']}/legal-facts"
    await api.call("GET", path)
    await api.call("PATCH", path, json={"work_years": 5}, version=1)
    await api.call("GET", f"{path}/history")
    await api.call("GET", f"/v1/cases/{case['id']}/schemes")
    found = [each for each in await events(api) if str(each["citizen_id"]) == case["citizen_id"]]
    assert [each["action"] for each in found][2:] == [
        "legal-facts:create",
        "legal-facts:read",
        "legal-facts:change",
        "legal-facts:read-history",
        "case:read-schemes",
    ]


async def test_revalidering_cannot_be_granted_after_its_abolition(api: Api) -> None:
    citizen = await _citizen(api)
    path = f"{citizen}/legal-facts"
    late = await api.call("POST", path, json=facts(revalidering_granted_on="2026-02-01"))
    assert [each["field"] for each in late.json()["errors"]] == ["body.revalidering_granted_on"]
    assert "L21" in late.text
    assert (await api.call("POST", path, json=facts(revalidering_granted_on="2026-01-31"))).status_code == 201


async def test_nobody_begins_a_resource_programme_after_its_abolition(api: Api) -> None:
    late = bodies_citizens.citizen(benefit="resource-programme", benefit_since="2026-07-01")
    refused = await api.call("POST", "/v1/citizens", json=late)
    assert [each["field"] for each in refused.json()["errors"]] == ["body.benefit"]
    before = await _citizen(api, benefit="resource-programme", benefit_since="2026-06-30")
    assert (await api.call("PATCH", before, json={"travel_km": 15}, version=1)).status_code == 200
    moved = await api.call("PATCH", before, json={"benefit_since": "2026-08-01"}, version=2)
    assert moved.status_code == 422


async def test_consent_is_no_legal_basis_for_matching_by_health(api: Api) -> None:
    by_consent = LEGAL_BASIS | {"citation": "Borgerens samtykke, GDPR artikel 6, stk. 1, litra a"}
    refused = await api.call("POST", "/v1/municipality/legal-bases", "administrator", json=by_consent)
    assert [each["field"] for each in refused.json()["errors"]] == ["body.citation"]
    assert "L23" in refused.text
    by_law = await api.call("POST", "/v1/municipality/legal-bases", "administrator", json=LEGAL_BASIS)
    assert by_law.status_code == 201


async def _schemes(api: Api, case: dict[str, Any]) -> dict[str, dict[str, Any]]:
    answer = await api.call("GET", f"/v1/cases/{case['id']}/schemes", "job-consultant")
    assert answer.status_code == 200, answer.text
    return {each["scheme"]: each for each in answer.json()["items"]}


async def _profile(api: Api, case: dict[str, Any]) -> dict[str, Any]:
    profile: dict[str, Any] = (await api.call("POST", f"/v1/cases/{case['id']}/matching-profile")).json()
    return profile


async def _case(api: Api, **citizen: Any) -> dict[str, Any]:
    path = await _citizen(api, **citizen)
    body = {"citizen_id": path.rsplit("/", 1)[1], "programme": "flere-skal-med-2", "started_on": "2026-11-02"}
    return await api.make("/v1/cases", "caseworker", body | {"caseworker_id": api.staff["0706", "caseworker"]})


async def test_a_scheme_that_the_law_is_against_is_left_out_of_the_matching_profile(api: Api) -> None:
    case = await _case(api, schemes=["internship", "wage-subsidy"])
    unknown = (await _schemes(api, case))["wage-subsidy"]
    assert unknown["possible"] is True
    assert [each["question"] for each in unknown["findings"]] == ["Siden hvilken dag har borgeren været ledig?"]
    assert (await _profile(api, case))["schemes"] == ["internship", "wage-subsidy"]
    await record(api, case, unemployed_since="2026-09-01")
    known = (await _schemes(api, case))["wage-subsidy"]
    assert (known["wanted"], known["possible"]) == (True, False)
    assert [(each["rule_id"], each["unknown"]) for each in known["findings"]] == [("L10", False)]
    assert (await _profile(api, case))["schemes"] == ["internship"]
    path = f"/v1/citizens/{case['citizen_id']}/legal-facts"
    await api.call("PATCH", path, json={"exemptions": ["single-provider"]}, version=1)
    assert (await _profile(api, case))["schemes"] == ["internship", "wage-subsidy"]


async def test_an_employer_where_the_law_leaves_no_scheme_is_avoided(api: Api) -> None:
    case = await _case(api, schemes=["wage-subsidy"])
    at = await bodies_employers.make_workplace(api, 1)
    await record(api, case, last_employer_id=at["employer_id"], last_employed_until="2025-01-31")
    assert (await _profile(api, case))["avoided_employers"] == [at["employer_id"]]
    citizen = f"/v1/citizens/{case['citizen_id']}"
    await api.call("PATCH", citizen, json={"schemes": ["internship", "wage-subsidy"]}, version=1)
    assert (await _profile(api, case))["avoided_employers"] == [], "an internship there is possible"
