"""Consents: given, narrowed, withdrawn; and what is shared is refused unless one covers it."""

import asyncio
from typing import Any
from uuid import UUID

import pytest

from rettematch.contracts.cases import CaseFacts
from rettematch.programmes.reviews import review
from tests.case_api.audit_trail import events as audit_events
from tests.case_api.audit_trail import everything_stored
from tests.case_api.bodies_cases import case, open_case
from tests.case_api.bodies_consents import consent, share
from tests.case_api.bodies_placements import situation
from tests.case_api.conftest import NORDDJURS, SYDDJURS, Api


async def _opened(api: Api, **changes: Any) -> tuple[str, str]:
    """The paths of the citizen's consents and of the case's shares."""
    made = await open_case(api, **changes)
    return f"/v1/citizens/{made['citizen_id']}/consents", f"/v1/cases/{made['id']}/information-shares"


async def _facts(api: Api, case_id: str | None = None) -> CaseFacts:
    found = [each["data"] for each in (await api.feed())["items"] if each["entity"] == "case"]
    return CaseFacts.model_validate([each for each in found if case_id in {None, each["case_id"]}][-1])


async def _events(api: Api, case_id: str | None = None) -> list[tuple[str, str, str | None]]:
    return [
        (each.kind.value, each.on.isoformat(), each.until.isoformat() if each.until else None)
        for each in (await _facts(api, case_id)).events
    ]


async def test_a_consent_is_recorded_read_and_listed_and_its_words_are_sealed(api: Api) -> None:
    path, _ = await _opened(api)
    body = consent(
        counterpart="other", counterpart_name="canary Bofællesskab", given="spoken", written_down="canary: 'ja, gerne'"
    )
    made = await api.make(path, "caseworker", body)
    read = await api.call("GET", f"{path}/{made['id']}")
    assert read.json() == made
    assert read.headers["ETag"] == '"v1"'
    assert body.items() <= made.items()
    assert (made["in_force"], made["expires_soon"]) == (True, False)
    assert made["counterpart_kind"] == "andre"
    assert made["category_names"] == ["familieforhold", "jobmål og cv"]
    assert made["given_name"] == "mundtligt og skrevet ned"
    assert made["recorded_by"] == api.staff[SYDDJURS, "caseworker"]
    assert (await api.call("GET", path)).json()["items"] == [made]
    for hidden in ("canary", "børnepasning"):
        assert hidden not in await everything_stored(api)
    assert "canary" not in (await api.call("GET", f"{path}/{made['id']}/history")).text


async def test_a_consent_that_ends_within_thirty_days_expires_soon(api: Api) -> None:
    path, _ = await _opened(api)
    for last in ("2026-12-23", "2026-12-24", None):
        await api.make(path, "caseworker", consent(in_force_to=last))
    found = (await api.call("GET", path)).json()["items"]
    assert [each["expires_soon"] for each in found] == [True, False, False]


async def test_a_consent_is_an_event_of_the_running_cases_whose_programme_asks(api: Api) -> None:
    path, _ = await _opened(api)
    asks = (await _facts(api)).case_id
    body = case(api, path.split("/")[3], programme="jobfirst", cohort="cash-benefit")
    other = (await api.make("/v1/cases", "caseworker", body))["id"]
    made = await api.make(path, "caseworker", consent())
    assert await _events(api, str(asks)) == [("consent", "2026-11-16", "2027-05-16")]
    assert await _events(api, other) == []
    assert (await api.call("POST", f"{path}/{made['id']}/withdraw", version=1)).status_code == 200
    assert await _events(api, str(asks)) == [("consent", "2026-11-16", "2026-11-22")]


async def test_a_consent_withdrawn_on_its_first_day_never_held(api: Api) -> None:
    path, shares = await _opened(api)
    made = await api.make(path, "caseworker", consent(given_on="2026-11-23", in_force_from="2026-11-23"))
    assert (await api.call("POST", shares, json=share(on="2026-11-23"))).status_code == 201
    withdrawn = await api.call("POST", f"{path}/{made['id']}/withdraw", version=1)
    assert withdrawn.json()["in_force"] is False
    assert withdrawn.json()["withdrawn_by"] == api.staff[SYDDJURS, "caseworker"]
    assert (await api.call("POST", shares, json=share(on="2026-11-23"))).status_code == 409
    assert [kind for kind, *_ in await _events(api)] == ["information-shared"]


async def test_a_consent_is_narrowed_and_never_widened(api: Api) -> None:
    path, shares = await _opened(api)
    made = await api.make(path, "caseworker", consent())
    one = f"{path}/{made['id']}"
    for patch, field in (
        ({"categories": ["job-goal-and-cv", "health-documents"]}, "categories"),
        ({"in_force_to": "2027-05-17"}, "in_force_to"),
        ({"in_force_to": None}, "in_force_to"),
    ):
        refused = await api.call("PATCH", one, json=patch, version=1)
        assert (refused.status_code, refused.json()["type"]) == (409, "/problems/consent-widened")
        assert refused.json()["reasons"] == [{"field": field}]
    narrower = {"categories": ["family-matters"], "direction": "obtain", "in_force_to": "2026-12-01"}
    changed = (await api.call("PATCH", one, json=narrower, version=1)).json()
    assert narrower.items() <= changed.items()
    assert changed["expires_soon"] is True
    assert (await api.call("PATCH", one, json=narrower, version=1)).status_code == 412
    assert (await api.call("PATCH", one, json=narrower)).status_code == 428
    wider = await api.call("PATCH", one, json={"direction": "both"}, version=2)
    assert wider.json()["reasons"] == [{"field": "direction"}]
    assert (await api.call("POST", shares, json=share())).status_code == 409
    obtained = share(direction="obtain", categories=["family-matters"])
    assert (await api.call("POST", shares, json=obtained)).status_code == 201
    past = await api.call("PATCH", one, json={"in_force_to": "2026-11-22"}, version=2)
    assert [each["field"] for each in past.json()["errors"]] == ["body.in_force_to"]
    for field in ("categories", "direction"):
        nothing = await api.call("PATCH", one, json={field: None}, version=2)
        assert [each["field"] for each in nothing.json()["errors"]] == [f"body.{field}"]
    assert [each["version"] for each in (await api.call("GET", f"{one}/history")).json()["items"]] == [1, 2]


async def test_a_withdrawn_consent_stays_as_it_was_and_cannot_be_removed(api: Api) -> None:
    path, _ = await _opened(api)
    made = await api.make(path, "caseworker", consent())
    one = f"{path}/{made['id']}"
    assert (await api.call("POST", f"{one}/withdraw", version=1)).status_code == 200
    for method, target, body in (("POST", f"{one}/withdraw", None), ("PATCH", one, {"direction": "share"})):
        again = await api.call(method, target, json=body, version=2)
        assert (again.status_code, again.json()["type"]) == (409, "/problems/consent-withdrawn")
    assert (await api.call("DELETE", one, version=2)).status_code == 405
    assert (await api.call("GET", one)).json()["withdrawn_at"] == "2026-11-23T09:00:00Z"


@pytest.mark.rule("fsm_consent")
async def test_nothing_is_shared_without_consent_and_the_lacking_categories_are_named(api: Api) -> None:
    path, shares = await _opened(api)
    refused = await api.call("POST", shares, json=share(), key="key-of-a-share")
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/consent-missing")
    assert refused.json()["reasons"] == [{"category": "job-goal-and-cv", "danish": "jobmål og cv"}]
    assert (await api.call("GET", shares)).json()["items"] == []
    assert await _events(api) == []
    await api.make(path, "caseworker", consent())
    made = await api.call("POST", shares, json=share(), key="key-of-a-share")
    assert made.status_code == 201, made.text
    assert made.json()["consents"] == [
        {"consent_id": (await api.call("GET", path)).json()["items"][0]["id"], "version": 1}
    ]
    assert [kind for kind, *_ in await _events(api)] == ["consent", "information-shared"]
    assert "fsm_consent" not in {each.rule_id for each in review(await _facts(api), api.clock.now).findings}
    part = await api.call("POST", shares, json=share(categories=["job-goal-and-cv", "health-documents"]))
    assert [each["category"] for each in part.json()["reasons"]] == ["health-documents"]
    outcomes = [each["outcome"] for each in await audit_events(api, "information-share:refuse")]
    assert outcomes == ["refused", "refused"]


@pytest.mark.parametrize(
    "changes",
    [
        {"on": "2026-11-15"},
        {"counterpart": "hospital"},
        {"direction": "both"},
        {"categories": ["benefit"]},
    ],
)
async def test_another_day_counterpart_direction_or_category_is_not_covered(api: Api, changes: dict[str, Any]) -> None:
    path, shares = await _opened(api)
    await api.make(path, "caseworker", consent(direction="share"))
    assert (await api.call("POST", shares, json=share())).status_code == 201
    refused = await api.call("POST", shares, json=share(**changes))
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/consent-missing")


async def test_a_consent_to_one_doctor_is_none_to_another(api: Api) -> None:
    path, shares = await _opened(api)
    body = consent(
        counterpart="general-practitioner", counterpart_name="Læge Åse Holm", categories=["health-documents"]
    )
    await api.make(path, "caseworker", body)
    at = share(counterpart="general-practitioner", categories=["health-documents"])
    for name, status in (("læge  åse holm", 201), ("Læge Bo Bæk", 409), (None, 409)):
        assert (await api.call("POST", shares, json=at | {"counterpart_name": name})).status_code == status


async def test_a_consent_older_than_the_case_counts_in_it(api: Api) -> None:
    path, _ = await _opened(api, started_on="2026-11-02")
    await api.make(path, "caseworker", consent(given_on="2026-10-01", in_force_from="2026-10-01"))
    first = await _facts(api)
    closing = {"closed_on": "2026-11-18", "outcome": "other"}
    await api.call("POST", f"/v1/cases/{first.case_id}/close", json=closing, version=1)
    again = await api.make("/v1/cases", "caseworker", case(api, path.split("/")[3], started_on="2026-11-19"))
    assert await _events(api, again["id"]) == []
    await api.make(f"/v1/cases/{again['id']}/information-shares", "job-broker", share())
    assert await _events(api, again["id"]) == [
        ("consent", "2026-10-01", "2027-05-16"),
        ("information-shared", "2026-11-20", None),
    ]
    found = review(await _facts(api, again["id"]), api.clock.now).findings
    assert "fsm_consent" not in {each.rule_id for each in found}
    assert ("consent", "2026-10-01", "2027-05-16") in await _events(api, str(first.case_id))


async def test_a_share_recorded_by_mistake_is_retracted_and_stays_readable(api: Api) -> None:
    path, shares = await _opened(api)
    await api.make(path, "caseworker", consent())
    made = await api.make(shares, "job-broker", share(note="canary note"))
    one = f"{shares}/{made['id']}"
    assert (await api.call("GET", one)).json() == made
    assert "canary" not in await everything_stored(api)
    assert (await api.call("POST", f"{one}/retract", version=2)).status_code == 412
    assert (await api.call("POST", f"{one}/retract", version=1)).json()["retracted_on"] == "2026-11-23"
    assert [kind for kind, *_ in await _events(api)] == ["consent"]
    again = await api.call("POST", f"{one}/retract", version=2)
    assert (again.status_code, again.json()["type"]) == (409, "/problems/share-retracted")
    assert len((await api.call("GET", shares)).json()["items"]) == 1
    assert [each["version"] for each in (await api.call("GET", f"{one}/history")).json()["items"]] == [1, 2]


async def test_considerations_in_a_work_agreement_are_shares_that_rest_on_the_agreement(api: Api) -> None:
    at = await situation(api)
    shares = f"/v1/cases/{at.case['id']}/information-shares"
    placed = await at.take(considerations_agreed=["kan sidde ned en del af dagen"])
    assert placed.status_code == 201, placed.text
    [told] = (await api.call("GET", shares)).json()["items"]
    assert (told["basis"], told["basis_name"]) == ("work-agreement", "arbejdsaftalen")
    assert (told["counterpart"], told["counterpart_name"]) == ("employer", "Æblegårdens Køkken")
    assert (told["categories"], told["on"]) == (["considerations"], "2026-11-23")
    assert told["placement_id"] == placed.json()["id"]
    assert told["consents"] == []
    assert "information-shared" not in {kind for kind, *_ in await _events(api, at.case["id"])}
    refused = await api.call("POST", f"{shares}/{told['id']}/retract", version=1)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/share-follows-from-agreement")
    one = f"/v1/placements/{placed.json()['id']}"
    await api.call("PATCH", one, json={"meeting_times": "Mandag kl. 10-13"}, version=1)
    assert len((await api.call("GET", shares)).json()["items"]) == 1
    more = {"considerations_agreed": ["kan sidde ned en del af dagen", "løfter højst 5 kg"]}
    assert (await api.call("PATCH", one, json=more, version=2)).status_code == 200
    assert len((await api.call("GET", shares)).json()["items"]) == 2


async def test_an_agreement_without_considerations_shares_nothing(api: Api) -> None:
    at = await situation(api)
    assert (await at.take()).status_code == 201
    assert (await api.call("GET", f"/v1/cases/{at.case['id']}/information-shares")).json()["items"] == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"direction": "canary"}, "body.direction"),
        ({"counterpart": "canary"}, "body.counterpart"),
        ({"counterpart": "other"}, "body"),
        ({"counterpart_name": "canary\n"}, None),
        ({"counterpart_name": "to\nlinjer"}, "body.counterpart_name"),
        ({"categories": []}, "body.categories"),
        ({"categories": ["canary"]}, "body.categories.0"),
        ({"categories": ["benefit", "benefit"]}, "body.categories"),
        ({"purpose": " "}, "body.purpose"),
        ({"given": "spoken"}, "body"),
        ({"given_on": "2026-11-24", "in_force_from": "2026-11-24"}, "body.given_on"),
        ({"in_force_from": "2026-11-15"}, "body"),
        ({"in_force_to": "2026-11-15"}, "body"),
    ],
)
async def test_a_wrong_field_of_a_consent_is_named(api: Api, changes: dict[str, Any], field: str | None) -> None:
    path, _ = await _opened(api)
    answer = await api.call("POST", path, json=consent(**changes))
    if field is None:
        assert answer.json()["counterpart_name"] == "canary"
        return
    assert answer.status_code == 422, answer.text
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert "canary" not in answer.text
    assert (await api.call("GET", path)).json()["items"] == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"on": "2026-11-24"}, "body.on"),
        ({"on": "2026-11-01"}, "body.on"),
        ({"direction": "canary"}, "body.direction"),
        ({"categories": []}, "body.categories"),
        ({"placement_id": "0193a000-0000-7000-8000-000000000000"}, "body.placement_id"),
    ],
)
async def test_a_wrong_field_of_a_share_is_named(api: Api, changes: dict[str, Any], field: str) -> None:
    path, shares = await _opened(api)
    await api.make(path, "caseworker", consent())
    answer = await api.call("POST", shares, json=share(**changes))
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert "canary" not in answer.text


async def test_after_the_case_was_closed_nothing_is_shared_in_it(api: Api) -> None:
    path, shares = await _opened(api)
    await api.make(path, "caseworker", consent())
    closing = {"closed_on": "2026-11-19", "outcome": "moved"}
    await api.call("POST", f"/v1/cases/{shares.split('/')[3]}/close", json=closing, version=1)
    late = await api.call("POST", shares, json=share())
    assert (late.status_code, late.json()["type"]) == (409, "/problems/case-closed")
    assert (await api.call("POST", shares, json=share(on="2026-11-19"))).status_code == 201


async def test_of_sharing_and_withdrawing_at_once_one_waits_for_the_other(api: Api) -> None:
    path, shares = await _opened(api)
    made = await api.make(path, "caseworker", consent(given_on="2026-11-23", in_force_from="2026-11-23"))
    tries = [api.call("POST", shares, json=share(on="2026-11-23")) for _ in range(3)]
    answers = await asyncio.gather(*tries, api.call("POST", f"{path}/{made['id']}/withdraw", version=1))
    assert answers[-1].status_code == 200
    assert {each.status_code for each in answers[:-1]} <= {201, 409}
    recorded = (await api.call("GET", shares)).json()["items"]
    assert len(recorded) == sum(each.status_code == 201 for each in answers[:-1])
    assert {each["consents"][0]["version"] for each in recorded} <= {1}


async def test_a_repeated_key_records_once_strangers_see_nothing_and_each_access_is_audited(api: Api) -> None:
    path, shares = await _opened(api)
    first = await api.call("POST", path, json=consent(), key="key-one-of-mine")
    assert (await api.call("POST", path, json=consent(), key="key-one-of-mine")).json() == first.json()
    told = await api.call("POST", shares, json=share(), key="key-two-of-mine")
    assert (await api.call("POST", shares, json=share(), key="key-two-of-mine")).json() == told.json()
    for target in (path, f"{path}/{first.json()['id']}", shares, f"{shares}/{told.json()['id']}"):
        assert (await api.call("GET", target, municipality=NORDDJURS)).status_code == 404
        assert (await api.call("GET", target, "administrator")).status_code == 403
        assert (await api.call("GET", target)).status_code == 200
    assert (await api.call("POST", path, "job-consultant", json=consent())).status_code == 403
    assert (await api.call("POST", shares, "project-manager", json=share())).status_code == 403
    citizen = UUID(path.split("/")[3])
    mine = [each for each in await audit_events(api) if each["action"].startswith(("consent:", "information-share:"))]
    assert {each["citizen_id"] for each in mine} == {citizen}
    assert sorted(each["action"] for each in mine) == [
        "consent:create",
        "consent:list",
        "consent:read",
        "information-share:create",
        "information-share:list",
        "information-share:read",
    ]


async def test_neither_is_recorded_as_a_plain_event(api: Api) -> None:
    _, shares = await _opened(api)
    events = shares.replace("information-shares", "events")
    for kind in ("consent", "information-shared"):
        refused = await api.call("POST", events, json={"kind": kind, "on": "2026-11-20"})
        assert [each["field"] for each in refused.json()["errors"]] == ["body.kind"]
