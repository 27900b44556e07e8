"""Planning a case anew: its follow-ups as the engine sees them now, and whoever must be told."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy import ColumnElement, or_, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from notifier.deliveries.creation import cancel_closed
from notifier.follow_ups.models import OPEN, FollowUpRow
from notifier.follow_ups.rules import next_change
from notifier.reminders.service import remind
from rettematch.contracts.base import Role
from rettematch.contracts.cases import CaseFacts
from rettematch.contracts.follow_ups import FollowUp, FollowUpStatus
from rettematch.identifiers import uuid7
from rettematch.programmes.definitions import UnknownProgrammeError
from rettematch.programmes.engine import plan

_log = structlog.get_logger(__name__)

_CHUNK = 500
_FOLLOWS_PLAN = ("responsible", "responsible_id", "due_at", "overdue_at", "status", "fulfilled_by", "placement_id")


async def replan(session: AsyncSession, facts: CaseFacts, now: datetime, link_base_url: str) -> datetime | None:
    """Brings the follow-ups of a case to what the engine says, and reminds of those that are due or overdue.

    Args:
        session: In a transaction of the case's municipality that holds the case's row.
        facts: Of the case.
        now: The database's time.
        link_base_url: What the links in messages begin with.

    Returns:
        When to plan again though no fact has changed; None when time alone changes nothing more.
    """
    try:
        planned = plan(facts, now)
    except (UnknownProgrammeError, OverflowError):
        # One case that cannot be planned must not stop the feed for all the others.
        _log.warning("case cannot be planned", case=str(facts.case_id), version=facts.version)
        return None
    await _write(session, facts, planned, now)
    await cancel_closed(session, facts.case_id, now)
    for row in await _open(session, facts.case_id):
        await remind(session, row, now, link_base_url)
    return next_change(facts, planned, now)


def _responsible_id(facts: CaseFacts, role: Role) -> UUID | None:
    return {Role.JOB_BROKER: facts.job_broker_id, Role.CASEWORKER: facts.caseworker_id}.get(role)


async def _write(session: AsyncSession, facts: CaseFacts, planned: Sequence[FollowUp], now: datetime) -> None:
    """Inserts what is new, changes what is different, and cancels what the plan no longer has."""
    connection = await session.connection()
    rows = [
        {
            "municipality_code": facts.municipality_code,
            "id": uuid7(),
            "responsible_id": _responsible_id(facts, each.responsible),
            "changed_at": now,
            **each.model_dump(),
        }
        for each in planned
    ]
    for start in range(0, len(rows), _CHUNK):
        statement = insert(FollowUpRow).values(rows[start : start + _CHUNK])
        new = statement.excluded
        differs: list[ColumnElement[bool]] = [
            getattr(FollowUpRow, name).is_distinct_from(new[name]) for name in _FOLLOWS_PLAN
        ]
        await connection.execute(
            statement.on_conflict_do_update(
                index_elements=["municipality_code", "case_id", "key"],
                set_={name: new[name] for name in (*_FOLLOWS_PLAN, "changed_at")},
                where=or_(*differs),
            )
        )
    unfinished = (FollowUpStatus.PLANNED, *OPEN)
    await connection.execute(
        update(FollowUpRow)
        .where(
            col(FollowUpRow.case_id) == facts.case_id,
            col(FollowUpRow.status).in_(unfinished),
            col(FollowUpRow.key).not_in([each.key for each in planned]),
        )
        .values(status=FollowUpStatus.CANCELLED, changed_at=now)
    )


async def _open(session: AsyncSession, case_id: UUID) -> Sequence[FollowUpRow]:
    statement = (
        select(FollowUpRow)
        .where(col(FollowUpRow.case_id) == case_id, col(FollowUpRow.status).in_(OPEN))
        .order_by(col(FollowUpRow.due_at), col(FollowUpRow.id))
        .execution_options(populate_existing=True)
    )
    return (await session.exec(statement)).all()
