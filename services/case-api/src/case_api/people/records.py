"""Rows of parts in a case, kept in step with the caseworker and the job broker that stand in the case itself."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from case_api.cases.models import Case
from case_api.citizens.models import Citizen
from case_api.citizens.sealing import seal_of
from case_api.context import Work
from case_api.courses.events import EventWritten, set_events
from case_api.history.records import add, change, find, stamp
from case_api.people.models import CasePerson, Part
from case_api.people.rules import asks_for_one_person, person_of, responsible, was_real
from rettematch.contracts.base import Role
from rettematch.contracts.cases import EventKind
from rettematch.identifiers import uuid7
from rettematch.problems import Conflict, InvalidRequest

TABLE = "case_person"
SOURCE = "case-person"
REASON_FIELD = "body.job_broker_reason"
"""Where the case itself takes the reason of a change."""


class PartTaken(Conflict):
    """One person has a part at a time."""

    slug = "part-taken"
    title = "Somebody has this part of the case in that time"
    danish = "Der er allerede en person i denne rolle i sagen i den periode. Brug overdragelse i stedet."


async def rows_of(work: Work, case_id: UUID, part: Part | None = None) -> Sequence[CasePerson]:
    """Everybody who has or had a part in a case, by time."""
    statement = select(CasePerson).where(col(CasePerson.case_id) == case_id)
    if part is not None:
        statement = statement.where(col(CasePerson.part) == part)
    order = (col(CasePerson.from_date), col(CasePerson.to_date).nulls_last(), col(CasePerson.id))
    return (await work.session.exec(statement.order_by(*order))).all()


async def responsible_ids(work: Work, case: Case, on: date) -> Mapping[Role, UUID]:
    """Which member of staff answers for the follow-ups of each role on a day; a role that nobody has is left out.

    A support person from the staff stands under the mentor's role, as the definitions do.
    """
    return responsible(await rows_of(work, case.id), on)


def require_reason(
    work: Work, case: Case, part: Part, rows: Sequence[CasePerson], person: UUID | None, reason: str | None, field: str
) -> None:
    """Asks for a reason where the programme wants one person in a part and it gets another one, or nobody.

    Args:
        work: The request.
        case: Whose part it is.
        part: The part.
        rows: Who had it so far, by time.
        person: Who is to have it; None for nobody.
        reason: As it was given.
        field: Where it is asked for.

    Raises:
        InvalidRequest: it is missing; names `field`.
    """
    earlier = [row for row in rows if was_real(row)]
    another = bool(earlier) and person_of(earlier[-1]) != person
    if another and reason is None and asks_for_one_person(work.programme(case.programme), part, case.started_on):
        raise InvalidRequest.field(
            field, "must be given when the person changes", "skal udfyldes, når personen skiftes"
        )


async def begin(
    work: Work, case: Case, part: Part, from_date: date, person: tuple[UUID | None, UUID | None], reason: str | None
) -> CasePerson:
    """Gives a part to a person: (staff id, contact person id), one of them None.

    Raises:
        PartTaken: somebody has it in that time.
    """
    row_id = uuid7()
    row = CasePerson(
        **stamp(work),
        id=row_id,
        case_id=case.id,
        part=part,
        staff_id=person[0],
        contact_person_id=person[1],
        from_date=from_date,
        reason_sealed=await closed(work, case, row_id, "reason_sealed", reason),
        named_by=work.actor.staff_id,
    )
    try:
        await add(work, row)
    except IntegrityError:
        raise PartTaken from None
    await record_event(work, case, row)
    return row


async def finish(work: Work, case: Case, row: CasePerson, to_date: date, reason: str | None = None) -> None:
    """Ends a person's time in a part; `reason` when nobody takes it over."""
    values = {"to_date": to_date, "end_reason_sealed": await closed(work, case, row.id, "end_reason_sealed", reason)}
    await change(work, row, values)
    await record_event(work, case, row)


async def record_event(work: Work, case: Case, row: CasePerson) -> None:
    """That a support person was named is a fact that programmes ask about."""
    if row.part is Part.SUPPORT_PERSON:
        named = [EventWritten(kind=EventKind.SUPPORT_PERSON, on=row.from_date)] if was_real(row) else []
        await set_events(work, case, SOURCE, row.id, named)


async def closed(work: Work, case: Case, row_id: UUID, column: str, text: str | None) -> bytes | None:
    """A reason, sealed for its row."""
    if text is None:
        return None
    return seal_of(work, await find(work, Citizen, case.citizen_id)).close(text, TABLE, row_id, column)


async def keep_in_step(
    work: Work, case: Case, part: Part, staff_id: UUID | None, since: date, reason: str | None = None
) -> None:
    """Writes down who has a part that stands in the case itself, after the case was opened or changed.

    Args:
        work: The request.
        case: As it is now, locked.
        part: Caseworker or job broker.
        staff_id: Who has the part now; None for nobody.
        since: From when, if that is news.
        reason: Of a change.

    Raises:
        InvalidRequest: the programme asks for the reason of the change, and none was given.
    """
    rows = await rows_of(work, case.id, part)
    present = next((row for row in rows if row.to_date is None), None)
    if present is not None and present.staff_id == staff_id:
        if present.from_date < case.started_on:
            await change(work, present, {"from_date": case.started_on})
        return
    require_reason(work, case, part, rows, staff_id, reason, REASON_FIELD)
    if present is not None:
        since = max(since, present.from_date)
        await finish(work, case, present, since, None if staff_id else reason)
    if staff_id is not None:
        await begin(work, case, part, since, (staff_id, None), reason)
