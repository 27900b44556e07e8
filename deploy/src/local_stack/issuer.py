"""The development issuer: an OpenID Connect provider for a stack on one machine, and never for anything else.

It listens on the loopback address alone and gives tokens to the two services, by client credentials. Users' tokens come
from `make token`, for those who may read the state folder.
"""

import binascii
import hmac
from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, unquote_plus

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from local_stack.settings import LOOPBACK, StackSettings
from local_stack.state import StateFolder
from local_stack.tokens import CLIENTS, SERVICE_LIFETIME, Client, Issuer
from rettematch.clock import Clock, Now, system_clock

NO_STORE = {"Cache-Control": "no-store"}


class IssuerRefusedError(RuntimeError):
    """The development issuer will not run here; the message says why."""


class TokenError(Exception):
    """An error answer of the token endpoint (RFC 6749, 5.2)."""

    def __init__(self, error: str, status: int = 400) -> None:
        super().__init__(error)
        self.error = error
        self.status = status


@dataclass(frozen=True, slots=True)
class ClientCredentials:
    """Who asks for a token, and how it proves that."""

    client_id: str
    secret: str = field(repr=False)


def parse_credentials(authorization: str | None, form: Mapping[str, str]) -> ClientCredentials:
    """The credentials of a token request: HTTP Basic, or in the body (RFC 6749, 2.3.1).

    Raises:
        TokenError: there are none, or they cannot be read.
    """
    if authorization is None:
        return ClientCredentials(form.get("client_id", ""), form.get("client_secret", ""))
    scheme, _, encoded = authorization.partition(" ")
    try:
        name, _, secret = b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise TokenError("invalid_client", 401) from None
    if scheme.lower() != "basic":
        raise TokenError("invalid_client", 401)
    return ClientCredentials(unquote_plus(name), unquote_plus(secret))


def grant_service_token(
    issuer: Issuer,
    secrets: Mapping[Client, str],
    credentials: ClientCredentials,
    form: Mapping[str, str],
    now: datetime,
) -> dict[str, Any]:
    """The answer to a token request.

    Raises:
        TokenError: another grant or scope than this issuer knows, or wrong credentials.
    """
    if form.get("grant_type") != "client_credentials":
        raise TokenError("unsupported_grant_type")
    if form.get("scope", "feed") != "feed":
        raise TokenError("invalid_scope")
    for client, secret in secrets.items():
        same_name = hmac.compare_digest(client.encode(), credentials.client_id.encode())
        same_secret = hmac.compare_digest(secret.encode(), credentials.secret.encode())
        if same_name and same_secret:
            return {
                "access_token": issuer.service_token(client, now=now),
                "token_type": "Bearer",
                "expires_in": int(SERVICE_LIFETIME.total_seconds()),
                "scope": "feed",
            }
    raise TokenError("invalid_client", 401)


def create_app(issuer: Issuer, secrets: Mapping[Client, str], clock: Clock = system_clock) -> FastAPI:
    """The issuer as an application."""
    app = FastAPI(title="Development issuer of Rettematch", openapi_url=None)
    app.state.clock = clock

    @app.exception_handler(TokenError)
    async def refuse(_: Request, problem: TokenError) -> JSONResponse:
        challenge = {"WWW-Authenticate": 'Basic realm="rettematch"'} if problem.status == 401 else {}  # noqa: PLR2004
        return JSONResponse({"error": problem.error}, problem.status, headers={**NO_STORE, **challenge})

    @app.get("/ready")
    async def ready() -> dict[str, str]:
        return {"status": "ready"}

    @app.get("/.well-known/openid-configuration")
    async def configuration() -> dict[str, Any]:
        return {
            "issuer": issuer.url,
            "jwks_uri": f"{issuer.url}/jwks.json",
            "token_endpoint": f"{issuer.url}/token",
            "grant_types_supported": ["client_credentials"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            "scopes_supported": ["feed"],
            "response_types_supported": [],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["ES256"],
        }

    @app.get("/jwks.json")
    async def jwks() -> dict[str, Any]:
        return {"keys": [issuer.key.as_dict(private=False)]}

    @app.post("/token")
    async def token(request: Request, now: Now) -> JSONResponse:
        form = {name: values[0] for name, values in parse_qs((await request.body()).decode("latin-1")).items()}
        credentials = parse_credentials(request.headers.get("authorization"), form)
        return JSONResponse(grant_service_token(issuer, secrets, credentials, form, now), headers=NO_STORE)

    return app


def check_allowed(settings: StackSettings) -> None:
    """Keeps the development issuer away from databases that somebody else runs.

    Raises:
        IssuerRefusedError: unless the databases are the embedded ones, or it is allowed in so many words.
    """
    if not settings.is_embedded and not settings.rettematch_development_issuer:
        raise IssuerRefusedError(
            "the development issuer runs beside the embedded PostgreSQL only, since whoever can read its key can sign "
            "in as anybody: set RETTEMATCH_DEVELOPMENT_ISSUER=true to run it beside a database of your own"
        )


def serve(settings: StackSettings, state: StateFolder, run: Callable[..., None] = uvicorn.run) -> None:
    """Runs the issuer until it is told to stop."""
    check_allowed(settings)
    issuer = Issuer(settings.issuer_url, state.issuer_key())
    secrets = {client: state.client_secret(client) for client in CLIENTS}
    run(create_app(issuer, secrets), host=LOOPBACK, port=settings.issuer_port, log_level="warning")
