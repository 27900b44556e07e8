"""Who is in which club, over time: never in two at once, and never more than the club takes."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, func
from sqlmodel import col, select

from case_api.cases.facts import publish_case
from case_api.cases.models import Case
from case_api.cases.service import CaseClosed
from case_api.clubs.cases import lock_clubs, locked_case, named_case, read_case
from case_api.clubs.clubs import offer_on
from case_api.clubs.models import ClubAttendance, ClubMembership, ClubSession, JobClub
from case_api.clubs.offer_rules import capacity, course_end, offered_in
from case_api.clubs.publishing import MEMBERSHIP, publish_membership
from case_api.clubs.rules import Room, Stay, last_day, most_at_once, room_for
from case_api.clubs.schemas import CaseClubs, MembershipCreate, MembershipRead, MembershipWrite
from case_api.clubs.seats import seats_of
from case_api.context import Work
from case_api.courses.events import set_events
from case_api.history.records import add, change, find, find_for_change, remove, revisions, stamp
from case_api.history.schemas import History, history_of
from case_api.idempotency.service import Created
from rettematch.identifiers import uuid7
from rettematch.pagination import Page, PageRequest, read_page
from rettematch.patches import merge
from rettematch.problems import Conflict, InvalidRequest, NotFound


class ClubFull(Conflict):
    """On some day the club would have more members than its capacity and the overbooking that is allowed."""

    slug = "job-club-full"
    title = "The job club is full, overbooking included"
    danish = "Jobklubben er fuld, også med den overbooking, kommunen tillader."


class InAnotherClub(Conflict):
    """The citizen is in a club on some of the days; end that membership first."""

    slug = "in-a-job-club-already"
    title = "The citizen is in a job club on some of these days already"
    danish = "Borgeren er allerede i en jobklub i perioden. Afslut den plads først."


class ClubClosed(Conflict):
    """The club is closed on some of the days."""

    slug = "job-club-closed"
    title = "The job club is closed on some of these days"
    danish = "Jobklubben er lukket i en del af perioden."


class MembershipAttended(Conflict):
    """Attendance on a club day stands in the days that would fall away."""

    slug = "job-club-membership-attended"
    title = "Attendance is recorded on days that would no longer belong to the membership"
    danish = "Der er registreret fremmøde på dage, som ikke længere ville høre til pladsen."


async def create_membership(work: Work, club_id: UUID, write: MembershipCreate) -> Created:
    """Books a place in a club. Without a last day it ends with the course, as far as its length is known.

    Raises:
        InvalidRequest: no such case, or it begins before the course.
        NotInJobClubs, CaseClosed, ClubClosed, InAnotherClub, ClubFull: it cannot be.
    """
    await lock_clubs(work)
    club = await find(work, JobClub, club_id)
    case = await named_case(work, write.case_id)
    until = write.until_date or _course_last_day(work, case, write.from_date)
    row = ClubMembership(
        **stamp(work), id=uuid7(), club_id=club.id, case_id=case.id, from_date=write.from_date, until_date=until
    )
    await _check(work, case, club, row, row.from_date, row.until_date)
    await add(work, row)
    await publish_membership(work, case, club, row)
    work.audit("club-membership:create", [case.citizen_id], subject=row.id)
    return Created(await _read(work, row), f"/v1/clubs/{club.id}/memberships/{row.id}")


async def list_memberships(work: Work, club_id: UUID, paging: PageRequest, on: date | None) -> Page[MembershipRead]:
    """Of a club, the earliest first; with `on` only those who are in it on that day."""
    club = await find(work, JobClub, club_id)
    statement = select(ClubMembership).where(col(ClubMembership.club_id) == club.id)
    if on is not None:
        statement = statement.where(*covering(on))
    order = [col(ClubMembership.from_date), col(ClubMembership.id)]
    rows, pagination = await read_page(work.session, statement, order, paging)
    citizens = await _citizens(work, [row.case_id for row in rows])
    work.audit("club-membership:list", citizens, subject=club.id)
    stays = await _stays_in(work, club.id)
    return Page(items=[_shown(work, row, stays) for row in rows], pagination=pagination)


async def read_membership(work: Work, club_id: UUID, membership_id: UUID) -> MembershipRead:
    row = await _found(work, club_id, membership_id)
    work.audit("club-membership:read", await _citizens(work, [row.case_id]), subject=row.id)
    return await _read(work, row)


async def change_membership(
    work: Work, club_id: UUID, membership_id: UUID, patch: MembershipWrite, version: int
) -> MembershipRead:
    """Moves or ends a membership; raises as `create_membership`, and MembershipAttended."""
    await lock_clubs(work)
    case, _ = await locked_case(work, (await _found(work, club_id, membership_id)).case_id)
    row = await find_for_change(work, ClubMembership, membership_id, version)
    club = await find(work, JobClub, club_id)
    merged = merge(MembershipWrite, row.model_dump(), patch)
    await _check(work, case, club, row, merged.from_date, merged.until_date)
    await _check_attended(work, row, Stay(merged.from_date, merged.until_date))
    await change(work, row, merged.model_dump())
    await publish_membership(work, case, club, row)
    work.audit("club-membership:change", [case.citizen_id], subject=row.id)
    return await _read(work, row)


async def remove_membership(work: Work, club_id: UUID, membership_id: UUID, version: int) -> None:
    """Takes back what was booked by mistake; raises MembershipAttended."""
    await lock_clubs(work)
    case, _ = await locked_case(work, (await _found(work, club_id, membership_id)).case_id)
    row = await find_for_change(work, ClubMembership, membership_id, version)
    await _check_attended(work, row, None)
    await remove(work, row)
    await set_events(work, case, MEMBERSHIP, membership_id, ())
    await publish_case(work, case)
    work.audit("club-membership:remove", [case.citizen_id], subject=membership_id)


async def membership_history(work: Work, club_id: UUID, membership_id: UUID) -> History:
    row = await _found(work, club_id, membership_id)
    work.audit("club-membership:read-history", await _citizens(work, [row.case_id]), subject=row.id)
    return history_of(await revisions(work, ClubMembership, row.id))


async def end_memberships(work: Work, case: Case, last: date) -> None:
    """Ends a case's memberships on a day and takes back those that have not begun; clubs and case are locked."""
    for each in await _of_case(work, case.id):
        if each.from_date > last:
            row = await find_for_change(work, ClubMembership, each.id)
            await remove(work, row)
            await set_events(work, case, MEMBERSHIP, each.id, ())
        elif each.until_date is None or each.until_date > last:
            row = await find_for_change(work, ClubMembership, each.id)
            await change(work, row, {"until_date": last})


async def read_case_clubs(work: Work, case_id: UUID) -> CaseClubs:
    """A case's clubs and individual seats, and the planned end of its course."""
    case, _ = await read_case(work, case_id)
    end = course_end(offered_in(work), case.started_on, case.cohort)
    work.audit("club-membership:list", [case.citizen_id], subject=case.id)
    return CaseClubs(
        case_id=case.id,
        planned_end=None if end is None else last_day(case.started_on, end),
        memberships=[await _read(work, each) for each in await _of_case(work, case.id)],
        individual_seats=await seats_of(work, case.id),
    )


def covering(on: date) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Conditions for memberships that cover a day."""
    return (
        col(ClubMembership.from_date) <= on,
        func.coalesce(col(ClubMembership.until_date), on) >= on,
    )


def _course_last_day(work: Work, case: Case, first: date) -> date | None:
    end = course_end(offered_in(work), case.started_on, case.cohort)
    return None if end is None else last_day(first, end)


async def _found(work: Work, club_id: UUID, membership_id: UUID) -> ClubMembership:
    row = await find(work, ClubMembership, membership_id)
    if row.club_id != club_id:
        raise NotFound
    return row


async def _of_case(work: Work, case_id: UUID) -> Sequence[ClubMembership]:
    statement = select(ClubMembership).where(col(ClubMembership.case_id) == case_id)
    return (await work.session.exec(statement.order_by(col(ClubMembership.from_date), col(ClubMembership.id)))).all()


async def _stays_in(work: Work, club_id: UUID) -> dict[UUID, Stay]:
    """When each membership of a club is."""
    statement = select(ClubMembership).where(col(ClubMembership.club_id) == club_id)
    return {each.id: Stay(each.from_date, each.until_date) for each in (await work.session.exec(statement)).all()}


def _without(row: ClubMembership, stays: Mapping[UUID, Stay]) -> list[Stay]:
    return [stay for membership_id, stay in stays.items() if membership_id != row.id]


async def _check(work: Work, case: Case, club: JobClub, row: ClubMembership, first: date, last: date | None) -> None:
    if first < case.started_on:
        raise InvalidRequest.field("body.from_date", "must not be before the start of the case", "er før sagens start")
    if case.closed_on is not None and (last is None or last > case.closed_on):
        raise CaseClosed
    if club.closed_on is not None and (last is None or last > club.closed_on):
        raise ClubClosed
    stay = Stay(first, last)
    for each in await _of_case(work, case.id):
        if each.id != row.id and stay.meets(Stay(each.from_date, each.until_date)):
            raise InAnotherClub(reasons=[{"club_id": str(each.club_id), "membership_id": str(each.id)}])
    offer = await offer_on(work, first)
    count = most_at_once(stay, _without(row, await _stays_in(work, club.id)))
    if room_for(count, capacity(offered_in(work), first), 0 if offer is None else offer.overbooking) is Room.FULL:
        raise ClubFull


async def _check_attended(work: Work, row: ClubMembership, kept: Stay | None) -> None:
    statement = (
        select(col(ClubSession.held_on))
        .join(ClubAttendance, col(ClubAttendance.session_id) == col(ClubSession.id))
        .where(col(ClubAttendance.case_id) == row.case_id, col(ClubSession.club_id) == row.club_id)
    )
    stay = Stay(row.from_date, row.until_date)
    lost = [
        day
        for day in (await work.session.exec(statement)).all()
        if stay.covers(day) and (kept is None or not kept.covers(day))
    ]
    if lost:
        raise MembershipAttended


async def _citizens(work: Work, case_ids: Sequence[UUID]) -> list[UUID]:
    if not case_ids:
        return []
    return list((await work.session.exec(select(col(Case.citizen_id)).where(col(Case.id).in_(case_ids)))).all())


async def _read(work: Work, row: ClubMembership) -> MembershipRead:
    return _shown(work, row, await _stays_in(work, row.club_id))


def _shown(work: Work, row: ClubMembership, stays: Mapping[UUID, Stay]) -> MembershipRead:
    count = most_at_once(Stay(row.from_date, row.until_date), _without(row, stays))
    return MembershipRead(
        **row.model_dump(include=set(MembershipCreate.model_fields)),
        id=row.id,
        version=row.version,
        club_id=row.club_id,
        overbooked=count > capacity(offered_in(work), row.from_date),
    )
