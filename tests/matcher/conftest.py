"""A matcher over a database of its own, and a small case API on a real socket beside it."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from joserfc.jwk import ECKey, KeySet

from local_stack.databases import ServiceDatabase
from local_stack.tokens import Issuer
from matcher.app import create_app
from matcher.catalogue.state import Catalogue
from matcher.cli import MIGRATIONS
from matcher.settings import MatcherSettings
from matcher.synthetic import MUNICIPALITY
from rettematch import migrations
from rettematch.contracts.matching import MatchingProfile
from rettematch.identifiers import uuid7
from rettematch.tokens import OidcSettings
from tests.matcher.case_api_standin import CLIENT_SECRET, CaseApiStandin
from tests.postgres import FreshDatabase

ISSUER = "https://issuer.example"
OTHER_MUNICIPALITY = "0707"


def migrate(database: ServiceDatabase) -> None:
    migrations.upgrade(MIGRATIONS, database.owner_url, database.app_url)


@pytest.fixture(scope="session")
def matcher_issuer() -> Issuer:
    return Issuer(ISSUER, ECKey.generate_key("P-256", {"use": "sig", "kid": "test"}))


@pytest.fixture(scope="session")
def jwks_file(matcher_issuer: Issuer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("issuer") / "jwks.json"
    path.write_text(json.dumps(KeySet([matcher_issuer.key]).as_dict(private=False)))
    return path


@pytest.fixture
def case_api(matcher_issuer: Issuer, jwks_file: Path) -> Iterator[CaseApiStandin]:
    standin = CaseApiStandin(matcher_issuer, OidcSettings(issuer=ISSUER, jwks=str(jwks_file)))
    standin.start()
    yield standin
    standin.stop()


@pytest.fixture
async def matcher_database(fresh_database: FreshDatabase) -> ServiceDatabase:
    return await fresh_database("matcher", migrate)


@dataclass
class RunningMatcher:
    """The service, and callers of every role in two municipalities."""

    http: httpx.AsyncClient
    app: FastAPI
    issuer: Issuer
    case_api: CaseApiStandin

    @property
    def catalogue(self) -> Catalogue:
        catalogue: Catalogue = self.app.state.catalogue
        return catalogue

    async def call(
        self, method: str, path: str, role: str = "job-broker", municipality: str = MUNICIPALITY, **options: Any
    ) -> httpx.Response:
        token = self.issuer.user_token(role, now=datetime.now(UTC), municipality=municipality)
        return await self.http.request(method, path, headers={"Authorization": f"Bearer {token}"}, **options)

    def case_of(self, profile: MatchingProfile) -> UUID:
        """A case that discloses this profile."""
        case_id = uuid7()
        self.case_api.profiles[case_id] = profile
        return case_id

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(15):
            while not condition():  # noqa: ASYNC110 - what is waited for is another service's doing
                await asyncio.sleep(0.01)

    async def caught_up(self) -> None:
        """Waits until everything published has been read."""
        changes = self.case_api.changes
        await self.until(lambda: not changes or self.catalogue.cursor == changes[-1].cursor)
        await self.until(lambda: self.catalogue.complete_once)


StartMatcher = Callable[..., AbstractAsyncContextManager[RunningMatcher]]


@pytest.fixture
def start_matcher(
    matcher_database: ServiceDatabase, case_api: CaseApiStandin, matcher_issuer: Issuer, jwks_file: Path
) -> StartMatcher:
    """Starts the service on the test's database, as often as the test wants, with the settings that it changes."""
    settings = MatcherSettings(
        database_url=matcher_database.app_url,
        case_api_url=case_api.url,
        client_secret=CLIENT_SECRET,
        pool_size=3,
        feed_wait_seconds=1,
        compiled_search=False,
    )
    oidc = OidcSettings(issuer=ISSUER, jwks=str(jwks_file), token_url=f"{case_api.url}/token")

    @asynccontextmanager
    async def start(**changes: Any) -> AsyncIterator[RunningMatcher]:
        app = create_app(settings.model_copy(update=changes), oidc)
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url="http://matcher") as http,
        ):
            yield RunningMatcher(http, app, matcher_issuer, case_api)

    return start


@pytest.fixture
async def matcher(start_matcher: StartMatcher) -> AsyncIterator[RunningMatcher]:
    async with start_matcher() as running:
        yield running
