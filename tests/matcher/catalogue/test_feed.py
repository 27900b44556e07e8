"""Following the change feed: late, repeated, disordered, interrupted, and after a restart."""

import random

import pytest
from sqlalchemy import text

from local_stack.databases import ServiceDatabase
from matcher.synthetic import MUNICIPALITY
from rettematch.contracts.places import PlaceSnapshot
from rettematch.database import FEED_SCOPE, Database, DataScope
from tests.matcher.case_api_standin import CaseApiStandin
from tests.matcher.conftest import OTHER_MUNICIPALITY, RunningMatcher, StartMatcher
from tests.matcher.ranking.test_rankings_api import profile_with
from tests.matcher.ranking.worlds import columns_of, engine_answer, small_world

PLACES = small_world(21, 60)


def lists(matcher: RunningMatcher) -> object:
    """What is ranked for one citizen now, from the columns in memory."""
    return engine_answer(matcher.catalogue.of(MUNICIPALITY), profile_with(), 100, 100)


def expected(places: list[PlaceSnapshot]) -> object:
    return engine_answer(columns_of(places), profile_with(), 100, 100)


def changed(place: PlaceSnapshot, version: int, **changes: object) -> PlaceSnapshot:
    return place.model_copy(update={"version": version} | changes)


async def test_a_change_in_the_case_api_is_ranked_without_being_asked_for(matcher: RunningMatcher) -> None:
    matcher.case_api.publish(*PLACES)
    await matcher.caught_up()
    assert lists(matcher) == expected(PLACES)
    moved = [changed(PLACES[0], 2, postcode=PLACES[1].postcode), changed(PLACES[2], 2, open=False)]
    matcher.case_api.publish(*moved)
    await matcher.caught_up()
    assert lists(matcher) == expected([*moved, PLACES[1], *PLACES[3:]])


async def test_repeated_and_disordered_changes_leave_the_newest(matcher: RunningMatcher) -> None:
    newest = [changed(place, 3, seats=5, seats_taken=0) for place in PLACES]
    history = [*PLACES, *(changed(place, 2, open=False) for place in PLACES), *newest, *newest]
    random.Random(4).shuffle(history)
    for start in range(0, len(history), 17):
        matcher.case_api.publish(*history[start : start + 17])
        await matcher.caught_up()
    assert lists(matcher) == expected(newest)


async def test_a_restart_is_right_at_once_with_the_case_api_away(
    start_matcher: StartMatcher, case_api: CaseApiStandin
) -> None:
    case_api.publish(*PLACES)
    async with start_matcher() as first:
        await first.caught_up()
        before, cursor = lists(first), first.catalogue.cursor
    case_api.stop()
    async with start_matcher() as second:
        await second.until(lambda: second.catalogue.usable)
        assert (await second.call("GET", "/ready")).status_code == 200
        assert lists(second) == before
        assert second.catalogue.cursor == cursor
        status = second.catalogue.status(MUNICIPALITY)
        assert status.stale
        assert status.places == len(PLACES)


async def test_a_restart_goes_on_where_the_feed_was_left(start_matcher: StartMatcher, case_api: CaseApiStandin) -> None:
    case_api.publish(*PLACES[:40])
    async with start_matcher() as first:
        await first.caught_up()
    case_api.publish(*PLACES[40:], changed(PLACES[0], 2, open=False))
    async with start_matcher() as second:
        await second.caught_up()
        assert lists(second) == expected([changed(PLACES[0], 2, open=False), *PLACES[1:]])


async def test_the_case_api_going_away_needs_no_restart(matcher: RunningMatcher) -> None:
    matcher.case_api.publish(*PLACES)
    await matcher.caught_up()
    case_id = matcher.case_of(profile_with())
    matcher.case_api.stop()
    refused = await matcher.call("POST", "/v1/rankings", json={"case_id": str(case_id)})
    assert refused.status_code == 503
    assert refused.json()["type"] == "/problems/case-api-unavailable"
    assert "Retry-After" in refused.headers
    assert (await matcher.call("GET", "/ready")).status_code == 200
    matcher.case_api.publish(changed(PLACES[0], 2, open=False))
    matcher.case_api.start()
    await matcher.caught_up()
    answer = await matcher.call("POST", "/v1/rankings", json={"case_id": str(case_id)})
    assert answer.status_code == 200
    assert answer.json()["catalogue"]["stale"] is False


async def test_a_matcher_that_never_reached_the_feed_is_not_ready(
    start_matcher: StartMatcher, case_api: CaseApiStandin
) -> None:
    case_api.stop()
    async with start_matcher() as matcher:
        response = await matcher.call("GET", "/ready")
        assert response.status_code == 503
        assert (await matcher.call("GET", "/health")).status_code == 200
    case_api.start()
    async with start_matcher() as matcher:
        await matcher.caught_up()
        assert (await matcher.call("GET", "/ready")).status_code == 200


async def test_lag_counts_from_the_last_time_the_feed_was_read_to_its_end(matcher: RunningMatcher) -> None:
    matcher.case_api.publish(*PLACES)
    await matcher.caught_up()
    catalogue = matcher.catalogue
    now = catalogue._monotonic()
    catalogue._monotonic = lambda: now + 29
    assert not catalogue.status(MUNICIPALITY).stale
    catalogue._monotonic = lambda: now + 31
    status = catalogue.status(MUNICIPALITY)
    assert status.stale
    assert status.lag_seconds >= 29


async def test_a_place_that_cannot_be_understood_is_held_as_closed(matcher: RunningMatcher) -> None:
    demand = PLACES[0].demands[0].model_copy(update={"dimension": "weather"})
    strange = [changed(PLACES[0], 2, demands=(demand,)), changed(PLACES[1], 2, postcode="84100")]
    matcher.case_api.publish(*PLACES, *strange)
    await matcher.caught_up()
    shown = {place for found in lists(matcher)[:2] for place, _, _ in found}  # type: ignore[index]  # engine_answer's lists
    assert not {PLACES[0].place_id, PLACES[1].place_id} & shown
    assert len(matcher.catalogue.of(MUNICIPALITY)) == len(PLACES)


@pytest.fixture
async def app_database(matcher_database: ServiceDatabase) -> Database:
    return Database(matcher_database.app_url, application_name="test", pool_size=1)


async def test_kept_places_can_be_read_by_their_municipality_and_the_feed_only(
    matcher: RunningMatcher, app_database: Database
) -> None:
    others = [each.model_copy(update={"municipality_code": OTHER_MUNICIPALITY}) for each in small_world(22, 7)]
    matcher.case_api.publish(*PLACES, *others)
    await matcher.caught_up()
    counted = {}
    scopes = {"own": DataScope(MUNICIPALITY), "other": DataScope(OTHER_MUNICIPALITY), "feed": FEED_SCOPE}
    for name, scope in (scopes | {"none": DataScope()}).items():
        async with app_database.transaction(scope) as session:
            connection = await session.connection()
            counted[name] = (await connection.execute(text("select count(*) from catalogue_place"))).scalar_one()
    await app_database.close()
    assert counted == {"own": 60, "other": 7, "feed": 67, "none": 0}
