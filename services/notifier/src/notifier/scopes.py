"""Whose rows a transaction of the worker may touch, and what time it is in the database."""

from datetime import datetime

from sqlalchemy import func, select, text
from sqlmodel.ext.asyncio.session import AsyncSession

from rettematch.database import DataScope

WORKER_SCOPE = DataScope(scope="worker")
"""Reads what is due in every municipality and writes in none."""

_ACT_FOR = text("select set_config('app.municipality', :municipality, true)")
_NOW = select(func.now())


def worker_in(municipality_code: str) -> DataScope:
    """The worker at work for one municipality."""
    return DataScope(municipality_code)


async def act_for(session: AsyncSession, municipality_code: str) -> None:
    """Turns the transaction to another municipality; only for a transaction that serves several."""
    await (await session.connection()).execute(_ACT_FOR, {"municipality": municipality_code})


async def database_now(session: AsyncSession) -> datetime:
    """When the transaction began, by the database's clock: the clock that decides what is due."""
    moment: datetime = (await (await session.connection()).execute(_NOW)).scalar_one()
    return moment
