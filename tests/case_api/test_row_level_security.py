"""Tenancy in the database itself: what is true of every table, asked of the catalogue (docs/security.md A4, A5)."""

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import pytest

from case_api.registry import TABLES, metadata
from tests.case_api import bodies_employers
from tests.case_api.conftest import NORDDJURS, SYDDJURS, Api

TENANT_TABLES = sorted(str(table.__tablename__) for table in TABLES)


@pytest.fixture
async def owner(api: Api) -> AsyncIterator[Any]:
    connection = await asyncpg.connect(api.database.owner_url)
    yield connection
    await connection.close()


@pytest.fixture
async def app(api: Api) -> AsyncIterator[Any]:
    connection = await asyncpg.connect(api.database.app_url)
    yield connection
    await connection.close()


async def test_the_registry_knows_every_table_of_the_database(owner: Any) -> None:
    found = await owner.fetch("select tablename from pg_tables where schemaname = 'public'")
    assert {row["tablename"] for row in found} - {"alembic_version"} == set(TENANT_TABLES) == set(metadata.tables)


async def test_every_table_has_forced_row_level_security_and_a_tenant_policy(owner: Any) -> None:
    found = await owner.fetch(
        """select c.relname, c.relrowsecurity, c.relforcerowsecurity,
                  array(select p.polname::text from pg_policy p where p.polrelid = c.oid order by 1) as policies
           from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'm', 'f')
           and c.relname <> 'alembic_version'"""
    )
    assert len(found) == len(TENANT_TABLES)
    weak = [row["relname"] for row in found if not (row["relrowsecurity"] and row["relforcerowsecurity"])]
    assert weak == []
    wider = {"case": ["scope", "tenant"], "change": ["scope", "tenant"], "municipality": ["scope", "tenant"]}
    assert {row["relname"]: row["policies"] for row in found} == {
        name: wider.get(name, ["tenant"]) for name in TENANT_TABLES
    }


async def test_policies_check_the_setting_on_reading_and_on_writing(owner: Any) -> None:
    found = await owner.fetch("select tablename, policyname, cmd, qual, with_check from pg_policies")
    for row in found:
        if row["policyname"] == "tenant":
            assert row["cmd"] == "ALL"
            for clause in (row["qual"], row["with_check"]):
                assert "municipality_code" in clause, row["tablename"]
                assert "NULLIF(current_setting('app.municipality'::text, true), ''::text)" in clause, row["tablename"]
        else:
            assert row["cmd"] == "SELECT", "a scope lets read, never write"


async def test_every_foreign_key_and_every_unique_index_is_within_a_municipality(owner: Any) -> None:
    keys = await owner.fetch(
        """select conrelid::regclass::text as table, conname, array(
             select a.attname::text from unnest(conkey) with ordinality k(number, position)
             join pg_attribute a on a.attrelid = conrelid and a.attnum = k.number order by position) as columns
           from pg_constraint where contype = 'f'"""
    )
    assert len(keys) > 20
    assert [key["conname"] for key in keys if key["columns"][0] != "municipality_code"] == []
    unique = await owner.fetch(
        """select indrelid::regclass::text as table, indexrelid::regclass::text as name,
                  (select a.attname::text from pg_attribute a where a.attrelid = indrelid and a.attnum = indkey[0])
                  as first
           from pg_index where indisunique and indrelid::regclass::text <> 'alembic_version'
           and indrelid in (select oid from pg_class where relnamespace = 'public'::regnamespace)"""
    )
    assert {row["name"] for row in unique if row["first"] != "municipality_code"} == {
        "ix_change_position"  # a position in the feed is made by the database and tells nothing
    }


async def test_the_services_role_owns_nothing_and_passes_no_policy(api: Api, owner: Any) -> None:
    role = urlsplit(api.database.app_url).username
    found = await owner.fetchrow(
        "select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication from pg_roles where rolname = $1",
        role,
    )
    assert not any(found.values())
    owned = await owner.fetchval(
        """select count(*) from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname = $1""", role
    )
    functions = await owner.fetchval(
        "select count(*) from pg_proc p join pg_roles r on r.oid = p.proowner where r.rolname = $1", role
    )
    memberships = await owner.fetchval(
        "select count(*) from pg_auth_members m join pg_roles r on r.oid = m.member where r.rolname = $1", role
    )
    may_create = await owner.fetchval("select has_schema_privilege($1, 'public', 'create')", role)
    assert (owned, functions, memberships, may_create) == (0, 0, 0, False)


async def test_what_is_only_added_to_cannot_be_changed_or_removed(api: Api, owner: Any) -> None:
    role = urlsplit(api.database.app_url).username
    for table in ("audit_event", "revision", "disclosure", "change"):
        for privilege in ("update", "delete", "truncate"):
            assert not await owner.fetchval("select has_table_privilege($1, $2, $3)", role, table, privilege), table


async def test_there_is_no_view_and_no_function_that_runs_as_its_owner(owner: Any) -> None:
    assert await owner.fetchval("select count(*) from pg_views where schemaname = 'public'") == 0
    assert (
        await owner.fetchval("select count(*) from pg_proc where prosecdef and pronamespace = 'public'::regnamespace")
        == 0
    )


async def test_without_a_municipality_there_are_no_rows(api: Api, app: Any) -> None:
    await bodies_employers.make_place(api)
    for table in TENANT_TABLES:
        assert await app.fetchval(f'select count(*) from "{table}"') == 0, table
    async with app.transaction():
        await app.execute("select set_config('app.municipality', $1, true)", SYDDJURS)
        assert await app.fetchval("select count(*) from place") == 1
    assert await app.fetchval("select current_setting('app.municipality', true)") == ""
    assert await app.fetchval("select count(*) from place") == 0


async def test_one_municipality_can_neither_see_nor_write_anothers_rows(api: Api, app: Any) -> None:
    made = await bodies_employers.make_place(api)
    async with app.transaction():
        await app.execute("select set_config('app.municipality', $1, true)", NORDDJURS)
        assert await app.fetchval("select count(*) from place") == 0
        assert await app.execute("update place set title = 'x' where id = $1", made["id"]) == "UPDATE 0"
    insert = (
        "insert into team (municipality_code, id, version, created_at, updated_at, name) "
        "values ($1, gen_random_uuid(), 1, now(), now(), 'x')"
    )
    await app.execute("select set_config('app.municipality', $1, false)", NORDDJURS)
    await app.execute(insert, NORDDJURS)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await app.execute(insert, SYDDJURS)


async def test_a_foreign_key_cannot_cross_municipalities(api: Api, app: Any) -> None:
    at = await bodies_employers.make_workplace(api)
    insert = (
        "insert into contact_person (municipality_code, id, version, created_at, updated_at, employer_id, name, "
        "is_mentor, active) values ($1, gen_random_uuid(), 1, now(), now(), $2, 'x', false, true)"
    )
    await app.execute("select set_config('app.municipality', $1, false)", NORDDJURS)
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await app.execute(insert, NORDDJURS, at["employer_id"])
