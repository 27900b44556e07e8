"""Earlier answers given again, from record, history and the profile as it was disclosed."""

import argparse
import random
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from local_stack.databases import ServiceDatabase
from matcher.catalogue.history import HistoryWalk
from matcher.runs import command
from matcher.runs.replay import first_difference
from matcher.synthetic import MUNICIPALITY
from rettematch.contracts.matching import Tolerance
from rettematch.contracts.places import PlaceSnapshot
from rettematch.database import Database, DataScope
from rettematch.identifiers import uuid7
from tests.matcher.conftest import OTHER_MUNICIPALITY, RunningMatcher, StartMatcher
from tests.matcher.ranking.test_rankings_api import profile_with
from tests.matcher.ranking.worlds import small_world

PLACES = small_world(41, 80)


async def ranked(matcher: RunningMatcher, number: int = 0) -> str:
    """A ranking of a citizen of its own; the run's id."""
    level = Tolerance(dimension="noise", level=1 + number % 2, expired=False)
    profile = profile_with(number, tolerances=(level,), subject=uuid7())
    case = matcher.case_of(profile)
    answer = await matcher.call("POST", "/v1/rankings", json={"case_id": str(case), "k": 5 + number % 20})
    assert answer.status_code == 200
    run_id: str = answer.json()["run_id"]
    return run_id


def changed(place: PlaceSnapshot, version: int, chance: random.Random) -> PlaceSnapshot:
    other = chance.choice(PLACES)
    changes = {"open": chance.random() < 0.7, "postcode": other.postcode, "demands": other.demands, "version": version}
    return place.model_copy(update=changes)


async def history(matcher: RunningMatcher, rounds: int = 6) -> list[str]:
    """Rankings, while places come and change between them."""
    chance = random.Random(7)
    runs = []
    for number in range(rounds):
        new = PLACES[10 * number : 10 * number + 10]
        matcher.case_api.publish(*new, *(changed(chance.choice(PLACES[:30]), number + 2, chance) for _ in range(8)))
        await matcher.caught_up()
        runs.append(await ranked(matcher, number))
    return runs


async def replayed(matcher: RunningMatcher, run_id: str, **options: Any) -> Any:
    return await matcher.call("GET", f"/v1/runs/{run_id}/replay", **options)


async def test_every_answer_is_given_again_though_places_changed_and_the_service_restarted(
    start_matcher: StartMatcher,
) -> None:
    async with start_matcher() as first:
        runs = await history(first)
        now = {run: (await first.call("GET", f"/v1/rankings/{run}")).json() for run in runs}
    assert len({each["result_sha256"] for each in now.values()}) == len(runs)
    async with start_matcher() as second:
        for run in runs:
            answer = await replayed(second, run)
            assert answer.status_code == 200
            found = answer.json()
            assert found["identical"], found
            assert found["replayed_sha256"] == found["recorded_sha256"] == now[run]["result_sha256"]
            assert found["first_difference"] is None
            assert found["places"] == now[run]["answer"]["considered"]


async def test_a_record_that_was_meddled_with_is_found_and_where(
    matcher: RunningMatcher, matcher_database: ServiceDatabase
) -> None:
    [run] = await history(matcher, 1)
    owner = Database(matcher_database.owner_url, application_name="test", pool_size=1)
    async with owner.transaction(DataScope(MUNICIPALITY)) as session:
        connection = await session.connection()
        await connection.execute(
            text("update ranking_run set result_sha256 = :other, answer = replace(answer, :now, :then)"),
            {"other": "0" * 64, "now": '"fitting":', "then": '"fitting":1'},
        )
    await owner.close()
    found = (await replayed(matcher, run)).json()
    assert (found["identical"], found["first_difference"]) == (False, "fitting")


async def test_what_stands_in_the_way_is_said(matcher: RunningMatcher) -> None:
    run = await ranked_with_places(matcher)
    [subject] = matcher.case_api.disclosed
    matcher.case_api.disclosed[subject] = matcher.case_api.disclosed[subject].model_copy(update={"tolerances": None})
    refused = await replayed(matcher, run)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/profile-changed")
    matcher.case_api.destroyed.add(subject)
    gone = await replayed(matcher, run)
    assert (gone.status_code, gone.json()["type"]) == (410, "/problems/profile-destroyed")
    assert (await replayed(matcher, run, municipality=OTHER_MUNICIPALITY)).status_code == 404
    assert (await replayed(matcher, "no-run")).status_code == 422


async def ranked_with_places(matcher: RunningMatcher) -> str:
    matcher.case_api.publish(*PLACES)
    await matcher.caught_up()
    return await ranked(matcher)


@pytest.mark.parametrize("statement", ["update place_history set version = 9", "delete from place_history"])
async def test_the_service_can_neither_change_nor_remove_a_version(
    matcher: RunningMatcher, matcher_database: ServiceDatabase, statement: str
) -> None:
    database = Database(matcher_database.app_url, application_name="test", pool_size=1)
    with pytest.raises(DBAPIError, match="permission denied"):
        async with database.transaction(DataScope(MUNICIPALITY)) as session:
            await (await session.connection()).execute(text(statement))
    await database.close()


async def test_history_is_walked_forward_only(matcher_database: ServiceDatabase) -> None:
    database = Database(matcher_database.app_url, application_name="test", pool_size=1)
    walk = HistoryWalk(database, MUNICIPALITY, 1)
    assert len(await walk.at("7.3")) == 0
    await walk.at("10.1")  # by number: as texts, 10 would come before 7
    await database.close()


@pytest.mark.parametrize(
    ("recorded", "replayed", "path"),
    [
        ({"a": [1, {"b": 2}]}, {"a": [1, {"b": 2}]}, None),
        ({"a": [1, {"b": 2}]}, {"a": [1, {"b": 3}]}, "a.1.b"),
        ({"a": [1]}, {"a": [1, 2]}, "a.1"),
        ({"a": 1}, {"b": 1}, "a"),
        ({"a": 1}, {"a": True}, "a"),
        ([], {}, "."),
    ],
)
def test_the_first_difference_is_named(recorded: object, replayed: object, path: str | None) -> None:
    assert first_difference(recorded, replayed) == path


def _options(**changes: Any) -> argparse.Namespace:
    return argparse.Namespace(**({"municipality": None, "sample": None, "seed": 0} | changes))


async def test_the_command_replays_what_the_tokens_open(
    matcher: RunningMatcher,
    matcher_database: ServiceDatabase,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    await history(matcher)
    for name, value in {
        "DATABASE_URL": matcher_database.app_url,
        "CASE_API_URL": matcher.case_api.url,
        "CLIENT_SECRET": "not used",
    }.items():
        monkeypatch.setenv(f"MATCHER_{name}", value)
    token = matcher.issuer.user_token("team-leader", now=datetime.now(UTC), municipality=MUNICIPALITY)
    mentor = matcher.issuer.user_token("mentor", now=datetime.now(UTC), municipality=MUNICIPALITY)
    assert await command._replay(_options(), [token]) == 0
    assert "6 identical, 0 different, 0 not replayed" in capsys.readouterr().out
    assert await command._replay(_options(sample=2), [token]) == 0
    assert "2 identical, 0 different, 0 not replayed" in capsys.readouterr().out
    assert await command._replay(_options(), [mentor]) == 1
    assert await command._replay(_options(municipality=OTHER_MUNICIPALITY), [token]) == 1
    capsys.readouterr()
    matcher.case_api.destroyed.add(next(iter(matcher.case_api.disclosed)))
    assert await command._replay(_options(), [token]) == 1
    assert "5 identical, 0 different, 1 not replayed" in capsys.readouterr().out


def test_the_command_needs_tokens(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delenv(command.TOKENS, raising=False)
    assert command._run(_options()) == 2
    assert command.TOKENS in capsys.readouterr().out
