"""Places that changed behind the matcher's back are found and put right; another feed is noticed."""

import asyncio
from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import text

from local_stack.databases import ServiceDatabase
from matcher.catalogue.drift import block_of, checksums_of
from matcher.catalogue.drift_command import compare
from matcher.settings import MatcherSettings
from matcher.synthetic import MUNICIPALITY
from rettematch.database import Database, DataScope
from rettematch.tokens import OidcSettings
from tests.matcher.case_api_standin import CLIENT_SECRET, CaseApiStandin
from tests.matcher.catalogue.test_feed import changed, expected, lists
from tests.matcher.conftest import ISSUER, RunningMatcher, StartMatcher
from tests.matcher.ranking.test_rankings_api import profile_with
from tests.matcher.ranking.worlds import small_world

PLACES = small_world(51, 60)


async def behind_its_back(database: ServiceDatabase, statement: str) -> None:
    owner = Database(database.owner_url, application_name="test", pool_size=1)
    async with owner.transaction(DataScope(MUNICIPALITY)) as session:
        done = await (await session.connection()).execute(text(statement))
        assert done.rowcount == 1
    await owner.close()


MEDDLING = {
    "older": "update catalogue_place set version = 1, snapshot = jsonb_set(snapshot, '{version}', '1')",
    "newer": "update catalogue_place set version = 99, snapshot = jsonb_set(snapshot, '{version}', '99')",
    "gone": "delete from catalogue_place",
    "another": "update catalogue_place set place_id = gen_random_uuid()",
}


@pytest.mark.parametrize("kind", MEDDLING)
async def test_a_place_changed_behind_the_matchers_back_is_put_right_here_and_in_its_database(
    start_matcher: StartMatcher, case_api: CaseApiStandin, matcher_database: ServiceDatabase, kind: str
) -> None:
    newest = [changed(PLACES[0], 2, open=True, seats=9), *PLACES[1:]]
    case_api.publish(*PLACES, newest[0])
    async with start_matcher() as first:
        await first.caught_up()
        await first.until(lambda: case_api.comparisons == 1)
        right = lists(first)
    await behind_its_back(matcher_database, f"{MEDDLING[kind]} where place_id = '{PLACES[0].place_id}'")
    async with start_matcher() as second:
        await second.until(lambda: case_api.comparisons == 2)
        columns = second.catalogue
        await second.until(lambda: columns.of(MUNICIPALITY).version_of(PLACES[0].place_id) == 2)
        await second.until(lambda: len(columns.of(MUNICIPALITY)) == len(PLACES))
        assert lists(second) == right == expected(newest)
    case_api.stop()
    async with start_matcher() as third:
        await third.until(lambda: third.catalogue.usable)
        assert lists(third) == right


async def test_alike_places_are_left_alone(matcher: RunningMatcher) -> None:
    matcher.case_api.publish(*PLACES)
    await matcher.caught_up()
    columns = matcher.catalogue.of(MUNICIPALITY)
    await matcher.until(lambda: matcher.case_api.comparisons > 0)
    await asyncio.sleep(0.05)
    assert matcher.catalogue.of(MUNICIPALITY) is columns


def other_identity(case_api: CaseApiStandin) -> None:
    case_api.reset(*PLACES[30:])
    case_api.publish(*(changed(place, 2) for place in PLACES[30:]))  # its cursors are beyond those of before


def set_back(case_api: CaseApiStandin) -> None:
    same = case_api.feed_id
    case_api.reset(*PLACES[30:])
    case_api.feed_id = same


@pytest.mark.parametrize("reset", [other_identity, set_back])
async def test_another_feed_is_noticed_and_read_from_its_beginning(
    matcher: RunningMatcher, reset: Callable[[CaseApiStandin], None]
) -> None:
    matcher.case_api.publish(*PLACES)
    await matcher.caught_up()
    case_id = matcher.case_of(profile_with())
    before = (await matcher.call("POST", "/v1/rankings", json={"case_id": str(case_id)})).json()
    reset(matcher.case_api)
    await matcher.until(lambda: matcher.catalogue.feed.epoch == 2)
    await matcher.caught_up()
    assert len(matcher.catalogue.of(MUNICIPALITY)) == 30
    assert lists(matcher) == expected(PLACES[30:])
    after = (await matcher.call("POST", "/v1/rankings", json={"case_id": str(case_id)})).json()
    for run in (before, after):
        found = (await matcher.call("GET", f"/v1/runs/{run['run_id']}/replay")).json()
        assert found["identical"], found
        assert found["places"] == run["considered"]


async def test_the_command_says_which_blocks_differ(
    matcher: RunningMatcher, matcher_database: ServiceDatabase, capsys: pytest.CaptureFixture[str], jwks_file: object
) -> None:
    matcher.case_api.publish(*PLACES)
    await matcher.caught_up()
    url = matcher.case_api.url
    settings = MatcherSettings(
        database_url=matcher_database.app_url, case_api_url=url, client_secret=CLIENT_SECRET, pool_size=2
    )
    oidc = OidcSettings(issuer=ISSUER, jwks=str(jwks_file), token_url=f"{url}/token")
    assert await compare(settings, oidc) == 0
    assert "60 kept places" in capsys.readouterr().out
    await behind_its_back(matcher_database, f"{MEDDLING['gone']} where place_id = '{PLACES[0].place_id}'")
    assert await compare(settings, oidc) == 1
    assert f"{MUNICIPALITY}  block {block_of(PLACES[0].place_id)} differs" in capsys.readouterr().out


def test_a_checksum_is_of_id_and_version() -> None:
    place = UUID("0192f0c1-2a3b-7c4d-8e5f-0000000000aa")
    assert checksums_of({"0706": [(place, 1)]}) != checksums_of({"0706": [(place, 2)]})
    assert list(checksums_of({"0706": [(place, 1)]})) == [("0706", 0xAA)]
