"""Search by CPR number, reveal, and protected addresses."""

from uuid import UUID

import pytest

from tests.case_api.audit_trail import events
from tests.case_api.bodies_citizens import CPR, citizen
from tests.case_api.conftest import NORDDJURS, Api

CITIZENS = "/v1/citizens"
SEARCH = "/v1/citizens/search"


async def test_a_citizen_is_found_by_the_whole_cpr_number_with_or_without_hyphen(api: Api) -> None:
    made = await api.make(CITIZENS, "caseworker", citizen())
    for written in (CPR, "610190-0006"):
        answer = await api.call("POST", SEARCH, "job-broker", json={"cpr": written, "purpose": "case-work"})
        assert answer.status_code == 200
        assert [item["id"] for item in answer.json()["items"]] == [made["id"]]
        assert CPR not in answer.text


async def test_a_search_is_audited_with_its_purpose_also_when_nobody_is_found(api: Api) -> None:
    made = await api.make(CITIZENS, "caseworker", citizen())
    hit = await api.call("POST", SEARCH, json={"cpr": CPR, "purpose": "new-enquiry"})
    miss = await api.call("POST", SEARCH, json={"cpr": "6101900014", "purpose": "complaint"})
    assert len(hit.json()["items"]) == 1
    assert miss.status_code == 200
    assert miss.json() == {"items": []}
    found = await events(api, "citizen:search-cpr")
    assert [(event["purpose"], event["outcome"]) for event in found] == [
        ("new-enquiry", "done"),
        ("complaint", "no-hit"),
    ]
    assert [event["citizen_id"] for event in found] == [UUID(made["id"]), None]


async def test_a_search_never_reaches_another_municipality(api: Api) -> None:
    await api.make(CITIZENS, "caseworker", citizen())
    answer = await api.call("POST", SEARCH, municipality=NORDDJURS, json={"cpr": CPR, "purpose": "case-work"})
    assert answer.json() == {"items": []}
    assert len(await events(api, "citizen:search-cpr", NORDDJURS)) == 1


async def test_a_search_needs_a_purpose_and_a_real_number(api: Api) -> None:
    no_purpose = await api.call("POST", SEARCH, json={"cpr": CPR})
    no_number = await api.call("POST", SEARCH, json={"cpr": "6113900006", "purpose": "case-work"})
    free_purpose = await api.call("POST", SEARCH, json={"cpr": CPR, "purpose": "because of Åse"})
    assert [no_purpose.status_code, no_number.status_code, free_purpose.status_code] == [422, 422, 422]
    assert [error["field"] for error in no_number.json()["errors"]] == ["body.cpr"]
    assert "6113900006" not in no_number.text
    assert "Åse" not in free_purpose.text


@pytest.mark.parametrize("role", ["job-consultant", "mentor", "project-manager", "administrator"])
async def test_only_case_work_searches_by_cpr_number(api: Api, role: str) -> None:
    assert (await api.call("POST", SEARCH, role, json={"cpr": CPR, "purpose": "case-work"})).status_code == 403


async def test_a_reveal_shows_only_what_was_asked_for_and_is_audited_with_its_purpose(api: Api) -> None:
    made = await api.make(CITIZENS, "caseworker", citizen())
    path = f"{CITIZENS}/{made['id']}/reveal"
    number = await api.call("POST", path, json={"fields": ["cpr"], "purpose": "contact"})
    address = await api.call("POST", path, "team-leader", json={"fields": ["address"], "purpose": "supervision"})
    assert number.json() == {"cpr": CPR, "address": None, "postcode": None}
    assert number.headers["cache-control"] == "no-store"
    assert address.json() == {"cpr": None, "address": "Skolegade 5, 1. tv.", "postcode": "8410"}
    found = [event for event in await events(api) if event["action"].startswith("citizen:reveal")]
    assert [(event["action"], event["purpose"]) for event in found] == [
        ("citizen:reveal:cpr", "contact"),
        ("citizen:reveal:address", "supervision"),
    ]


@pytest.mark.parametrize("role", ["job-broker", "job-consultant", "project-manager", "mentor", "administrator"])
async def test_other_roles_reveal_nothing(api: Api, role: str) -> None:
    made = await api.make(CITIZENS, "caseworker", citizen())
    body = {"fields": ["cpr"], "purpose": "case-work"}
    assert (await api.call("POST", f"{CITIZENS}/{made['id']}/reveal", role, json=body)).status_code == 403


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        ("caseworker", True),
        ("team-leader", True),
        ("job-broker", False),
        ("job-consultant", False),
        ("project-manager", False),
    ],
)
async def test_a_protected_address_is_shown_to_few(api: Api, role: str, sees: bool) -> None:
    made = await api.make(CITIZENS, "caseworker", citizen(address_protected=True))
    await api.call("PATCH", f"{CITIZENS}/{made['id']}", json={"postcode": "8500"}, version=1)
    read = await api.call("GET", f"{CITIZENS}/{made['id']}", role)
    listed = await api.call("GET", CITIZENS, role)
    history = await api.call("GET", f"{CITIZENS}/{made['id']}/history", role)
    found = await api.call("GET", CITIZENS, role, params={"postcode": "8500"})
    assert read.json()["address_protected"] is True
    assert read.json()["address"] == ("Skolegade 5, 1. tv." if sees else None)
    assert read.json()["postcode"] == ("8500" if sees else None)
    assert listed.json()["items"][0]["postcode"] == ("8500" if sees else None)
    assert ("8500" in history.text) is sees
    assert len(found.json()["items"]) == int(sees)


async def test_who_may_not_see_a_protected_address_cannot_unprotect_or_replace_it(api: Api) -> None:
    made = await api.make(CITIZENS, "caseworker", citizen(address_protected=True))
    path = f"{CITIZENS}/{made['id']}"
    for patch in ({"address_protected": False}, {"address": "Torvet 1"}, {"postcode": "8500"}):
        assert (await api.call("PATCH", path, "job-broker", json=patch, version=1)).status_code == 403
    other = await api.call("PATCH", path, "job-broker", json={"travel_km": 4}, version=1)
    assert other.status_code == 200
    assert other.json()["address"] is None
    kept = (await api.call("GET", path)).json()
    assert (kept["address"], kept["postcode"], kept["travel_km"]) == ("Skolegade 5, 1. tv.", "8410", 4)


async def test_an_answer_to_a_repeated_key_holds_no_cpr_number(api: Api) -> None:
    first = await api.call("POST", CITIZENS, json=citizen(address_protected=True), key="protected-one")
    again = await api.call("POST", CITIZENS, json=citizen(address_protected=True), key="protected-one")
    assert first.content == again.content
    assert CPR not in again.text
