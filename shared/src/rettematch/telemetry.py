"""Logs, metrics and trace context of a request. Never a query string, a body, a header value or a name."""

import logging
import re
import secrets
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from http import HTTPStatus

import structlog
from prometheus_client import Counter, Histogram
from pydantic_settings import BaseSettings, SettingsConfigDict
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_TRACE_PARENT = re.compile(r"^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$")

REQUESTS = Counter("http_requests_total", "Requests answered", ["service", "method", "route", "status"])
DURATION = Histogram("http_request_seconds", "Time from request to the end of the answer", ["service", "route"])

trace_parent: ContextVar[str | None] = ContextVar("trace_parent", default=None)
"""The W3C trace context of the request being handled."""

WAITED = Histogram("http_request_waited_seconds", "Of a request, waiting for somebody else", ["service", "on"])
_waits: ContextVar[dict[str, float] | None] = ContextVar("waits", default=None)


@contextmanager
def waiting_for(whom: str) -> Iterator[None]:
    """Counts the time inside as waited for `whom`, for `Server-Timing` and the metrics."""
    begun = time.perf_counter()
    try:
        yield
    finally:
        if (waits := _waits.get()) is not None:
            waits[whom] = waits.get(whom, 0.0) + time.perf_counter() - begun


def _server_timing(seconds: float, waits: Mapping[str, float]) -> bytes:
    """The time until the answer began, in milliseconds, and what of it was waiting for others."""
    parts = {"total": seconds, **waits}
    return ", ".join(f"{name};dur={1000 * value:.1f}" for name, value in parts.items()).encode()


def configure_logging(service: str, *, level: str = "INFO") -> None:
    """Logs as one line of `key=value` each on standard error, the service first."""
    logging.basicConfig(stream=sys.stderr, level=level, format="%(levelname)s %(name)s %(message)s", force=True)
    logging.getLogger("uvicorn.access").disabled = True  # it would write query strings
    for noisy in ("httpx", "httpcore", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"], bool_as_flag=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )
    structlog.contextvars.bind_contextvars(service=service)


def new_trace_parent() -> str:
    """A fresh trace context."""
    return f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01"


def _incoming_trace(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"traceparent":
            text = value.decode("latin-1")
            return text if _TRACE_PARENT.fullmatch(text) else new_trace_parent()
    return new_trace_parent()


class TelemetrySettings(BaseSettings):
    """`RETTEMATCH_LOG_ROUTINE_REQUESTS=false` keeps a log to the requests that failed; the metrics count them all."""

    model_config = SettingsConfigDict(env_prefix="RETTEMATCH_")

    log_routine_requests: bool = True


class TelemetryMiddleware:
    """Gives each request a trace context, an access log line and its metrics, labelled by route template."""

    def __init__(self, app: ASGIApp, service: str, *, log_routine_requests: bool = True) -> None:
        self._app = app
        self._service = service
        self._log_from = 0 if log_routine_requests else HTTPStatus.BAD_REQUEST
        self._log = structlog.get_logger("access")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status = time.perf_counter(), 500
        trace = _incoming_trace(scope)
        scope["request_id"] = trace.split("-")[1]
        token = trace_parent.set(trace)
        waits: dict[str, float] = {}
        waits_token = _waits.set(waits)

        async def send_and_watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                timing = _server_timing(time.perf_counter() - started, waits)
                headers = message.setdefault("headers", [])
                headers += [(b"traceresponse", trace.encode()), (b"server-timing", timing)]
            await send(message)

        try:
            await self._app(scope, receive, send_and_watch)
        finally:
            trace_parent.reset(token)
            _waits.reset(waits_token)
            seconds = time.perf_counter() - started
            route = getattr(scope.get("route"), "path", "unknown")
            REQUESTS.labels(self._service, scope["method"], route, str(status)).inc()
            DURATION.labels(self._service, route).observe(seconds)
            for whom, waited in waits.items():
                WAITED.labels(self._service, whom).observe(waited)
            if status >= self._log_from:
                self._log.info(
                    "request",
                    method=scope["method"],
                    route=route,
                    status=status,
                    ms=round(seconds * 1000, 1),
                    request=scope["request_id"],
                )
