"""Programmes as they hold in the caller's municipality, and the law."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from local_stack.tokens import Issuer
from rettematch.tokens import OidcSettings
from tests.case_api.audit_trail import events
from tests.case_api.conftest import NORDDJURS, Api, serving

EXAMPLES = Path(__file__).parents[2] / "deploy" / "rules"


@pytest.fixture
async def ruled(api: Api, oidc: OidcSettings, issuer: Issuer, key_file: Path) -> AsyncIterator[Api]:
    """The service started with the example of the docs."""
    async with serving(api.database, oidc, issuer, key_file, EXAMPLES) as found:
        yield found


async def read(api: Api, path: str = "", role: str = "mentor", municipality: str = "0706") -> dict[str, Any]:
    answer = await api.call("GET", f"/v1/programmes{path}", role, municipality)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_a_programme_shows_its_steps_and_its_rules_in_danish(ruled: Api) -> None:
    found = await read(ruled, "/flere-skal-med-2")
    assert [step["number"] for step in found["steps"]] == [1, 2, 3]
    assert found["reminder_at"] == "08:00"
    assert found["steps"][0]["exits"] == ["fsm_trin1_exit"]
    rules = {rule["id"]: rule for rule in found["rules"]}
    weekly = rules["fsm_weekly_until_match"]
    assert weekly["figures"][0].startswith("Hver uge indtil der er et match: jobformidlerens kontakt med borgeren")
    assert (weekly["kind"], weekly["kind_danish"], weekly["hard"]) == ("aim", "sigtemål", False)
    assert rules["fsm_group2_fast"]["in_force_to"] == "2026-06-30"


async def test_only_the_municipality_with_a_file_sees_its_own_rules(ruled: Api) -> None:
    own = {(rule["id"], rule["in_force_from"]) for rule in (await read(ruled, "/jobfirst"))["rules"] if rule["own"]}
    # The row that was in force before now has a last day, and so it is not as it was shipped either.
    assert own == {("jf_coord_need", None), ("jf_coord_need", "2026-10-01"), ("local_call_after_start", None)}
    others = (await read(ruled, "/jobfirst", municipality=NORDDJURS))["rules"]
    assert not any(rule["own"] for rule in others)
    counted = {each["id"]: each["own_rules"] for each in (await read(ruled))["items"]}
    assert counted == {"fleksjob-2": 0, "flere-skal-med-2": 2, "jobfirst": 3, "jobviften": 0, "stv": 0}


async def test_the_law_shows_its_weak_rows_as_switched_off(ruled: Api) -> None:
    rules = {rule["id"]: rule for rule in (await read(ruled, "/law"))["rules"]}
    assert {rule_id for rule_id, rule in rules.items() if not rule["enabled"]} == {"L3", "L11d", "L14", "L25"}
    assert rules["L5"]["figures"] == ["Højst 37 timer om ugen."]
    assert not any(rule["own"] for rule in rules.values())


async def test_reading_the_rules_touches_no_citizen_and_an_unknown_programme_is_not_found(ruled: Api) -> None:
    before = len(await events(ruled))
    await read(ruled, "/stv")
    assert len(await events(ruled)) == before
    assert (await ruled.call("GET", "/v1/programmes/canary")).status_code == 404
    assert (await ruled.call("GET", "/v1/programmes/Ikke%20et%20id")).status_code == 422
