"""One request: who asks, when, and the transaction in which everything happens.

The transaction commits when the route function returns and before the answer is sent (`scope="function"`), so that an
acknowledged write is a committed one and no data leaves before its audit event stands (docs/security.md E1, B2).
"""

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from case_api.audit.models import AuditEvent
from case_api.staff.models import StaffMember
from rettematch.clock import Now, local_date
from rettematch.contracts.base import Role
from rettematch.database import Database, DataScope
from rettematch.problems import Forbidden
from rettematch.programmes.definitions import Programme
from rettematch.programmes.rulebook import Rulebook
from rettematch.sealing import MasterKeys
from rettematch.tokens import Identity
from rettematch.web import Caller


@dataclass(frozen=True, slots=True)
class Actor:
    """The staff member behind a request; read anew for each request, so that a revoked role is gone at once."""

    staff_id: UUID
    municipality_code: str
    team_id: UUID | None
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class Work:
    """What a use case needs: the session, the actor, the moment and the keys."""

    session: AsyncSession
    actor: Actor
    now: datetime
    keys: MasterKeys
    request_id: str
    synthetic_identifiers: bool
    rules: Rulebook

    @property
    def municipality_code(self) -> str:
        return self.actor.municipality_code

    @property
    def today(self) -> date:
        return local_date(self.now)

    def programme(self, programme_id: str) -> Programme:
        """A programme as it holds in the caller's municipality."""
        return self.rules.programme(programme_id, self.municipality_code)

    def programmes(self) -> Iterable[Programme]:
        """Every programme as it holds in the caller's municipality."""
        return self.rules.programmes(self.municipality_code).values()

    def audit(
        self,
        action: str,
        citizens: Sequence[UUID] = (),
        *,
        subject: UUID | None = None,
        purpose: str | None = None,
        outcome: str = "done",
    ) -> None:
        """Records what is being done: one event for each citizen whose data is touched, or one without a citizen."""
        for citizen_id in dict.fromkeys(citizens) or (None,):
            self.session.add(
                AuditEvent(
                    municipality_code=self.municipality_code,
                    recorded_at=self.now,
                    actor_id=self.actor.staff_id,
                    actor_roles=sorted(self.actor.roles),
                    action=action,
                    citizen_id=citizen_id,
                    subject_id=subject,
                    purpose=purpose,
                    outcome=outcome,
                    request_id=self.request_id,
                )
            )


async def _actor(session: AsyncSession, identity: Identity) -> Actor:
    """The active staff member that the token's subject is in the token's municipality."""
    found = (
        await session.exec(
            select(StaffMember).where(col(StaffMember.subject) == identity.subject, col(StaffMember.active))
        )
    ).first()
    if found is None:
        raise Forbidden("No active staff member in this municipality has this sign-in.")
    roles = frozenset(Role(role) for role in found.roles)
    return Actor(found.id, found.municipality_code, found.team_id, roles)


async def open_work(request: Request, caller: Caller, now: Now) -> AsyncIterator[Work]:
    """A transaction in the caller's own municipality."""
    if caller.municipality_code is None:
        raise Forbidden("The token names no municipality.")
    state = request.app.state
    database: Database = state.database
    async with database.transaction(DataScope(caller.municipality_code)) as session:
        actor = await _actor(session, caller)
        yield Work(
            session, actor, now, state.keys, request.scope["request_id"], state.synthetic_identifiers, state.rules
        )


@dataclass(frozen=True, slots=True)
class PlatformWork:
    """The platform's operator: municipalities, and nothing in them."""

    database: Database
    now: datetime
    request_id: str


async def require_feed(caller: Caller) -> None:
    """Lets in services that were given the feed, and nobody else."""
    if caller.client_id is None or "feed" not in caller.scopes:
        raise Forbidden


async def open_platform(request: Request, caller: Caller, now: Now) -> PlatformWork:
    """For the subjects that the settings name as operators."""
    if caller.subject not in request.app.state.operators:
        raise Forbidden
    return PlatformWork(request.app.state.database, now, request.scope["request_id"])


OpenWork = Annotated[Work, Depends(open_work, scope="function")]
OpenPlatform = Annotated[PlatformWork, Depends(open_platform)]
