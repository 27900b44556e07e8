"""A real PostgreSQL for the tests. A pytest plugin: tests/conftest.py names it in `pytest_plugins`.

The server is TEST_DATABASE_URL where that is set (an administrator's URL, PostgreSQL 15 or later), and else an embedded
one that lives as long as the test session. Nothing is started before a test asks for it.

Fixtures:
    postgres_admin_url (session): `postgresql://` URL of a user who may create roles and databases.
    service_databases (session): `await service_databases.of("case_api", migrate)` answers the service's
        `local_stack.databases.ServiceDatabase` (`owner_url`, `app_url`, `name`), migrated once in the session for each
        `migrate`: it is called the first time, in a thread when it is a plain function (alembic's is: it may start an
        event loop of its own), awaited when it is a coroutine function. One such database serves all tests that roll
        back what they do.
    fresh_database (test): `await fresh_database("case_api", migrate)` answers a new `ServiceDatabase`, a copy of the
        migrated one as it was before any test, deleted after the test. For tests in which commits matter. 30-60 ms.

Names of roles are `rettematch_test_SERVICE_owner` and `rettematch_test_SERVICE_app`: a migration that grants to the app
role must take its name from the setting and not from memory.
"""

import asyncio
import fcntl
import hmac
import os
import secrets
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import replace
from inspect import iscoroutinefunction
from pathlib import Path
from typing import Final, TypeAlias, cast

import pytest
import pytest_asyncio

from local_stack.databases import (
    ServiceDatabase,
    ServiceName,
    connected,
    create_database,
    drop_databases,
    ensure_databases,
    url_for,
)
from local_stack.postgres import EmbeddedPostgres

PREFIX: Final = "rettematch_test"
FOLDER_PREFIX: Final = "rettematch-test-"
SHARED_MEMORY: Final = Path("/dev/shm")
ROOM_BYTES: Final = 600 * 1024 * 1024

Migrate: TypeAlias = Callable[[ServiceDatabase], None] | Callable[[ServiceDatabase], Awaitable[None]]
FreshDatabase: TypeAlias = Callable[[ServiceName, Migrate], Awaitable[ServiceDatabase]]


def temporary_place() -> Path:
    """Shared memory where there is room in it, else the temporary folder."""
    usable = SHARED_MEMORY.is_dir() and os.access(SHARED_MEMORY, os.W_OK)
    if usable and shutil.disk_usage(SHARED_MEMORY).free >= ROOM_BYTES:
        return SHARED_MEMORY
    return Path(tempfile.gettempdir())


def remove_leftovers(place: Path) -> None:
    """Deletes the folders of our own that a killed session left behind: those whose server's lock nobody holds."""
    for folder in place.glob(f"{FOLDER_PREFIX}*"):
        if folder.stat().st_uid != os.geteuid():
            continue
        with (folder / "session").open("a") as mark:
            try:
                fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue  # another session, alive
            EmbeddedPostgres(folder / "postgres").remove()
            shutil.rmtree(folder, ignore_errors=True)


class ServiceDatabases:
    """The three services' databases of one test session, and copies of them."""

    def __init__(self, admin_url: str) -> None:
        self.admin_url = admin_url
        self._run = secrets.token_hex(4)
        self._lock = asyncio.Lock()
        self._sets: dict[Migrate, dict[ServiceName, ServiceDatabase]] = {}
        self._migrated: dict[tuple[ServiceName, Migrate], ServiceDatabase] = {}
        self._extra: set[str] = set()

    def _password(self, role: str) -> str:
        """Alike in every session on one server, so that two at once do not change each other's."""
        return hmac.digest(self.admin_url.encode(), role.encode(), "sha256").hex()

    def _template(self, database: ServiceDatabase) -> str:
        return f"{database.name}_template"

    async def of(self, service: ServiceName, migrate: Migrate) -> ServiceDatabase:
        """The service's database as `migrate` leaves it; another `migrate` gets databases of its own."""
        async with self._lock:
            if migrate not in self._sets:
                run = f"{self._run}_{len(self._sets)}"
                self._sets[migrate] = await ensure_databases(self.admin_url, self._password, prefix=PREFIX, run=run)
            if (service, migrate) not in self._migrated:
                database = self._sets[migrate][service]
                if iscoroutinefunction(migrate):
                    await migrate(database)
                else:
                    await asyncio.to_thread(cast("Callable[[ServiceDatabase], None]", migrate), database)
                await self._copy(service, source=database.name, target=self._template(database))
                self._migrated[service, migrate] = database
            return self._migrated[service, migrate]

    async def copy(self, service: ServiceName, migrate: Migrate) -> ServiceDatabase:
        """A new database, as `migrate` leaves it."""
        database = await self.of(service, migrate)
        name = f"{PREFIX}_{self._run}_{secrets.token_hex(4)}"
        await self._copy(service, source=self._template(database), target=name)
        return replace(
            database,
            owner_url=url_for(database.owner_url, database=name),
            app_url=url_for(database.app_url, database=name),
        )

    async def drop(self, name: str) -> None:
        await drop_databases(self.admin_url, [name])
        self._extra.discard(name)

    async def drop_all(self) -> None:
        """Deletes every database of this session; the roles stay, for they are the server's."""
        await drop_databases(
            self.admin_url,
            [*self._extra, *(database.name for made in self._sets.values() for database in made.values())],
        )

    async def _copy(self, service: ServiceName, *, source: str, target: str) -> None:
        self._extra.add(target)
        async with connected(self.admin_url) as connection:
            # A pool that has just been closed may still be saying goodbye; nobody is in a template during a copy.
            await connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", source
            )
            owner, app = f"{PREFIX}_{service}_owner", f"{PREFIX}_{service}_app"
            await create_database(connection, target, owner=owner, app=app, template=source)


@pytest.fixture(scope="session")
def postgres_admin_url() -> Iterator[str]:
    """A server of this session's own, unless TEST_DATABASE_URL names one."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield given
        return
    place = temporary_place()
    remove_leftovers(place)
    folder = Path(tempfile.mkdtemp(prefix=FOLDER_PREFIX, dir=place))
    folder.chmod(0o711)  # the server may be another user than this session
    with (folder / "session").open("w") as mark:
        fcntl.flock(mark, fcntl.LOCK_EX)
        server = EmbeddedPostgres(folder / "postgres", durable=False)
        try:
            yield server.start()
        finally:
            server.stop()
            server.remove()
            shutil.rmtree(folder, ignore_errors=True)


@pytest_asyncio.fixture(scope="session")
async def service_databases(postgres_admin_url: str) -> AsyncIterator[ServiceDatabases]:
    databases = ServiceDatabases(postgres_admin_url)
    yield databases
    await databases.drop_all()


@pytest_asyncio.fixture
async def fresh_database(service_databases: ServiceDatabases) -> AsyncIterator[FreshDatabase]:
    made: list[ServiceDatabase] = []

    async def make(service: ServiceName, migrate: Migrate) -> ServiceDatabase:
        database = await service_databases.copy(service, migrate)
        made.append(database)
        return database

    yield make
    for database in made:
        await service_databases.drop(database.name)
