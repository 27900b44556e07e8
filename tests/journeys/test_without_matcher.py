"""The matcher is killed: the job centre goes on with unranked lists, and rankings come back by themselves."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.journeys.conftest import RunningStack

BACK_SECONDS = 90


def matcher_processes(running: RunningStack) -> list[int]:
    """The processes of this stack's matcher, told from others by their port."""
    mark = f"MATCHER_PORT={running.environment['MATCHER_PORT']}\0".encode()
    found = []
    for each in Path("/proc").glob("[0-9]*"):
        try:
            command, environment = (each / "cmdline").read_bytes(), (each / "environ").read_bytes() + b"\0"
        except OSError:  # it has ended, or is somebody else's
            continue
        if command.rstrip(b"\0").endswith(b"matcher\0serve") and mark in environment:
            found.append(int(each.name))
    return found


async def ready(http: httpx.AsyncClient, running: RunningStack) -> bool:
    try:
        return (await http.get(f"{running.stack.matcher_url}/ready", timeout=2)).status_code == 200
    except httpx.TransportError:
        return False


async def wait_until(http: httpx.AsyncClient, running: RunningStack, wanted: bool, seconds: float) -> None:
    async with asyncio.timeout(seconds):
        while True:
            if await ready(http, running) == wanted:
                return
            await asyncio.sleep(0.05)


@pytest.fixture
async def http(running: RunningStack) -> AsyncIterator[httpx.AsyncClient]:
    """Signed in as a caseworker; the matcher is there again for whoever comes next."""
    token = running.stack.token("caseworker", municipality="0706")
    async with httpx.AsyncClient(trust_env=False, headers={"Authorization": f"Bearer {token}"}) as client:
        yield client
        await wait_until(client, running, True, BACK_SECONDS)


async def test_with_the_matcher_killed_the_case_api_lists_places_that_fit_and_says_they_are_unranked(
    running: RunningStack, http: httpx.AsyncClient
) -> None:
    cases = (await http.get(f"{running.stack.case_api_url}/v1/cases?limit=20")).json()["items"]
    processes = matcher_processes(running)
    assert processes
    for pid in processes:
        os.kill(pid, signal.SIGKILL)
    await wait_until(http, running, False, 10)
    lists = [await http.get(f"{running.stack.case_api_url}/v1/cases/{case['id']}/feasible-places") for case in cases]
    assert {answer.status_code for answer in lists} == {200}
    assert sum(len(answer.json()["items"]) for answer in lists) > 0
    assert all("ikke rangeret" in answer.json()["explanation"][0] for answer in lists)
    told = [line for line in running.lines if "matcher ended with code -9" in line]
    assert told, "the stack goes on and starts it again"
