"""Follow-ups that time alone moves on: what falls due, is late, or can no longer be reached.

Each case keeps the moment at which its plan changes by itself, so that a run that was missed is made up for. Any number
of replicas may run at once: each takes cases that no other one holds.
"""

import asyncio
import contextlib
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy import ColumnElement
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from case_api.cases.facts import read_facts_of
from case_api.cases.models import Case
from case_api.changes.service import append
from case_api.context import Actor, Work
from case_api.follow_ups.planning import CANNOT_BE_PLANNED, postpone, replan
from rettematch.clock import Clock
from rettematch.database import Database, DataScope
from rettematch.programmes.rulebook import SHIPPED, Rulebook
from rettematch.sealing import MasterKeys

PLANNER_SCOPE = DataScope(scope="planner")
"""Sees in every municipality which cases wait for a moment; writes nothing."""

_TOGETHER = 25
"""Cases in a transaction: whoever records something in one of them waits for all of these, some 0.1 s."""
_NOBODY = UUID(int=0)
_log = structlog.get_logger(__name__)


async def replan_due(database: Database, keys: MasterKeys, clock: Clock, rules: Rulebook = SHIPPED) -> int:
    """Plans every case of every municipality anew whose plan time alone has changed.

    Args:
        database: As the app role.
        keys: Of the service; planning opens nothing sealed.
        clock: Read once for each transaction. A simulation gives its own, and calls this after it moved it.

        rules: Of every municipality.

    Returns:
        How many cases were taken up: 0 when nothing is due, or somebody else holds all that is.
    """
    now = clock()
    async with database.transaction(PLANNER_SCOPE) as session:
        codes = (await session.exec(select(Case.municipality_code).where(col(Case.replan_at) <= now).distinct())).all()
    taken = 0
    for code in sorted(codes):
        planner = _Planner(database, keys, clock, rules, code)
        while count := await planner.plan_some():
            taken += count
    return taken


class _Planner:
    """Plans in one municipality."""

    def __init__(self, database: Database, keys: MasterKeys, clock: Clock, rules: Rulebook, code: str) -> None:
        self._database = database
        self._keys = keys
        self._clock = clock
        self._rules = rules
        self._code = code

    async def plan_some(self) -> int:
        """Plans some cases in one transaction; when that fails, each in one of its own, so that one stops no other."""
        now = self._clock()
        taken: list[UUID] = []
        try:
            async with self._database.transaction(DataScope(self._code)) as session:
                cases = await _locked(session, col(Case.replan_at) <= now)
                taken = [case.id for case in cases]
                await _plan(self._work(session, now), cases)
        except (SQLAlchemyError, *CANNOT_BE_PLANNED) as error:
            if not taken:
                raise
            _log.warning("cases are planned one by one", count=len(taken), kind=type(error).__name__)
            for case_id in taken:
                await self._plan_alone(case_id, now)
        return len(taken)

    async def _plan_alone(self, case_id: UUID, now: datetime) -> None:
        this = (col(Case.id) == case_id) & (col(Case.replan_at) <= now)
        try:
            async with self._database.transaction(DataScope(self._code)) as session:
                await _plan(self._work(session, now), await _locked(session, this))
        except (SQLAlchemyError, *CANNOT_BE_PLANNED) as error:
            async with self._database.transaction(DataScope(self._code)) as session:
                for case in await _locked(session, this):
                    postpone(self._work(session, now), case, error)

    def _work(self, session: AsyncSession, now: datetime) -> Work:
        return Work(
            session, Actor(_NOBODY, self._code, None, frozenset()), now, self._keys, "planner", False, self._rules
        )


async def _locked(session: AsyncSession, which: ColumnElement[bool]) -> Sequence[Case]:
    """Cases that nobody else holds, those that wait longest first."""
    statement = select(Case).where(which).order_by(col(Case.replan_at), col(Case.id)).limit(_TOGETHER)
    return (await session.exec(statement.with_for_update(skip_locked=True, key_share=True))).all()


async def _plan(work: Work, cases: Sequence[Case]) -> None:
    facts = await read_facts_of(work, cases)
    await append(work, *await replan(work, list(zip(cases, facts, strict=True))))


class Planner:
    """Runs `replan_due` again and again while the service runs."""

    def __init__(
        self, database: Database, keys: MasterKeys, clock: Clock, rules: Rulebook, seconds_between: float
    ) -> None:
        self._database = database
        self._keys = keys
        self._clock = clock
        self._rules = rules
        self._seconds_between = seconds_between
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(self._seconds_between)
            try:
                await replan_due(self._database, self._keys, self._clock, self._rules)
            except (OSError, SQLAlchemyError, *CANNOT_BE_PLANNED) as error:
                _log.warning("follow-ups could not be planned", kind=type(error).__name__)
