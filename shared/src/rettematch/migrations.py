"""Running migrations the same way in each service, and the statements that every tenant table needs.

A service's `migrations/env.py` calls `run(metadata)`; its `migrate` command and its tests call `upgrade`.
"""

import asyncio
from pathlib import Path
from urllib.parse import unquote, urlsplit

from alembic import command, context
from alembic.config import Config
from sqlalchemy import Connection, MetaData, pool, text
from sqlalchemy.ext.asyncio import create_async_engine

from rettematch.database import async_url

LOCK_TIMEOUT = "4s"
"""A migration that cannot get its lock fails fast instead of queueing everybody behind it."""


def configuration(folder: Path, owner_url: str, app_url: str) -> Config:
    """Alembic's configuration, in code.

    Args:
        folder: The service's `migrations` folder.
        owner_url: Of the role that owns the tables.
        app_url: Of the role that the service runs as; it is granted what the migrations name.
    """
    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["owner_url"] = owner_url
    config.attributes["app_role"] = unquote(urlsplit(app_url).username or "")
    return config


def upgrade(folder: Path, owner_url: str, app_url: str) -> None:
    """Migrates to the newest version. Starts an event loop of its own: call it from a thread when one is running."""
    command.upgrade(configuration(folder, owner_url, app_url), "head")


def check(folder: Path, owner_url: str, app_url: str) -> None:
    """Fails when the models and the migrated database differ (`alembic check`)."""
    command.check(configuration(folder, owner_url, app_url))


def run(metadata: MetaData) -> None:
    """The body of a service's `migrations/env.py`."""
    url = async_url(context.config.attributes["owner_url"])

    def migrate(connection: Connection) -> None:
        context.configure(connection=connection, target_metadata=metadata, compare_server_default=False)
        with context.begin_transaction():
            connection.execute(text(f"set local lock_timeout = '{LOCK_TIMEOUT}'"))
            context.run_migrations()

    async def connect() -> None:
        engine = create_async_engine(url, poolclass=pool.NullPool)
        try:
            async with engine.connect() as connection:
                await connection.run_sync(migrate)
        finally:
            await engine.dispose()

    asyncio.run(connect())


def app_role() -> str:
    """The role that the service runs as, quoted, while a migration runs."""
    role = str(context.config.attributes["app_role"])
    return '"' + role.replace('"', '""') + '"'


def tenant_policy(table: str, *, also: str = "false") -> list[str]:
    """Row-level security by municipality, forced on the owner too (docs/security.md A4).

    Args:
        table: Its name.
        also: A further condition under which rows can be read, over `current_setting('app.scope', true)`.
    """
    own = "municipality_code = nullif(current_setting('app.municipality', true), '')"
    return [
        f"alter table {table} enable row level security",
        f"alter table {table} force row level security",
        f"create policy tenant on {table} using ({own}) with check ({own})",
        *([f"create policy scope on {table} for select using ({also})"] if also != "false" else []),
    ]


def grant(table: str, privileges: str = "select, insert, update, delete") -> str:
    """Lets the service's role use a table."""
    return f"grant {privileges} on {table} to {app_role()}"
