"""Naming people in a case, handing a part over, ending it, and showing how constant it was."""

from datetime import date
from itertools import groupby
from uuid import UUID

from case_api.cases.facts import publish_case
from case_api.cases.models import Case
from case_api.cases.service import CaseClosed
from case_api.citizens.models import Citizen
from case_api.citizens.sealing import CitizenSeal, seal_of
from case_api.context import Work
from case_api.history.records import change, find, find_for_change, revisions
from case_api.history.schemas import History, history_of
from case_api.idempotency.service import Created
from case_api.people.holders import require_holder
from case_api.people.models import CasePerson, Part
from case_api.people.records import TABLE, begin, finish, require_reason, rows_of
from case_api.people.rules import asks_for_one_person, changes_of, in_order, person_of, was_real
from case_api.people.schemas import (
    Continuity,
    PartChange,
    People,
    PersonEnd,
    PersonHandOver,
    PersonName,
    PersonRead,
)
from rettematch.contracts.base import Role
from rettematch.etags import check_version
from rettematch.problems import Conflict, InvalidRequest, NotFound

_MAY_KNOW_WHY = frozenset({Role.CASEWORKER, Role.JOB_BROKER, Role.TEAM_LEADER})


class PartEnded(Conflict):
    """What has ended stays as it was."""

    slug = "part-ended"
    title = "The person no longer has this part of the case"
    danish = "Personen har ikke længere denne rolle i sagen."


class CaseNeedsCaseworker(Conflict):
    """A case always has a caseworker: the authority answers for it."""

    slug = "case-needs-caseworker"
    title = "A case cannot be without a caseworker"
    danish = "En sag skal have en sagsbehandler. Overdrag den til en anden."


async def list_people(work: Work, case_id: UUID) -> People:
    """Everybody who has or had a part in a case, and how constant each part was."""
    case = await find(work, Case, case_id)
    seal = await _seal(work, case)
    rows = in_order(await rows_of(work, case.id))
    work.audit("case-person:list", [case.citizen_id], subject=case.id)
    return People(
        items=[_read(work, seal, row) for row in rows],
        continuity=[_continuity(work, case, seal, part, list(of)) for part, of in groupby(rows, lambda row: row.part)],
    )


async def read_person(work: Work, case_id: UUID, person_id: UUID) -> PersonRead:
    case = await find(work, Case, case_id)
    row = _of(case, await find(work, CasePerson, person_id))
    work.audit("case-person:read", [case.citizen_id], subject=row.id)
    return _read(work, await _seal(work, case), row)


async def name_person(work: Work, case_id: UUID, write: PersonName) -> Created:
    """Gives somebody a part that nobody has.

    Raises:
        InvalidRequest: the person cannot have the part, the day does not fit, or a reason is missing.
        PartTaken: somebody has it in that time.
        CaseClosed: the case is closed.
    """
    case = await _open_case(work, case_id)
    from_date = _day(work, case, write.from_date, "body.from_date", None)
    await require_holder(work, case, write.part, write.staff_id, write.contact_person_id)
    rows = await rows_of(work, case.id, write.part)
    require_reason(work, case, write.part, rows, write.staff_id or write.contact_person_id, write.reason, "body.reason")
    row = await begin(work, case, write.part, from_date, (write.staff_id, write.contact_person_id), write.reason)
    await _into_case(work, case, row)
    work.audit("case-person:name", [case.citizen_id], subject=row.id)
    return Created(_read(work, await _seal(work, case), row), f"/v1/cases/{case.id}/people/{row.id}")


async def hand_over(work: Work, case_id: UUID, person_id: UUID, write: PersonHandOver, version: int) -> PersonRead:
    """Ends one person's time in a part and begins the next one's.

    Raises:
        PartEnded: the person has left the part.
        InvalidRequest, PartTaken, CaseClosed: as `name_person`.
    """
    case, row = await _present(work, case_id, person_id, version)
    from_date = _day(work, case, write.from_date, "body.from_date", row)
    await require_holder(work, case, row.part, write.staff_id, write.contact_person_id)
    rows = await rows_of(work, case.id, row.part)
    require_reason(work, case, row.part, rows, write.staff_id or write.contact_person_id, write.reason, "body.reason")
    await finish(work, case, row, from_date)
    made = await begin(work, case, row.part, from_date, (write.staff_id, write.contact_person_id), write.reason)
    await _into_case(work, case, made)
    work.audit("case-person:hand-over", [case.citizen_id], subject=made.id)
    return _read(work, await _seal(work, case), made)


async def end_part(work: Work, case_id: UUID, person_id: UUID, write: PersonEnd, version: int) -> PersonRead:
    """Ends a person's time in a part; nobody takes it over.

    Raises:
        PartEnded: the person has left the part.
        CaseNeedsCaseworker: it is the caseworker.
        InvalidRequest, CaseClosed: as `name_person`.
    """
    case, row = await _present(work, case_id, person_id, version)
    if row.part is Part.CASEWORKER:
        raise CaseNeedsCaseworker
    to_date = _day(work, case, write.to_date, "body.to_date", row)
    await finish(work, case, row, to_date, write.reason)
    if row.part is Part.JOB_BROKER:
        await change(work, case, {"job_broker_id": None, "job_broker_since": None})
    await publish_case(work, case)
    work.audit("case-person:end", [case.citizen_id], subject=row.id)
    return _read(work, await _seal(work, case), row)


async def person_history(work: Work, case_id: UUID, person_id: UUID) -> History:
    """All versions; reasons are sealed and show only that they were given."""
    case = await find(work, Case, case_id)
    row = _of(case, await find(work, CasePerson, person_id))
    work.audit("case-person:read-history", [case.citizen_id], subject=row.id)
    return history_of(await revisions(work, CasePerson, row.id))


async def _open_case(work: Work, case_id: UUID) -> Case:
    case = await find_for_change(work, Case, case_id)
    if case.closed_on is not None:
        raise CaseClosed
    return case


async def _present(work: Work, case_id: UUID, person_id: UUID, version: int) -> tuple[Case, CasePerson]:
    case = await _open_case(work, case_id)
    row = _of(case, await find_for_change(work, CasePerson, person_id))
    check_version(row.version, version)
    if row.to_date is not None:
        raise PartEnded
    return case, row


def _of(case: Case, row: CasePerson) -> CasePerson:
    if row.case_id != case.id:
        raise NotFound
    return row


async def _seal(work: Work, case: Case) -> CitizenSeal:
    return seal_of(work, await find(work, Citizen, case.citizen_id))


def _day(work: Work, case: Case, given: date | None, field: str, row: CasePerson | None) -> date:
    """The day of a change: today unless another one was given, neither in the future nor before what it ends."""
    day = given or max(work.today, case.started_on if row is None else row.from_date)
    if given is not None and given > work.today:
        raise InvalidRequest.field(field, "must not be in the future", "må ikke ligge i fremtiden")
    if day < case.started_on:
        raise InvalidRequest.field(field, "must not be before the start of the case", "ligger før sagens start")
    if row is not None and day < row.from_date:
        raise InvalidRequest.field(
            field, "must not be before the person's own first day", "ligger før personens egen første dag"
        )
    return day


async def _into_case(work: Work, case: Case, row: CasePerson) -> None:
    """The caseworker and the job broker stand in the case itself too."""
    if row.part is Part.CASEWORKER:
        await change(work, case, {"caseworker_id": row.staff_id})
    elif row.part is Part.JOB_BROKER:
        await change(work, case, {"job_broker_id": row.staff_id, "job_broker_since": row.from_date})
    await publish_case(work, case)


def _opened(work: Work, seal: CitizenSeal, row: CasePerson, column: str) -> str | None:
    sealed: bytes | None = getattr(row, column)
    if sealed is None or not work.actor.roles & _MAY_KNOW_WHY:
        return None
    return seal.open(sealed, TABLE, row.id, column)


def _read(work: Work, seal: CitizenSeal, row: CasePerson) -> PersonRead:
    return PersonRead(
        **row.model_dump(include=set(PersonRead.model_fields)),
        danish=row.part.danish_name,
        reason=_opened(work, seal, row, "reason_sealed"),
        end_reason=_opened(work, seal, row, "end_reason_sealed"),
        reason_given=row.reason_sealed is not None or row.end_reason_sealed is not None,
    )


def _continuity(work: Work, case: Case, seal: CitizenSeal, part: Part, rows: list[CasePerson]) -> Continuity:
    changes = []
    for each in changes_of(rows):
        told, column = (each.before, "end_reason_sealed") if each.after is None else (each.after, "reason_sealed")
        changes.append(
            PartChange(
                on=each.on,
                from_person=person_of(each.before),
                to_person=None if each.after is None else person_of(each.after),
                changed_by=None if each.after is None else each.after.named_by,
                reason=_opened(work, seal, told, column),
                reason_given=getattr(told, column) is not None,
            )
        )
    rule = asks_for_one_person(work.programme(case.programme), part, case.started_on)
    return Continuity(
        part=part,
        danish=part.danish_name,
        persons=len({person_of(row) for row in rows if was_real(row)}),
        since=next((row.from_date for row in rows if row.to_date is None), None),
        changes=changes,
        unchanged_asked_by=None if rule is None else rule.id,
    )
