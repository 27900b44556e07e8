"""Who has which part in a case: named, handed over, ended, and never two at a time."""

import asyncio
from typing import Any

import pytest

from rettematch.contracts.cases import CaseFacts, EventKind
from rettematch.programmes.reviews import review
from tests.case_api.audit_trail import events as audit_events
from tests.case_api.bodies_cases import open_case
from tests.case_api.bodies_employers import contact, employer
from tests.case_api.bodies_people import another, name
from tests.case_api.conftest import NORDDJURS, SYDDJURS, Api
from tests.case_api.rows import count

WHY = "Borgeren og støttepersonen kender hinanden privat."


async def _case(api: Api, **changes: Any) -> str:
    return str((await open_case(api, **changes))["id"])


async def _facts(api: Api) -> CaseFacts:
    found = [each["data"] for each in (await api.feed())["items"] if each["entity"] == "case"]
    return CaseFacts.model_validate(found[-1])


async def _present(api: Api, case_id: str, part: str) -> dict[str, Any]:
    people = (await api.call("GET", f"/v1/cases/{case_id}/people")).json()["items"]
    [found] = [each for each in people if each["part"] == part and each["to_date"] is None]
    return dict(found)


async def test_the_case_brings_its_caseworker_and_broker_along(api: Api) -> None:
    case_id = await _case(api)
    people = (await api.call("GET", f"/v1/cases/{case_id}/people")).json()
    assert [(each["part"], each["staff_id"], each["from_date"], each["to_date"]) for each in people["items"]] == [
        ("caseworker", api.staff[SYDDJURS, "caseworker"], "2026-11-02", None),
        ("job-broker", api.staff[SYDDJURS, "job-broker"], "2026-11-02", None),
    ]
    broker = people["continuity"][1]
    assert (broker["persons"], broker["since"], broker["changes"]) == (1, "2026-11-02", [])
    assert broker["unchanged_asked_by"] == "fsm_broker_each"
    assert people["continuity"][0]["unchanged_asked_by"] is None


async def test_a_support_person_is_named_handed_over_and_ended(api: Api) -> None:
    case_id = await _case(api, programme="jobfirst", cohort="cash-benefit")
    path = f"/v1/cases/{case_id}/people"
    made = await api.call("POST", path, json=name(api, from_date="2026-11-10"))
    assert made.status_code == 201, made.text
    one = f"{path}/{made.json()['id']}"
    read = await api.call("GET", one)
    assert (read.json(), read.headers["ETag"]) == (made.json(), '"v1"')
    assert made.json()["danish"] == "støtteperson"
    event = (await _facts(api)).events[0]
    assert (event.kind, event.on.isoformat()) == (EventKind.SUPPORT_PERSON, "2026-11-10")
    other = {"staff_id": api.staff[SYDDJURS, "mentor"], "from_date": "2026-11-20"}
    unexplained = await api.call("POST", one + "/hand-over", json=other, version=1)
    assert [each["field"] for each in unexplained.json()["errors"]] == ["body.reason"]
    handed = await api.call("POST", one + "/hand-over", json=other | {"reason": WHY}, version=1)
    assert handed.status_code == 200, handed.text
    assert (await api.call("GET", one)).json()["to_date"] == "2026-11-20"
    again = await api.call("POST", one + "/hand-over", json=other | {"reason": WHY}, version=2)
    assert again.json()["type"].endswith("/part-ended")
    assert (await api.call("POST", one + "/hand-over", json=other)).status_code == 428
    assert (await api.call("POST", one + "/hand-over", json=other, version=1)).status_code == 412
    second = f"{path}/{handed.json()['id']}"
    ended = await api.call("POST", second + "/end", json={"reason": "Slut"}, version=1)
    assert (ended.json()["to_date"], ended.json()["end_reason"]) == ("2026-11-23", "Slut")
    history = (await api.call("GET", second + "/history")).json()["items"]
    assert [each["version"] for each in history] == [1, 2]
    assert "Slut" not in str(history)
    assert [each.on.isoformat() for each in (await _facts(api)).events] == ["2026-11-10", "2026-11-20"]


@pytest.mark.parametrize(("named_on", "broken"), [("2026-11-16", False), ("2026-11-17", True)])
@pytest.mark.rule("jf_support_before_start")
async def test_the_support_person_is_named_before_the_first_activity(api: Api, named_on: str, broken: bool) -> None:
    case_id = await _case(api, programme="jobfirst", cohort="cash-benefit")
    await api.make(f"/v1/cases/{case_id}/events", "caseworker", {"kind": "activity", "on": "2026-11-16"})
    found = {each.rule_id for each in review(await _facts(api), api.clock()).findings}
    assert "jf_support_before_start" in found
    await api.make(f"/v1/cases/{case_id}/people", "caseworker", name(api, from_date=named_on))
    found = {each.rule_id for each in review(await _facts(api), api.clock()).findings}
    assert ("jf_support_before_start" in found) is broken


async def test_a_support_person_is_not_recorded_as_an_event_by_itself(api: Api) -> None:
    case_id = await _case(api, programme="jobfirst", cohort="cash-benefit")
    answer = await api.call("POST", f"/v1/cases/{case_id}/events", json={"kind": "support-person", "on": "2026-11-20"})
    assert [each["field"] for each in answer.json()["errors"]] == ["body.kind"]


@pytest.mark.rule("fsm_broker_each")
async def test_the_case_and_the_parts_tell_the_same_broker_whichever_is_changed(api: Api) -> None:
    made = await open_case(api)
    path, other = f"/v1/cases/{made['id']}", await another(api, "job-broker")
    change = {"job_broker_id": other, "job_broker_reason": WHY}
    assert (await api.call("PATCH", path, json=change, version=1)).status_code == 200
    broker = await _present(api, made["id"], "job-broker")
    assert (broker["staff_id"], broker["from_date"], broker["reason"]) == (other, "2026-11-23", WHY)
    back = {"staff_id": made["job_broker_id"], "from_date": "2026-11-23", "reason": WHY}
    handed = await api.call("POST", f"{path}/people/{broker['id']}/hand-over", json=back, version=1)
    assert handed.status_code == 200, handed.text
    case = (await api.call("GET", path)).json()
    assert (case["job_broker_id"], case["job_broker_since"]) == (made["job_broker_id"], "2026-11-23")
    assert str((await _facts(api)).job_broker_id) == made["job_broker_id"]
    ended = await api.call("POST", f"{path}/people/{handed.json()['id']}/end", json={"reason": WHY}, version=1)
    assert ended.status_code == 200
    assert (await api.call("GET", path)).json()["job_broker_id"] is None
    assert "fsm_broker_each" in {each.rule_id for each in review(await _facts(api), api.clock()).findings}
    # Leaving the part empty in between is a change all the same.
    again = {"part": "job-broker", "staff_id": other}
    answer = await api.call("POST", f"{path}/people", json=again)
    assert [each["field"] for each in answer.json()["errors"]] == ["body.reason"]


async def test_continuity_tells_each_change_with_who_and_why(api: Api) -> None:
    made = await open_case(api)
    path, other = f"/v1/cases/{made['id']}", await another(api, "job-broker")
    change = {"job_broker_id": other, "job_broker_reason": WHY}
    await api.call("PATCH", path, "team-leader", json=change, version=1)
    broker = (await api.call("GET", path + "/people")).json()["continuity"][1]
    assert (broker["persons"], broker["since"]) == (2, "2026-11-23")
    [told] = broker["changes"]
    assert told == {
        "on": "2026-11-23",
        "from_person": made["job_broker_id"],
        "to_person": other,
        "changed_by": api.staff[SYDDJURS, "team-leader"],
        "reason": WHY,
        "reason_given": True,
    }
    seen = await api.call("GET", path + "/people", "project-manager")
    assert "privat" not in seen.text
    assert seen.json()["continuity"][1]["changes"][0]["reason_given"] is True


async def test_a_caseworker_is_handed_over_and_never_taken_away(api: Api) -> None:
    case_id = await _case(api)
    row = await _present(api, case_id, "caseworker")
    one = f"/v1/cases/{case_id}/people/{row['id']}"
    refused = await api.call("POST", one + "/end", json={"reason": WHY}, version=1)
    assert refused.json()["type"].endswith("/case-needs-caseworker")
    other = await another(api, "caseworker")
    assert (await api.call("POST", one + "/hand-over", json={"staff_id": other}, version=1)).status_code == 200
    assert (await api.call("GET", f"/v1/cases/{case_id}")).json()["caseworker_id"] == other
    assert str((await _facts(api)).caseworker_id) == other


async def test_one_person_has_a_part_at_a_time(api: Api) -> None:
    case_id = await _case(api)
    path = f"/v1/cases/{case_id}/people"
    assert (await api.call("POST", path, json=name(api))).status_code == 201
    again = await api.call("POST", path, json=name(api, staff_id=api.staff[SYDDJURS, "mentor"]))
    assert again.status_code == 409
    assert again.json()["type"].endswith("/part-taken")
    assert await count(api, "case_person") == 3


async def test_of_people_named_at_once_one_gets_the_part(api: Api) -> None:
    path = f"/v1/cases/{await _case(api)}/people"
    answers = await asyncio.gather(*(api.call("POST", path, json=name(api)) for _ in range(4)))
    assert sorted(each.status_code for each in answers) == [201, 409, 409, 409]


async def test_somebody_from_a_company_supports_the_citizen(api: Api) -> None:
    case_id = await _case(api, programme="jobfirst", cohort="cash-benefit")
    at = await api.make("/v1/employers", "job-consultant", employer(1))
    person = await api.make("/v1/contact-persons", "job-consultant", contact(at["id"], is_mentor=False))
    path = f"/v1/cases/{case_id}/people"
    body = {"part": "support-person", "contact_person_id": person["id"]}
    made = await api.call("POST", path, json=body)
    assert (made.status_code, made.json()["contact_person_id"]) == (201, person["id"])
    for part in ("mentor", "job-broker"):
        refused = await api.call("POST", path, json=body | {"part": part})
        assert [each["field"] for each in refused.json()["errors"]] == ["body.contact_person_id"]


NOBODY = "0193a000-0000-7000-8000-000000000000"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"part": "canary"}, "body.part"),
        ({"staff_id": NOBODY}, "body.staff_id"),
        ({"staff_id": None}, "body"),
        ({"contact_person_id": NOBODY}, "body"),
        ({"staff_id": None, "contact_person_id": NOBODY}, "body.contact_person_id"),
        ({"part": "mentor"}, "body.staff_id"),
        ({"from_date": "2026-11-24"}, "body.from_date"),
        ({"from_date": "2026-11-01"}, "body.from_date"),
        ({"canary": 1}, "body"),
    ],
)
async def test_a_wrong_field_is_named_and_nothing_is_written(api: Api, changes: dict[str, Any], field: str) -> None:
    path = f"/v1/cases/{await _case(api)}/people"
    answer = await api.call("POST", path, json=name(api, **changes))
    assert answer.status_code == 422, answer.text
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert NOBODY not in answer.text
    assert await count(api, "case_person") == 2


async def test_a_repeated_key_names_once_and_strangers_see_nothing(api: Api) -> None:
    path = f"/v1/cases/{await _case(api)}/people"
    first = await api.call("POST", path, json=name(api, reason=WHY), key="key-one-of-mine")
    again = await api.call("POST", path, json=name(api, reason=WHY), key="key-one-of-mine")
    assert first.content == again.content
    one = f"{path}/{first.json()['id']}"
    assert (await api.call("GET", one, municipality=NORDDJURS)).status_code == 404
    assert (await api.call("GET", one, "administrator")).status_code == 403
    assert (await api.call("POST", path, "mentor", json=name(api))).status_code == 403
    actions = [each["action"] for each in await audit_events(api)]
    assert actions.count("case-person:name") == 1
    await api.call("GET", path)
    await api.call("GET", one)
    actions = [each["action"] for each in await audit_events(api)]
    assert (actions.count("case-person:list"), actions.count("case-person:read")) == (1, 1)


async def test_a_closed_case_keeps_its_people(api: Api) -> None:
    case_id = await _case(api)
    close = {"closed_on": "2026-11-23", "outcome": "moved"}
    await api.call("POST", f"/v1/cases/{case_id}/close", json=close, version=1)
    answer = await api.call("POST", f"/v1/cases/{case_id}/people", json=name(api))
    assert answer.json()["type"].endswith("/case-closed")
