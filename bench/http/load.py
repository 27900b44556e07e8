"""Requests at a fixed rate, however slow the answers are, from a process of its own.

Reads a plan as JSON from standard input and writes what each request took to standard output.
"""

import asyncio
import gc
import json
import re
import sys
import time
from typing import Any, Final

import aiohttp

_PART: Final = re.compile(r"([\w-]+);dur=([\d.]+)")
_OK: Final = 200
_CONNECTIONS: Final = 64


async def _one(http: aiohttp.ClientSession, url: str, token: str, body: Any, begun: float) -> dict[str, Any]:
    async with http.post(url, json=body, headers={"Authorization": f"Bearer {token}"}) as answer:
        content = await answer.read()
        timing = {name: float(value) for name, value in _PART.findall(answer.headers.get("Server-Timing", ""))}
    took = (time.perf_counter() - begun) * 1000
    return {"status": answer.status, "ms": took, "bytes": len(content), **timing}


async def _send(plan: dict[str, Any]) -> list[dict[str, Any]]:
    """Each request begins at its own moment; time is counted from that moment, so waiting in line counts too."""
    requests, interval = plan["requests"], 1 / plan["per_second"]
    timeout = aiohttp.ClientTimeout(total=30)
    connector = aiohttp.TCPConnector(limit=_CONNECTIONS)
    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as http:
        first = time.perf_counter() + interval
        tasks = []
        for number, (token, body) in enumerate(requests):
            due = first + number * interval
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            tasks.append(asyncio.create_task(_one(http, plan["url"], token, body, due)))
        return list(await asyncio.gather(*tasks))


def main() -> None:
    """Sends what the plan says."""
    plan = json.load(sys.stdin)
    gc.freeze()
    json.dump(asyncio.run(_send(plan)), sys.stdout)


if __name__ == "__main__":
    main()
