"""The compiler works beside the service and ends with it."""

import asyncio
from contextlib import suppress
from typing import Any

import pytest

from matcher.ranking import engine, engines
from matcher.ranking.compiling import make_search_ready
from matcher.ranking.query import build_query
from tests.matcher.ranking.worlds import WEIGHTS, columns_of, small_world, some_profile


async def test_what_another_process_compiled_answers_here() -> None:
    await make_search_ready()
    assert engines._choice.engine is engines._compiled
    columns = columns_of(small_world(2))
    query = build_query(some_profile(2), WEIGHTS, columns)
    assert (
        engines.search(columns, query, 5, 5).fits.rows.tolist()
        == engine.search(columns, query, 5, 5).fits.rows.tolist()
    )


async def test_stopping_the_service_ends_the_compiler(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[asyncio.subprocess.Process] = []
    create = asyncio.create_subprocess_exec

    async def remembered(*arguments: str, **options: Any) -> asyncio.subprocess.Process:
        process = await create(*arguments, **options)
        started.append(process)
        return process

    monkeypatch.setattr(asyncio, "create_subprocess_exec", remembered)
    task = asyncio.create_task(make_search_ready())
    async with asyncio.timeout(20):
        while not started:  # noqa: ASYNC110 - the task's own doing, which signals nothing
            await asyncio.sleep(0.01)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    assert started[0].returncode is not None
