"""Opening, changing and closing cases. Each of these publishes the facts that follow-ups are planned from."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from case_api.cases.facts import publish_case
from case_api.cases.models import Case
from case_api.cases.schemas import CaseClose, CaseCreate, CaseRead, CaseWrite
from case_api.cases.steps import require_exits, require_outcome
from case_api.citizens.models import Citizen
from case_api.context import Work
from case_api.history.records import add, change, find, find_for_change, revisions, stamp
from case_api.history.schemas import History, history_of
from case_api.idempotency.service import Created
from case_api.people.models import Part
from case_api.people.records import keep_in_step
from case_api.placements.models import Placement
from case_api.staff.caseloads import require_broker
from case_api.staff.models import Team
from case_api.staff.service import require_staff
from rettematch.contracts.base import Role
from rettematch.identifiers import uuid7
from rettematch.pagination import Page, PageRequest, read_page
from rettematch.patches import merge
from rettematch.problems import Conflict, InvalidRequest, NotFound
from rettematch.programmes.recordable import cohorts

_INTERNAL = frozenset({"feed_version", "replan_at"})


class CaseOpenAlready(Conflict):
    """One citizen has one open case in one programme."""

    slug = "case-open-already"
    title = "The citizen has an open case in this programme already"
    danish = "Borgeren har allerede en åben sag i denne indsats."


class CaseClosed(Conflict):
    """A closed case stays as it was."""

    slug = "case-closed"
    title = "The case is closed"
    danish = "Sagen er afsluttet."


class CaseHasRunningPlacement(Conflict):
    """A placement runs beyond the day on which the case is to close; end it first."""

    slug = "case-has-running-placement"
    title = "A placement of the case is still running"
    danish = "Afslut forløbet på pladsen, før sagen lukkes."


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What a list of cases is narrowed to; null does not narrow."""

    citizen_id: UUID | None = None
    job_broker_id: UUID | None = None
    caseworker_id: UUID | None = None
    team_id: UUID | None = None
    programme: str | None = None
    is_open: bool | None = None


async def create_case(work: Work, write: CaseCreate) -> Created:
    """Opens a case.

    Raises:
        InvalidRequest: citizen, staff or team do not exist here, or a date lies in the future.
        CaseOpenAlready: the citizen has an open case in the programme.
        StepExitNotMet: a date ends a step whose other conditions are not met.
    """
    try:
        citizen = await find(work, Citizen, write.citizen_id)
    except NotFound:
        raise InvalidRequest.field("body.citizen_id", "must be a citizen of the municipality", "findes ikke") from None
    await _check_people(work, write.programme, write)
    _check_dates(work, write)
    _check_cohort(work, write.programme, write)
    row = Case(
        **stamp(work),
        id=uuid7(),
        **write.model_dump(exclude={"job_broker_reason"}),
        job_broker_since=None if write.job_broker_id is None else write.started_on,
    )
    try:
        await add(work, row)
    except IntegrityError:
        raise CaseOpenAlready from None
    await _keep_people(work, row, row.started_on, write.job_broker_reason)
    await require_exits(work, row, write, is_new=True)
    await publish_case(work, row)
    work.audit("case:create", [citizen.id], subject=row.id)
    return Created(_read(row), f"/v1/cases/{row.id}")


async def list_cases(work: Work, paging: PageRequest, wanted: CaseFilter) -> Page[CaseRead]:
    """Cases in the order in which they were opened; the citizen of each one shown is audited."""
    statement = select(Case)
    for column, value in (
        (col(Case.citizen_id), wanted.citizen_id),
        (col(Case.job_broker_id), wanted.job_broker_id),
        (col(Case.caseworker_id), wanted.caseworker_id),
        (col(Case.team_id), wanted.team_id),
        (col(Case.programme), wanted.programme),
    ):
        if value is not None:
            statement = statement.where(column == value)
    if wanted.is_open is not None:
        running = col(Case.closed_on).is_(None)
        statement = statement.where(running if wanted.is_open else ~running)
    rows, pagination = await read_page(work.session, statement, [col(Case.id)], paging)
    work.audit("case:list", [row.citizen_id for row in rows])
    return Page(items=[_read(row) for row in rows], pagination=pagination)


async def read_case(work: Work, case_id: UUID) -> CaseRead:
    row = await find(work, Case, case_id)
    work.audit("case:read", [row.citizen_id], subject=row.id)
    return _read(row)


async def change_case(work: Work, case_id: UUID, patch: CaseWrite, version: int) -> CaseRead:
    """Changes a running case. Another job broker counts from today.

    Raises:
        CaseClosed: it is closed.
        StepExitNotMet: a date ends a step whose other conditions are not met.
        InvalidRequest: a field does not fit, or the programme asks why the job broker changes.
    """
    row = await _open_for_change(work, case_id, version)
    merged = merge(CaseWrite, row.model_dump(), patch)
    await _check_people(work, row.programme, merged, row)
    _check_dates(work, merged)
    _check_cohort(work, row.programme, merged)
    since = broker_since(row, merged, work.today)
    await require_exits(work, row, merged)
    await change(work, row, {**merged.model_dump(exclude={"job_broker_reason"}), "job_broker_since": since})
    await _keep_people(work, row, max(work.today, row.started_on), merged.job_broker_reason)
    await publish_case(work, row)
    work.audit("case:change", [row.citizen_id], subject=row.id)
    return _read(row)


async def close_case(work: Work, case_id: UUID, close: CaseClose, version: int) -> CaseRead:
    """Closes a case with its outcome.

    Raises:
        CaseClosed: it is closed already.
        CaseHasRunningPlacement: a placement runs beyond the day.
        StepExitNotMet: the outcome is of a later step than the case is in.
        InvalidRequest: the day lies before the start or in the future.
    """
    row = await _open_for_change(work, case_id, version)
    if not row.started_on <= close.closed_on <= work.today:
        raise InvalidRequest.field(
            "body.closed_on",
            "must not be before the start of the case and not in the future",
            "skal ligge mellem sagens start og i dag",
        )
    running = await _running_placements(work, row.id, close.closed_on)
    if running:
        raise CaseHasRunningPlacement(reasons=[{"placement_id": str(each)} for each in running])
    await require_outcome(work, row, close.outcome)
    await change(work, row, close.model_dump())
    await publish_case(work, row)
    work.audit("case:close", [row.citizen_id], subject=row.id)
    return _read(row)


async def case_history(work: Work, case_id: UUID) -> History:
    row = await find(work, Case, case_id)
    work.audit("case:read-history", [row.citizen_id], subject=row.id)
    return history_of(await revisions(work, Case, case_id), _INTERNAL)


def broker_since(row: Case, write: CaseWrite, today: date) -> date | None:
    """From when the job broker has the case: kept while it is the same one, else today, and not before the start."""
    if write.job_broker_id is None:
        return None
    if write.job_broker_id == row.job_broker_id and row.job_broker_since is not None:
        return max(row.job_broker_since, write.started_on)
    return max(today, write.started_on)


async def _keep_people(work: Work, row: Case, since: date, reason: str | None) -> None:
    await keep_in_step(work, row, Part.CASEWORKER, row.caseworker_id, since)
    await keep_in_step(work, row, Part.JOB_BROKER, row.job_broker_id, since, reason)


async def _open_for_change(work: Work, case_id: UUID, version: int) -> Case:
    row = await find_for_change(work, Case, case_id, version)
    if row.closed_on is not None:
        raise CaseClosed
    return row


async def _check_people(work: Work, programme_id: str, write: CaseWrite, row: Case | None = None) -> None:
    """Staff who take the case over must be active in their role; those who have it already may have left."""
    if row is None or write.caseworker_id != row.caseworker_id:
        await require_staff(work, write.caseworker_id, Role.CASEWORKER, "body.caseworker_id")
    if write.job_broker_id is not None and (row is None or write.job_broker_id != row.job_broker_id):
        present = None if row is None else row.job_broker_id
        await require_broker(work, programme_id, present, write.job_broker_id, "body.job_broker_id")
    if write.team_id is not None and (row is None or write.team_id != row.team_id):
        try:
            await find(work, Team, write.team_id)
        except NotFound:
            raise InvalidRequest.field("body.team_id", "must be a team of the municipality", "findes ikke") from None


def _check_dates(work: Work, write: CaseWrite) -> None:
    for name in ("cv_begun_on", "ready_on", "self_supporting_on"):
        value: date | None = getattr(write, name)
        if value is not None and value > work.today:
            raise InvalidRequest.field(f"body.{name}", "must not be in the future", "må ikke ligge i fremtiden")


def _check_cohort(work: Work, programme_id: str, write: CaseWrite) -> None:
    known = cohorts(work.programme(programme_id), write.started_on)
    if write.cohort is not None and write.cohort not in known:
        told_apart = ", ".join(sorted(known)) or "it tells none apart"
        raise InvalidRequest.field(
            "body.cohort", f"must be a group that the programme tells apart: {told_apart}", "findes ikke i indsatsen"
        )


async def _running_placements(work: Work, case_id: UUID, day: date) -> list[UUID]:
    statement = select(Placement.id).where(
        col(Placement.case_id) == case_id, col(Placement.ended_on).is_(None), col(Placement.ends_on) > day
    )
    return list((await work.session.exec(statement.order_by(col(Placement.id)))).all())


def _read(row: Case) -> CaseRead:
    return CaseRead.model_validate(row, from_attributes=True)
