"""The case API over HTTP on a real PostgreSQL, with a clock that only the simulation moves, and its staff."""

import asyncio
import json
import os
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Final

import aiohttp
import uvicorn
from joserfc.jwk import ECKey, KeySet

from case_api.app import create_app
from case_api.cli import MIGRATIONS
from case_api.follow_ups.replanning import replan_due
from case_api.settings import CaseApiSettings, IdentifierSettings
from local_stack.databases import ensure_databases
from local_stack.postgres import EmbeddedPostgres
from local_stack.tokens import Issuer
from rettematch import migrations
from rettematch.clock import COPENHAGEN
from rettematch.sealing import create_master_keys
from rettematch.tokens import OidcSettings

MUNICIPALITY: Final = "0706"
STAFF: Final = {
    "caseworker": 3,
    "job-broker": 4,
    "job-consultant": 3,
    "mentor": 3,
    "team-leader": 1,
    "project-manager": 1,
}
"""How many there are of each role."""
_MORNING: Final = time(9)
_NEVER: Final = 1e9
Body = dict[str, Any]


class RefusedError(RuntimeError):
    """The case API refused what the simulation asks: one of them is wrong, and the run ends."""


@dataclass
class Clock:
    """Read by the case API in each request."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now

    def set_to(self, day: date) -> None:
        self.now = datetime.combine(day, _MORNING, COPENHAGEN)


@dataclass(frozen=True, slots=True)
class Who:
    """The `number`th member of staff with a role."""

    role: str
    number: int = 1


@dataclass
class Office:
    """One municipality's job centre: who works there, and a way to ask the case API in their names."""

    url: str
    http: aiohttp.ClientSession
    issuer: Issuer
    clock: Clock
    plan: Callable[[], Awaitable[int]]
    """Plans anew what time alone has changed, as the service does by itself every second."""
    staff: dict[Who, str] = field(default_factory=dict)
    team_id: str = ""
    requests: int = 0
    memory: dict[str, Any] = field(default_factory=dict)
    """What a pilot has made for all of its citizens."""
    _tokens: dict[tuple[Who, date], str] = field(default_factory=dict)

    async def open_on(self, day: date) -> None:
        """Sets the clock to the morning of a day."""
        self.clock.set_to(day)
        await self.plan()

    async def call(self, who: Who, method: str, path: str, body: Body | None = None, **options: Any) -> Any:
        """The answer to one request.

        Args:
            who: In whose name.
            method: Of HTTP.
            path: From `/v1` on.
            body: Sent as JSON.
            options: `version` for If-Match, `params` for the query.

        Raises:
            RefusedError: anything but success.
        """
        headers = {"Authorization": f"Bearer {self._token(who)}"}
        if (version := options.get("version")) is not None:
            headers["If-Match"] = f'"v{version}"'
        self.requests += 1
        async with self.http.request(
            method, self.url + path, json=body, params=options.get("params"), headers=headers
        ) as answer:
            text = await answer.text()
            if answer.status >= 400:
                raise RefusedError(f"{self.clock.now:%Y-%m-%d} {who} {method} {path}: {answer.status} {text}\n{body}")
            return json.loads(text) if text else None

    async def make(self, who: Who, path: str, body: Body) -> Any:
        """What was created."""
        return await self.call(who, "POST", path, body)

    async def pages(self, who: Who, path: str, **params: str) -> list[Any]:
        """Every item of a list."""
        found: list[Any] = []
        wanted: dict[str, str] | None = {"limit": "100", **params}
        while wanted is not None:
            page = await self.call(who, "GET", path, params=wanted)
            found += page["items"]
            after = page["pagination"].get("next")
            wanted = {**wanted, "after": after} if after else None
        return found

    async def act(self, who: Who, path: str, action: str, body: Body) -> Any:
        """Does something with a resource in the version that it has now."""
        now = await self.call(who, "GET", path)
        return await self.call(who, "POST", f"{path}/{action}", body, version=now["version"])

    async def change(self, who: Who, path: str, body: Body) -> Any:
        """Changes a resource in the version that it has now."""
        now = await self.call(who, "GET", path)
        return await self.call(who, "PATCH", path, body, version=now["version"])

    def of(self, role: str, index: int) -> Who:
        """The members of staff with a role in turn."""
        return Who(role, index % STAFF[role] + 1)

    def _token(self, who: Who) -> str:
        key = (who, self.clock.now.date())
        if key not in self._tokens:
            self._tokens[key] = self.issuer.user_token(
                who.role, now=self.clock(), municipality=MUNICIPALITY, number=who.number
            )
        return self._tokens[key]


@asynccontextmanager
async def open_office(folder: Path, day: date, rules_folder: Path | None = None) -> AsyncIterator[Office]:
    """Serves the case API on an embedded PostgreSQL in `folder`, and enters the staff.

    Args:
        folder: Empty; the caller deletes it.
        day: On which it opens.
        rules_folder: With the municipality's own rules.
    """
    folder.chmod(0o711)  # the server may be another user than we are
    os.environ["RETTEMATCH_LOG_ROUTINE_REQUESTS"] = "false"
    with EmbeddedPostgres(folder / "postgres", durable=False) as server:
        databases = await ensure_databases(server.admin_url, lambda role: f"simulation-{role}")
        database = databases["case_api"]
        await asyncio.to_thread(migrations.upgrade, MIGRATIONS, database.owner_url, database.app_url)
        issuer = Issuer("https://issuer.example", ECKey.generate_key("P-256", {"use": "sig", "kid": "simulation"}))
        (folder / "jwks.json").write_text(json.dumps(KeySet([issuer.key]).as_dict(private=False)))
        create_master_keys(folder / "keys.json")
        clock = Clock(datetime.combine(day, _MORNING, COPENHAGEN))
        settings = CaseApiSettings(
            database_url=database.app_url,
            key_file=folder / "keys.json",
            operator_subjects="demo:operator",
            pool_size=4,
            rules_folder=rules_folder,
            replan_seconds=_NEVER,
        )
        app = create_app(
            settings,
            OidcSettings(issuer=issuer.url, jwks=str(folder / "jwks.json")),
            IdentifierSettings(synthetic_identifiers=True),
            clock=clock,
        )
        state = app.state

        async def plan() -> int:
            return await replan_due(state.database, state.keys, clock, state.rules)

        listening = socket.create_server(("127.0.0.1", 0))
        service = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False))
        serving = asyncio.create_task(service.serve(sockets=[listening]))  # a socket that listens keeps who comes early
        try:
            async with aiohttp.ClientSession() as http:
                office = Office(f"http://127.0.0.1:{listening.getsockname()[1]}", http, issuer, clock, plan)
                await _enter_staff(office)
                yield office
        finally:
            service.should_exit = True
            await serving


async def _enter_staff(office: Office) -> None:
    administrator = Who("administrator")
    first = {"subject": f"demo:{MUNICIPALITY}:administrator:1", "name": "Anne Administrator"}
    await office.make(
        Who("operator"), "/v1/municipalities", {"municipality_code": MUNICIPALITY, "administrator": first}
    )
    office.team_id = (await office.make(administrator, "/v1/teams", {"name": "Indsatsteam"}))["id"]
    for role, count in STAFF.items():
        for number in range(1, count + 1):
            body = {
                "subject": f"demo:{MUNICIPALITY}:{role}:{number}",
                "name": f"{role.capitalize()} {number}",
                "roles": [role],
                "team_id": office.team_id,
            }
            office.staff[Who(role, number)] = (await office.make(administrator, "/v1/staff", body))["id"]
