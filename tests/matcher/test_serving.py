"""The command `matcher serve`, as an administrator starts it."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import httpx

from local_stack.databases import ServiceDatabase
from tests.matcher.case_api_standin import CLIENT_SECRET, CaseApiStandin, free_port
from tests.matcher.conftest import ISSUER
from tests.matcher.ranking.worlds import small_world


async def _answer(url: str, status: int) -> httpx.Response:
    async with httpx.AsyncClient() as http, asyncio.timeout(30):
        while True:
            try:
                response = await http.get(url)
            except httpx.TransportError:
                response = None
            if response is not None and response.status_code == status:
                return response
            await asyncio.sleep(0.05)


async def test_serves_becomes_ready_and_stops_cleanly(
    matcher_database: ServiceDatabase, case_api: CaseApiStandin, jwks_file: Path
) -> None:
    case_api.publish(*small_world(1, 20))
    port = free_port()
    environment = {
        **os.environ,
        "MATCHER_DATABASE_URL": matcher_database.app_url,
        "MATCHER_CASE_API_URL": case_api.url,
        "MATCHER_CLIENT_SECRET": CLIENT_SECRET,
        "MATCHER_PORT": str(port),
        "OIDC_ISSUER": ISSUER,
        "OIDC_JWKS": str(jwks_file),
        "OIDC_TOKEN_URL": f"{case_api.url}/token",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        "from matcher.cli import main; main()",
        "serve",
        env=environment,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        ready = await _answer(f"http://127.0.0.1:{port}/ready", 200)
        assert ready.json() == {"status": "ready"}
        metrics = await _answer(f"http://127.0.0.1:{port}/metrics", 200)
        assert "matcher_places_applied_total 20.0" in metrics.text
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(15):
            _, log = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert process.returncode in {0, -signal.SIGTERM}, log.decode()  # uvicorn ends by the signal it was sent
    assert "Application shutdown complete" in log.decode()
    assert CLIENT_SECRET not in log.decode()
