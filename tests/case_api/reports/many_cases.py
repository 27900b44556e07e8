"""Many cases at once, put straight into the tables as copies of one: for tests of what counts them."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg

from rettematch.identifiers import uuid7
from tests.case_api.bodies_cases import open_case
from tests.case_api.conftest import SYDDJURS, Api

Changes = dict[str, Any]


async def template(api: Api, municipality: str = SYDDJURS, **changes: Any) -> dict[str, Any]:
    """A case of JobFirst to copy; it began on 2 November 2026 and belongs to no team."""
    return await open_case(api, municipality, **({"programme": "jobfirst", "cohort": "cash-benefit"} | changes))


async def copies(
    api: Api, made: dict[str, Any], changes: Sequence[Changes], municipality: str = SYDDJURS
) -> list[UUID]:
    """A case for each of the changes (columns of the case, and `benefit` of its citizen), each with its own citizen."""
    found = []
    connection = await asyncpg.connect(api.database.owner_url)
    try:
        await connection.execute("select set_config('app.municipality', $1, false)", municipality)
        for each in changes:
            citizen_id, case_id = uuid7(), uuid7()
            own: Changes = {"id": citizen_id, "cpr_index": citizen_id.bytes}
            if "benefit" in each:
                own["benefit"] = each["benefit"]
            await copy_row(connection, "citizen", UUID(made["citizen_id"]), own)
            rest = {name: value for name, value in each.items() if name != "benefit"}
            await copy_row(connection, "case", UUID(made["id"]), {"id": case_id, "citizen_id": citizen_id, **rest})
            found.append(case_id)
    finally:
        await connection.close()
    return found


async def record(api: Api, table: str, rows: Sequence[Changes], municipality: str = SYDDJURS) -> None:
    """Rows of a table as they are given, with what every versioned row begins with."""
    connection = await asyncpg.connect(api.database.owner_url)
    try:
        await connection.execute("select set_config('app.municipality', $1, false)", municipality)
        for each in rows:
            whole = {
                "municipality_code": municipality, "id": uuid7(), "version": 1, "created_at": api.clock(),
                "updated_at": api.clock(), **each,
            }  # fmt: skip
            names = ", ".join(whole)
            marks = ", ".join(f"${number}" for number in range(1, len(whole) + 1))
            await connection.execute(f"insert into {table} ({names}) values ({marks})", *whole.values())
    finally:
        await connection.close()


def paid(case_id: UUID, from_date: date, hours: float = 5, kind: str = "ordinary", **changes: Any) -> Changes:
    """A row of paid hours."""
    given: Changes = {
        "case_id": case_id, "from_date": from_date, "hours_per_week": hours, "wage_kind": kind,
        "employer_name_sealed": b"sealed",
    }  # fmt: skip
    return given | changes


def happened(api: Api, case_id: UUID, kind: str, on: date, **changes: Any) -> Changes:
    """A row of a course event."""
    given: Changes = {
        "case_id": case_id, "kind": kind, "happened_on": on, "items": [],
        "recorded_by": UUID(api.staff[SYDDJURS, "caseworker"]),
    }  # fmt: skip
    return given | changes


async def copy_row(connection: Any, table: str, row_id: UUID, changes: Changes) -> None:
    """The row again, but for the changes."""
    found = await connection.fetch("select column_name from information_schema.columns where table_name = $1", table)
    names = [row["column_name"] for row in found]
    values = [f"${[*changes].index(name) + 2}" if name in changes else f'"{name}"' for name in names]
    columns = ", ".join(f'"{name}"' for name in names)
    await connection.execute(
        f'insert into "{table}" ({columns}) select {", ".join(values)} from "{table}" where id = $1',
        row_id,
        *changes.values(),
    )
