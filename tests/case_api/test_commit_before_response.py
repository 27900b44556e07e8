"""An answer is sent after the commit: a commit that fails is never a success (docs/security.md E1)."""

from collections.abc import AsyncIterator, MutableMapping
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import httpx
import pytest

from tests.case_api import bodies_employers
from tests.case_api.bodies_placements import situation
from tests.case_api.conftest import Api
from tests.case_api.rows import count

CONSULTANT = "job-consultant"


@asynccontextmanager
async def failing_commits(api: Api, table: str) -> AsyncIterator[None]:
    """Every transaction that adds a row to `table` fails, and not before its commit."""
    connection = await asyncpg.connect(api.database.owner_url)
    await connection.execute(
        "create function refuse() returns trigger language plpgsql as "
        "$$ begin raise exception 'the disk is full' using errcode = 'disk_full'; end $$"
    )
    await connection.execute(
        f"create constraint trigger refuse after insert on {table} deferrable initially deferred "
        "for each row execute function refuse()"
    )
    yield
    await connection.execute(f"drop trigger refuse on {table}")
    await connection.execute("drop function refuse")
    await connection.close()


async def test_a_commit_that_fails_is_answered_as_a_failure(api: Api) -> None:
    async with failing_commits(api, "employer"):
        answer = await api.call("POST", "/v1/employers", CONSULTANT, json=bodies_employers.employer())
    assert answer.status_code >= 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert "disk" not in answer.text
    assert await count(api, "employer") == 0
    assert (await api.call("POST", "/v1/employers", CONSULTANT, json=bodies_employers.employer())).status_code == 201


async def test_no_data_leaves_when_its_audit_event_cannot_be_kept(api: Api) -> None:
    there = await situation(api)
    taken = (await there.take(goal="KANARIEFUGL")).json()
    async with failing_commits(api, "audit_event"):
        answer = await api.call("GET", f"/v1/placements/{taken['id']}")
    assert answer.status_code >= 500
    assert "KANARIEFUGL" not in answer.text


@pytest.mark.parametrize("table", ["placement", "agreed_follow_up", "change", "audit_event", "idempotency_record"])
async def test_a_placement_that_fails_anywhere_leaves_nothing(api: Api, table: str) -> None:
    there = await situation(api)
    tables = ("placement", "agreed_follow_up", "revision", "change", "audit_event", "idempotency_record")
    before = {each: await count(api, each) for each in tables}
    async with failing_commits(api, table):
        answer = await there.take(key="placement-1")
    assert answer.status_code >= 500
    assert {each: await count(api, each) for each in tables} == before
    assert (await there.take(key="placement-1")).status_code == 201


async def test_the_first_byte_is_sent_after_the_commit(api: Api) -> None:
    """Looks into the database from another connection at the moment when the answer begins."""
    seen: list[int] = []
    transport = api.http._transport
    assert isinstance(transport, httpx.ASGITransport)
    app: Any = transport.app

    async def watched(scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        async def looking(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                seen.append(await count(api, "employer"))
            await send(message)

        await app(scope, receive, looking)

    async with httpx.AsyncClient(transport=httpx.ASGITransport(watched), base_url="http://case-api") as http:
        answer = await http.post(
            "/v1/employers",
            json=bodies_employers.employer(),
            headers={"Authorization": f"Bearer {api.token(CONSULTANT)}"},
        )
    assert answer.status_code == 201
    assert seen == [1]
