"""Every error is a problem document that repeats nothing of what was sent."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Annotated

import httpx
import pytest
from fastapi import FastAPI
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, field_validator
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from rettematch import problems
from rettematch.contracts.base import Role
from rettematch.problems import Conflict, FieldError, InvalidRequest, Unauthenticated, Unavailable

CANARY = "canary-6101900006"


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(min_length=2, max_length=5)] = "name"
    count: Annotated[int, Field(ge=1, le=3)] = 1
    day: date = date(2026, 11, 23)
    at: AwareDatetime | None = None
    role: Role = Role.MENTOR
    tags: Annotated[list[str], Field(max_length=1)] = []
    odd: int = 1
    hours: Annotated[float, Field(multiple_of=0.25)] = 1
    since: Annotated[date, Field(ge=date(2000, 1, 1))] = date(2026, 11, 23)

    @field_validator("odd")
    @classmethod
    def _is_odd(cls, value: int) -> int:
        if value % 2 == 0:
            raise ValueError("must be an odd number")
        return value


class DatabaseError(Exception):
    def __init__(self, state: str) -> None:
        super().__init__(CANARY)
        self.sqlstate = state


def _app() -> FastAPI:
    app = FastAPI()
    problems.install(app)

    @app.post("/body")
    async def body(_: Body) -> None:
        return None

    @app.get("/raise/{kind}")
    async def raise_it(kind: str) -> None:
        raised: dict[str, Exception] = {
            "conflict": Conflict(reasons=[{"rule": "ratio"}]),
            "field": InvalidRequest.field("body.cpr", "must be a CPR number", "er ikke et CPR-nummer"),
            "signed-out": Unauthenticated(),
            "away": Unavailable(retry_after=7),
            "unexpected": RuntimeError(CANARY),
            "connection": OSError(CANARY),
            "pool": PoolTimeoutError(CANARY),
            "cancelled": DBAPIError(CANARY, {}, DatabaseError("57014")),
            "lock": DBAPIError(CANARY, {}, DatabaseError("55P03")),
            "full": DBAPIError(CANARY, {}, DatabaseError("53300")),
            "constraint": DBAPIError(CANARY, {}, DatabaseError("23505")),
        }
        raise raised[kind]

    return app


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(_app(), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://problems") as client:
        yield client


@pytest.mark.parametrize(
    ("content", "field", "expected"),
    [
        ('{"name": "x"}', "body.name", "must have at least 2 characters"),
        (f'{{"name": "{CANARY}"}}', "body.name", "must have at most 5 characters"),
        (f'{{"count": "{CANARY}"}}', "body.count", "must be a whole number"),
        ('{"count": 4}', "body.count", "must be at most 3"),
        ('{"count": 0}', "body.count", "must be at least 1"),
        ('{"count": 1.5}', "body.count", "must be a whole number"),
        ('{"day": "2026-02-29"}', "body.day", "must be a date, year-month-day"),
        ('{"at": "2026-11-23T10:00:00"}', "body.at", "must have a time zone"),
        (f'{{"tags": ["a", "{CANARY}"]}}', "body.tags", "must have at most 1 entries"),
        ('{"odd": 2}', "body.odd", "must be an odd number"),
        (f'{{"{CANARY}": 1}}', "body", "holds a field that is not known here"),
        (f"{{{CANARY}", "body", "must be valid JSON"),
        (f'"{CANARY}"', "body", "must be an object"),
    ],
)
async def test_a_wrong_field_is_named_with_what_is_expected_and_not_repeated(
    http: httpx.AsyncClient, content: str, field: str, expected: str
) -> None:
    answer = await http.post("/body", content=content, headers={"content-type": "application/json"})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    document = answer.json()
    assert document["type"] == "/problems/invalid-request"
    assert [(error["field"], error["expected"]) for error in document["errors"]] == [(field, expected)]
    assert all(error["danish"] for error in document["errors"])
    assert "canary" not in answer.text


@pytest.mark.parametrize(
    ("content", "danish"),
    [({"hours": 1.1}, "skal gå op i 0,25"), ({"since": "1999-12-31"}, "skal være mindst 01.01.2000")],
)
async def test_limits_are_written_as_danes_write_them(
    http: httpx.AsyncClient, content: dict[str, object], danish: str
) -> None:
    [error] = (await http.post("/body", json=content)).json()["errors"]
    assert error["danish"] == danish


async def test_a_wrong_choice_is_answered_with_the_choices(http: httpx.AsyncClient) -> None:
    answer = await http.post("/body", json={"role": CANARY})
    [error] = answer.json()["errors"]
    assert "'mentor'" in error["expected"]
    assert "canary" not in answer.text


@pytest.mark.parametrize(
    ("kind", "status", "slug"),
    [
        ("conflict", 409, "conflict"),
        ("field", 422, "invalid-request"),
        ("signed-out", 401, "unauthenticated"),
        ("away", 503, "unavailable"),
        ("unexpected", 500, "internal-error"),
        ("connection", 503, "unavailable"),
        ("pool", 503, "unavailable"),
        ("cancelled", 503, "unavailable"),
        ("lock", 503, "unavailable"),
        ("full", 503, "unavailable"),
        ("constraint", 500, "internal-error"),
    ],
)
async def test_each_error_is_its_problem_and_never_its_text(
    http: httpx.AsyncClient, kind: str, status: int, slug: str
) -> None:
    answer = await http.get(f"/raise/{kind}")
    assert answer.status_code == answer.json()["status"] == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == f"/problems/{slug}"
    assert answer.json()["danish"]
    assert "canary" not in answer.text


async def test_headers_and_reasons_come_with_the_problem(http: httpx.AsyncClient) -> None:
    assert (await http.get("/raise/away")).headers["retry-after"] == "7"
    assert (await http.get("/raise/signed-out")).headers["www-authenticate"] == "Bearer"
    assert (await http.get("/raise/conflict")).json()["reasons"] == [{"rule": "ratio"}]


async def test_what_the_framework_refuses_is_a_problem_too(http: httpx.AsyncClient) -> None:
    missing = await http.get(f"/{CANARY}")
    method = await http.delete("/body")
    assert (missing.status_code, missing.json()["type"]) == (404, "/problems/not-found")
    assert (method.status_code, method.json()["type"]) == (405, "/problems/method-not-allowed")
    assert method.headers["allow"] == "POST"
    assert "canary" not in missing.text


def test_a_document_leaves_out_what_it_has_not() -> None:
    assert set(Conflict().document()) == {"type", "title", "status", "detail", "danish"}
    errors = [FieldError(field="body.x", expected="is required", danish="skal udfyldes")]
    assert InvalidRequest(errors=errors).document()["errors"] == [errors[0].model_dump()]
