"""One indexed read through the whole stack beside the same read in bare asyncpg.

Through the stack means: HTTP over loopback, token check, staff member, row-level security, session, answer. The two
are timed in turn within one run, so that a noisy machine disturbs both alike.
"""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import asyncpg
from joserfc.jwk import ECKey, KeySet

from bench.report import Bar, finish, machine, median, percentile, print_table, save, shortfalls
from local_stack.databases import ServiceDatabase, ensure_databases
from local_stack.postgres import EmbeddedPostgres, free_port
from local_stack.tokens import Issuer
from rettematch.sealing import create_master_keys

ROUNDS = 30
READS_A_ROUND = 40
WARM_UP_READS = 200
MOST_TIMES_BARE = 40.0
"""The bar: a read through HTTP, sign-in and row-level security costs at most this many bare reads (median)."""
MUNICIPALITY = "0706"
SELECT = "select id, version, name from team where municipality_code = $1 and id = $2"


@dataclass(frozen=True)
class Stack:
    """A served case API with one team in it."""

    url: str
    headers: dict[str, str]
    database: ServiceDatabase
    team_id: str
    pid: int


@asynccontextmanager
async def serving(folder: Path) -> AsyncIterator[Stack]:
    """The real service, as a process of its own, on an embedded PostgreSQL with durable writes."""
    folder.chmod(0o711)
    with EmbeddedPostgres(folder / "postgres") as server:
        databases = await ensure_databases(server.admin_url, lambda role: f"bench-{role}")
        database = databases["case_api"]
        issuer = Issuer("https://issuer.example", ECKey.generate_key("P-256", {"use": "sig", "kid": "bench"}))
        (folder / "jwks.json").write_text(json.dumps(KeySet([issuer.key]).as_dict(private=False)))
        create_master_keys(folder / "keys.json")
        port = free_port()
        environment = os.environ | {
            "CASE_API_DATABASE_URL": database.app_url,
            "CASE_API_OWNER_DATABASE_URL": database.owner_url,
            "CASE_API_PORT": str(port),
            "CASE_API_KEY_FILE": str(folder / "keys.json"),
            "CASE_API_OPERATOR_SUBJECTS": "demo:operator",
            "OIDC_ISSUER": issuer.url,
            "OIDC_JWKS": str(folder / "jwks.json"),
        }
        command = str(Path(sys.executable).parent / "case-api")
        subprocess.run([command, "migrate"], env=environment, check=True, capture_output=True)
        with (folder / "case-api.log").open("wb") as log:
            service = subprocess.Popen([command, "serve"], env=environment, stdout=log, stderr=log)
        try:
            yield await _with_a_team(f"http://127.0.0.1:{port}", issuer, database, service.pid)
        finally:
            service.terminate()
            service.wait(timeout=15)


async def _with_a_team(url: str, issuer: Issuer, database: ServiceDatabase, pid: int) -> Stack:
    def headers(role: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {issuer.user_token(role, now=datetime.now(UTC))}"}

    async with aiohttp.ClientSession() as http:
        for _ in range(200):
            try:
                async with http.get(url + "/ready") as answer:
                    if answer.status == 200:
                        break
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(0.1)
        administrator = {"subject": f"demo:{MUNICIPALITY}:administrator:1", "name": "Anne"}
        body = {"municipality_code": MUNICIPALITY, "administrator": administrator}
        async with http.post(url + "/v1/municipalities", json=body, headers=headers("operator")) as answer:
            answer.raise_for_status()
        async with http.post(url + "/v1/teams", json={"name": "Team"}, headers=headers("administrator")) as answer:
            answer.raise_for_status()
            team_id = (await answer.json())["id"]
    return Stack(url, headers("administrator"), database, team_id, pid)


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def _time(read: Callable[[], Awaitable[None]], times: int) -> list[float]:
    took = []
    for _ in range(times):
        started = time.perf_counter()
        await read()
        took.append((time.perf_counter() - started) * 1000)
    return took


async def measure(stack: Stack) -> dict[str, list[float]]:
    """Milliseconds of each read, by engine."""
    connection = await asyncpg.connect(stack.database.app_url)
    path = f"{stack.url}/v1/teams/{stack.team_id}"

    async def bare() -> None:
        async with connection.transaction():
            await connection.execute("select set_config('app.municipality', $1, true)", MUNICIPALITY)
            row = await connection.fetchrow(SELECT, MUNICIPALITY, stack.team_id)
        assert row is not None

    async with aiohttp.ClientSession(headers=stack.headers) as http:

        async def through_the_stack() -> None:
            async with http.get(path) as answer:
                assert answer.status == 200
                await answer.read()

        async def framework_only() -> None:
            async with http.get(stack.url + "/health") as answer:
                assert answer.status == 200
                await answer.read()

        engines = {"bare asyncpg": bare, "HTTP without database": framework_only, "whole stack": through_the_stack}
        took: dict[str, list[float]] = {name: [] for name in engines}
        for read in engines.values():
            await _time(read, WARM_UP_READS)
        for _ in range(ROUNDS):
            for name, read in engines.items():
                took[name] += await _time(read, READS_A_ROUND)
        before = _cpu_seconds(stack.pid)
        await _time(through_the_stack, 500)
        took["service CPU a read"] = [(_cpu_seconds(stack.pid) - before) * 1000 / 500]
    await connection.close()
    return took


async def main() -> None:
    with tempfile.TemporaryDirectory(prefix="rettematch-bench-") as folder:
        async with serving(Path(folder)) as stack:
            took = await measure(stack)
    base = median(took["bare asyncpg"])
    rows = [
        [name, f"{median(values):.2f}", f"{percentile(values, 0.99):.2f}", f"{median(values) / base:.1f}"]
        for name, values in took.items()
    ]
    print_table(["read of one team by its key", "p50 ms", "p99 ms", "x bare"], rows)
    ratio = median(took["whole stack"]) / base
    bars = [Bar("whole stack over bare asyncpg", ratio, MOST_TIMES_BARE)]
    measured = [[name, median(values), percentile(values, 0.99)] for name, values in took.items()]
    save(
        "api",
        {
            "title": "One read through the whole stack",
            "command": "make bench-api",
            "machine": machine(),
            "bars": [bar.as_json() for bar in bars],
            "tables": [{"title": "Milliseconds", "heading": ["", "p50", "p99"], "rows": measured}],
        },
    )
    finish(shortfalls(bars))


if __name__ == "__main__":
    asyncio.run(main())
