"""A request's `Work` without a request: for functions that other domains call."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from case_api.context import Actor, Work
from rettematch.database import Database, DataScope
from rettematch.programmes.rulebook import SHIPPED
from rettematch.sealing import MasterKeys
from tests.case_api.conftest import SYDDJURS, Api


@asynccontextmanager
async def working(api: Api) -> AsyncIterator[Work]:
    """In a transaction of its own, as Syddjurs' team leader; the keys seal nothing that the service could open."""
    database = Database(api.database.app_url, application_name="test", pool_size=1)
    actor = Actor(UUID(api.staff[SYDDJURS, "team-leader"]), SYDDJURS, None, frozenset())
    keys = MasterKeys(wrapping=bytes(32), indexing=bytes(32))
    try:
        async with database.transaction(DataScope(SYDDJURS)) as session:
            yield Work(session, actor, api.clock(), keys, "test", True, SHIPPED)
    finally:
        await database.close()
