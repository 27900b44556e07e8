"""Bringing the notifier's database to the newest version: its own tables, then the queue's."""

import asyncio
from pathlib import Path
from urllib.parse import unquote, urlsplit

import asyncpg
from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver

import notifier
from notifier.queue import QUEUE_SCHEMA, queries
from rettematch import migrations

MIGRATIONS = Path(notifier.__file__).parents[2] / "migrations"


def migrate(owner_url: str, app_url: str) -> None:
    """Migrates as the owner. Starts event loops of its own: call it from a thread when one is running."""
    migrations.upgrade(MIGRATIONS, owner_url, app_url)
    asyncio.run(_install_queue(owner_url, unquote(urlsplit(app_url).username or "")))


def check(owner_url: str, app_url: str) -> None:
    """Fails when the models and the migrated database differ."""
    migrations.check(MIGRATIONS, owner_url, app_url)


async def _install_queue(owner_url: str, app_role: str) -> None:
    """Makes PgQueuer's tables, or brings them to the release that is installed, and lets the service use them."""
    role = '"' + app_role.replace('"', '""') + '"'
    connection = await asyncpg.connect(owner_url, timeout=10)
    try:
        await connection.execute(f"set lock_timeout = '{migrations.LOCK_TIMEOUT}'")
        queue = queries(AsyncpgDriver(connection))
        if await queue.schema_is_installed():
            await queue.upgrade()
        else:
            await queue.install()
        await connection.execute(f"grant usage on schema {QUEUE_SCHEMA} to {role}")
        await connection.execute(
            f"grant select, insert, update, delete on all tables in schema {QUEUE_SCHEMA} to {role}"
        )
        await connection.execute(f"grant usage, select on all sequences in schema {QUEUE_SCHEMA} to {role}")
    finally:
        await connection.close()
