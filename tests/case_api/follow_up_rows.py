"""Follow-ups where they stand in the database, past the API, and what the engine says of the same case."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg

from case_api.follow_ups.replanning import replan_due
from rettematch.contracts.cases import CaseFacts
from rettematch.database import Database
from rettematch.programmes.engine import plan
from rettematch.sealing import load_master_keys
from tests.case_api import bodies_cases, bodies_citizens
from tests.case_api.conftest import SYDDJURS, Api

TOLD = ("key", "rule_id", "responsible", "due_at", "overdue_at", "status", "fulfilled_by", "placement_id")
Row = dict[str, Any]


SEARCHING = {"cv_begun_on": "2026-11-02", "ready_on": "2026-11-02"}


async def searching(api: Api, serial: int = 1, municipality: str = SYDDJURS, **changes: Any) -> Row:
    """A citizen's case in which the weekly contact has been asked for since three weeks."""
    body = bodies_citizens.citizen(cpr=f"610190{serial:04d}", travel_km=30)
    citizen = await api.make("/v1/citizens", "caseworker", body, municipality)
    wanted = bodies_cases.case(api, citizen["id"], municipality, **(SEARCHING | changes))
    return await api.make("/v1/cases", "caseworker", wanted, municipality)


async def query(api: Api, statement: str, *values: object, municipality: str = SYDDJURS) -> list[Row]:
    connection = await asyncpg.connect(api.database.owner_url)
    try:
        async with connection.transaction():
            await connection.execute("select set_config('app.municipality', $1, true)", municipality)
            return [dict(row) for row in await connection.fetch(statement, *values)]
    finally:
        await connection.close()


async def rows_of(api: Api, case_id: str, municipality: str = SYDDJURS) -> list[Row]:
    """Every row of a case, also the cancelled ones."""
    statement = "select * from follow_up where case_id = $1 order by due_at, key"
    return await query(api, statement, case_id, municipality=municipality)


async def lines(api: Api, entity: str = "follow-up") -> list[Row]:
    """The lines of the feed about follow-ups, through every page."""
    found: list[Row] = []
    cursor = "0.0"
    while True:
        page = await api.feed(cursor)
        found += [each for each in page["items"] if each["entity"] == entity]
        if page["next"] == cursor:
            return found
        cursor = page["next"]


async def facts_of(api: Api, case_id: str) -> CaseFacts:
    """The newest facts of a case in the feed."""
    return CaseFacts.model_validate([each["data"] for each in await lines(api, "case") if each["id"] == case_id][-1])


async def planned(api: Api, case_id: str) -> list[Row]:
    """What the engine says of the newest facts now, as the columns of rows."""
    return [each.model_dump(include=set(TOLD)) for each in plan(await facts_of(api, case_id), api.clock())]


def told(row: Row) -> Row:
    return {name: row[name] for name in TOLD}


async def check(api: Api, case_id: str) -> list[Row]:
    """Rows, plan and feed say the same; answers the rows."""
    rows = await rows_of(api, case_id)
    standing = [told(row) for row in rows if row["status"] != "cancelled"]
    assert standing == await planned(api, case_id)
    newest: dict[str, Row] = {}
    for line in await lines(api):
        if line["data"]["case_id"] == case_id:
            assert line["version"] == newest.get(line["id"], {"version": 0})["version"] + 1
            assert line["data"]["version"] == line["version"]
            newest[line["id"]] = line
    assert {key: line["data"]["status"] for key, line in newest.items()} == {
        str(row["id"]): row["status"] for row in rows
    }
    assert {key: line["version"] for key, line in newest.items()} == {str(row["id"]): row["version"] for row in rows}
    return rows


@asynccontextmanager
async def app_database(api: Api) -> AsyncIterator[Database]:
    """The database as the service sees it, beside the service."""
    database = Database(api.database.app_url, application_name="test", pool_size=2)
    try:
        yield database
    finally:
        await database.close()


async def move_on(api: Api, key_file: Path, **span: float) -> int:
    """Lets time go by and plans what it changed."""
    api.clock.advance(**span)
    async with app_database(api) as database:
        return await replan_due(database, load_master_keys(key_file), api.clock)
