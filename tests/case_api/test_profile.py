"""The matching profile: what the matcher may know, and no more."""

import json
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
from hypothesis import given
from hypothesis import strategies as st

from case_api.citizens.models import Benefit, Citizen, MatchGroup
from case_api.citizens.profile import profile_of
from case_api.citizens.rules import Effective, Statement
from case_api.citizens.sealing import CitizenSeal
from rettematch.contracts.matching import LegalBasis, MatchingProfile
from rettematch.languages import LanguageLevel
from rettematch.sealing import load_master_keys, unwrap_key
from tests.case_api.audit_trail import events, everything_stored
from tests.case_api.bodies_cases import LEGAL_BASIS, open_case
from tests.case_api.bodies_citizens import (
    A_SKILL,
    CANTEEN_COOK,
    CPR,
    KITCHEN_HELPER,
    consideration,
    cv_entry,
    job_goal,
    skill,
)
from tests.case_api.conftest import SYDDJURS, Api
from tests.case_api.placed_rows import MORNING, place_somewhere

CANARIES = ("canary", CPR, CPR[:6], "Sørensen", "Skolegade", "6101900006")


async def _full_case(api: Api) -> tuple[str, str]:
    """A case whose citizen has something of everything."""
    made = await open_case(api)
    citizen = f"/v1/citizens/{made['citizen_id']}"
    await api.make(citizen + "/job-goals", "caseworker", job_goal(rank=2, text="canary"))
    await api.make(citizen + "/job-goals", "caseworker", job_goal(rank=1, occupation=CANTEEN_COOK, text="canary"))
    await api.make(citizen + "/job-goals", "caseworker", job_goal(occupation=None, text="canary unlinked"))
    await api.make(citizen + "/skills", "caseworker", skill())
    await api.make(citizen + "/cv-entries", "caseworker", cv_entry(text="canary"))
    await api.make(citizen + "/considerations", "caseworker", consideration(level=1))
    await api.make(citizen + "/considerations", "caseworker", consideration(dimension="noise", level=0))
    return f"/v1/cases/{made['id']}/matching-profile", citizen


async def test_the_profile_holds_goals_skills_and_reach_under_a_random_subject(api: Api) -> None:
    path, _ = await _full_case(api)
    answer = await api.call("POST", path, "job-consultant")
    assert answer.status_code == 200, answer.text
    profile = MatchingProfile.model_validate_json(answer.content)
    assert [(goal.uri, goal.rank) for goal in profile.goals] == [(CANTEEN_COOK, 1), (KITCHEN_HELPER, 2)]
    assert profile.skills == (A_SKILL,)
    assert profile.packages == ("kitchen", "cleaning")
    assert [(each.postcode, each.band) for each in profile.reach] == [("8410", 0), ("8550", 1), ("8560", 1)]
    further = {each.postcode: (each.band, each.further_km) for each in profile.beyond_reach}
    assert further["8400"] == (2, 5)
    assert {step for _, step in further.values()} == {5, 10}
    assert not further.keys() & {each.postcode for each in profile.reach}
    assert profile.as_of == date(2026, 11, 23)
    assert (profile.hours_per_day_max, profile.hours_per_week_max) == (3, 12)
    again = MatchingProfile.model_validate_json((await api.call("POST", path, "job-consultant")).content)
    assert again.subject != profile.subject
    assert again.model_copy(update={"subject": profile.subject}) == profile


async def test_nothing_that_tells_who_the_citizen_is_stands_in_the_profile(api: Api) -> None:
    path, citizen = await _full_case(api)
    await api.call("POST", "/v1/municipality/legal-bases", "administrator", json=LEGAL_BASIS)
    text = (await api.call("POST", path)).text
    assert not [canary for canary in (*CANARIES, citizen.rsplit("/", 1)[1], path.split("/")[3]) if canary in text]


async def test_considerations_are_given_only_under_a_legal_basis_in_force(api: Api) -> None:
    path, _ = await _full_case(api)

    async def tolerances() -> list[dict[str, object]] | None:
        found: list[dict[str, object]] | None = (await api.call("POST", path)).json()["tolerances"]
        return found

    assert await tolerances() is None
    later = LEGAL_BASIS | {"in_force_from": "2026-11-24", "in_force_until": "2026-11-25"}
    assert (await api.call("POST", "/v1/municipality/legal-bases", "administrator", json=later)).status_code == 201
    assert await tolerances() is None
    api.clock.advance(days=1)
    assert await tolerances() == [
        {"dimension": "lifting", "level": 1, "expired": False},
        {"dimension": "noise", "level": 0, "expired": False},
    ]
    api.clock.advance(days=2)
    assert await tolerances() is None


async def test_a_legal_basis_for_something_else_opens_no_considerations(api: Api) -> None:
    path, _ = await _full_case(api)
    other = LEGAL_BASIS | {"category": "goals"}
    await api.call("POST", "/v1/municipality/legal-bases", "administrator", json=other)
    profile = (await api.call("POST", path)).json()
    assert profile["tolerances"] is None
    assert [basis["category"] for basis in profile["legal_bases"]] == ["goals"]


async def test_ended_goals_and_withdrawn_considerations_are_left_out(api: Api) -> None:
    path, citizen = await _full_case(api)
    await api.call("POST", "/v1/municipality/legal-bases", "administrator", json=LEGAL_BASIS)
    goal = (await api.call("GET", citizen + "/job-goals")).json()["items"][0]
    end = {"ended_on": "2026-11-23", "reason": "canary"}
    await api.call("POST", f"{citizen}/job-goals/{goal['id']}/end", json=end, version=1)
    stated = (await api.call("GET", citizen + "/considerations")).json()["items"][0]
    await api.call("POST", f"{citizen}/considerations/{stated['id']}/withdraw", version=1)
    profile = (await api.call("POST", path)).json()
    assert [each["uri"] for each in profile["goals"]] == [KITCHEN_HELPER]
    assert [each["dimension"] for each in profile["tolerances"]] == ["noise"]


async def test_a_disclosure_is_audited_and_kept_sealed_for_replay(api: Api, key_file: Path) -> None:
    path, citizen = await _full_case(api)
    await api.call("POST", "/v1/municipality/legal-bases", "administrator", json=LEGAL_BASIS)
    profile = (await api.call("POST", path, "job-consultant")).json()
    [event] = await events(api, "case:disclose-profile")
    assert str(event["citizen_id"]) == citizen.rsplit("/", 1)[1]
    assert str(event["subject_id"]) == profile["subject"]
    assert str(event["actor_id"]) == api.staff[SYDDJURS, "job-consultant"]
    stored = await everything_stored(api)
    assert profile["subject"] in stored
    assert "tolerances" not in stored
    assert await _replayed(api, citizen.rsplit("/", 1)[1], profile["subject"], key_file) == profile


async def _replayed(api: Api, citizen_id: str, subject: str, key_file: Path) -> object:
    """The kept profile, opened with the citizen's own key."""
    connection = await asyncpg.connect(api.database.owner_url)
    try:
        async with connection.transaction():
            await connection.execute("select set_config('app.municipality', $1, true)", SYDDJURS)
            wrapped = await connection.fetchval("select data_key from citizen where id = $1", UUID(citizen_id))
            sealed = await connection.fetchval("select profile_sealed from disclosure where id = $1", UUID(subject))
    finally:
        await connection.close()
    keys = load_master_keys(key_file)
    seal = CitizenSeal(SYDDJURS, unwrap_key(keys, wrapped, f"{SYDDJURS}:citizen:{citizen_id}"))
    return json.loads(seal.open(sealed, "disclosure", UUID(subject), "profile_sealed"))


async def test_employers_to_avoid_are_part_of_the_profile(api: Api) -> None:
    path, citizen = await _full_case(api)
    placed = await place_somewhere(api, path.split("/")[3])
    answer = await api.call("PATCH", citizen, json={"avoided_employers": [placed.employer_id]}, version=1)
    assert answer.status_code == 200, answer.text
    assert (await api.call("POST", path)).json()["avoided_employers"] == [placed.employer_id]


async def test_a_closed_case_gives_no_profile(api: Api) -> None:
    path, _ = await _full_case(api)
    close = {"closed_on": "2026-11-23", "outcome": "other"}
    await api.call("POST", path.replace("matching-profile", "close"), json=close, version=1)
    answer = await api.call("POST", path)
    assert answer.status_code == 409
    assert answer.json()["type"] == "/problems/case-closed"
    assert await events(api, "case:disclose-profile") == []


async def test_roles_outside_the_case_work_get_no_profile(api: Api) -> None:
    path, _ = await _full_case(api)
    for role in ("mentor", "administrator"):
        assert (await api.call("POST", path, role)).status_code == 403


def _row(name: str = "Åse Sørensen", cpr_index: bytes = b"1") -> Citizen:
    return Citizen(
        municipality_code=SYDDJURS, data_key=b"", cpr_sealed=b"", cpr_index=cpr_index, name=name, postcode="8410",
        benefit=Benefit.CASH_BENEFIT, match_group=MatchGroup.JOB_READY, danish_spoken=LanguageLevel.B1,
        danish_read=LanguageLevel.A2, other_languages=[], hours_per_day_max=4, hours_per_week_max=20,
        days=["fri", "mon"], earliest_start="07:00", latest_end="15:00", travel_km=20, schemes=["internship"],
        packages=[], certificates=[], avoided_employers=[],
        created_at=MORNING, updated_at=MORNING,
    )  # fmt: skip


BASIS = LegalBasis(category="considerations", citation="Syntetisk hjemmel", in_force_from=date(2026, 1, 1))


@given(
    st.dictionaries(st.sampled_from(["lifting", "noise", "pace", "alone"]), st.integers(0, 3)),
    st.text(min_size=1, max_size=20),
    st.binary(min_size=1, max_size=32),
)
def test_name_and_identity_never_change_the_profile(levels: dict[str, int], name: str, cpr_index: bytes) -> None:
    counting = [
        Effective(Statement(uuid4(), dimension, level, date(2026, 11, 1)), expired=False)
        for dimension, level in levels.items()
    ]
    subject = uuid4()
    one, other = (
        profile_of(
            row,
            subject=subject,
            today=date(2026, 11, 23),
            goals=[],
            skills=[],
            considerations=counting,
            legal_bases=[BASIS],
        )
        for row in (_row(), _row(name, cpr_index))
    )
    assert one == other
    assert one.tolerances is not None
    assert {each.dimension: each.level for each in one.tolerances} == levels
    assert [day.value for day in one.days] == ["mon", "fri"]
