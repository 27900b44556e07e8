"""What the database itself promises: nothing crosses over, and the service owns nothing."""

import asyncio

import asyncpg
import pytest

from notifier import migration
from notifier.registry import TABLES
from notifier.scopes import WORKER_SCOPE
from notifier.tables import TenantRow
from rettematch.database import DataScope
from rettematch.sealing import load_master_keys
from tests.notifier.conftest import NORDDJURS, SYDDJURS, Notifier
from tests.notifier.deliveries_made import endpoint, ping

TENANT_TABLES = {str(table.__tablename__) for table in TABLES if issubclass(table, TenantRow)}


async def test_every_tenant_table_forces_row_level_security(notifier: Notifier) -> None:
    rows = await notifier.rows(
        "select relname, relrowsecurity, relforcerowsecurity from pg_class where relnamespace = 'public'::regnamespace"
        " and relkind = 'r'"
    )
    forced = {row["relname"] for row in rows if row["relrowsecurity"] and row["relforcerowsecurity"]}
    everything = {row["relname"] for row in rows}
    assert forced == TENANT_TABLES
    assert everything - forced == {"feed_position", "alembic_version"}


async def test_every_key_between_tenant_tables_holds_the_municipality(notifier: Notifier) -> None:
    rows = await notifier.rows(
        "select conname, pg_get_constraintdef(oid) as definition from pg_constraint where contype in ('f', 'p')"
        " and connamespace = 'public'::regnamespace and conname not in ('pk_feed_position', 'alembic_version_pkc')"
    )
    assert len(rows) > 10
    assert [row["conname"] for row in rows if "(municipality_code, " not in row["definition"]] == []


async def test_the_service_owns_nothing_and_bypasses_nothing(notifier: Notifier) -> None:
    connection = await asyncpg.connect(notifier.settings.database_url)
    try:
        role = await connection.fetchrow(
            "select rolsuper, rolbypassrls, rolcreaterole from pg_roles where rolname = user"
        )
        owned = await connection.fetchval("select count(*) from pg_class where pg_get_userbyid(relowner) = user")
        unseen = await connection.fetchval("select count(*) from delivery")
    finally:
        await connection.close()
    assert role is not None
    assert not any(role)
    assert (owned, unseen) == (0, 0)


@pytest.mark.parametrize(
    ("scope", "seen"), [(DataScope(SYDDJURS), 1), (DataScope(NORDDJURS), 0), (DataScope(), 0), (WORKER_SCOPE, 1)]
)
async def test_a_delivery_is_seen_in_its_municipality_and_by_the_worker(
    notifier: Notifier, scope: DataScope, seen: int
) -> None:
    keys = load_master_keys(notifier.settings.key_file)
    await ping(notifier, await endpoint(notifier, keys))
    async with notifier.database.transaction(scope) as session:
        connection = await session.connection()
        deliveries = (await connection.exec_driver_sql("select count(*) from delivery")).scalar_one()
        secrets = (await connection.exec_driver_sql("select count(*) from endpoint_secret")).scalar_one()
        changed = await connection.exec_driver_sql("update delivery set runs = runs")
    assert deliveries == seen
    assert secrets == (seen if scope.municipality_code else 0)
    assert changed.rowcount == (seen if scope.municipality_code else 0)


async def test_a_dump_holds_no_secret(notifier: Notifier) -> None:
    made = await notifier.register("https://kommune.dk/hook")
    (row,) = await notifier.rows("select sealed from endpoint_secret")
    assert made["secret"].encode() not in row["sealed"]
    assert len(row["sealed"]) == 12 + 32 + 16


async def test_models_and_migrations_agree(notifier: Notifier) -> None:
    await asyncio.to_thread(migration.check, notifier.databases.owner_url, notifier.databases.app_url)


async def test_migrating_twice_does_no_harm(notifier: Notifier) -> None:
    await asyncio.to_thread(migration.migrate, notifier.databases.owner_url, notifier.databases.app_url)
    keys = load_master_keys(notifier.settings.key_file)
    await ping(notifier, await endpoint(notifier, keys))
