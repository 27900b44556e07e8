"""Time alone moves follow-ups on: whatever replica does it, however late, and whichever case fails."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from sqlalchemy import text

from case_api.app import create_app
from case_api.follow_ups.replanning import PLANNER_SCOPE, Planner, replan_due
from case_api.settings import CaseApiSettings, IdentifierSettings
from rettematch.programmes.rulebook import SHIPPED
from rettematch.sealing import MasterKeys, load_master_keys
from rettematch.tokens import OidcSettings
from tests.case_api.bodies_cases import conversation
from tests.case_api.bodies_placements import situation
from tests.case_api.conftest import NORDDJURS, SYDDJURS, Api
from tests.case_api.follow_up_rows import Row, app_database, check, lines, move_on, query, rows_of, searching


@pytest.fixture
def keys(key_file: Path) -> MasterKeys:
    return load_master_keys(key_file)


async def agreed(api: Api, case_id: str) -> Row:
    (row,) = [row for row in await check(api, case_id) if row["rule_id"] == "fsm_agreement"]
    return row


async def replan_at(api: Api, case_id: str) -> Any:
    (row,) = await query(api, 'select replan_at from "case" where id = $1', case_id)
    return row["replan_at"]


async def test_a_follow_up_is_planned_then_due_then_overdue_and_fulfilled_when_it_is_held(
    api: Api, key_file: Path
) -> None:
    there = await situation(api)
    taken = (await there.take()).json()
    case_id = there.case["id"]
    api.clock.now = datetime(2026, 12, 8, 8, 59, 59, tzinfo=UTC)
    await move_on(api, key_file)
    assert (await agreed(api, case_id))["status"] == "planned"
    assert await replan_at(api, case_id) == datetime(2026, 12, 8, 9, tzinfo=UTC)
    assert await move_on(api, key_file, seconds=1) == 1
    assert (await agreed(api, case_id))["status"] == "due"
    assert await move_on(api, key_file) == 0, "once is enough"
    await move_on(api, key_file, days=1)
    assert (await agreed(api, case_id))["status"] == "overdue"
    body = conversation(held_at="2026-12-09T08:30:00Z", fulfils=taken["follow_up_plan"][0]["id"])
    held = await api.make(f"/v1/cases/{case_id}/conversations", "job-broker", body)
    row = await agreed(api, case_id)
    assert (row["status"], str(row["fulfilled_by"]), row["version"]) == ("fulfilled", held["id"], 4)
    statuses = [line["data"]["status"] for line in await lines(api) if line["id"] == str(row["id"])]
    assert statuses == ["planned", "due", "overdue", "fulfilled"]


async def test_what_was_not_done_in_its_week_is_missed(api: Api, key_file: Path) -> None:
    case = await searching(api)
    await move_on(api, key_file, days=30)
    statuses = {row["key"]: row["status"] for row in await check(api, case["id"])}
    assert statuses["fsm_weekly_until_match:2026-11-23"] == "missed"


async def test_the_case_itself_keeps_its_version_and_its_history(api: Api, key_file: Path) -> None:
    case = await searching(api)
    await move_on(api, key_file, days=8)
    assert (await api.call("GET", f"/v1/cases/{case['id']}")).json() == case
    assert "replan" not in (await api.call("GET", f"/v1/cases/{case['id']}/history")).text
    assert len(await lines(api, "case")) == 1, "the facts are the same"


async def test_a_run_that_was_missed_is_made_up_for_in_every_municipality(api: Api, key_file: Path) -> None:
    ours, theirs = await searching(api), await searching(api, 2, NORDDJURS)
    assert await move_on(api, key_file, days=40) == 2
    await check(api, ours["id"])
    seen = [row["status"] for row in await rows_of(api, theirs["id"], NORDDJURS)]
    assert seen == [row["status"] for row in await rows_of(api, ours["id"])]
    assert await move_on(api, key_file) == 0


async def test_a_closed_case_waits_for_nothing(api: Api, key_file: Path) -> None:
    case = await searching(api)
    close = {"closed_on": "2026-11-23", "outcome": "other"}
    await api.call("POST", f"/v1/cases/{case['id']}/close", json=close, version=1)
    assert await replan_at(api, case["id"]) is None
    assert await move_on(api, key_file, days=100) == 0


async def test_two_replicas_at_once_do_each_case_once(api: Api, keys: MasterKeys) -> None:
    cases = [await searching(api, serial) for serial in range(1, 41)]
    told = len(await lines(api))
    api.clock.advance(days=7)
    async with app_database(api) as database:
        counts = await asyncio.gather(*(replan_due(database, keys, api.clock) for _ in range(2)))
        counts.append(await replan_due(database, keys, api.clock))
    assert sum(counts) == len(cases)
    new = [(line["id"], line["version"]) for line in (await lines(api))[told:]]
    assert len(new) == len(set(new)) > len(cases)
    for case in cases[::13]:
        await check(api, case["id"])


async def test_recording_and_time_at_once_end_in_one_plan(api: Api, keys: MasterKeys) -> None:
    case = await searching(api)
    path = f"/v1/cases/{case['id']}/conversations"
    async with app_database(api) as database:
        for _ in range(5):
            api.clock.advance(days=3)
            made, _ = await asyncio.gather(
                api.call("POST", path, json=conversation()), replan_due(database, keys, api.clock)
            )
            assert made.status_code == 201
            await replan_due(database, keys, api.clock)
            await check(api, case["id"])


async def test_a_case_that_somebody_holds_is_left_to_them(api: Api, keys: MasterKeys) -> None:
    held, free = await searching(api, 1), await searching(api, 2)
    api.clock.advance(days=7)
    connection = await asyncpg.connect(api.database.app_url)
    async with app_database(api) as database:
        async with connection.transaction():
            await connection.execute("select set_config('app.municipality', $1, true)", SYDDJURS)
            await connection.execute('select 1 from "case" where id = $1 for no key update', held["id"])
            assert await asyncio.wait_for(replan_due(database, keys, api.clock), 3) == 1
        await check(api, free["id"])
        assert await replan_due(database, keys, api.clock) == 1
    await connection.close()
    await check(api, held["id"])


async def test_a_case_that_cannot_be_planned_stops_no_other_and_is_tried_again(api: Api, key_file: Path) -> None:
    strange, plain = await searching(api, 1), await searching(api, 2)
    await query(api, "update \"case\" set programme = 'nobody-knows' where id = $1 returning id", strange["id"])
    before = await rows_of(api, strange["id"])
    assert await move_on(api, key_file, days=7) == 2
    await check(api, plain["id"])
    assert await rows_of(api, strange["id"]) == before
    assert await move_on(api, key_file) == 0
    await query(api, "update \"case\" set programme = 'flere-skal-med-2' where id = $1 returning id", strange["id"])
    assert await move_on(api, key_file, minutes=10) == 1
    await check(api, strange["id"])


async def test_rows_that_the_database_refuses_stop_no_other_case(api: Api, key_file: Path) -> None:
    strange, plain = await searching(api, 1), await searching(api, 2)
    connection = await asyncpg.connect(api.database.owner_url)
    await connection.execute(
        f"alter table follow_up add constraint strange check (case_id <> '{strange['id']}' or version < 2) not valid"
    )
    assert await move_on(api, key_file, days=7) == 2
    await check(api, plain["id"])
    assert {row["version"] for row in await rows_of(api, strange["id"])} == {1}
    assert await move_on(api, key_file) == 0, "it waits, and the others are not kept waiting"
    await connection.execute("alter table follow_up drop constraint strange")
    await connection.close()
    assert await move_on(api, key_file, minutes=10) == 1
    await check(api, strange["id"])


async def test_the_planners_look_sees_no_more_than_cases_that_wait(api: Api) -> None:
    case = await searching(api)
    await searching(api, 2, NORDDJURS)
    close = {"closed_on": "2026-11-23", "outcome": "other"}
    await api.call("POST", f"/v1/cases/{case['id']}/close", json=close, version=1)
    async with app_database(api) as database, database.transaction(PLANNER_SCOPE) as session:
        connection = await session.connection()
        found = (await connection.execute(text('select municipality_code from "case"'))).scalars().all()
        assert found == [NORDDJURS]
        for table in ("citizen", "conversation", "follow_up", "placement"):
            assert (await connection.execute(text(f"select count(*) from {table}"))).scalar_one() == 0
        changed = await connection.execute(text('update "case" set replan_at = null'))
        assert changed.rowcount == 0


async def test_the_service_does_it_by_itself_and_a_failure_does_not_end_it(api: Api, keys: MasterKeys) -> None:
    case = await searching(api)
    api.clock.advance(days=7)
    failures = iter([OSError("away for a moment")])

    def clock() -> datetime:
        for failure in failures:
            raise failure
        return api.clock()

    async with app_database(api) as database:
        planner = Planner(database, keys, clock, SHIPPED, 0.02)
        planner.start()
        for _ in range(100):
            await asyncio.sleep(0.02)
            if max(row["version"] for row in await rows_of(api, case["id"])) > 1:
                break
        await planner.stop()
    await check(api, case["id"])


async def test_a_running_service_plans_within_a_second(api: Api, oidc: OidcSettings, key_file: Path) -> None:
    case = await searching(api)
    api.clock.advance(days=7)
    settings = CaseApiSettings(database_url=api.database.app_url, key_file=key_file, pool_size=2)
    app = create_app(settings, oidc, IdentifierSettings(synthetic_identifiers=True), clock=api.clock)
    async with app.router.lifespan_context(app):
        await asyncio.sleep(1.5)
    assert max(row["version"] for row in await rows_of(api, case["id"])) > 1
