"""One request: who asks, in which municipality, and how to open its transaction."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from sqlmodel.ext.asyncio.session import AsyncSession

from notifier.deliveries.sender import Sender
from rettematch.clients.case_api import CaseApiClient
from rettematch.contracts.base import Role
from rettematch.database import Database, DataScope
from rettematch.sealing import MasterKeys
from rettematch.web import Caller


@dataclass(frozen=True, slots=True)
class Access:
    """The staff member behind a request, and what a use case needs to serve it."""

    staff_id: UUID
    municipality_code: str
    roles: frozenset[Role]
    database: Database
    sender: Sender
    keys: MasterKeys
    allow_local_endpoints: bool

    @property
    def sees_all(self) -> bool:
        """Whether the caller sees what belongs to others in the municipality."""
        return Role.ADMINISTRATOR in self.roles

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """The use case's transaction; it commits before the answer is sent."""
        async with self.database.transaction(DataScope(self.municipality_code)) as session:
            yield session


async def _open_access(request: Request, caller: Caller) -> Access:
    """Asks the case API with the caller's own token, so that a revoked role is gone at once."""
    state = request.app.state
    client: CaseApiClient = state.case_api
    me = await client.me(caller.token)
    return Access(
        staff_id=me.staff_id,
        municipality_code=me.municipality_code,
        roles=frozenset(me.roles),
        database=state.database,
        sender=state.sender,
        keys=state.keys,
        allow_local_endpoints=state.allow_local_endpoints,
    )


OpenAccess = Annotated[Access, Depends(_open_access)]
