"""The application of the matcher."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import httpx
from fastapi import FastAPI

from matcher.assignment.routes import router as assignments
from matcher.assignment.settings import AssignmentSettings
from matcher.candidates.routes import router as candidates
from matcher.catalogue.feed import FeedFollower
from matcher.catalogue.state import Catalogue
from matcher.explaining.routes import router as explaining
from matcher.industry.routes import router as industry_packages
from matcher.occupations.routes import router as occupations
from matcher.occupations.service import load_linker
from matcher.outreach.routes import router as outreach
from matcher.ranking import concepts
from matcher.ranking.compiling import make_search_ready
from matcher.ranking.routes import router as rankings
from matcher.ranking.service import CatalogueNotReady
from matcher.runs.routes import router as runs
from matcher.settings import MatcherSettings
from rettematch.clients.case_api import CaseApiClient
from rettematch.clients.service_token import ServiceToken
from rettematch.clock import Clock, system_clock
from rettematch.database import Database
from rettematch.industry.packages import all_packages
from rettematch.tokens import OidcSettings, TokenVerifier, load_key_set
from rettematch.web import create_service

AUDIENCE = "rettematch-matcher"

TAGS = [
    {"name": "rankings", "description": "Pladser til en borger, bedst først, med grunde; and the record of each run."},
    {"name": "outreach", "description": "Opsøgende arbejde: what would open places for the citizens of a team."},
    {"name": "candidates", "description": "Borgere til en plads; off unless the municipality has a legal basis."},
    {"name": "assignments", "description": "Forslag, der fordeler ledige pladser mellem ventende borgere."},
    {"name": "occupations", "description": "Danish or English words about work, linked to ESCO."},
    {"name": "industry packages", "description": "Branchepakker: lines of work as files, to choose and to explain."},
]

DESCRIPTION = """
Ranks places for a citizen and says why. It supports a decision that a person makes: it cannot place anybody.

Hard constraints decide which places are on the list, integer points their order; the parts sum to the score. Unknown
facts never count as met: such places are listed apart, with the question to ask. Errors are problem documents
(RFC 9457) with a Danish sentence that can be shown as it is.
"""


def _warm() -> None:
    """Reads what the first ranking would otherwise wait for."""
    concepts.warm()
    all_packages()


def create_app(settings: MatcherSettings, oidc: OidcSettings, *, clock: Clock = system_clock) -> FastAPI:
    """The matcher over one database and one case API.

    Args:
        settings: Of the service.
        oidc: The pinned identity provider; its token URL is needed for the service's own token.
        clock: Read once a request; tests give a frozen one.

    Raises:
        ValueError: the identity provider's token URL is missing, or a learned version is chosen that cannot be used.
    """
    if oidc.token_url is None:
        raise ValueError("OIDC_TOKEN_URL is needed: the matcher reads the change feed with a token of its own")
    versions = settings.versions()
    database = Database(settings.database_url, application_name="matcher", pool_size=settings.pool_size)
    http = httpx.AsyncClient(limits=httpx.Limits(max_connections=100, max_keepalive_connections=20))
    case_api = CaseApiClient(http, settings.case_api_url)
    catalogue = Catalogue(settings.stale_after_seconds)
    follower = FeedFollower(
        case_api,
        ServiceToken(http, oidc.token_url, settings.client_id, settings.client_secret).get,
        database,
        catalogue,
        wait_seconds=settings.feed_wait_seconds,
        drift_check_seconds=settings.drift_check_seconds,
        clock=clock,
    )

    async def is_ready() -> bool:
        if not catalogue.usable:
            raise CatalogueNotReady
        return await database.is_ready()

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await asyncio.to_thread(_warm)
        following = asyncio.create_task(follower.run(), name="change feed")
        # Rankings do not need the linker: they are served while it is being built.
        linking = asyncio.create_task(asyncio.to_thread(load_linker), name="linker")
        compiling = asyncio.create_task(make_search_ready(), name="search") if settings.compiled_search else None
        try:
            yield
        finally:
            following.cancel()
            with suppress(asyncio.CancelledError):
                await following
            if compiling is not None:
                compiling.cancel()
                with suppress(asyncio.CancelledError):
                    await compiling
            await linking
            await http.aclose()
            await database.close()

    app = create_service(
        name="matcher",
        title="Rettematch matcher",
        description=DESCRIPTION,
        version="1.0.0",
        clock=clock,
        verifier=TokenVerifier(oidc.issuer, AUDIENCE, load_key_set(oidc.jwks)),
        is_ready=is_ready,
        lifespan=lifespan,
        tags=TAGS,
    )
    app.state.database = database
    app.state.case_api = case_api
    app.state.catalogue = catalogue
    app.state.versions = versions
    app.state.assigning = AssignmentSettings(settings.stable_municipalities, settings.accepted_seats_held_days)
    for router in (rankings, runs, explaining, outreach, candidates, assignments, occupations, industry_packages):
        app.include_router(router)
    return app


def from_environment() -> FastAPI:
    """For `uvicorn --factory`."""
    return create_app(MatcherSettings(), OidcSettings())
