"""Makes the three services' databases and their two roles each on a PostgreSQL server, by its administrator.

The owner role migrates; the app role is what the service connects as: it owns nothing, bypasses no row-level security
and is a member of nothing. What it may do in a table is granted by the migration that makes the table.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias, get_args
from urllib.parse import quote, urlsplit, urlunsplit

import asyncpg

ServiceName = Literal["case_api", "matcher", "notifier"]
SERVICES: Final[tuple[ServiceName, ...]] = get_args(ServiceName)
Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"  # generic in its stubs alone
PREFIX: Final = "rettematch"
OLDEST_RELEASE: Final = 15
# Trusted extensions that migrations may build on, where the owner of a database might not be let to create them.
EXTENSIONS: Final[dict[ServiceName, tuple[str, ...]]] = {
    "case_api": ("btree_gist", "citext", "pg_trgm", "unaccent"),
    "matcher": (),
    "notifier": (),
}
SETUP_LOCK: Final = 7_306_001  # any number that nobody else takes: two set-ups at once on one server wait in turn
SCRAM_ITERATIONS: Final = 4096  # PostgreSQL's own default; the passwords are random and long


class DatabaseSetupError(RuntimeError):
    """What a person must change before the databases can be made; the message is for the terminal."""


@dataclass(frozen=True, slots=True)
class ServiceDatabase:
    """One service's database: `owner_url` for migrations, `app_url` for the service; both `postgresql://`."""

    service: ServiceName
    owner_url: str = field(repr=False)
    app_url: str = field(repr=False)

    @property
    def name(self) -> str:
        return urlsplit(self.app_url).path.removeprefix("/")


def url_for(admin_url: str, *, database: str, user: str | None = None, password: str = "") -> str:
    """The administrator's URL with another database, and another user where one is given."""
    parts = urlsplit(admin_url)
    address = parts.netloc.rpartition("@")
    who = address[0] if user is None else f"{quote(user, safe='')}:{quote(password, safe='')}"
    netloc = f"{who}@{address[2]}" if who else address[2]
    return urlunsplit(("postgresql", netloc, f"/{database}", parts.query, ""))


def scram_verifier(password: str) -> str:
    """What PostgreSQL keeps of a password (RFC 5803), so that the password itself is in no statement or log."""
    salt = secrets.token_bytes(16)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, SCRAM_ITERATIONS)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server = hmac.digest(salted, b"Server Key", "sha256")
    encoded = [base64.b64encode(part).decode() for part in (salt, stored, server)]
    return f"SCRAM-SHA-256${SCRAM_ITERATIONS}:{encoded[0]}${encoded[1]}:{encoded[2]}"


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[Connection]:
    """A connection to PostgreSQL.

    Raises:
        DatabaseSetupError: names the server when there is no way in.
    """
    try:
        connection = await asyncpg.connect(url)
    except (OSError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError) as problem:
        address = urlsplit(url)
        raise DatabaseSetupError(
            f"no connection to PostgreSQL at {address.hostname}:{address.port or 5432}{address.path} "
            f"as {address.username}: {problem}"
        ) from problem
    try:
        yield connection
    finally:
        await connection.close()


async def check_server(connection: Connection) -> None:
    """Refuses a server that is too old, and a user who may not make roles and databases."""
    release = connection.get_server_version().major
    if release < OLDEST_RELEASE:
        raise DatabaseSetupError(f"PostgreSQL {OLDEST_RELEASE} or later is needed, and this server is {release}")
    user = await connection.fetchrow(
        "SELECT rolname, rolsuper OR (rolcreaterole AND rolcreatedb) AS able FROM pg_roles WHERE rolname = current_user"
    )
    if user is None or not user["able"]:
        raise DatabaseSetupError(
            "the user of DATABASE_URL may not create roles and databases: ALTER ROLE ... CREATEROLE CREATEDB, or make "
            "the databases yourself and give CASE_API_DATABASE_URL, CASE_API_OWNER_DATABASE_URL and the like"
        )


async def ensure_databases(
    admin_url: str, password_for: Callable[[str], str], *, prefix: str = PREFIX, run: str = ""
) -> dict[ServiceName, ServiceDatabase]:
    """Makes what is missing of the three databases and six roles, and answers the URLs to use.

    Args:
        admin_url: of a user who may create roles and databases, on PostgreSQL 15 or later.
        password_for: the password to give a role, by its name.
        prefix: of the names of roles and databases: `PREFIX_case_api_owner`, `PREFIX_case_api_app`, `PREFIX_case_api`.
        run: goes into the databases' names only, so that two test runs can share a server.

    Raises:
        DatabaseSetupError: with what to do about it.
    """
    made: dict[ServiceName, ServiceDatabase] = {}
    async with connected(admin_url) as connection:
        await check_server(connection)
        await connection.execute("SELECT pg_advisory_lock($1)", SETUP_LOCK)
        for service in SERVICES:
            try:
                made[service] = await _ensure_service(connection, admin_url, service, password_for, prefix, run)
            except asyncpg.InsufficientPrivilegeError as problem:
                raise DatabaseSetupError(
                    f"PostgreSQL refuses to set up the databases of {service}: {problem}"
                ) from problem
    return made


async def _ensure_service(
    connection: Connection,
    admin_url: str,
    service: ServiceName,
    password_for: Callable[[str], str],
    prefix: str,
    run: str,
) -> ServiceDatabase:
    owner, app = f"{prefix}_{service}_owner", f"{prefix}_{service}_app"
    for role in (owner, app):
        await _ensure_role(connection, role, password_for(role))
    name = f"{prefix}_{run}_{service}" if run else f"{prefix}_{service}"
    await create_database(connection, name, owner=owner, app=app)
    await _prepare_inside(url_for(admin_url, database=name), service, app)
    return ServiceDatabase(
        service,
        owner_url=url_for(admin_url, database=name, user=owner, password=password_for(owner)),
        app_url=url_for(admin_url, database=name, user=app, password=password_for(app)),
    )


async def create_database(
    connection: Connection, name: str, *, owner: str, app: str, template: str = "template0"
) -> None:
    """Makes the database unless it is there: UTF-8, order by code points, connections for its two roles alone."""
    if not await connection.fetchval("SELECT true FROM pg_database WHERE datname = $1", name):
        # Letters beyond a-z are letters (C.UTF-8), wherever the server's C library knows that; a copy of a template
        # has the template's locale.
        locales = ("C.UTF-8", "C") if template == "template0" else ("",)
        for ctype in locales:
            locale = f"ENCODING 'UTF8' LOCALE_PROVIDER libc LC_COLLATE 'C' LC_CTYPE '{ctype}'" if ctype else ""
            try:
                await connection.execute(f'CREATE DATABASE "{name}" OWNER "{owner}" TEMPLATE "{template}" {locale}')
                break
            except asyncpg.WrongObjectTypeError:
                if ctype == locales[-1]:
                    raise
    await connection.execute(f'REVOKE ALL ON DATABASE "{name}" FROM PUBLIC')
    await connection.execute(f'GRANT CONNECT ON DATABASE "{name}" TO "{app}"')


async def _ensure_role(connection: Connection, role: str, password: str) -> None:
    if not await connection.fetchval("SELECT true FROM pg_roles WHERE rolname = $1", role):
        await connection.execute(f'CREATE ROLE "{role}"')
    superuser = await connection.fetchval("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
    # Only a superuser may name these two, even to say no; without them they are off from the creation on.
    off = "NOSUPERUSER NOBYPASSRLS" if superuser else ""
    await connection.execute(
        f"ALTER ROLE \"{role}\" LOGIN {off} NOCREATEDB NOCREATEROLE PASSWORD '{scram_verifier(password)}'"
    )
    if not superuser and role.endswith("_owner"):
        await connection.execute(f'GRANT "{role}" TO CURRENT_USER')  # to give it a database


async def _prepare_inside(admin_url: str, service: ServiceName, app: str) -> None:
    async with connected(admin_url) as connection:
        for extension in EXTENSIONS[service]:
            try:
                await connection.execute(f'CREATE EXTENSION IF NOT EXISTS "{extension}"')
            except (asyncpg.FeatureNotSupportedError, asyncpg.UndefinedFileError) as problem:
                raise DatabaseSetupError(
                    f"the PostgreSQL server lacks the extension {extension} (Debian: postgresql-contrib)"
                ) from problem
        await connection.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        await connection.execute(f'GRANT USAGE ON SCHEMA public TO "{app}"')


async def drop_databases(admin_url: str, names: Iterable[str]) -> None:
    """Deletes databases with all in them, ending whoever is connected."""
    async with connected(admin_url) as connection:
        for name in names:
            await connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
