"""Loading the demonstration over HTTP into a real case API: whole, resumed, refused."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import aiohttp
import asyncpg
import pytest
import uvicorn

from case_api.app import create_app
from case_api.settings import CaseApiSettings, IdentifierSettings
from local_stack.console import Console
from local_stack.databases import ServiceDatabase
from local_stack.demonstration import SEED, Demonstration, DemonstrationError, build, load
from local_stack.demonstration.loading import CODES, Loader, Progress
from local_stack.postgres import free_port
from local_stack.settings import StackSettings
from local_stack.stack import Stack
from local_stack.state import StateFolder
from local_stack.tokens import OPERATOR_SUBJECT
from rettematch.clock import local_date, system_clock
from rettematch.tokens import OidcSettings
from tests.case_api.conftest import migrate
from tests.postgres import FreshDatabase

TABLES = ("citizen", "job_goal", "consideration", "employer", "workplace", "place", "legal_basis")


@dataclass
class Served:
    """A case API at a loopback port, with nothing in it."""

    stack: Stack
    http: aiohttp.ClientSession
    database: ServiceDatabase
    said: StringIO

    @property
    def loader(self) -> Loader:
        return Loader(self.stack, self.http)

    async def counts(self) -> dict[str, int]:
        """Rows in Norddjurs, asked of the database itself."""
        connection = await asyncpg.connect(self.database.owner_url)
        try:
            await connection.execute("select set_config('app.municipality', '0707', false)")
            return {table: await connection.fetchval(f"select count(*) from {table}") for table in TABLES}
        finally:
            await connection.close()


@pytest.fixture
async def served(fresh_database: FreshDatabase, tmp_path: Path) -> AsyncIterator[Served]:
    database = await fresh_database("case_api", migrate)
    port = free_port()
    settings = StackSettings.model_validate({"case_api_port": port, "rettematch_state": tmp_path / "state"})
    state = StateFolder(settings.rettematch_state)
    said = StringIO()
    stack = Stack(settings, state, Console(said))
    app = create_app(
        CaseApiSettings(
            database_url=database.app_url, key_file=state.key_file("case_api"), operator_subjects=OPERATOR_SUBJECT
        ),
        OidcSettings(issuer=settings.issuer_url, jwks=str(state.jwks_file)),
        IdentifierSettings(synthetic_identifiers=True),
    )
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_config=None))
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has nothing to wait for
        await asyncio.sleep(0.01)
    async with aiohttp.ClientSession(stack.case_api_url) as http:
        yield Served(stack, http, database, said)
    server.should_exit = True
    await serving


def neighbour() -> Demonstration:
    """Norddjurs alone: small, and with every kind of request but two."""
    made = build(SEED, local_date(system_clock()))
    return replace(made, requests=tuple(each for each in made.requests if each.municipality == "0707"))


async def test_a_load_that_was_cut_goes_on_and_makes_nothing_twice(served: Served) -> None:
    demonstration = neighbour()
    cut = asyncio.create_task(served.loader.send_all(demonstration, set()))
    while (await served.counts())["consideration"] < 3:  # noqa: ASYNC110 - the database is asked
        await asyncio.sleep(0.01)
    cut.cancel()
    with pytest.raises(asyncio.CancelledError):
        await cut
    half = await served.counts()
    await served.loader.send_all(demonstration, await served.loader.municipalities())
    whole = await served.counts()
    kinds = Counter(each.kind for each in demonstration.requests)
    assert half != whole
    assert whole == {
        "citizen": 6, "job_goal": kinds["goal"], "consideration": kinds["consideration"], "employer": 5,
        "workplace": 6, "place": 8, "legal_basis": 1,
    }  # fmt: skip
    await served.loader.send_all(demonstration, {"0707"})
    assert await served.counts() == whole


async def test_what_is_refused_is_told_by_name_and_field_and_never_by_value(served: Served) -> None:
    demonstration = neighbour()

    def spoilt(body: Any) -> dict[str, Any]:
        return {**body, "postcode": "9999x", "cpr": "1234567890"}

    requests = tuple(
        replace(each, body=spoilt(each.body)) if each.name == "0707/citizen-2" else each
        for each in demonstration.requests
    )
    with pytest.raises(DemonstrationError) as refused:
        await served.loader.send_all(replace(demonstration, requests=requests), set())
    message = str(refused.value)
    assert message.startswith("0707/citizen-2: /v1/citizens answered 422")
    assert "body.postcode" in message
    assert "9999x" not in message
    assert "1234567890" not in message


async def test_a_demonstration_that_another_state_folder_loaded_is_left_alone(served: Served) -> None:
    await served.loader.send_all(neighbour(), set())
    before = await served.counts()
    with pytest.raises(DemonstrationError, match="this state folder did not load them"):
        await load(served.stack)
    assert await served.counts() == before


async def test_a_finished_load_is_not_repeated(served: Served) -> None:
    made = build(SEED, local_date(system_clock()))
    only_tenants = tuple(each for each in made.requests if each.kind == "municipality")
    await served.loader.send_all(replace(made, requests=only_tenants), set())
    assert await served.loader.municipalities() == CODES
    memory = served.stack.state.path / "demonstration.json"
    Progress(SEED, date(2026, 11, 1), finished=True).write(memory)
    await load(served.stack)
    assert "there already" in served.said.getvalue()
    assert (await served.counts())["citizen"] == 0


def test_the_day_of_a_load_is_remembered(tmp_path: Path) -> None:
    memory = tmp_path / "demonstration.json"
    assert Progress.read(memory) is None
    Progress(7, date(2028, 2, 29), finished=False).write(memory)
    assert Progress.read(memory) == Progress(7, date(2028, 2, 29), finished=False)
