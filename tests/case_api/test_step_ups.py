"""Step-up: consent first, prepared, talked over with the right people, agreed, and carried on to matching."""

from typing import Any

import pytest

from rettematch.contracts.cases import CaseFacts
from rettematch.programmes.reviews import review
from tests.case_api.audit_trail import events as audit_events
from tests.case_api.audit_trail import everything_stored
from tests.case_api.bodies_cases import open_case
from tests.case_api.bodies_placements import legal_basis
from tests.case_api.bodies_step_ups import (
    ANSWERS,
    HEALTH_DOCUMENTS,
    PEOPLE,
    agreement,
    consented,
    preparation,
    step_up,
    talk,
)
from tests.case_api.conftest import NORDDJURS, Api
from tests.case_api.rows import count


async def _case(api: Api, **changes: Any) -> dict[str, Any]:
    made = await open_case(api, **changes)
    await consented(api, made["citizen_id"])
    return made


async def _begun(api: Api, **changes: Any) -> tuple[dict[str, Any], str]:
    case = await _case(api)
    made = await api.make(f"/v1/cases/{case['id']}/step-ups", "job-broker", step_up(**changes))
    return case, f"/v1/cases/{case['id']}/step-ups/{made['id']}"


async def _facts(api: Api) -> CaseFacts:
    found = [each["data"] for each in (await api.feed())["items"] if each["entity"] == "case"]
    return CaseFacts.model_validate(found[-1])


async def _broken(api: Api) -> set[str]:
    return {each.rule_id for each in review(await _facts(api), api.clock()).findings}


def _told(body: dict[str, Any]) -> list[str]:
    return [each["rule_id"] for each in body["findings"]]


@pytest.mark.rule("fsm_consent")
async def test_without_a_consent_nothing_begins(api: Api) -> None:
    made = await open_case(api)
    path = f"/v1/cases/{made['id']}/step-ups"
    answer = await api.call("POST", path, json=step_up(because=["health", "family"]))
    assert answer.status_code == 409
    assert answer.json()["type"].endswith("/step-up-needs-consent")
    assert [each["category"] for each in answer.json()["reasons"]] == ["family-matters", "health-documents"]
    await consented(api, made["citizen_id"], categories=["health-documents"])
    half = await api.call("POST", path, json=step_up(because=["health", "family"]))
    assert [each["danish"] for each in half.json()["reasons"]] == ["familieforhold"]
    early = await api.call("POST", path, json=step_up(started_on="2026-11-15"))
    assert early.json()["type"].endswith("/step-up-needs-consent"), "the consent was given on the day after"
    assert await count(api, "step_up_effort") == 0
    assert (await api.call("POST", path, json=step_up())).status_code == 201


async def test_a_whole_step_up_keeps_the_rules_and_shows_in_the_history(api: Api) -> None:
    _, one = await _begun(api)
    assert (await api.call("GET", one)).headers["ETag"] == '"v1"'
    prepared = await api.call("POST", one + "/preparations", json=preparation(), version=1)
    assert prepared.status_code == 200, prepared.text
    talked = await api.call("POST", one + "/talks", json=talk(), version=2)
    assert talked.json()["talks"] == [{"held_on": "2026-11-19", "people": PEOPLE, "note": "Foreslår et stille rum."}]
    agreed = await api.call("POST", one + "/agreement", json=agreement(), version=3)
    assert agreed.status_code == 200, agreed.text
    assert agreed.json()["answers"] == ANSWERS
    assert agreed.json()["findings"] == []
    assert agreed.json() == (await api.call("GET", one)).json()
    assert not {each for each in await _broken(api) if each.startswith("fsm_stepup")}
    assert (await api.call("POST", one + "/talks", json=talk(), version=3)).status_code == 412
    assert (await api.call("POST", one + "/talks", json=talk())).status_code == 428
    history = await api.call("GET", one + "/history")
    assert [each["version"] for each in history.json()["items"]] == [1, 2, 3, 4]
    stored = await everything_stored(api)
    for secret in ("stille rum", "Smertehåndtering", "fem kilo"):
        assert secret not in history.text
        assert secret not in stored


@pytest.mark.parametrize(
    ("rule", "steps"),
    [
        pytest.param(
            "fsm_stepup_docs_health",
            [("preparations", preparation(documents=HEALTH_DOCUMENTS[:2]))],
            marks=pytest.mark.rule("fsm_stepup_docs_health"),
        ),
        pytest.param(
            "fsm_stepup_people",
            [("talks", talk(people=PEOPLE[:3]))],
            marks=pytest.mark.rule("fsm_stepup_people"),
        ),
        pytest.param(
            "fsm_stepup_talks",
            [("talks", talk())] * 3,
            marks=pytest.mark.rule("fsm_stepup_talks"),
        ),
        pytest.param("fsm_stepup_talks", [("agreement", agreement())], marks=pytest.mark.rule("fsm_stepup_talks")),
        pytest.param(
            "fsm_stepup_agreement",
            [("talks", talk()), ("agreement", agreement(answers={"when": "Fredag"}))],
            marks=pytest.mark.rule("fsm_stepup_agreement"),
        ),
        pytest.param(
            "fsm_child_job",
            [("talks", talk()), ("agreement", agreement(children_over_13=True))],
            marks=pytest.mark.rule("fsm_child_job"),
        ),
    ],
)
async def test_a_rule_that_is_not_kept_is_told_and_the_record_is_kept(
    api: Api, rule: str, steps: list[tuple[str, dict[str, Any]]]
) -> None:
    _, one = await _begun(api)
    for number, (path, body) in enumerate(steps, start=1):
        answer = await api.call("POST", f"{one}/{path}", json=body, version=number)
        assert answer.status_code == 200, answer.text
        told = _told(answer.json())
        assert (rule in told) is (number == len(steps)), told
    assert rule in await _broken(api)


async def test_asking_about_the_children_keeps_the_rule(api: Api) -> None:
    _, one = await _begun(api)
    await api.call("POST", one + "/talks", json=talk(), version=1)
    body = agreement(children_over_13=True, child_job_asked_on="2026-11-19")
    assert _told((await api.call("POST", one + "/agreement", json=body, version=2)).json()) == []


async def test_what_was_agreed_counts_in_matching_and_what_was_dropped_no_longer(api: Api) -> None:
    await legal_basis(api)
    case, one = await _begun(api)
    both = [{"dimension": "lifting", "level": 1}, {"dimension": "noise", "level": 0}]
    agreed = await api.call("POST", one + "/agreement", json=agreement(considerations=both), version=1)
    kept = agreed.json()["considerations"][0]["consideration_id"]
    profile = (await api.call("POST", f"/v1/cases/{case['id']}/matching-profile")).json()
    assert {each["dimension"]: each["level"] for each in profile["tolerances"]} == {"lifting": 1, "noise": 0}
    again = await api.call("POST", one + "/agreement", json=agreement(considerations=both[:1]), version=2)
    assert [each["consideration_id"] for each in again.json()["considerations"]] == [kept]
    effective = (await api.call("GET", f"/v1/citizens/{case['citizen_id']}/considerations/effective")).json()["items"]
    assert [(each["dimension"], each["source"], each["id"]) for each in effective] == [("lifting", "step-up", kept)]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"started_by": "canary"}, "body.started_by"),
        ({"because": []}, "body.because"),
        ({"because": ["health", "health"]}, "body.because"),
        ({"because": ["canary"]}, "body.because.0"),
        ({"started_on": "2026-11-24"}, "body.started_on"),
        ({"started_on": "2026-11-01"}, "body.started_on"),
    ],
)
@pytest.mark.rule("fsm_stepup_trigger")
async def test_a_wrong_trigger_is_named_and_nothing_is_written(api: Api, changes: dict[str, Any], field: str) -> None:
    case = await _case(api)
    answer = await api.call("POST", f"/v1/cases/{case['id']}/step-ups", json=step_up(**changes))
    assert answer.status_code == 422, answer.text
    assert [each["field"] for each in answer.json()["errors"]] == [field]
    assert "canary" not in answer.text
    assert await count(api, "step_up_effort") == 0


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("preparations", preparation(barrier="family"), "body.barrier"),
        ("preparations", preparation(documents=["canary"]), "body.documents"),
        ("preparations", preparation(on="2026-11-24"), "body.on"),
        ("talks", talk(people=["canary"]), "body.people"),
        ("talks", talk(held_on="2026-11-17"), "body.held_on"),
        ("agreement", agreement(answers={"canary": "x"}), "body.answers"),
        ("agreement", agreement(answers={"children-over-13": "x"}), "body.answers"),
        (
            "agreement",
            agreement(considerations=[{"dimension": "canary", "level": 1}]),
            "body.considerations.0.dimension",
        ),
        ("agreement", agreement(child_job_asked_on="2026-11-24"), "body.child_job_asked_on"),
        ("agreement", agreement(agreed_on="2027-11-20"), "body"),
    ],
)
async def test_a_wrong_field_of_a_step_is_named(api: Api, path: str, body: dict[str, Any], field: str) -> None:
    _, one = await _begun(api)
    answer = await api.call("POST", f"{one}/{path}", json=body, version=1)
    assert answer.status_code == 422, answer.text
    assert [each["field"] for each in answer.json()["errors"]] == [field]
    assert "canary" not in answer.text
    assert (await api.call("GET", one)).json()["version"] == 1


async def test_the_trigger_is_corrected_within_the_consent(api: Api) -> None:
    case = await open_case(api)
    await consented(api, case["citizen_id"], categories=["health-documents"])
    made = await api.make(f"/v1/cases/{case['id']}/step-ups", "job-broker", step_up())
    one = f"/v1/cases/{case['id']}/step-ups/{made['id']}"
    changed = await api.call("PATCH", one, json={"started_by": "by-caseworker"}, version=1)
    assert changed.json()["started_by"] == "by-caseworker"
    assert (await api.call("PATCH", one, json={"because": ["family"]}, version=2)).status_code == 409


async def test_not_every_programme_has_step_up_and_events_are_not_recorded_past_it(api: Api) -> None:
    jobfirst = await _case(api, programme="jobfirst", cohort="cash-benefit")
    answer = await api.call("POST", f"/v1/cases/{jobfirst['id']}/step-ups", json=step_up())
    assert answer.json()["type"].endswith("/no-step-up-in-programme")


async def test_a_step_up_is_no_plain_event(api: Api) -> None:
    case = await _case(api)
    for kind in ("step-up", "step-up-talk", "step-up-agreement", "step-up-prepared-health", "child-job-asked"):
        answer = await api.call("POST", f"/v1/cases/{case['id']}/events", json={"kind": kind, "on": "2026-11-20"})
        assert [each["field"] for each in answer.json()["errors"]] == ["body.kind"]


async def test_a_repeated_key_begins_once_and_strangers_see_nothing(api: Api) -> None:
    case = await _case(api)
    path = f"/v1/cases/{case['id']}/step-ups"
    first = await api.call("POST", path, json=step_up(), key="key-one-of-mine")
    assert first.content == (await api.call("POST", path, json=step_up(), key="key-one-of-mine")).content
    one = f"{path}/{first.json()['id']}"
    assert (await api.call("GET", one, municipality=NORDDJURS)).status_code == 404
    for role in ("administrator", "mentor", "project-manager", "job-consultant"):
        assert (await api.call("GET", one, role)).status_code == 403
    await api.call("GET", path)
    await api.call("GET", one)
    actions = [each["action"] for each in await audit_events(api)]
    assert [actions.count(f"step-up:{each}") for each in ("create", "list", "read")] == [1, 1, 1]
