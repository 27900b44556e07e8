"""A profile as it was disclosed: for a replay, audited, and gone with the citizen's key."""

import asyncpg

from rettematch.contracts.matching import MatchingProfile
from rettematch.identifiers import uuid7
from tests.case_api.audit_trail import events
from tests.case_api.bodies_citizens import consideration, job_goal
from tests.case_api.conftest import NORDDJURS, SYDDJURS, Api
from tests.case_api.test_waiting_profiles import FILL_BASIS, make_team, profiles, waiting_case


async def test_the_profile_is_given_again_as_it_was_though_the_citizen_changed_and_the_case_is_closed(api: Api) -> None:
    made = await waiting_case(api, await make_team(api))
    given = (await api.call("POST", f"/v1/cases/{made['id']}/matching-profile")).json()
    of_citizen = f"/v1/citizens/{made['citizen_id']}"
    await api.make(of_citizen + "/job-goals", "caseworker", job_goal())
    await api.make(of_citizen + "/considerations", "caseworker", consideration(level=1))
    close = {"closed_on": "2026-11-23", "outcome": "other"}
    assert (await api.call("POST", f"/v1/cases/{made['id']}/close", json=close, version=1)).status_code == 200
    answer = await api.call("GET", f"/v1/disclosures/{given['subject']}", "team-leader")
    assert answer.status_code == 200
    assert answer.json() == given
    assert MatchingProfile.model_validate_json(answer.content).goals == ()


async def test_each_reading_is_audited_once_and_is_for_those_who_may_disclose(api: Api) -> None:
    made = await waiting_case(api, await make_team(api))
    subject = (await api.call("POST", f"/v1/cases/{made['id']}/matching-profile")).json()["subject"]
    path = f"/v1/disclosures/{subject}"
    for role in ("caseworker", "job-consultant"):
        assert (await api.call("GET", path, role)).status_code == 200
    audited = await events(api, "case:read-disclosure")
    assert [(str(each["citizen_id"]), str(each["subject_id"])) for each in audited] == [
        (made["citizen_id"], subject)
    ] * 2
    for role in ("mentor", "administrator"):
        assert (await api.call("GET", path, role)).status_code == 403
    assert (await api.call("GET", path, municipality=NORDDJURS)).status_code == 404
    assert (await api.call("GET", f"/v1/disclosures/{uuid7()}")).status_code == 404
    assert len(await events(api, "case:read-disclosure")) == 2


async def test_what_was_given_to_fill_a_seat_is_for_those_who_may_fill(api: Api) -> None:
    team = await make_team(api)
    await waiting_case(api, team)
    await api.call("POST", "/v1/municipality/legal-bases", "administrator", json=FILL_BASIS)
    [found] = await profiles(api, team, purpose="fill")
    path = f"/v1/disclosures/{found.subject}"
    assert (await api.call("GET", path, "team-leader")).status_code == 404
    assert (await api.call("GET", path, "job-broker")).status_code == 200


async def test_without_the_citizens_key_it_is_gone(api: Api) -> None:
    made = await waiting_case(api, await make_team(api))
    subject = (await api.call("POST", f"/v1/cases/{made['id']}/matching-profile")).json()["subject"]
    connection = await asyncpg.connect(api.database.owner_url)
    async with connection.transaction():
        await connection.execute("select set_config('app.municipality', $1, true)", SYDDJURS)
        done = await connection.execute("update citizen set data_key = ''::bytea")
    await connection.close()
    assert done == "UPDATE 1"
    answer = await api.call("GET", f"/v1/disclosures/{subject}")
    assert answer.status_code == 410
    assert answer.json()["type"] == "/problems/profile-destroyed"
