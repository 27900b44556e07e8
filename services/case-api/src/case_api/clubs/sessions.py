"""Club days and their programme."""

from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from case_api.clubs.models import ClubSession, JobClub
from case_api.clubs.offer_rules import club_day, hints_of_day, offered_in
from case_api.clubs.session_schemas import DayPart, SessionRead, SessionWrite
from case_api.context import Work
from case_api.history.records import add, change, find, find_for_change, revisions, stamp
from case_api.history.schemas import History, history_of
from case_api.idempotency.service import Created
from rettematch.identifiers import uuid7
from rettematch.pagination import Page, PageRequest, read_page
from rettematch.patches import merge
from rettematch.problems import Conflict, InvalidRequest, NotFound
from rettematch.programmes.parameters import Entry


class ClubSessionExists(Conflict):
    """A club meets once a day."""

    slug = "club-session-exists"
    title = "The job club has a club day on this date already"
    danish = "Jobklubben har allerede en klubdag den dato."


class ClubSessionAttended(Conflict):
    """Attendance belongs to the date; a club day that was held stays where it was."""

    slug = "club-session-attended"
    title = "Attendance is recorded for this club day"
    danish = "Der er registreret fremmøde på klubdagen, så datoen kan ikke flyttes."


async def create_session(work: Work, club_id: UUID, write: SessionWrite) -> Created:
    """Plans or records a club day.

    Raises:
        InvalidRequest: the club is closed by then.
        ClubSessionExists: there is one on the date.
    """
    club = await find(work, JobClub, club_id)
    _check(club, write)
    row = ClubSession(**stamp(work), id=uuid7(), club_id=club.id, **_columns(work, write))
    try:
        await add(work, row)
    except IntegrityError:
        raise ClubSessionExists from None
    work.audit("club-session:create", subject=row.id)
    return Created(_read(work, row), f"/v1/clubs/{club.id}/sessions/{row.id}")


async def list_sessions(work: Work, club_id: UUID, paging: PageRequest) -> Page[SessionRead]:
    """Of a club, the earliest first."""
    club = await find(work, JobClub, club_id)
    statement = select(ClubSession).where(col(ClubSession.club_id) == club.id)
    rows, pagination = await read_page(work.session, statement, [col(ClubSession.held_on), col(ClubSession.id)], paging)
    return Page(items=[_read(work, row) for row in rows], pagination=pagination)


async def read_session(work: Work, club_id: UUID, session_id: UUID) -> SessionRead:
    return _read(work, await found_session(work, club_id, session_id))


async def change_session(work: Work, club_id: UUID, session_id: UUID, patch: SessionWrite, version: int) -> SessionRead:
    """Changes a club day; raises as `create_session`, and ClubSessionAttended when its date would move."""
    await found_session(work, club_id, session_id)
    row = await find_for_change(work, ClubSession, session_id, version)
    merged = merge(SessionWrite, row.model_dump(), patch)
    _check(await find(work, JobClub, club_id), merged)
    if row.attendance_at is not None and merged.held_on != row.held_on:
        raise ClubSessionAttended
    try:
        await change(work, row, _columns(work, merged))
    except IntegrityError:
        raise ClubSessionExists from None
    work.audit("club-session:change", subject=row.id)
    return _read(work, row)


async def session_history(work: Work, club_id: UUID, session_id: UUID) -> History:
    row = await found_session(work, club_id, session_id)
    return history_of(await revisions(work, ClubSession, row.id))


async def found_session(work: Work, club_id: UUID, session_id: UUID) -> ClubSession:
    """The club day of a path; raises NotFound."""
    row = await find(work, ClubSession, session_id)
    if row.club_id != club_id:
        raise NotFound
    return row


def _check(club: JobClub, write: SessionWrite) -> None:
    if club.closed_on is not None and write.held_on > club.closed_on:
        raise InvalidRequest.field("body.held_on", "must not be after the club closed", "ligger efter klubbens lukning")


def _columns(work: Work, write: SessionWrite) -> dict[str, Any]:
    parts = write.timetable
    if parts is None:
        parts = [
            DayPart(name=each.name, starts=f"{each.starts:%H:%M}", ends=f"{each.ends:%H:%M}")
            for each in club_day(offered_in(work), write.held_on)
        ]
    return {
        "held_on": write.held_on,
        "timetable": [each.model_dump() for each in parts],
        "workshops": [each.model_dump() for each in write.workshops],
    }


def _read(work: Work, row: ClubSession) -> SessionRead:
    parts = [Entry.model_validate_json(DayPart.model_validate(each).model_dump_json()) for each in row.timetable]
    sizes = [int(each["citizens"]) for each in row.workshops]
    hints = hints_of_day(offered_in(work), parts, sizes, row.held_on)
    return SessionRead.model_validate({**row.model_dump(), "hints": hints})
