"""Reading follow-ups: those of a case, and everything that somebody has to do."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Boolean, ColumnElement, func, literal_column
from sqlmodel import col, select

from case_api.cases.models import Case
from case_api.context import Work
from case_api.follow_ups.models import FollowUpRow
from case_api.follow_ups.rules import rule_of
from case_api.follow_ups.schemas import FollowUpRead, FollowUpRule
from case_api.history.records import find
from case_api.staff.models import StaffMember
from rettematch.contracts.follow_ups import OPEN, UNFINISHED, FollowUpStatus
from rettematch.pagination import Page, PageRequest, read_page
from rettematch.programmes.definitions import Programme

# In words and not as parameters, or PostgreSQL could not see that the index of unfinished follow-ups will do.
_IS_UNFINISHED: ColumnElement[bool] = literal_column("follow_up.status in ('planned', 'due', 'overdue')", Boolean())
_ORDER = (col(FollowUpRow.due_at), col(FollowUpRow.id))


@dataclass(frozen=True, slots=True)
class Worklist:
    """What a worklist is narrowed to; without a person and a team it is the caller's own."""

    responsible_id: UUID | None = None
    team_id: UUID | None = None
    status: Sequence[FollowUpStatus] = ()
    due_before: datetime | None = None


async def follow_ups_of(
    work: Work, case_id: UUID, paging: PageRequest, status: Collection[FollowUpStatus]
) -> Page[FollowUpRead]:
    """The follow-ups of a case in order of due time; of every status when none is named."""
    case = await find(work, Case, case_id)
    which: list[ColumnElement[bool]] = [col(FollowUpRow.case_id) == case.id]
    if status:
        which.append(col(FollowUpRow.status).in_(status))
    found = await _page(work, which, paging)
    work.audit("follow-up:list", [case.citizen_id], subject=case.id)
    return found.page


async def worklist(work: Work, paging: PageRequest, wanted: Worklist) -> Page[FollowUpRead]:
    """What people have to do, in order of due time; the citizen of every follow-up shown is audited.

    Planned, due and overdue ones, unless the wanted ones are named.
    """
    which: list[ColumnElement[bool]] = []
    if set(wanted.status) <= set(UNFINISHED):
        which.append(_IS_UNFINISHED)
    if wanted.status:
        which.append(col(FollowUpRow.status).in_(wanted.status))
    person = wanted.responsible_id
    if person is None and wanted.team_id is None:
        person = work.actor.staff_id
    if person is not None:
        which.append(col(FollowUpRow.responsible_id) == person)
    if wanted.team_id is not None:
        members = select(StaffMember.id).where(col(StaffMember.team_id) == wanted.team_id)
        which.append(col(FollowUpRow.responsible_id).in_(members))
    if wanted.due_before is not None:
        which.append(col(FollowUpRow.due_at) < wanted.due_before)
    found = await _page(work, which, paging)
    work.audit("follow-up:list", found.citizens)
    return found.page


async def open_follow_ups(work: Work, staff_id: UUID) -> tuple[int, int]:
    """How many follow-ups of a person are due and not yet late, and how many are overdue."""
    due, overdue = (func.count().filter(col(FollowUpRow.status) == each) for each in OPEN)
    statement = select(due, overdue).where(col(FollowUpRow.responsible_id) == staff_id, _IS_UNFINISHED)
    found = (await work.session.exec(statement)).one()
    return found[0], found[1]


class _Found(NamedTuple):
    page: Page[FollowUpRead]
    citizens: Sequence[UUID]


async def _page(work: Work, which: Sequence[ColumnElement[bool]], paging: PageRequest) -> _Found:
    rows, pagination = await read_page(work.session, select(FollowUpRow).where(*which), _ORDER, paging)
    cases = await _cases(work, {row.case_id for row in rows})
    items = [_read(work, row, cases[row.case_id]) for row in rows]
    return _Found(Page(items=items, pagination=pagination), [cases[row.case_id].citizen_id for row in rows])


async def _cases(work: Work, case_ids: Collection[UUID]) -> Mapping[UUID, Case]:
    found = await work.session.exec(select(Case).where(col(Case.id).in_(case_ids)))
    return {case.id: case for case in found.all()}


def _read(work: Work, row: FollowUpRow, case: Case) -> FollowUpRead:
    return FollowUpRead(
        **row.model_dump(exclude={"municipality_code"}),
        programme=case.programme,
        rule=_rule(work.programme(case.programme), row, case),
        responsible_danish=row.responsible.danish_name,
        status_danish=row.status.danish_name,
    )


def _rule(rules: Programme, row: FollowUpRow, case: Case) -> FollowUpRule | None:
    rule = rule_of(rules, row.rule_id, case.started_on)
    if rule is None:
        return None
    return FollowUpRule(id=rule.id, danish=rule.danish, kind=rule.kind, source=rules.source, section=rule.section)
