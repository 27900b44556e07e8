"""Planning cases anew: their follow-ups as the engine sees them now, written as rows with the row of the case locked.

Only rows that differ are written, in one statement for all of them, and each of them is told to the feed.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

import structlog
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession as SqlAlchemySession
from sqlmodel import col
from sqlmodel import select as sqlmodel_select

from case_api.cases.models import Case
from case_api.context import Work
from case_api.follow_ups.models import FollowUpRow
from case_api.follow_ups.rules import Standing, differences, snapshot
from case_api.people.models import CasePerson
from case_api.people.rules import responsible
from rettematch.contracts.base import Role
from rettematch.contracts.cases import CaseFacts
from rettematch.contracts.follow_ups import FollowUp, FollowUpSnapshot
from rettematch.programmes.engine import plan
from rettematch.programmes.waiting import next_change

AGAIN_AFTER_FAILURE: Final = timedelta(minutes=10)
CANNOT_BE_PLANNED: Final = (LookupError, ArithmeticError, ValueError)
"""A programme or rule that is gone, a date past the calendar's end, a value that no contract knows."""

_log = structlog.get_logger(__name__)

_STANDS = (
    "responsible",
    "due_at",
    "overdue_at",
    "status",
    "fulfilled_by",
    "placement_id",
)
_FOLLOW_UP = ("case_id", "key", "rule_id", *_STANDS)
_NEW = insert(FollowUpRow)
_WRITE = _NEW.on_conflict_do_update(
    index_elements=["municipality_code", "id"],
    set_={name: _NEW.excluded[name] for name in (*_STANDS, "responsible_id", "version", "changed_at")},
)
_READ = (
    col(FollowUpRow.id),
    col(FollowUpRow.version),
    col(FollowUpRow.responsible_id),
    *[col(getattr(FollowUpRow, name)) for name in _FOLLOW_UP],
)


async def replan(work: Work, cases: Sequence[tuple[Case, CaseFacts]]) -> list[FollowUpSnapshot]:
    """Brings the follow-ups of cases to what the engine says now, and notes when time moves each of them on.

    A case that cannot be planned keeps the follow-ups it has and is tried again later: whoever records something in it
    is not refused for that, and the other cases are planned.

    Args:
        work: The request, in which the cases' rows are locked.
        cases: Each with its facts as they stand in this transaction.

    Returns:
        What was written, for the feed.
    """
    ids = [case.id for case, _ in cases]
    stands, people = await _rows_of(work, ids), await _people_of(work, ids)
    written: list[FollowUpSnapshot] = []
    rows = []
    for case, facts in cases:
        try:
            rules = work.programme(facts.programme)
            planned = plan(facts, work.now, rules)
            case.replan_at = next_change(facts, planned, work.now)
        except CANNOT_BE_PLANNED as error:
            postpone(work, case, error)
            continue
        held = _responsible(work, case, people[case.id])
        changed = differences(stands.get(case.id, {}), planned, held, case.caseworker_id)
        written += [snapshot(facts, each, rules) for each in changed]
        rows += [_values(work, each) for each in changed]
    if rows:
        await (await work.session.connection()).execute(_WRITE, rows)
    return written


def postpone(work: Work, case: Case, error: Exception) -> None:
    """Leaves a case that cannot be planned for later."""
    _log.warning("case cannot be planned", case=str(case.id), kind=type(error).__name__)
    case.replan_at = None if case.closed_on is not None else work.now + AGAIN_AFTER_FAILURE


def _responsible(work: Work, case: Case, people: Iterable[CasePerson]) -> Mapping[Role, UUID]:
    """Who holds which role today; the job broker and the caseworker are those of the case itself."""
    held = {Role.JOB_BROKER: case.job_broker_id, Role.CASEWORKER: case.caseworker_id}
    own = {role: staff_id for role, staff_id in held.items() if staff_id is not None}
    return {**responsible(people, work.today), **own}


def _values(work: Work, standing: Standing) -> dict[str, object]:
    return {
        "municipality_code": work.municipality_code,
        "id": standing.id,
        "version": standing.version,
        "responsible_id": standing.responsible_id,
        "changed_at": work.now,
        **standing.follow_up.model_dump(),
    }


async def _people_of(work: Work, case_ids: Sequence[UUID]) -> Mapping[UUID, Sequence[CasePerson]]:
    found: defaultdict[UUID, list[CasePerson]] = defaultdict(list)
    statement = sqlmodel_select(CasePerson).where(col(CasePerson.case_id).in_(case_ids))
    for row in (await work.session.exec(statement)).all():
        found[row.case_id].append(row)
    return found


async def _rows_of(work: Work, case_ids: Iterable[UUID]) -> Mapping[UUID, Mapping[str, Standing]]:
    """The rows as columns only: a case has a hundred of them, and most stay as they are."""
    found: dict[UUID, dict[str, Standing]] = {}
    statement = select(*_READ).where(col(FollowUpRow.case_id).in_(case_ids))
    for row in await SqlAlchemySession.execute(work.session, statement):
        follow_up = FollowUp.model_construct(**dict(zip(_FOLLOW_UP, row[3:], strict=True)))
        found.setdefault(follow_up.case_id, {})[follow_up.key] = Standing(row[0], row[1], row[2], follow_up)
    return found
