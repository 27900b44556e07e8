"""Recording paid hours. Each change publishes the facts of the case, since paid hours are activity in a course."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from case_api.cases.facts import publish_case
from case_api.cases.models import Case
from case_api.cases.service import CaseClosed
from case_api.citizens.models import Citizen
from case_api.citizens.sealing import CitizenSeal, seal_of
from case_api.context import Work
from case_api.courses.events import EventWritten, set_events
from case_api.employers.models import Workplace
from case_api.employers.references import require_employer, require_workplace
from case_api.history.records import add, change, find, find_for_change, remove, revisions, stamp
from case_api.history.schemas import History, history_of
from case_api.idempotency.service import Created
from case_api.ordinary_hours.models import PaidHours
from case_api.ordinary_hours.rules import Worked, too_many
from case_api.ordinary_hours.schemas import PaidHoursRead, PaidHoursWrite
from case_api.placements.models import Placement
from rettematch.contracts.cases import WITHOUT_END, EventKind
from rettematch.identifiers import uuid7
from rettematch.pagination import Page, PageRequest, read_page
from rettematch.patches import merge
from rettematch.problems import InvalidRequest, NotFound
from rettematch.programmes.definitions import Rule, law
from rettematch.programmes.findings import danish_number
from rettematch.programmes.law_parameters import WeeklyHours

_TABLE = "paid_hours"
_SOURCE = "paid-hours"


async def create_hours(work: Work, case_id: UUID, write: PaidHoursWrite) -> Created:
    """Records paid hours.

    Raises:
        InvalidRequest: they begin in the future, are too many a week together with the others, or name an employer,
            workplace or placement that does not stand here.
        CaseClosed: they begin after the case was closed.
    """
    case, seal = await _locked_case(work, case_id)
    await _check(work, case, write, None)
    hours_id = uuid7()
    row = PaidHours(**stamp(work), id=hours_id, case_id=case.id, **_columns(seal, hours_id, write))
    await add(work, row)
    await _publish(work, case, row)
    work.audit("paid-hours:create", [case.citizen_id], subject=row.id)
    [read] = await _read(work, seal, [row])
    return Created(read, f"/v1/cases/{case.id}/paid-hours/{row.id}")


async def list_hours(work: Work, case_id: UUID, paging: PageRequest) -> Page[PaidHoursRead]:
    """The paid hours of a case, the earliest first."""
    case, seal = await _case(work, case_id)
    statement = select(PaidHours).where(col(PaidHours.case_id) == case.id)
    rows, pagination = await read_page(work.session, statement, [col(PaidHours.from_date), col(PaidHours.id)], paging)
    work.audit("paid-hours:list", [case.citizen_id], subject=case.id)
    return Page(items=await _read(work, seal, rows), pagination=pagination)


async def read_hours(work: Work, case_id: UUID, hours_id: UUID) -> PaidHoursRead:
    case, seal = await _case(work, case_id)
    row = _of(case, await find(work, PaidHours, hours_id))
    work.audit("paid-hours:read", [case.citizen_id], subject=row.id)
    [read] = await _read(work, seal, [row])
    return read


async def change_hours(work: Work, case_id: UUID, hours_id: UUID, patch: PaidHoursWrite, version: int) -> PaidHoursRead:
    """Corrects or ends paid hours; raises as `create_hours` does."""
    case, seal = await _locked_case(work, case_id)
    row = _of(case, await find_for_change(work, PaidHours, hours_id, version))
    current = _written(seal, row)
    merged = merge(PaidHoursWrite, current, patch)
    await _check(work, case, merged, row)
    values = _columns(seal, row.id, merged)
    if merged.employer_name == current["employer_name"]:
        values["employer_name_sealed"] = row.employer_name_sealed  # or the history would show a change
    await change(work, row, values)
    await _publish(work, case, row)
    work.audit("paid-hours:change", [case.citizen_id], subject=row.id)
    [read] = await _read(work, seal, [row])
    return read


async def remove_hours(work: Work, case_id: UUID, hours_id: UUID, version: int) -> None:
    """Takes back what was recorded by mistake; its versions stay in the history."""
    case, _ = await _locked_case(work, case_id)
    row = _of(case, await find_for_change(work, PaidHours, hours_id, version))
    await remove(work, row)
    await set_events(work, case, _SOURCE, hours_id, ())
    await publish_case(work, case)
    work.audit("paid-hours:remove", [case.citizen_id], subject=hours_id)


async def hours_history(work: Work, case_id: UUID, hours_id: UUID) -> History:
    """All versions; the name of an employer is sealed and shows only that it changed."""
    case = await find(work, Case, case_id)
    row = _of(case, await find(work, PaidHours, hours_id))
    work.audit("paid-hours:read-history", [case.citizen_id], subject=row.id)
    return history_of(await revisions(work, PaidHours, row.id))


async def _case(work: Work, case_id: UUID) -> tuple[Case, CitizenSeal]:
    case = await find(work, Case, case_id)
    return case, seal_of(work, await find(work, Citizen, case.citizen_id))


async def _locked_case(work: Work, case_id: UUID) -> tuple[Case, CitizenSeal]:
    """Locks the case: two records at once cannot together be too many hours a week."""
    case = await find_for_change(work, Case, case_id)
    return case, seal_of(work, await find(work, Citizen, case.citizen_id))


def _of(case: Case, row: PaidHours) -> PaidHours:
    if row.case_id != case.id:
        raise NotFound
    return row


async def _publish(work: Work, case: Case, row: PaidHours) -> None:
    event = EventWritten(
        kind=EventKind.PAID_HOURS,
        on=row.from_date,
        until=row.until_date or WITHOUT_END,
        placement_id=row.placement_id,
        items=(row.wage_kind,),
        amount=row.hours_per_week,
    )
    await set_events(work, case, _SOURCE, row.id, [event])
    await publish_case(work, case)


async def _check(work: Work, case: Case, write: PaidHoursWrite, row: PaidHours | None) -> None:
    if write.from_date > work.today:
        raise InvalidRequest.field("body.from_date", "must not be in the future", "må ikke ligge i fremtiden")
    if case.closed_on is not None and write.from_date > case.closed_on:
        raise CaseClosed
    if write.employer_id is not None:
        await require_employer(work, write.employer_id, "body.employer_id")
    if write.workplace_id is not None:
        await require_workplace(work, write.workplace_id, "body.workplace_id")
    if write.placement_id is not None:
        found = await work.session.get(Placement, (work.municipality_code, write.placement_id))
        if found is None or found.case_id != case.id:
            raise InvalidRequest.field("body.placement_id", "must be a placement of the case", "hører ikke til sagen")
    await _check_hours(work, case, write, row)


async def _check_hours(work: Work, case: Case, write: PaidHoursWrite, row: PaidHours | None) -> None:
    statement = select(PaidHours).where(col(PaidHours.case_id) == case.id)
    others = [
        Worked(each.from_date, each.until_date, each.hours_per_week)
        for each in (await work.session.exec(statement)).all()
        if row is None or each.id != row.id
    ]
    new = Worked(write.from_date, write.until_date, write.hours_per_week)
    found = too_many(new, others, _weekly_bounds)
    if found is not None:
        raise InvalidRequest.field(
            "body.hours_per_week",
            f"must with the other paid hours of the case be at most {found.most:g} a week ({found.rule.id})",
            f"må sammen med sagens andre lønnede timer højst være {danish_number(found.most)} om ugen",
        )


def _weekly_bounds(on: date) -> Sequence[tuple[Rule, WeeklyHours]]:
    return law().with_parameters(WeeklyHours, on)


def _columns(seal: CitizenSeal, hours_id: UUID, write: PaidHoursWrite) -> dict[str, Any]:
    name = write.employer_name
    return {
        **write.model_dump(exclude={"employer_name"}),
        "employer_name_sealed": None if name is None else seal.close(name, _TABLE, hours_id, "employer_name_sealed"),
    }


def _written(seal: CitizenSeal, row: PaidHours) -> dict[str, Any]:
    sealed = row.employer_name_sealed
    return {
        **row.model_dump(include=set(PaidHoursWrite.model_fields)),
        "employer_name": None if sealed is None else seal.open(sealed, _TABLE, row.id, "employer_name_sealed"),
    }


async def _read(work: Work, seal: CitizenSeal, rows: Sequence[PaidHours]) -> list[PaidHoursRead]:
    placed = await _employers_of_placements(work, [row.placement_id for row in rows if row.placement_id is not None])
    own = await _employers_of_workplaces(work, [row.workplace_id for row in rows if row.workplace_id is not None])
    found = []
    for row in rows:
        employer = row.employer_id or (own.get(row.workplace_id) if row.workplace_id is not None else None)
        at = placed.get(row.placement_id) if row.placement_id is not None else None
        found.append(
            PaidHoursRead(
                **_written(seal, row),
                id=row.id,
                version=row.version,
                case_id=row.case_id,
                elsewhere=None if employer is None or at is None else employer != at,
            )
        )
    return found


async def _employers_of_placements(work: Work, placement_ids: Sequence[UUID]) -> Mapping[UUID, UUID]:
    if not placement_ids:
        return {}
    statement = (
        select(col(Placement.id), col(Workplace.employer_id))
        .join(Workplace, col(Workplace.id) == col(Placement.workplace_id))
        .where(col(Placement.id).in_(placement_ids))
    )
    return dict((await work.session.exec(statement)).all())


async def _employers_of_workplaces(work: Work, workplace_ids: Sequence[UUID]) -> Mapping[UUID, UUID]:
    if not workplace_ids:
        return {}
    statement = select(col(Workplace.id), col(Workplace.employer_id)).where(col(Workplace.id).in_(workplace_ids))
    return dict((await work.session.exec(statement)).all())
