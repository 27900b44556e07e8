"""The profile of an earlier run, fetched again."""

from datetime import UTC, datetime
from uuid import UUID

import httpx
import pytest

from matcher.runs.schemas import RunRecord
from matcher.runs.service import ProfileChanged, profile_of_run
from matcher.synthetic import MUNICIPALITY
from rettematch.clients.case_api import CaseApiClient
from rettematch.contracts.matching import MatchingProfile
from rettematch.disclosures import ProfileDestroyed
from rettematch.problems import NotFound
from tests.matcher.conftest import OTHER_MUNICIPALITY, RunningMatcher
from tests.matcher.runs.test_runs_api import PROFILE, made


async def fetched(matcher: RunningMatcher, run: RunRecord, municipality: str = MUNICIPALITY) -> MatchingProfile:
    token = matcher.issuer.user_token("job-broker", now=datetime.now(UTC), municipality=municipality)
    async with httpx.AsyncClient() as http:
        return await profile_of_run(CaseApiClient(http, matcher.case_api.url), token, run)


async def recorded(matcher: RunningMatcher) -> RunRecord:
    answer, _ = await made(matcher)
    run_id = UUID(answer["run_id"])
    return RunRecord.model_validate_json((await matcher.call("GET", f"/v1/rankings/{run_id}")).content)


async def test_it_is_what_was_used(matcher: RunningMatcher) -> None:
    assert await fetched(matcher, await recorded(matcher)) == PROFILE


async def test_another_profile_under_the_subject_is_refused(matcher: RunningMatcher) -> None:
    run = await recorded(matcher)
    matcher.case_api.disclosed[run.subject] = PROFILE.model_copy(update={"tolerances": None})
    with pytest.raises(ProfileChanged):
        await fetched(matcher, run)


async def test_a_destroyed_key_and_a_foreign_municipality_are_told_apart(matcher: RunningMatcher) -> None:
    run = await recorded(matcher)
    with pytest.raises(NotFound):
        await fetched(matcher, run, OTHER_MUNICIPALITY)
    matcher.case_api.destroyed.add(run.subject)
    with pytest.raises(ProfileDestroyed):
        await fetched(matcher, run)
