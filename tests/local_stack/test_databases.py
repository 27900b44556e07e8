"""The databases of the three services: who may do what in them, and on which servers they can be made."""

import asyncpg
import pytest

from local_stack.databases import (
    SERVICES,
    DatabaseSetupError,
    ServiceDatabase,
    connected,
    drop_databases,
    ensure_databases,
    url_for,
)
from tests.postgres import FreshDatabase, ServiceDatabases


async def clean_up(admin_url: str, prefix: str, *also: str) -> None:
    """Leaves the server as it was, for it may be somebody's own."""
    await drop_databases(admin_url, [f"{prefix}_{service}" for service in SERVICES])
    roles = [f"{prefix}_{service}_{kind}" for service in SERVICES for kind in ("owner", "app")]
    async with connected(admin_url) as connection:
        for role in (*roles, *also):
            await connection.execute(f'DROP ROLE "{role}"')


async def one_table(database: ServiceDatabase) -> None:
    async with connected(database.owner_url) as connection:
        await connection.execute("CREATE TABLE seen (name text PRIMARY KEY)")


async def test_the_app_role_makes_nothing_owns_nothing_and_sees_no_row_without_a_grant(
    service_databases: ServiceDatabases,
) -> None:
    database = await service_databases.of("case_api", one_table)
    async with connected(database.app_url) as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("CREATE TABLE mine (name text)")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.fetch("SELECT * FROM seen")
        role = await connection.fetchrow(
            "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, "
            "(SELECT count(*) FROM pg_auth_members WHERE member = r.oid) AS memberships, "
            "(SELECT count(*) FROM pg_class WHERE relowner = r.oid) AS owned "
            "FROM pg_roles r WHERE rolname = current_user"
        )
    assert role is not None
    assert dict(role) == {
        "rolsuper": False, "rolbypassrls": False, "rolcreaterole": False, "rolcreatedb": False,
        "memberships": 0, "owned": 0,
    }  # fmt: skip


async def test_a_service_cannot_connect_to_the_database_of_another(service_databases: ServiceDatabases) -> None:
    case_api = await service_databases.of("case_api", one_table)
    matcher = await service_databases.of("matcher", one_table)
    with pytest.raises(DatabaseSetupError, match="permission denied"):
        async with connected(url_for(matcher.app_url, database=case_api.name)):
            pass


async def test_danish_letters_are_letters_and_the_extensions_are_there(service_databases: ServiceDatabases) -> None:
    database = await service_databases.of("case_api", one_table)
    async with connected(database.app_url) as connection:
        assert await connection.fetchval("SELECT lower('ÆRØ OG ÅRHUS')") == "ærø og århus"
        assert await connection.fetchval("SELECT 'Ærø'::citext = 'ærØ'")
        found = {row["extname"] for row in await connection.fetch("SELECT extname FROM pg_extension")}
    assert {"btree_gist", "citext", "pg_trgm", "unaccent"} <= found


async def test_a_fresh_database_has_the_tables_and_none_of_the_rows(
    service_databases: ServiceDatabases, fresh_database: FreshDatabase
) -> None:
    shared = await service_databases.of("notifier", one_table)
    async with connected(shared.owner_url) as connection:
        await connection.execute("INSERT INTO seen VALUES ('from an earlier test')")
    fresh = await fresh_database("notifier", one_table)
    async with connected(fresh.owner_url) as connection:
        assert await connection.fetchval("SELECT count(*) FROM seen") == 0
        await connection.execute("INSERT INTO seen VALUES ('here')")
    async with connected(shared.owner_url) as connection:
        assert await connection.fetchval("SELECT array_agg(name) FROM seen") == ["from an earlier test"]


async def test_a_second_set_up_keeps_what_is_there_and_mends_a_forgotten_password(postgres_admin_url: str) -> None:
    first = await ensure_databases(postgres_admin_url, lambda role: f"first {role}", prefix="rettematch_again")
    async with connected(first["matcher"].owner_url) as connection:
        await connection.execute("CREATE TABLE kept ()")
    second = await ensure_databases(postgres_admin_url, lambda role: f"p@ss/w:rd {role}", prefix="rettematch_again")
    async with connected(second["matcher"].owner_url) as connection:
        assert await connection.fetchval("SELECT to_regclass('kept') IS NOT NULL")
    with pytest.raises(DatabaseSetupError, match="password authentication failed"):
        async with connected(first["matcher"].app_url):
            pass
    await clean_up(postgres_admin_url, "rettematch_again")


async def test_a_user_who_may_not_create_databases_is_told_what_is_missing(postgres_admin_url: str) -> None:
    async with connected(postgres_admin_url) as connection:
        await connection.execute("CREATE ROLE rettematch_weak LOGIN PASSWORD 'weak'")
    weak = url_for(postgres_admin_url, database="postgres", user="rettematch_weak", password="weak")
    with pytest.raises(DatabaseSetupError, match="may not create roles and databases"):
        await ensure_databases(weak, str)
    async with connected(postgres_admin_url) as connection:
        await connection.execute("DROP ROLE rettematch_weak")


async def test_an_administrator_who_is_no_superuser_is_enough(postgres_admin_url: str) -> None:
    async with connected(postgres_admin_url) as connection:
        await connection.execute("CREATE ROLE rettematch_hosted LOGIN CREATEROLE CREATEDB PASSWORD 'hosted'")
    hosted = url_for(postgres_admin_url, database="postgres", user="rettematch_hosted", password="hosted")
    made = await ensure_databases(hosted, str, prefix="rettematch_hosting")
    async with connected(made["case_api"].owner_url) as connection:
        await connection.execute("CREATE TABLE ours ()")
    await clean_up(postgres_admin_url, "rettematch_hosting", "rettematch_hosted")


async def test_a_server_that_does_not_answer_is_named_without_its_password() -> None:
    with pytest.raises(DatabaseSetupError, match=r"no connection to PostgreSQL at 127.0.0.1:9/x as me") as caught:
        await ensure_databases("postgresql://me:hidden@127.0.0.1:9/x", str)
    assert "hidden" not in str(caught.value)
