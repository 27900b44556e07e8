"""What every service answers: problems, limits, health, readiness, metrics."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx
import pytest
from fastapi import FastAPI
from joserfc.jwk import ECKey, KeySet
from pydantic import BaseModel
from structlog.testing import capture_logs

from rettematch.tokens import TokenVerifier
from rettematch.web import MAX_BODY_BYTES, Caller, create_service


class Note(BaseModel):
    text: str


class Readiness:
    """A dependency that a test can take away."""

    def __init__(self) -> None:
        self.up = True

    async def __call__(self) -> bool:
        if not self.up:
            raise ConnectionRefusedError("postgresql://user:secret@host")
        return True


def make_app(readiness: Readiness) -> FastAPI:
    keys = KeySet([ECKey.generate_key("P-256", {"kid": "one"})])
    app = create_service(
        name="test",
        title="Test",
        description="",
        version="1",
        clock=lambda: datetime(2026, 11, 23, tzinfo=UTC),
        verifier=TokenVerifier("https://issuer.example", "test", keys),
        is_ready=readiness,
    )

    @app.post("/notes", status_code=201)
    async def _create(note: Note) -> Note:
        return note

    @app.get("/crash")
    async def _crash() -> None:
        raise RuntimeError("6101900006 Åse O'Brien")

    @app.get("/mine")
    async def _mine(caller: Caller) -> str:
        return caller.subject

    return app


@pytest.fixture
def readiness() -> Readiness:
    return Readiness()


@pytest.fixture
async def http(readiness: Readiness) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(make_app(readiness), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


async def test_unknown_paths_and_methods_are_problems(http: httpx.AsyncClient) -> None:
    missing, method = await http.get("/nothing"), await http.delete("/notes")
    for answer, status in ((missing, 404), (method, 405)):
        assert answer.status_code == status
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["status"] == status
        assert answer.json()["danish"]


async def test_a_crash_tells_nothing_of_its_cause(http: httpx.AsyncClient) -> None:
    answer = await http.get("/crash")
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert "6101900006" not in answer.text
    assert "Brien" not in answer.text


async def test_a_body_at_the_limit_passes_and_one_over_it_is_refused(http: httpx.AsyncClient) -> None:
    frame = len('{"text":""}')
    at_limit, over = [
        await http.post(
            "/notes",
            content='{"text":"' + "a" * (MAX_BODY_BYTES - frame + extra) + '"}',
            headers={"content-type": "application/json"},
        )
        for extra in (0, 1)
    ]
    assert at_limit.status_code == 201
    assert over.status_code == 413
    assert over.json()["type"] == "/problems/body-too-large"


async def test_a_body_over_the_limit_is_refused_though_it_declares_no_length(http: httpx.AsyncClient) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(11):
            yield b"a" * 100_000

    answer = await http.post("/notes", content=pieces())
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"


async def test_broken_json_is_a_problem_that_does_not_repeat_it(http: httpx.AsyncClient) -> None:
    answer = await http.post("/notes", content='{"text": 6101900006', headers={"content-type": "application/json"})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "body"
    assert "6101900006" not in answer.text


async def test_without_a_token_the_answer_is_401_with_a_challenge(http: httpx.AsyncClient) -> None:
    for headers in ({}, {"Authorization": "Basic eDp5"}, {"Authorization": "Bearer x.y.z"}):
        answer = await http.get("/mine", headers=headers)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
        assert answer.json()["type"] == "/problems/unauthenticated"


async def test_readiness_follows_the_dependency_and_tells_no_secret(
    http: httpx.AsyncClient, readiness: Readiness
) -> None:
    assert (await http.get("/ready")).status_code == 200
    readiness.up = False
    answer = await http.get("/ready")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert "secret" not in answer.text
    assert (await http.get("/health")).status_code == 200


async def test_metrics_are_labelled_by_route_and_never_by_path(http: httpx.AsyncClient) -> None:
    await http.get("/nothing/6101900006")
    text = (await http.get("/metrics")).text
    assert "http_requests_total" in text
    assert "6101900006" not in text


async def test_an_incoming_trace_is_carried_and_a_malformed_one_replaced(http: httpx.AsyncClient) -> None:
    trace = "00-" + "a" * 32 + "-" + "b" * 16 + "-01"
    assert (await http.get("/health", headers={"traceparent": trace})).headers["traceresponse"] == trace
    answer = await http.get("/health", headers={"traceparent": "6101900006"})
    assert "6101900006" not in answer.headers["traceresponse"]


async def test_the_documentation_page_loads_nothing_from_anybody_else(http: httpx.AsyncClient) -> None:
    page = await http.get("/docs")
    assert page.status_code == 200
    assert re.findall(r'(?:src|href)="([^"]*)"', page.text) == ["/docs/swagger-ui.css", "data:,", "/docs/swagger-ui.js"]
    assert "://" not in page.text
    for path, kind in (("/docs/swagger-ui.js", "text/javascript"), ("/docs/swagger-ui.css", "text/css")):
        answer = await http.get(path)
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith(kind)


@pytest.mark.parametrize(("log_routine", "expected"), [("true", ["/health", "/crash"]), ("false", ["/crash"])])
async def test_routine_requests_can_be_left_out_of_the_log(
    readiness: Readiness, monkeypatch: pytest.MonkeyPatch, log_routine: str, expected: list[str]
) -> None:
    monkeypatch.setenv("RETTEMATCH_LOG_ROUTINE_REQUESTS", log_routine)
    transport = httpx.ASGITransport(make_app(readiness), raise_app_exceptions=False)
    with capture_logs() as logged:
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            await client.get("/health", params={"cpr": "6101900006"})
            await client.get("/crash")
    assert [line["route"] for line in logged if line["event"] == "request"] == expected
    assert "6101900006" not in str(logged)


async def test_a_content_length_longer_than_any_number_is_too_large(http: httpx.AsyncClient) -> None:
    answer = await http.post("/notes", content=b"{}", headers={"Content-Length": "9" * 5000})
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"


async def test_what_the_caller_did_wrong_is_not_called_our_fault(http: httpx.AsyncClient) -> None:
    for answer in (await http.delete("/notes"), await http.post("/notes", content=b"[" * 10_000)):
        assert 400 <= answer.status_code < 500
        assert "fejl hos os" not in answer.text
