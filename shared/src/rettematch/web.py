"""What every service's application has: problems, limits, telemetry, health, readiness and metrics."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Request, Response
from fastapi.openapi.utils import get_openapi
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rettematch import api_docs, problems
from rettematch.clock import Clock, Now
from rettematch.problems import BodyTooLarge, ProblemDocument, Unauthenticated, Unavailable
from rettematch.telemetry import TelemetryMiddleware, TelemetrySettings
from rettematch.tokens import Identity, TokenVerifier

MAX_BODY_BYTES = 1_000_000
_LENGTH_DIGITS = 18
"""A longer Content-Length is refused unread: turning thousands of digits into a number fails by itself."""

OPEN_PATHS = frozenset({"/health", "/ready", "/metrics", "/openapi.json", *api_docs.PATHS})
"""The only routes without a policy (docs/security.md A1)."""

ReadyCheck = Callable[[], Awaitable[bool]]
_bearer = HTTPBearer(auto_error=False, description="OIDC access token")


class BodyLimitMiddleware:
    """Refuses bodies over the limit, by Content-Length and by counting what really arrives.

    FastAPI's own `max_body_size` answers in plain text where the length is declared; every error here is a problem.
    """

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self._app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        if not declared.isdigit() or len(declared) > _LENGTH_DIGITS or int(declared) > self._limit:
            problem = BodyTooLarge(f"A body may have {self._limit} bytes.")
            await problems.render(problem, scope.get("request_id"))(scope, receive, send)
            return
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self._limit:
                raise HTTPException(BodyTooLarge.status)  # FastAPI lets only its own exceptions through body parsing
            return message

        await self._app(scope, counted, send)


async def _identity(
    request: Request, now: Now, bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> Identity:
    if bearer is None:
        raise Unauthenticated
    verifier: TokenVerifier = request.app.state.token_verifier
    return verifier.verify(bearer.credentials, now)


Caller = Annotated[Identity, Depends(_identity)]
"""The caller of a request, by a verified token."""


def create_service(
    *,
    name: str,
    title: str,
    description: str,
    version: str,
    clock: Clock,
    verifier: TokenVerifier,
    is_ready: ReadyCheck,
    lifespan: Callable[[FastAPI], AbstractAsyncContextManager[None]] | None = None,
    tags: list[dict[str, Any]] | None = None,
) -> FastAPI:
    """An application with everything that is the same in each service; the caller adds its routers.

    Args:
        name: Short name for logs and metrics, such as `case-api`.
        title: Heading of the OpenAPI document.
        description: Its text, markdown.
        version: Of the API.
        clock: Read once per request.
        verifier: Of the tokens meant for this service.
        is_ready: Answers or raises; readiness is 503 then.
        lifespan: Of the service itself.
        tags: OpenAPI tags with descriptions.
    """
    app = FastAPI(
        title=title,
        description=description,
        version=version,
        lifespan=lifespan,
        openapi_tags=tags,
        responses=problems.PROBLEM_RESPONSES,
        docs_url=None,
        redoc_url=None,
        telemetry={"tracing": False, "metrics": False, "logs": False},  # rettematch.telemetry knows what may be told
    )
    app.state.clock = clock
    app.state.stopping = False
    app.state.token_verifier = verifier
    problems.install(app)
    api_docs.install(app)
    app.add_middleware(BodyLimitMiddleware, limit=MAX_BODY_BYTES)
    app.add_middleware(TelemetryMiddleware, service=name, log_routine_requests=TelemetrySettings().log_routine_requests)

    @app.get("/health", include_in_schema=False)
    async def health() -> dict[str, str]:
        """Whether the process runs."""
        return {"status": "ok"}

    @app.get("/ready", include_in_schema=False)
    async def ready() -> dict[str, str]:
        """Whether it can do its work now."""
        try:
            await is_ready()
        except Exception as error:
            raise Unavailable("Not ready.") from error
        return {"status": "ready"}

    @app.get("/metrics", include_in_schema=False)
    async def metrics() -> Response:
        """Prometheus metrics."""
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = get_openapi(
                title=app.title,
                version=app.version,
                openapi_version="3.1.0",
                description=app.description,
                routes=app.routes,
                tags=app.openapi_tags,
            )
            schema = ProblemDocument.model_json_schema(ref_template="#/components/schemas/{model}")
            schemas = document.setdefault("components", {}).setdefault("schemas", {})
            schemas.update(schema.pop("$defs", {}))
            schemas["ProblemDocument"] = schema
            for unused in ("HTTPValidationError", "ValidationError"):
                schemas.pop(unused, None)
            app.openapi_schema = document
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]
    return app
