"""Looking into the database of a case API, past the API."""

from typing import Any

import asyncpg

from tests.case_api.conftest import SYDDJURS, Api


async def rows(api: Api, query: str, *arguments: Any, municipality: str = SYDDJURS) -> list[Any]:
    """What a query finds in one municipality, as the tables' owner."""
    connection = await asyncpg.connect(api.database.owner_url)
    try:
        await connection.execute("select set_config('app.municipality', $1, false)", municipality)
        found: list[Any] = await connection.fetch(query, *arguments)
        return found
    finally:
        await connection.close()


async def count(api: Api, table: str, municipality: str = SYDDJURS) -> int:
    """How many rows a table has in one municipality."""
    [row] = await rows(api, f"select count(*) as n from {table}", municipality=municipality)
    return int(row["n"])
