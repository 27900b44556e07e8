"""The notifier's commands as real processes."""

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import httpx

from tests.notifier.conftest import Notifier

COMMAND = str(Path(sys.executable).parent / "notifier")


def environment(notifier: Notifier, **more: str) -> dict[str, str]:
    settings = notifier.settings
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith(("NOTIFIER_", "OIDC_"))},
        "NOTIFIER_DATABASE_URL": settings.database_url,
        "NOTIFIER_CASE_API_URL": settings.case_api_url,
        "NOTIFIER_CLIENT_SECRET": settings.client_secret,
        "NOTIFIER_KEY_FILE": str(settings.key_file),
        "NOTIFIER_ALLOW_LOCAL_ENDPOINTS": "true",
        "NOTIFIER_RETRY_SECONDS": "[0, 0.2, 0.2]",
        "NOTIFIER_RETRY_FLOOR_SECONDS": "0",
        "NOTIFIER_TICK_SECONDS": "1",
        "OIDC_ISSUER": notifier.oidc.issuer,
        "OIDC_JWKS": notifier.oidc.jwks,
        "OIDC_TOKEN_URL": notifier.oidc.token_url or "",
        **more,
    }


@asynccontextmanager
async def process(notifier: Notifier, command: str, **more: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """`notifier COMMAND`, killed at the end if it still runs."""
    started = await asyncio.create_subprocess_exec(COMMAND, command, env=environment(notifier, **more))
    try:
        yield started
    finally:
        with suppress(ProcessLookupError):
            started.kill()
        await started.wait()


@asynccontextmanager
async def serving_process(notifier: Notifier) -> AsyncIterator[tuple[str, asyncio.subprocess.Process]]:
    """`notifier serve`, ready, with its URL."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    async with process(notifier, "serve", NOTIFIER_PORT=str(port)) as served, httpx.AsyncClient() as http:
        for _ in range(400):
            with suppress(httpx.TransportError):
                if (await http.get(url + "/ready")).status_code == 200:
                    yield url, served
                    return
            await asyncio.sleep(0.05)
        raise AssertionError("it is not ready")
