"""Reading the audit where it stands, past the API."""

from typing import Any

import asyncpg

from tests.case_api.conftest import SYDDJURS, Api


async def events(api: Api, action: str | None = None, municipality: str = SYDDJURS) -> list[dict[str, Any]]:
    """Every event of a municipality in order, or those of one action."""
    connection = await asyncpg.connect(api.database.owner_url)
    try:
        async with connection.transaction():
            await connection.execute("select set_config('app.municipality', $1, true)", municipality)
            rows = await connection.fetch("select * from audit_event order by id")
    finally:
        await connection.close()
    return [dict(row) for row in rows if action is None or row["action"] == action]


async def everything_stored(api: Api, municipality: str = SYDDJURS) -> str:
    """All rows of all tables as text, to look for what must not be there."""
    connection = await asyncpg.connect(api.database.owner_url)
    try:
        async with connection.transaction():
            await connection.execute("select set_config('app.municipality', $1, true)", municipality)
            tables = await connection.fetch("select tablename from pg_tables where schemaname = 'public'")
            found = []
            for table in tables:
                rows = await connection.fetch(f'select to_jsonb(t)::text as row from "{table["tablename"]}" t')
                found += [row["row"] for row in rows]
    finally:
        await connection.close()
    return "\n".join(found)
