"""The application of the notifier."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from fastapi import FastAPI

from notifier.deliveries.outcomes import default_retry_policy
from notifier.deliveries.routes import router as deliveries
from notifier.deliveries.sender import Sender
from notifier.endpoints.routes import router as endpoints
from notifier.follow_ups.routes import router as follow_ups
from notifier.settings import NotifierSettings
from rettematch.clients.case_api import CaseApiClient
from rettematch.clock import Clock, system_clock
from rettematch.database import Database
from rettematch.sealing import load_master_keys
from rettematch.tokens import OidcSettings, TokenVerifier, load_key_set
from rettematch.web import create_service

AUDIENCE = "rettematch-notifier"

TAGS = [
    {"name": "follow-ups", "description": "Opfølgninger: what has to happen next in a case, by which rule."},
    {"name": "endpoints", "description": "Webhooks of the job brokers (jobformidlere), and test messages to them."},
    {"name": "deliveries", "description": "What was delivered to an endpoint, what waits, and why."},
]

DESCRIPTION = """
Plans the follow-ups of each running case from the case API's change feed, and tells the job broker when one is due.

A message is thin: type, ids, rule, due time and a link; whoever receives it signs in to read more. It is signed after
Standard Webhooks and delivered at least once. Errors are problem documents (RFC 9457) with a Danish sentence that can
be shown as it is.
"""


def create_app(settings: NotifierSettings, oidc: OidcSettings, *, clock: Clock = system_clock) -> FastAPI:
    """The notifier's API over one database. The worker is another process.

    Args:
        settings: Of the service.
        oidc: The pinned identity provider.
        clock: For checking tokens; what is due goes by the database's clock.
    """
    database = Database(settings.database_url, application_name="notifier", pool_size=settings.pool_size)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with (
            httpx.AsyncClient(trust_env=False) as http,
            Sender(default_retry_policy(), allow_local=settings.allow_local_endpoints) as sender,
        ):
            app.state.case_api = CaseApiClient(http, settings.case_api_url)
            app.state.sender = sender
            yield
        await database.close()

    app = create_service(
        name="notifier",
        title="Rettematch notifier",
        description=DESCRIPTION,
        version="1.0.0",
        clock=clock,
        verifier=TokenVerifier(oidc.issuer, AUDIENCE, load_key_set(oidc.jwks)),
        is_ready=database.is_ready,
        lifespan=lifespan,
        tags=TAGS,
    )
    app.state.database = database
    app.state.keys = load_master_keys(settings.key_file)
    app.state.allow_local_endpoints = settings.allow_local_endpoints
    for router in (follow_ups, endpoints, deliveries):
        app.include_router(router)
    return app


def from_environment() -> FastAPI:
    """For `uvicorn --factory`."""
    return create_app(NotifierSettings(), OidcSettings())
