"""The profiles of a team's waiting citizens: who is among them, for what, and whose a subject is."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, event

from case_api.cases.waiting import is_waiting
from rettematch.contracts.cases import CaseFacts
from rettematch.contracts.matching import MatchingProfile
from rettematch.identifiers import uuid7
from rettematch.programmes.definitions import programmes
from tests.case_api.audit_trail import events, everything_stored
from tests.case_api.bodies_cases import LEGAL_BASIS, case
from tests.case_api.bodies_citizens import KITCHEN_HELPER, citizen, consideration, job_goal, skill
from tests.case_api.conftest import NORDDJURS, SYDDJURS, Api
from tests.case_api.placed_rows import place_somewhere
from tests.case_api.rows import rows

READY = {"cv_begun_on": "2026-11-10", "ready_on": "2026-11-12"}
FILL_BASIS = LEGAL_BASIS | {"category": "fill"}
CPRS = [f"61019000{number:02}" for number in range(1, 90)]


async def make_team(api: Api, municipality: str = SYDDJURS, name: str = "Team Virksomhed") -> str:
    made: str = (await api.make("/v1/teams", "administrator", {"name": name}, municipality))["id"]
    return made


async def waiting_case(api: Api, team_id: str, number: int = 0, **changes: Any) -> dict[str, Any]:
    """A ready citizen with a running case of the team; `changes` are of the citizen."""
    person = await api.make("/v1/citizens", "caseworker", citizen(cpr=CPRS[number], **changes))
    return await api.make("/v1/cases", "caseworker", case(api, person["id"], team_id=team_id, **READY))


async def ask(api: Api, team_id: str, role: str = "caseworker", purpose: str = "outreach", **query: Any) -> Any:
    path = f"/v1/teams/{team_id}/waiting-profiles"
    return await api.call("POST", path, role, json={"purpose": purpose}, params=query)


async def profiles(api: Api, team_id: str, **options: Any) -> list[MatchingProfile]:
    answer = await ask(api, team_id, **options)
    assert answer.status_code == 200, answer.text
    return [MatchingProfile.model_validate(each) for each in answer.json()["items"]]


async def test_a_waiting_citizen_has_the_profile_that_the_case_alone_would_give(api: Api) -> None:
    team = await make_team(api)
    made = await waiting_case(api, team)
    of_citizen = f"/v1/citizens/{made['citizen_id']}"
    await api.make(of_citizen + "/job-goals", "caseworker", job_goal())
    await api.make(of_citizen + "/skills", "caseworker", skill())
    await api.make(of_citizen + "/considerations", "caseworker", consideration(level=1))
    await waiting_case(api, team, 1, travel_km=3)
    for basis in (None, LEGAL_BASIS):
        if basis is not None:
            await api.call("POST", "/v1/municipality/legal-bases", "administrator", json=basis)
        first, second = await profiles(api, team)
        alone = MatchingProfile.model_validate(
            (await api.call("POST", f"/v1/cases/{made['id']}/matching-profile")).json()
        )
        assert first.subject not in {alone.subject, second.subject}
        assert alone.beyond_reach, "only a ranking can ask what if"
        assert first == alone.model_copy(update={"subject": first.subject, "beyond_reach": ()})
        assert [goal.uri for goal in first.goals] == [KITCHEN_HELPER]
        assert second.goals == ()
        assert (first.tolerances is None) == (basis is None)


async def test_nothing_in_the_answer_names_a_case_or_a_person(api: Api) -> None:
    team = await make_team(api)
    made = await waiting_case(api, team)
    text = (await ask(api, team)).text
    assert not [each for each in (made["id"], made["citizen_id"], CPRS[0], "Sørensen", team) if each in text]


async def test_who_is_not_ready_placed_closed_protected_or_of_another_team_is_left_out(api: Api) -> None:
    team, other = await make_team(api), await make_team(api, name="Team Ung")
    waits = await waiting_case(api, team)
    placed, closed = await waiting_case(api, team, 1), await waiting_case(api, team, 2)
    await waiting_case(api, team, 3, address_protected=True)
    await waiting_case(api, other, 4)
    unready = await api.make("/v1/citizens", "caseworker", citizen(cpr=CPRS[5]))
    await api.make("/v1/cases", "caseworker", case(api, unready["id"], team_id=team))
    await place_somewhere(api, placed["id"])
    close = {"closed_on": "2026-11-23", "outcome": "other"}
    assert (await api.call("POST", f"/v1/cases/{closed['id']}/close", json=close, version=1)).status_code == 200
    [found] = await profiles(api, team)
    resolved = await api.call("GET", f"/v1/disclosures/{found.subject}/case")
    assert resolved.json()["case_id"] == waits["id"]


async def test_a_placement_in_another_case_counts_and_its_last_day_is_the_last_one(api: Api) -> None:
    team = await make_team(api)
    made = await waiting_case(api, team)
    elsewhere = case(api, made["citizen_id"], programme="jobfirst", started_on="2026-11-02")
    second = await api.make("/v1/cases", "caseworker", elsewhere)
    await place_somewhere(api, second["id"])
    assert await profiles(api, team) == []
    api.clock.advance(days=81)  # 12 February 2027, the last day of the placement
    assert await profiles(api, team) == []
    api.clock.advance(days=1)
    assert len(await profiles(api, team)) == 1


async def test_a_citizen_with_two_running_cases_of_the_team_is_there_once(api: Api) -> None:
    team = await make_team(api)
    made = await waiting_case(api, team)
    await api.make("/v1/cases", "caseworker", case(api, made["citizen_id"], programme="jobfirst", team_id=team))
    [found] = await profiles(api, team)
    resolved = await api.call("GET", f"/v1/disclosures/{found.subject}/case")
    assert resolved.json()["case_id"] == made["id"]


async def test_each_citizen_is_audited_with_the_purpose_and_each_profile_kept_sealed(api: Api) -> None:
    team = await make_team(api)
    made = [await waiting_case(api, team, number) for number in range(3)]
    found = await profiles(api, team, role="job-broker", purpose="assignment")
    audited = await events(api, "case:disclose-waiting")
    assert {str(each["citizen_id"]) for each in audited} == {each["citizen_id"] for each in made}
    assert {each["subject_id"] for each in audited} == {each.subject for each in found}
    assert {each["purpose"] for each in audited} == {"assignment"}
    assert len(audited) == 3
    kept = await rows(api, "select id, case_id, purpose from disclosure")
    assert {str(each["case_id"]) for each in kept} == {each["id"] for each in made}
    assert {each["purpose"] for each in kept} == {"assignment"}
    assert "tolerances" not in await everything_stored(api)


async def test_pages_hold_everybody_once(api: Api) -> None:
    team = await make_team(api)
    made = {(await waiting_case(api, team, number))["id"] for number in range(5)}
    cases: list[str] = []
    after: dict[str, str] = {}
    while True:
        answer = (await ask(api, team, limit=2, **after)).json()
        resolved = [await api.call("GET", f"/v1/disclosures/{each['subject']}/case") for each in answer["items"]]
        cases += [each.json()["case_id"] for each in resolved]
        if answer["pagination"]["next"] is None:
            break
        after = {"after": answer["pagination"]["next"]}
    assert len(cases) == 5
    assert set(cases) == made


async def test_ten_citizens_take_no_more_statements_than_one(api: Api) -> None:
    team, large = await make_team(api), await make_team(api, name="Team Stort")
    await waiting_case(api, team)
    for number in range(1, 11):
        made = await waiting_case(api, large, number)
        await api.make(f"/v1/citizens/{made['citizen_id']}/job-goals", "caseworker", job_goal())
    counts = []
    for each in (team, large):
        sent: list[str] = []
        listener = _counter(sent)
        event.listen(Engine, "before_cursor_execute", listener)
        await profiles(api, each)
        event.remove(Engine, "before_cursor_execute", listener)
        counts.append(len(sent))
    assert counts[0] == counts[1]


def _counter(sent: list[str]) -> Any:
    def count(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        sent.append(statement)

    return count


async def test_an_empty_team_gives_an_empty_page_and_one_event(api: Api) -> None:
    team = await make_team(api)
    assert await profiles(api, team) == []
    [found] = await events(api, "case:disclose-waiting")
    assert (found["citizen_id"], str(found["subject_id"])) == (None, team)


async def test_profiles_to_fill_a_seat_need_a_legal_basis_of_their_own(api: Api) -> None:
    team = await make_team(api)
    await waiting_case(api, team)
    await api.call("POST", "/v1/municipality/legal-bases", "administrator", json=LEGAL_BASIS)
    answer = await ask(api, team, purpose="fill")
    assert answer.status_code == 409
    assert answer.json()["type"] == "/problems/fill-not-allowed"
    assert await events(api, "case:disclose-waiting") == []
    await api.call("POST", "/v1/municipality/legal-bases", "administrator", json=FILL_BASIS)
    for role in ("caseworker", "job-broker"):
        [found] = await profiles(api, team, role=role, purpose="fill")
    for role in ("job-consultant", "team-leader", "project-manager"):
        assert (await ask(api, team, role, "fill")).status_code == 403
        hidden = await api.call("GET", f"/v1/disclosures/{found.subject}/case", role)
        assert hidden.status_code == 404
    assert (await api.call("GET", f"/v1/disclosures/{found.subject}/case", "job-broker")).status_code == 200


async def test_whose_a_subject_is_is_audited_and_for_case_workers_only(api: Api) -> None:
    team = await make_team(api)
    made = await waiting_case(api, team)
    [found] = await profiles(api, team)
    path = f"/v1/disclosures/{found.subject}/case"
    answer = await api.call("GET", path, "job-consultant")
    assert answer.json() == {
        "subject": str(found.subject),
        "case_id": made["id"],
        "purpose": "outreach",
        "disclosed_at": "2026-11-23T09:00:00Z",
    }
    [seen] = await events(api, "case:resolve-disclosure")
    assert (str(seen["citizen_id"]), seen["subject_id"]) == (made["citizen_id"], found.subject)
    for role in ("mentor", "administrator"):
        assert (await api.call("GET", path, role)).status_code == 403
    assert (await api.call("GET", path, municipality=NORDDJURS)).status_code == 404
    assert (await api.call("GET", f"/v1/disclosures/{uuid7()}/case")).status_code == 404


@pytest.mark.parametrize("body", [{}, {"purpose": "ranking"}, {"purpose": "canary"}, {"purpose": "fill", "more": 1}])
async def test_a_purpose_is_named_and_known(api: Api, body: dict[str, Any]) -> None:
    answer = await api.call("POST", f"/v1/teams/{await make_team(api)}/waiting-profiles", json=body)
    assert answer.status_code == 422
    assert "canary" not in answer.text


async def test_wrong_roles_and_other_municipalities_get_nothing(api: Api) -> None:
    team = await make_team(api)
    await waiting_case(api, team)
    for role in ("mentor", "administrator"):
        assert (await ask(api, team, role)).status_code == 403
    path = f"/v1/teams/{team}/waiting-profiles"
    theirs = await api.call("POST", path, municipality=NORDDJURS, json={"purpose": "outreach"})
    assert theirs.status_code == 404
    assert (await ask(api, str(uuid7()))).status_code == 404
    assert await events(api, "case:disclose-waiting") == []


def facts(**changes: Any) -> CaseFacts:
    given: dict[str, Any] = {
        "case_id": uuid7(), "version": 1, "municipality_code": SYDDJURS, "programme": "flere-skal-med-2",
        "started_on": date(2026, 11, 2), "closed_on": None, "caseworker_id": uuid7(), "job_broker_id": uuid7(),
        "job_broker_since": None, "cv_begun_on": date(2026, 11, 10), "ready_on": date(2026, 11, 12),
        "self_supporting_on": None, "conversations": (), "placements": (), "cohort": None, "events": (),
    }  # fmt: skip
    return CaseFacts(**given | changes)


@pytest.mark.parametrize(
    ("changes", "waits"),
    [
        ({}, True),
        ({"ready_on": None}, False),
        ({"cv_begun_on": None}, False),
        ({"ready_on": date(2026, 11, 24)}, False),
        ({"ready_on": date(2026, 11, 23)}, True),
        ({"self_supporting_on": date(2026, 11, 20)}, False),
    ],
)
def test_waiting_is_being_ready_without_a_job(changes: dict[str, Any], waits: bool) -> None:
    rules = programmes()["flere-skal-med-2"]
    assert is_waiting(rules, facts(**changes), datetime(2026, 11, 23, 9, 0, tzinfo=UTC)) is waits
