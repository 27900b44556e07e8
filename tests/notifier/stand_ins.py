"""The notifier's neighbours, over real HTTP: a receiver of webhooks, and the case API's feed and `me`.

The feed serves the contract's own objects, planned with the case API's own rules and kept without its database. The
journeys test the notifier with the real case API.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from aiohttp import web
from standardwebhooks.webhooks import Webhook

from case_api.follow_ups.rules import Standing, differences, snapshot
from rettematch.contracts.base import Role
from rettematch.contracts.cases import CaseFacts
from rettematch.contracts.changes import CaseChange, ChangePage, FollowUpChange
from rettematch.contracts.staff import Me
from rettematch.programmes.definitions import programme
from rettematch.programmes.engine import plan
from tests.rettematch.case_facts import CASE


@asynccontextmanager
async def serving(app: web.Application, port: int = 0) -> AsyncIterator[str]:
    """Serves on a loopback port and answers its URL."""
    runner = web.AppRunner(app, shutdown_timeout=0.2)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    await site.start()
    assert site._server is not None
    number = site._server.sockets[0].getsockname()[1]  # type: ignore[attr-defined]  # asyncio's own server has sockets
    try:
        yield f"http://127.0.0.1:{number}"
    finally:
        await runner.cleanup()


@dataclass
class Received:
    """One request as the receiver saw it."""

    at: float
    headers: dict[str, str]
    body: bytes

    @property
    def webhook_id(self) -> str:
        return self.headers["webhook-id"]

    def verify(self, secret: str) -> dict[str, object]:
        """Checks the signature with the independent library and answers the payload."""
        verified: dict[str, object] = Webhook(secret).verify(self.body, self.headers)
        return verified


@dataclass
class Receiver:
    """Answers what it is told to, 200 when nothing is left."""

    answers: list[web.Response | int] = field(default_factory=list)
    delay: float = 0.0
    received: list[Received] = field(default_factory=list)
    url: str = ""

    async def handle(self, request: web.Request) -> web.Response:
        if request.method == "HEAD":
            return web.Response(status=405)
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.received.append(Received(time.monotonic(), headers, await request.read()))
        answer = self.answers.pop(0) if self.answers else 200
        await asyncio.sleep(self.delay)
        return web.Response(status=answer) if isinstance(answer, int) else answer

    async def wait_for(self, number: int, seconds: float = 10) -> list[Received]:
        """What was received, once there are so many."""
        await until(lambda: len(self.received) >= number, seconds)
        return self.received


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    app = web.Application()
    app.router.add_route("*", "/hook", receiver.handle)
    async with serving(app) as url:
        receiver.url = url + "/hook"
        yield receiver


@dataclass
class CaseApi:
    """`/token`, `/v1/me` and `/v1/changes`, with the contract's own models."""

    client_secret: str = "service-secret"
    people: dict[str, Me] = field(default_factory=dict)
    changes: list[CaseChange | FollowUpChange] = field(default_factory=list)
    facts: dict[UUID, CaseFacts] = field(default_factory=dict)
    rows: dict[UUID, dict[str, Standing]] = field(default_factory=dict)
    status: int = 200
    speaks_otherwise: bool = False
    recorded_at: datetime | None = None
    url: str = ""
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def head(self) -> str:
        return f"1.{len(self.changes)}" if self.changes else "0.0"

    def publish(self, *facts: CaseFacts) -> None:
        """Adds the facts of cases to the feed, and what this changes of their follow-ups."""
        for each in facts:
            line = CaseChange(**self._line(each.municipality_code, each.case_id, each.version), data=each)
            self.changes.append(line)
            self.facts[each.case_id] = each
            self.move_on(each.case_id)

    def move_on(self, case_id: UUID = CASE) -> None:
        """Adds what time alone has changed of a case's follow-ups, as the case API does within a second."""
        facts = self.facts[case_id]
        rules = programme(facts.programme)
        people = {Role.JOB_BROKER: facts.job_broker_id} if facts.job_broker_id else {}
        rows = self.rows.setdefault(case_id, {})
        planned = plan(facts, datetime.now(UTC), rules)
        for each in differences(rows, planned, people, facts.caseworker_id):
            rows[each.follow_up.key] = each
            line = self._line(facts.municipality_code, each.id, each.version)
            self.changes.append(FollowUpChange(**line, data=snapshot(facts, each, rules)))
        self._changed.set()

    def repeat(self) -> None:
        """Sends every line again, as after a fault."""
        for each in tuple(self.changes):
            self.changes.append(each.model_copy(update={"cursor": f"1.{len(self.changes) + 1}"}))
        self._changed.set()

    async def move_on_until(self, stop: asyncio.Event, case_id: UUID = CASE) -> None:
        """As time goes by."""
        while not stop.is_set():
            self.move_on(case_id)
            await asyncio.sleep(0.05)

    def _line(self, municipality_code: str, entity_id: UUID, version: int) -> dict[str, Any]:
        return {
            "cursor": f"1.{len(self.changes) + 1}",
            "municipality_code": municipality_code,
            "id": entity_id,
            "version": version,
            "recorded_at": self.recorded_at or datetime.now(UTC),
        }

    def page(self, after: str, limit: int = 500) -> ChangePage:
        start = int(after.partition(".")[2])
        items = tuple(self.changes[start : start + limit])
        return ChangePage(items=items, next=items[-1].cursor if items else after, head=self.head)

    async def token(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization") is None:
            return web.json_response({"error": "invalid_client"}, status=401)
        return web.json_response({"access_token": "service-token", "token_type": "Bearer", "expires_in": 600})

    async def me(self, request: web.Request) -> web.Response:
        found = self.people.get(request.headers["Authorization"].removeprefix("Bearer "))
        if self.status != 200 or found is None:
            return web.Response(status=self.status if self.status != 200 else 403)
        return web.Response(text=found.model_dump_json(), content_type="application/json")

    async def feed(self, request: web.Request) -> web.Response:
        if self.status != 200:
            return web.Response(status=self.status)
        if request.headers.get("Authorization") != "Bearer service-token":
            return web.Response(status=401)
        if self.speaks_otherwise:
            return web.json_response({"items": [], "next": "1.1", "head": "1.1", "news": True})
        after, wait = request.query["after"], min(float(request.query["wait"]), 1.0)
        if not self.page(after).items:
            self._changed.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), wait)
        return web.Response(text=self.page(after).model_dump_json(), content_type="application/json")


@asynccontextmanager
async def case_api() -> AsyncIterator[CaseApi]:
    api = CaseApi()
    app = web.Application()
    app.router.add_post("/token", api.token)
    app.router.add_get("/v1/me", api.me)
    app.router.add_get("/v1/changes", api.feed)
    async with serving(app) as url:
        api.url = url
        yield api


def person(staff_id: UUID, role: Role, municipality_code: str) -> Me:
    return Me(staff_id=staff_id, municipality_code=municipality_code, team_id=None, roles=(role,))


async def until(condition: Callable[[], bool], seconds: float = 10) -> None:
    """Waits until something is true, and fails when it does not become so."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        await asyncio.sleep(0.02)
