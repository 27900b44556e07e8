"""PostgreSQL sessions. One request is one transaction, and its first statement says whose data it may touch."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

_CONNECT_SECONDS = 10
_SET_CONTEXT = text("select set_config('app.municipality', :municipality, true), set_config('app.scope', :scope, true)")


@dataclass(frozen=True, slots=True)
class DataScope:
    """What row-level security lets a transaction see: one municipality, or the change feed of them all."""

    municipality_code: str = ""
    scope: str = ""


FEED_SCOPE = DataScope(scope="feed")
PLATFORM_SCOPE = DataScope(scope="platform")
"""For creating and listing municipalities: sees no citizen, employer or case."""


def async_url(url: str) -> str:
    """`postgres://` or `postgresql://` as SQLAlchemy wants it for asyncpg."""
    scheme, separator, rest = url.partition("://")
    if not separator or scheme.split("+")[0] not in {"postgres", "postgresql"}:
        raise ValueError("a database URL must begin with postgresql://")
    return "postgresql+asyncpg://" + rest


class Database:
    """An engine and the way to open transactions on it."""

    def __init__(
        self,
        url: str,
        *,
        application_name: str,
        pool_size: int = 10,
        pool_timeout: float = 5,
        statement_timeout_ms: int = 10_000,
        lock_timeout_ms: int = 3_000,
        **engine_options: Any,
    ) -> None:
        self.engine: AsyncEngine = create_async_engine(
            async_url(url),
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=pool_timeout,
            pool_pre_ping=True,
            hide_parameters=True,
            connect_args={
                "timeout": _CONNECT_SECONDS,
                "server_settings": {
                    "application_name": application_name,
                    "statement_timeout": str(statement_timeout_ms),
                    "lock_timeout": str(lock_timeout_ms),
                    "timezone": "UTC",
                },
            },
            **engine_options,
        )

    @asynccontextmanager
    async def transaction(self, scope: DataScope) -> AsyncIterator[AsyncSession]:
        """A session in a transaction that sees only `scope`; commits at the end, rolls back on any exception."""
        async with AsyncSession(self.engine, expire_on_commit=False) as session, session.begin():
            connection = await session.connection()
            await connection.execute(_SET_CONTEXT, {"municipality": scope.municipality_code, "scope": scope.scope})
            yield session

    async def is_ready(self) -> bool:
        """Whether the database answers."""
        async with self.engine.connect() as connection:
            await connection.execute(text("select 1"))
        return True

    async def close(self) -> None:
        await self.engine.dispose()
