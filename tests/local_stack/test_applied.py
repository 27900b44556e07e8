"""Skipping migrations that have been applied: only when the files, the database and its revision are the same."""

from pathlib import Path

import pytest

from local_stack.applied import is_applied, mark_applied
from local_stack.databases import ServiceDatabase, connected
from tests.postgres import FreshDatabase


async def first_revision(database: ServiceDatabase) -> None:
    async with connected(database.owner_url) as connection:
        await connection.execute("CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY)")
        await connection.execute("INSERT INTO alembic_version VALUES ('20260301_first')")


@pytest.fixture
def migrations(tmp_path: Path) -> Path:
    folder = tmp_path / "migrations"
    (folder / "versions").mkdir(parents=True)
    (folder / "env.py").write_text("# env\n")
    (folder / "versions" / "first.py").write_text("# first\n")
    return folder


async def test_are_asked_for_until_they_are_marked(fresh_database: FreshDatabase, migrations: Path) -> None:
    database = await fresh_database("matcher", first_revision)
    assert not await is_applied(database, migrations)
    await mark_applied(database, migrations)
    assert await is_applied(database, migrations)


async def test_a_new_or_changed_file_is_applied(fresh_database: FreshDatabase, migrations: Path) -> None:
    database = await fresh_database("matcher", first_revision)
    await mark_applied(database, migrations)
    (migrations / "versions" / "second.py").write_text("# second\n")
    assert not await is_applied(database, migrations)
    (migrations / "versions" / "second.py").unlink()
    assert await is_applied(database, migrations)
    (migrations / "versions" / "first.py").write_text("# first, mended\n")
    assert not await is_applied(database, migrations)


async def test_a_revision_that_somebody_else_has_set_is_applied_again(
    fresh_database: FreshDatabase, migrations: Path
) -> None:
    database = await fresh_database("matcher", first_revision)
    await mark_applied(database, migrations)
    async with connected(database.owner_url) as connection:
        await connection.execute("UPDATE alembic_version SET version_num = '20260201_zeroth'")
    assert not await is_applied(database, migrations)


async def test_an_empty_database_has_nothing_applied(fresh_database: FreshDatabase, migrations: Path) -> None:
    database = await fresh_database("matcher", first_revision)
    async with connected(database.owner_url) as connection:
        await connection.execute("DROP TABLE alembic_version")
    await mark_applied(database, migrations)
    assert not await is_applied(database, migrations)
