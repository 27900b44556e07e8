"""Problem details (RFC 9457). One class per problem, one handler that renders them all.

Nothing here repeats a value that the caller sent: what is wrong is said by field name and expectation.
`danish` is the sentence a frontend may show to the caseworker as it is.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from http import HTTPStatus
from typing import Any, ClassVar

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.exceptions import HTTPException

PROBLEM_MEDIA_TYPE = "application/problem+json"
TYPE_PREFIX = "/problems/"
_QUERY_CANCELLED = {"57014", "55P03"}
"""SQLSTATE of a statement time-out and of a lock time-out."""

_DATA_EXCEPTION = "22"
"""SQLSTATE class of values that PostgreSQL cannot hold, such as text with a NUL character."""

_log = structlog.get_logger(__name__)


class FieldError(BaseModel):
    """One field that is wrong, and what is expected of it."""

    field: str = Field(examples=["body.postcode"])
    expected: str
    danish: str


class ProblemDocument(BaseModel):
    """What every error answer looks like."""

    type: str = Field(examples=["/problems/invalid-request"])
    title: str
    status: int
    detail: str
    danish: str
    instance: str | None = None
    errors: list[FieldError] | None = None
    reasons: list[dict[str, Any]] | None = None


class Problem(Exception):  # noqa: N818 - named after RFC 9457
    """Something that a caller is told in a problem document.

    A subclass sets `status`, `slug`, `title` and `danish`; its slug is the last part of the problem's type and of the
    page that describes it (docs/problems.md).
    """

    status: ClassVar[int] = 500
    slug: ClassVar[str] = "internal-error"
    title: ClassVar[str] = "Something failed on our side"
    danish: ClassVar[str] = "Der skete en fejl hos os. Prøv igen om lidt."

    def __init__(
        self,
        detail: str = "",
        *,
        errors: Sequence[FieldError] = (),
        reasons: Sequence[Mapping[str, Any]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail or self.title)
        self.detail = detail or self.title
        self.errors = list(errors)
        self.reasons = [dict(reason) for reason in reasons]
        self.headers = dict(headers or {})

    def document(self) -> dict[str, Any]:
        return ProblemDocument(
            type=TYPE_PREFIX + self.slug,
            title=self.title,
            status=self.status,
            detail=self.detail,
            danish=self.danish,
            errors=self.errors or None,
            reasons=self.reasons or None,
        ).model_dump(exclude_none=True, mode="json")


class InvalidRequest(Problem):
    status = 422
    slug = "invalid-request"
    title = "The request does not hold what is expected"
    danish = "Noget i det indtastede passer ikke. Se de markerede felter."

    @classmethod
    def field(cls, field: str, expected: str, danish: str) -> "InvalidRequest":
        """The problem of one field found wrong after parsing."""
        return cls(errors=[FieldError(field=field, expected=expected, danish=danish)])


class Unauthenticated(Problem):
    status = 401
    slug = "unauthenticated"
    title = "A valid bearer token is needed"
    danish = "Du skal logge ind igen."

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail, headers={"WWW-Authenticate": "Bearer"})


class Forbidden(Problem):
    status = 403
    slug = "forbidden"
    title = "Your role does not allow this"
    danish = "Din rolle giver ikke adgang til dette."


class NotFound(Problem):
    status = 404
    slug = "not-found"
    title = "There is no such thing, or it is not yours to see"
    danish = "Findes ikke, eller du har ikke adgang."


class Conflict(Problem):
    status = 409
    slug = "conflict"
    title = "This conflicts with what is recorded already"
    danish = "Dette er i strid med noget, der allerede er registreret."


class IdempotencyKeyInUse(Problem):
    status = 409
    slug = "idempotency-key-in-use"
    title = "A request with this Idempotency-Key is still being carried out"
    danish = "Den samme handling er allerede i gang. Vent et øjeblik."

    def __init__(self) -> None:
        super().__init__(headers={"Retry-After": "1"})


class IdempotencyKeyReused(Problem):
    status = 422
    slug = "idempotency-key-reused"
    title = "This Idempotency-Key was used with another request"
    danish = "Den samme nøgle er brugt til en anden handling."


class VersionRequired(Problem):
    status = 428
    slug = "version-required"
    title = "A change needs If-Match with the ETag that was read"
    danish = "Ændringen mangler oplysning om, hvilken version den bygger på."


class VersionStale(Problem):
    status = 412
    slug = "version-stale"
    title = "Somebody changed this since it was read"
    danish = "En anden har ændret dette, siden du åbnede det. Hent det igen."


class BodyTooLarge(Problem):
    status = 413
    slug = "body-too-large"
    title = "The body is larger than the limit"
    danish = "Det, der blev sendt, er for stort."


class Unavailable(Problem):
    status = 503
    slug = "unavailable"
    title = "Something that this needs is away for the moment"
    danish = "Systemet er midlertidigt utilgængeligt. Prøv igen om lidt."

    def __init__(self, detail: str = "", *, retry_after: int = 5) -> None:
        super().__init__(detail, headers={"Retry-After": str(retry_after)})


# What is expected, by pydantic's error type. Texts use only limits that our own models set, never what was sent.
_EXPECTED: dict[str, tuple[str, str]] = {
    "missing": ("is required", "skal udfyldes"),
    "extra_forbidden": ("holds a field that is not known here", "indeholder et felt, der ikke kendes"),
    "string_type": ("must be text", "skal være tekst"),
    "string_too_short": ("must have at least {min_length} characters", "skal have mindst {min_length} tegn"),
    "string_too_long": ("must have at most {max_length} characters", "må højst have {max_length} tegn"),
    "string_pattern_mismatch": ("must have the form {pattern}", "har ikke den rigtige form"),
    "int_type": ("must be a whole number", "skal være et helt tal"),
    "int_parsing": ("must be a whole number", "skal være et helt tal"),
    "int_from_float": ("must be a whole number", "skal være et helt tal"),
    "float_type": ("must be a number", "skal være et tal"),
    "float_parsing": ("must be a number", "skal være et tal"),
    "finite_number": ("must be a finite number", "skal være et tal"),
    "bool_type": ("must be true or false", "skal være sand eller falsk"),
    "bool_parsing": ("must be true or false", "skal være sand eller falsk"),
    "greater_than": ("must be more than {gt}", "skal være over {gt}"),
    "greater_than_equal": ("must be at least {ge}", "skal være mindst {ge}"),
    "less_than": ("must be less than {lt}", "skal være under {lt}"),
    "less_than_equal": ("must be at most {le}", "må højst være {le}"),
    "multiple_of": ("must be a multiple of {multiple_of}", "skal gå op i {multiple_of}"),
    "enum": ("must be one of {expected}", "skal være en af {expected}"),
    "literal_error": ("must be one of {expected}", "skal være en af {expected}"),
    "uuid_parsing": ("must be a UUID", "skal være et gyldigt id"),
    "uuid_type": ("must be a UUID", "skal være et gyldigt id"),
    "date_type": ("must be a date, year-month-day", "skal være en dato"),
    "date_parsing": ("must be a date, year-month-day", "skal være en dato"),
    "date_from_datetime_parsing": ("must be a date, year-month-day", "skal være en dato"),
    "date_from_datetime_inexact": ("must be a date without a time", "skal være en dato uden klokkeslæt"),
    "datetime_type": ("must be a date and time with zone", "skal være dato og klokkeslæt"),
    "datetime_parsing": ("must be a date and time with zone", "skal være dato og klokkeslæt"),
    "datetime_from_date_parsing": ("must be a date and time with zone", "skal være dato og klokkeslæt"),
    "timezone_aware": ("must have a time zone", "skal have en tidszone"),
    "too_short": ("must have at least {min_length} entries", "skal have mindst {min_length}"),
    "too_long": ("must have at most {max_length} entries", "må højst have {max_length}"),
    "list_type": ("must be a list", "skal være en liste"),
    "tuple_type": ("must be a list", "skal være en liste"),
    "set_type": ("must be a list", "skal være en liste"),
    "dict_type": ("must be an object", "skal være et objekt"),
    "model_type": ("must be an object", "skal være et objekt"),
    "model_attributes_type": ("must be an object", "skal være et objekt"),
    "json_invalid": ("must be valid JSON", "er ikke gyldig JSON"),
    "url_parsing": ("must be a URL", "skal være en webadresse"),
    "url_scheme": ("must be a URL with scheme {expected_schemes}", "skal være en webadresse"),
}


def _own_message(error: Mapping[str, Any]) -> tuple[str, str]:
    """What is expected of a field, in English and Danish."""
    kind = str(error["type"])
    context: Mapping[str, Any] = error.get("ctx") or {}
    if kind == "value_error":  # raised by our own validators, whose messages state expectations only
        return str(context.get("error", "is not as expected")), "er ikke gyldig"
    english, danish = _EXPECTED.get(kind, ("is not as expected", "er ikke gyldig"))
    try:
        return english.format_map(context), danish.format_map({key: _danish(value) for key, value in context.items()})
    except KeyError:
        return "is not as expected", "er ikke gyldig"


def _danish(limit: object) -> str:
    """A limit as Danes write it: 0,25 and 31.12.2026."""
    if isinstance(limit, float):
        return f"{limit:g}".replace(".", ",")
    try:
        return f"{date.fromisoformat(str(limit)):%d.%m.%Y}"  # a date comes as text
    except ValueError:
        return str(limit)


def field_errors(errors: Sequence[Any]) -> list[FieldError]:
    """Pydantic's errors without the values: field path and expectation."""
    found = []
    for error in errors:
        location = list(error["loc"])
        if error["type"] == "extra_forbidden":
            location.pop()  # the name of an unknown field is the caller's own text
        if error["type"] == "json_invalid":
            location = ["body"]
        english, danish = _own_message(error)
        found.append(FieldError(field=".".join(str(part) for part in location), expected=english, danish=danish))
    return found


def render(problem: Problem, instance: str | None = None) -> JSONResponse:
    """The response that carries a problem."""
    content = problem.document()
    if instance is not None:
        content["instance"] = instance
    return JSONResponse(content, status_code=problem.status, media_type=PROBLEM_MEDIA_TYPE, headers=problem.headers)


class _HttpProblem(Problem):
    """What the framework itself refuses: unknown path, method not allowed and the like."""

    def __init__(self, status: int, headers: Mapping[str, str] | None) -> None:
        phrase = HTTPStatus(status).phrase
        super().__init__(phrase, headers=headers)
        self._status, self._phrase = status, phrase
        self._danish = self.danish if status >= HTTPStatus.INTERNAL_SERVER_ERROR else "Forespørgslen kan ikke bruges."

    def document(self) -> dict[str, Any]:
        for own in (NotFound, BodyTooLarge):
            if self._status == own.status:
                return own().document()
        slug = self._phrase.lower().replace(" ", "-")
        return super().document() | {
            "type": TYPE_PREFIX + slug,
            "title": self._phrase,
            "status": self._status,
            "danish": self._danish,
        }


def _request_id(request: Request) -> str | None:
    return request.scope.get("request_id")


def install(app: FastAPI) -> None:
    """Makes every error of an application a problem document."""

    @app.exception_handler(Problem)
    async def _problem(request: Request, problem: Problem) -> JSONResponse:
        return render(problem, _request_id(request))

    @app.exception_handler(RequestValidationError)
    async def _validation(request: Request, error: RequestValidationError) -> JSONResponse:
        return render(InvalidRequest(errors=field_errors(error.errors())), _request_id(request))

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> JSONResponse:
        problem = _HttpProblem(error.status_code, error.headers)
        response = render(problem, _request_id(request))
        response.status_code = error.status_code
        return response

    @app.exception_handler(PoolTimeoutError)
    async def _pool(request: Request, _: PoolTimeoutError) -> JSONResponse:
        return render(Unavailable("All database connections are in use."), _request_id(request))

    @app.exception_handler(DBAPIError)
    async def _database(request: Request, error: DBAPIError) -> JSONResponse:
        state = getattr(error.orig, "sqlstate", None) or ""
        if error.connection_invalidated or state[:2] in {"08", "40", "53", "57"} or state in _QUERY_CANCELLED:
            return render(Unavailable("The database did not answer in time."), _request_id(request))
        if state.startswith(_DATA_EXCEPTION):
            return render(InvalidRequest("A value cannot be stored as it is."), _request_id(request))
        _log.error("database error", sqlstate=state, kind=type(error.orig).__name__)
        return render(Problem(), _request_id(request))

    @app.exception_handler(OSError)
    async def _connection(request: Request, error: OSError) -> JSONResponse:
        _log.error("connection failed", kind=type(error).__name__)
        return render(Unavailable("A connection failed."), _request_id(request))

    @app.exception_handler(Exception)
    async def _unexpected(request: Request, error: Exception) -> JSONResponse:
        _log.error("unexpected error", kind=type(error).__name__)
        return render(Problem(), _request_id(request))


PROBLEM_RESPONSES: dict[int | str, dict[str, Any]] = {
    status: {
        "description": description,
        "content": {PROBLEM_MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}},
    }
    for status, description in {
        401: "No valid token",
        403: "The role does not allow it",
        404: "Missing, or not yours to see",
        422: "A field is wrong; `errors` names it",
        503: "Something needed is away; see Retry-After",
    }.items()
}
"""For `responses=` of a router, so that OpenAPI shows problems and not the framework's own error model."""
