"""Teams, staff and who the caller is."""

from uuid import UUID

from sqlalchemy import func
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from case_api.cases.models import Case
from case_api.context import Work
from case_api.follow_ups.queries import open_follow_ups
from case_api.history.records import add, change, find, find_for_change, stamp
from case_api.idempotency.service import Created
from case_api.staff.models import StaffMember, Team
from case_api.staff.schemas import Caseload, StaffRead, StaffWrite, TeamRead, TeamWrite
from rettematch.contracts.base import Role
from rettematch.contracts.staff import Me
from rettematch.identifiers import uuid7
from rettematch.pagination import Page, PageRequest, read_page
from rettematch.patches import merge
from rettematch.problems import Conflict, InvalidRequest, NotFound

_TEAM_EXISTS = "There is a team with this name already."
_SUBJECT_EXISTS = "A staff member with this sign-in is recorded already."


def me(work: Work) -> Me:
    """The caller, as matcher and notifier ask for it."""
    actor = work.actor
    return Me(
        staff_id=actor.staff_id,
        municipality_code=actor.municipality_code,
        team_id=actor.team_id,
        roles=tuple(sorted(actor.roles)),
    )


def _team(row: Team) -> TeamRead:
    return TeamRead.model_validate(row, from_attributes=True)


def _staff(row: StaffMember) -> StaffRead:
    return StaffRead.model_validate(row, from_attributes=True)


async def create_team(work: Work, write: TeamWrite) -> Created:
    row = Team(**stamp(work), id=uuid7(), **write.model_dump())
    await _added(work, row, _TEAM_EXISTS)
    work.audit("team:create", subject=row.id)
    return Created(_team(row), f"/v1/teams/{row.id}")


async def list_teams(work: Work, paging: PageRequest) -> Page[TeamRead]:
    rows, pagination = await read_page(work.session, select(Team), [col(Team.id)], paging)
    return Page(items=[_team(row) for row in rows], pagination=pagination)


async def read_team(work: Work, team_id: UUID) -> TeamRead:
    return _team(await find(work, Team, team_id))


async def change_team(work: Work, team_id: UUID, patch: TeamWrite, version: int) -> TeamRead:
    row = await find_for_change(work, Team, team_id, version)
    values = merge(TeamWrite, row.model_dump(), patch).model_dump()
    try:
        await change(work, row, values)
    except IntegrityError:
        raise Conflict(_TEAM_EXISTS) from None
    work.audit("team:change", subject=row.id)
    return _team(row)


async def create_staff(work: Work, write: StaffWrite) -> Created:
    await _check_team(work, write.team_id)
    row = StaffMember(**stamp(work), id=uuid7(), **write.model_dump(mode="json", exclude={"team_id"}))
    row.team_id = write.team_id
    await _added(work, row, _SUBJECT_EXISTS)
    work.audit("staff:create", subject=row.id)
    return Created(_staff(row), f"/v1/staff/{row.id}")


async def list_staff(
    work: Work, paging: PageRequest, role: Role | None, team_id: UUID | None, subject: str | None
) -> Page[StaffRead]:
    statement = select(StaffMember)
    if role is not None:
        statement = statement.where(col(StaffMember.roles).contains([role.value]))
    if team_id is not None:
        statement = statement.where(col(StaffMember.team_id) == team_id)
    if subject is not None:
        statement = statement.where(col(StaffMember.subject) == subject)
    rows, pagination = await read_page(work.session, statement, [col(StaffMember.id)], paging)
    return Page(items=[_staff(row) for row in rows], pagination=pagination)


async def read_staff(work: Work, staff_id: UUID) -> StaffRead:
    return _staff(await find(work, StaffMember, staff_id))


async def change_staff(work: Work, staff_id: UUID, patch: StaffWrite, version: int) -> StaffRead:
    row = await find_for_change(work, StaffMember, staff_id, version)
    merged = merge(StaffWrite, row.model_dump(), patch)
    await _check_team(work, merged.team_id)
    try:
        await change(work, row, {**merged.model_dump(mode="json"), "team_id": merged.team_id})
    except IntegrityError:
        raise Conflict(_SUBJECT_EXISTS) from None
    work.audit("staff:change", subject=row.id)
    return _staff(row)


async def caseload(work: Work, staff_id: UUID) -> Caseload:
    """The running cases of one person, and the follow-ups that wait."""
    await find(work, StaffMember, staff_id)
    counted = (
        await work.session.exec(
            select(
                func.count().filter(col(Case.job_broker_id) == staff_id),
                func.count().filter(col(Case.caseworker_id) == staff_id),
            ).where(col(Case.closed_on).is_(None))
        )
    ).one()
    due, overdue = await open_follow_ups(work, staff_id)
    return Caseload(
        staff_id=staff_id,
        as_job_broker=counted[0],
        as_caseworker=counted[1],
        follow_ups_due=due,
        follow_ups_overdue=overdue,
    )


async def require_staff(work: Work, staff_id: UUID, role: Role, field: str) -> StaffMember:
    """An active staff member with a role, for use in another resource.

    Raises:
        InvalidRequest: nobody such in this municipality; names `field`.
    """
    row = await work.session.get(StaffMember, (work.municipality_code, staff_id))
    if row is None or not row.active or role not in row.roles:
        raise InvalidRequest.field(
            field, f"must be an active staff member with the role {role.value}", f"skal være en {role.danish_name}"
        )
    return row


async def _check_team(work: Work, team_id: UUID | None) -> None:
    if team_id is None:
        return
    try:
        await find(work, Team, team_id)
    except NotFound:
        raise InvalidRequest.field("body.team_id", "must be a team of the municipality", "findes ikke") from None


async def _added(work: Work, row: Team | StaffMember, conflict: str) -> None:
    try:
        await add(work, row)
    except IntegrityError:
        raise Conflict(conflict) from None
