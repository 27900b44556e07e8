"""A notifier of its own for each test: real PostgreSQL, real HTTP on loopback, real tokens."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest
from joserfc.jwk import ECKey, KeySet

from local_stack.databases import ServiceDatabase
from local_stack.tokens import Issuer
from notifier import migration
from notifier.app import create_app
from notifier.settings import NotifierSettings
from notifier.worker import Worker
from rettematch.clock import system_clock
from rettematch.contracts.base import Role
from rettematch.database import Database
from rettematch.sealing import create_master_keys
from rettematch.tokens import OidcSettings
from tests.notifier.stand_ins import CaseApi, Receiver, case_api, person, receiving
from tests.postgres import FreshDatabase
from tests.rettematch.case_facts import BROKER, CASEWORKER, OTHER_BROKER

ISSUER = "https://issuer.example"
SYDDJURS = "0706"
NORDDJURS = "0707"
ADMINISTRATOR = UUID(int=7)
STRANGER = UUID(int=8)
PEOPLE: dict[str, tuple[UUID, Role, str]] = {
    "broker": (BROKER, Role.JOB_BROKER, SYDDJURS),
    "other-broker": (OTHER_BROKER, Role.JOB_BROKER, SYDDJURS),
    "caseworker": (CASEWORKER, Role.CASEWORKER, SYDDJURS),
    "administrator": (ADMINISTRATOR, Role.ADMINISTRATOR, SYDDJURS),
    "consultant": (UUID(int=9), Role.JOB_CONSULTANT, SYDDJURS),
    "stranger": (STRANGER, Role.JOB_BROKER, NORDDJURS),
    "strange-administrator": (UUID(int=10), Role.ADMINISTRATOR, NORDDJURS),
}


def migrate(database: ServiceDatabase) -> None:
    migration.migrate(database.owner_url, database.app_url)


@dataclass
class Notifier:
    """The notifier and its neighbours."""

    http: httpx.AsyncClient
    settings: NotifierSettings
    oidc: OidcSettings
    database: Database
    databases: ServiceDatabase
    case_api: CaseApi
    tokens: dict[str, str] = field(default_factory=dict)

    async def call(self, method: str, path: str, who: str = "broker", **options: Any) -> httpx.Response:
        """One request as somebody of PEOPLE; `key="..."` sends Idempotency-Key."""
        headers = {"Authorization": f"Bearer {self.tokens[who]}"}
        if (key := options.pop("key", None)) is not None:
            headers["Idempotency-Key"] = key
        return await self.http.request(method, path, headers=headers, **options)

    async def register(self, url: str, who: str = "broker", **options: Any) -> dict[str, Any]:
        body = {"url": url, "events": ["follow_up.due", "follow_up.overdue"]}
        answer = await self.call("POST", "/v1/endpoints", who, json=body, **options)
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    async def rows(self, query: str, *values: object) -> list[asyncpg.Record]:
        """Reads around row-level security, as the database's administrator could."""
        connection = await asyncpg.connect(self.databases.owner_url)
        try:
            await connection.execute("select set_config('app.municipality', $1, false)", SYDDJURS)
            return await connection.fetch(query, *values)
        finally:
            await connection.close()

    @asynccontextmanager
    async def working(self, **changes: Any) -> AsyncIterator[Worker]:
        """A worker in this process, stopped in order."""
        worker = Worker(self.settings.model_copy(update=changes), self.oidc)
        task = asyncio.create_task(worker.run())
        try:
            yield worker
        finally:
            worker.stop()
            await asyncio.wait_for(task, 20)


@pytest.fixture(scope="session")
def issuer() -> Issuer:
    return Issuer(ISSUER, ECKey.generate_key("P-256", {"use": "sig", "kid": "test"}))


@pytest.fixture(scope="session")
def jwks(issuer: Issuer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("issuer") / "jwks.json"
    path.write_text(json.dumps(KeySet([issuer.key]).as_dict(private=False)))
    return path


@pytest.fixture(scope="session")
def key_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("keys") / "keys.json"
    create_master_keys(path)
    return path


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as made:
        yield made


@pytest.fixture
async def notifier(
    fresh_database: FreshDatabase, issuer: Issuer, jwks: Path, key_file: Path
) -> AsyncIterator[Notifier]:
    databases = await fresh_database("notifier", migrate)
    database = Database(databases.app_url, application_name="test", pool_size=3)
    async with case_api() as neighbour:
        settings = NotifierSettings(
            database_url=databases.app_url,
            case_api_url=neighbour.url,
            client_secret=neighbour.client_secret,
            key_file=key_file,
            allow_local_endpoints=True,
            retry_seconds=(0, 0.2, 0.2),
            retry_floor_seconds=0,
            tick_seconds=1,
            pool_size=5,
        )
        oidc = OidcSettings(issuer=ISSUER, jwks=str(jwks), token_url=neighbour.url + "/token")
        app = create_app(settings, oidc)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://notifier") as http,
        ):
            made = Notifier(http, settings, oidc, database, databases, neighbour)
            now: datetime = system_clock()
            for number, (name, (staff_id, role, municipality)) in enumerate(PEOPLE.items(), start=1):
                token = issuer.user_token(role, now=now, municipality=municipality, number=number)
                made.tokens[name] = token
                neighbour.people[token] = person(staff_id, role, municipality)
            yield made
    await database.close()
