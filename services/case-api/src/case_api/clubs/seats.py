"""Seats of the individual offer (håndholdt indsats), of which a municipality has only so many at once."""

from datetime import date
from uuid import UUID

from sqlmodel import col, select

from case_api.cases.models import Case
from case_api.cases.service import CaseClosed
from case_api.clubs.cases import lock_clubs, locked_case, named_case
from case_api.clubs.models import IndividualSeat
from case_api.clubs.offer_rules import groups, individual_seats, offered_in
from case_api.clubs.rules import Stay, most_at_once
from case_api.clubs.schemas import SeatCreate, SeatRead, SeatWrite
from case_api.context import Work
from case_api.history.records import add, change, find, find_for_change, revisions, stamp
from case_api.history.schemas import History, history_of
from case_api.idempotency.service import Created
from rettematch.identifiers import uuid7
from rettematch.pagination import Page, PageRequest, read_page
from rettematch.patches import merge
from rettematch.problems import Conflict, InvalidRequest


class NoIndividualSeat(Conflict):
    """On some day there would be more than the programme has."""

    slug = "no-individual-seat"
    title = "All individual seats are taken on some of these days"
    danish = "Alle pladser til håndholdt indsats er optaget i en del af perioden."


class IndividualSeatTaken(Conflict):
    """A citizen has one individual seat at a time."""

    slug = "individual-seat-already"
    title = "The citizen has an individual seat on some of these days already"
    danish = "Borgeren har allerede en plads til håndholdt indsats i perioden."


async def create_seat(work: Work, write: SeatCreate) -> Created:
    """Gives a citizen a seat.

    Raises:
        InvalidRequest: no such case or group, or it begins before the course.
        NotInJobClubs, CaseClosed, IndividualSeatTaken, NoIndividualSeat: it cannot be.
    """
    await lock_clubs(work)
    case = await named_case(work, write.case_id)
    row = IndividualSeat(**stamp(work), id=uuid7(), **write.model_dump())
    await _check(work, case, row.id, write)
    await add(work, row)
    work.audit("individual-seat:create", [case.citizen_id], subject=row.id)
    return Created(_read(row), f"/v1/individual-seats/{row.id}")


async def list_seats(work: Work, paging: PageRequest, on: date | None) -> Page[SeatRead]:
    """The earliest first; with `on` those that are taken on that day."""
    statement = select(IndividualSeat)
    if on is not None:
        until = col(IndividualSeat.until_date)
        statement = statement.where(col(IndividualSeat.from_date) <= on, until.is_(None) | (until >= on))
    order = [col(IndividualSeat.from_date), col(IndividualSeat.id)]
    rows, pagination = await read_page(work.session, statement, order, paging)
    cases = select(col(Case.citizen_id)).where(col(Case.id).in_([row.case_id for row in rows]))
    work.audit("individual-seat:list", (await work.session.exec(cases)).all() if rows else ())
    return Page(items=[_read(row) for row in rows], pagination=pagination)


async def read_seat(work: Work, seat_id: UUID) -> SeatRead:
    row = await find(work, IndividualSeat, seat_id)
    work.audit("individual-seat:read", [(await find(work, Case, row.case_id)).citizen_id], subject=row.id)
    return _read(row)


async def change_seat(work: Work, seat_id: UUID, patch: SeatWrite, version: int) -> SeatRead:
    """Moves or ends a seat; raises as `create_seat`."""
    await lock_clubs(work)
    case, _ = await locked_case(work, (await find(work, IndividualSeat, seat_id)).case_id)
    row = await find_for_change(work, IndividualSeat, seat_id, version)
    merged = merge(SeatWrite, row.model_dump(), patch)
    await _check(work, case, row.id, merged)
    await change(work, row, merged.model_dump())
    work.audit("individual-seat:change", [case.citizen_id], subject=row.id)
    return _read(row)


async def seat_history(work: Work, seat_id: UUID) -> History:
    row = await find(work, IndividualSeat, seat_id)
    work.audit("individual-seat:read-history", [(await find(work, Case, row.case_id)).citizen_id], subject=row.id)
    return history_of(await revisions(work, IndividualSeat, row.id))


async def seats_of(work: Work, case_id: UUID) -> list[SeatRead]:
    """The seats of a case, the earliest first."""
    statement = select(IndividualSeat).where(col(IndividualSeat.case_id) == case_id)
    rows = await work.session.exec(statement.order_by(col(IndividualSeat.from_date), col(IndividualSeat.id)))
    return [_read(row) for row in rows.all()]


async def _check(work: Work, case: Case, seat_id: UUID, write: SeatWrite) -> None:
    offered = offered_in(work)
    known = groups(offered, write.from_date)
    if write.group not in known:
        raise InvalidRequest.field("body.group", "must be one of " + ", ".join(known), "er ikke en af grupperne")
    if write.from_date < case.started_on:
        raise InvalidRequest.field("body.from_date", "must not be before the start of the case", "er før sagens start")
    if case.closed_on is not None and (write.until_date is None or write.until_date > case.closed_on):
        raise CaseClosed
    stay = Stay(write.from_date, write.until_date)
    others = [
        (each.case_id, Stay(each.from_date, each.until_date))
        for each in (await work.session.exec(select(IndividualSeat).where(col(IndividualSeat.id) != seat_id))).all()
    ]
    if any(case_id == case.id and stay.meets(other) for case_id, other in others):
        raise IndividualSeatTaken
    if most_at_once(stay, [other for _, other in others]) > individual_seats(offered, write.from_date):
        raise NoIndividualSeat


def _read(row: IndividualSeat) -> SeatRead:
    return SeatRead.model_validate(row, from_attributes=True)
