"""Remembers, in the database itself, that a service's migrations have been applied, so that a second start skips them.

To ask alembic takes two seconds a service, most of it imports; to read a comment takes milliseconds. The comment stands
on alembic's own table and names the files' content and the revision: it is void when either is another.
"""

import hashlib
from pathlib import Path
from typing import Final

from local_stack.databases import ServiceDatabase, connected
from local_stack.programs import PROGRAMS
from local_stack.settings import PROJECT_ROOT

VERSION_TABLE: Final = "alembic_version"


def files_key(folder: Path) -> str:
    """A hash over every migration of a service."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.py")):
        digest.update(f"{path.relative_to(folder)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def migrations_folder(database: ServiceDatabase) -> Path:
    return PROJECT_ROOT / "services" / PROGRAMS[database.service] / "migrations"


async def is_applied(database: ServiceDatabase, folder: Path) -> bool:
    """Whether exactly these migrations have been applied to the database."""
    async with connected(database.owner_url) as connection:
        said = await connection.fetchval(f"SELECT obj_description(to_regclass('{VERSION_TABLE}'), 'pg_class')")
        if said is None:
            return False
        revision = await connection.fetchval(f"SELECT string_agg(version_num, ' ') FROM {VERSION_TABLE}")  # noqa: S608 - a constant
        return bool(said == f"{files_key(folder)} {revision}")


async def mark_applied(database: ServiceDatabase, folder: Path) -> None:
    """Says so, after the service has migrated; a service without alembic's table is asked again every time."""
    async with connected(database.owner_url) as connection:
        if await connection.fetchval(f"SELECT to_regclass('{VERSION_TABLE}')") is not None:
            revision = await connection.fetchval(f"SELECT string_agg(version_num, ' ') FROM {VERSION_TABLE}")  # noqa: S608 - a constant
            quoted = f"{files_key(folder)} {revision}".replace("'", "''")
            await connection.execute(f"COMMENT ON TABLE {VERSION_TABLE} IS '{quoted}'")
