"""The record of each answer."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from local_stack.databases import ServiceDatabase
from matcher.ranking.answers import rank
from matcher.ranking.points import weights_on
from matcher.ranking.schemas import RankingRequest
from matcher.runs.canonical import canonical, sha256
from matcher.synthetic import MUNICIPALITY
from rettematch.contracts.matching import Tolerance
from rettematch.database import Database, DataScope
from rettematch.identifiers import uuid7
from tests.matcher.conftest import OTHER_MUNICIPALITY, RunningMatcher
from tests.matcher.ranking.test_rankings_api import profile_with
from tests.matcher.ranking.worlds import columns_of, small_world

PLACES = small_world(31, 80)
PROFILE = profile_with(tolerances=(Tolerance(dimension="noise", level=1, expired=False),))


async def made(matcher: RunningMatcher) -> tuple[dict[str, Any], UUID]:
    matcher.case_api.publish(*PLACES)
    await matcher.caught_up()
    case_id = matcher.case_of(PROFILE)
    response = await matcher.call("POST", "/v1/rankings", json={"case_id": str(case_id), "k": 7})
    assert response.status_code == 200
    answer: dict[str, Any] = response.json()
    return answer, case_id


async def test_the_record_holds_what_was_answered(matcher: RunningMatcher) -> None:
    answer, _ = await made(matcher)
    response = await matcher.call("GET", f"/v1/rankings/{answer['run_id']}", role="caseworker")
    assert response.status_code == 200
    record = response.json()
    assert record["answer"] == answer
    assert record["run_id"] == answer["run_id"]
    assert record["subject"] == str(PROFILE.subject)
    assert record["request"]["k"] == 7
    assert record["catalogue_cursor"] == answer["catalogue"]["cursor"]
    assert record["answer_sha256"] == sha256(canonical(answer))
    assert record["profile_sha256"] == sha256(canonical(PROFILE.model_dump(mode="json")))


async def test_the_same_profile_places_and_points_give_the_recorded_result_again(matcher: RunningMatcher) -> None:
    answer, case_id = await made(matcher)
    record = (await matcher.call("GET", f"/v1/rankings/{answer['run_id']}")).json()
    again = rank(PROFILE, columns_of(PLACES[::-1]), weights_on(PROFILE.as_of), RankingRequest(case_id=case_id, k=7))
    assert sha256(canonical(again.model_dump(mode="json"))) == record["result_sha256"]


async def test_neither_case_nor_profile_is_kept(matcher: RunningMatcher, matcher_database: ServiceDatabase) -> None:
    answer, case_id = await made(matcher)
    database = Database(matcher_database.app_url, application_name="test", pool_size=1)
    async with database.transaction(DataScope(MUNICIPALITY)) as session:
        connection = await session.connection()
        row = (await connection.execute(text("select row_to_json(ranking_run)::text from ranking_run"))).scalar_one()
    await database.close()
    assert answer["run_id"] in row
    assert str(case_id) not in row
    for kept_out in ("reach", "hours_per_day_max", "latest_end", PROFILE.skills[0] if PROFILE.skills else "tolerances"):
        assert f'"{kept_out}":' not in row


async def test_another_municipality_gets_the_answer_of_a_missing_run(matcher: RunningMatcher) -> None:
    answer, _ = await made(matcher)
    theirs = await matcher.call("GET", f"/v1/rankings/{answer['run_id']}", municipality=OTHER_MUNICIPALITY)
    missing = await matcher.call("GET", f"/v1/rankings/{uuid7()}", municipality=OTHER_MUNICIPALITY)
    assert theirs.status_code == missing.status_code == 404
    assert theirs.json() | {"instance": ""} == missing.json() | {"instance": ""}


@pytest.mark.parametrize("statement", ["update ranking_run set answer = '{}'", "delete from ranking_run"])
async def test_the_service_can_neither_change_nor_remove_a_record(
    matcher: RunningMatcher, matcher_database: ServiceDatabase, statement: str
) -> None:
    await made(matcher)
    database = Database(matcher_database.app_url, application_name="test", pool_size=1)
    with pytest.raises(DBAPIError, match="permission denied"):
        async with database.transaction(DataScope(MUNICIPALITY)) as session:
            await (await session.connection()).execute(text(statement))
    await database.close()


async def test_no_record_no_answer(matcher: RunningMatcher, matcher_database: ServiceDatabase) -> None:
    matcher.case_api.publish(*PLACES)
    await matcher.caught_up()
    owner = Database(matcher_database.owner_url, application_name="test", pool_size=1)
    async with owner.transaction(DataScope()) as session:
        await (await session.connection()).execute(text("alter table ranking_run rename to away"))
    await owner.close()
    response = await matcher.call("POST", "/v1/rankings", json={"case_id": str(matcher.case_of(PROFILE))})
    assert response.status_code == 500
    assert "ranking" not in response.json()
