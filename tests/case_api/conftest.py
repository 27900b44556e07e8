"""A case API of its own for each test: real PostgreSQL, real tokens, a frozen clock."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from joserfc.jwk import ECKey, KeySet

from case_api.app import create_app
from case_api.cli import MIGRATIONS
from case_api.settings import CaseApiSettings, IdentifierSettings
from local_stack.databases import ServiceDatabase
from local_stack.tokens import Issuer
from rettematch import migrations
from rettematch.sealing import create_master_keys
from rettematch.tokens import OidcSettings
from tests.postgres import FreshDatabase, Migrate

ISSUER = "https://issuer.example"
SYDDJURS = "0706"
NORDDJURS = "0707"


def migrate(database: ServiceDatabase) -> None:
    migrations.upgrade(MIGRATIONS, database.owner_url, database.app_url)


@dataclass
class FrozenClock:
    """A clock that only tests move."""

    now: datetime = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **span: float) -> None:
        self.now += timedelta(**span)


@dataclass
class Api:
    """The service, and callers of every role in two municipalities."""

    http: httpx.AsyncClient
    issuer: Issuer
    clock: FrozenClock
    database: ServiceDatabase
    staff: dict[tuple[str, str], str] = field(default_factory=dict)

    def token(self, role: str, municipality: str = SYDDJURS) -> str:
        return self.issuer.user_token(role, now=self.clock(), municipality=municipality)

    async def call(
        self, method: str, path: str, role: str = "caseworker", municipality: str = SYDDJURS, **options: Any
    ) -> httpx.Response:
        """One request as somebody. `version=3` sends If-Match, `key="..."` sends Idempotency-Key."""
        headers = {"Authorization": f"Bearer {self.token(role, municipality)}"}
        if (version := options.pop("version", None)) is not None:
            headers["If-Match"] = f'"v{version}"'
        if (key := options.pop("key", None)) is not None:
            headers["Idempotency-Key"] = key
        return await self.http.request(method, path, headers=headers, **options)

    async def make(self, path: str, role: str, body: dict[str, Any], municipality: str = SYDDJURS) -> dict[str, Any]:
        """Creates something that a test needs."""
        response = await self.call("POST", path, role, municipality, json=body)
        assert response.status_code == 201, response.text
        made: dict[str, Any] = response.json()
        return made

    async def feed(self, after: str = "0.0") -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.issuer.service_token('matcher', now=self.clock())}"}
        response = await self.http.get("/v1/changes", params={"after": after}, headers=headers)
        assert response.status_code == 200, response.text
        page: dict[str, Any] = response.json()
        return page


ROLES = ("caseworker", "job-broker", "job-consultant", "mentor", "team-leader", "project-manager")


async def _populate(api: Api, municipality: str) -> None:
    """One person of each role, as an administrator would enter them."""
    created = await api.call(
        "POST",
        "/v1/municipalities",
        "operator",
        json={
            "municipality_code": municipality,
            "administrator": {"subject": f"demo:{municipality}:administrator:1", "name": "Anne Administrator"},
        },
    )
    assert created.status_code == 201, created.text
    for role in ROLES:
        body = {"subject": f"demo:{municipality}:{role}:1", "name": f"Medarbejder {role}", "roles": [role]}
        await api.make("/v1/staff", "administrator", body, municipality)


@pytest.fixture(scope="session")
def issuer() -> Issuer:
    return Issuer(ISSUER, ECKey.generate_key("P-256", {"use": "sig", "kid": "test"}))


@pytest.fixture(scope="session")
def oidc(issuer: Issuer, tmp_path_factory: pytest.TempPathFactory) -> OidcSettings:
    path = tmp_path_factory.mktemp("issuer") / "jwks.json"
    path.write_text(json.dumps(KeySet([issuer.key]).as_dict(private=False)))
    return OidcSettings(issuer=ISSUER, jwks=str(path))


@pytest.fixture(scope="session")
def key_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("keys") / "keys.json"
    create_master_keys(path)
    return path


@asynccontextmanager
async def serving(
    database: ServiceDatabase, oidc: OidcSettings, issuer: Issuer, key_file: Path, rules_folder: Path | None = None
) -> AsyncIterator[Api]:
    """The service over a database, with the rules of the municipalities that have a file in a folder."""
    clock = FrozenClock()
    settings = CaseApiSettings(
        database_url=database.app_url,
        key_file=key_file,
        operator_subjects="demo:operator",
        pool_size=5,
        replan_seconds=3600,
        rules_folder=rules_folder,
    )
    app = create_app(settings, oidc, IdentifierSettings(synthetic_identifiers=True), clock=clock)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://case-api") as http,
    ):
        yield Api(http, issuer, clock, database)


@pytest.fixture(scope="session")
def staffed(oidc: OidcSettings, issuer: Issuer, key_file: Path) -> Migrate:
    """Migrates a database and enters two municipalities with their staff: what each test gets a copy of."""

    async def migrate_and_populate(database: ServiceDatabase) -> None:
        await asyncio.to_thread(migrate, database)
        async with serving(database, oidc, issuer, key_file) as api:
            for municipality in (SYDDJURS, NORDDJURS):
                await _populate(api, municipality)

    return migrate_and_populate


@pytest.fixture
async def api(
    fresh_database: FreshDatabase, staffed: Migrate, oidc: OidcSettings, issuer: Issuer, key_file: Path
) -> AsyncIterator[Api]:
    """Syddjurs and Norddjurs, each with one person of every role, and nothing else."""
    database = await fresh_database("case_api", staffed)
    async with serving(database, oidc, issuer, key_file) as api:
        for municipality in (SYDDJURS, NORDDJURS):
            for member in (await api.call("GET", "/v1/staff", municipality=municipality)).json()["items"]:
                api.staff[municipality, member["roles"][0]] = member["id"]
        yield api
