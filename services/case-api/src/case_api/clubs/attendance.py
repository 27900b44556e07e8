"""Attendance of a whole club day in one request: all of it is recorded, or nothing."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select

from case_api.cases.facts import publish_case
from case_api.cases.models import Case
from case_api.citizens.models import Citizen
from case_api.citizens.sealing import CitizenSeal, seal_of
from case_api.clubs.cases import citizens_of, locked_cases
from case_api.clubs.members import covering
from case_api.clubs.models import AttendanceState, ClubAttendance, ClubMembership, ClubSession
from case_api.clubs.publishing import ATTENDANCE, publish_attendance
from case_api.clubs.session_schemas import AttendanceMark, AttendanceRead, AttendanceWrite, MarkRead
from case_api.clubs.sessions import found_session
from case_api.context import Work
from case_api.courses.events import set_events
from case_api.history.records import add, change, find_for_change, remove, stamp
from rettematch.identifiers import uuid7
from rettematch.problems import Conflict, FieldError, InvalidRequest

_TABLE = "club_attendance"
_STATES = {
    AttendanceMark.PRESENT: AttendanceState.PRESENT,
    AttendanceMark.ABSENT_WITHOUT_NOTICE: AttendanceState.UNEXCUSED,
    AttendanceMark.ABSENT_WITH_NOTICE: AttendanceState.EXCUSED,
    AttendanceMark.ILL: AttendanceState.EXCUSED,
}
_PLAIN = {
    AttendanceState.PRESENT: AttendanceMark.PRESENT,
    AttendanceState.UNEXCUSED: AttendanceMark.ABSENT_WITHOUT_NOTICE,
}
"""States that say all; why an excused member stayed away is sealed, since it can be illness."""


class ClubSessionAhead(Conflict):
    """Nobody can have come to a club day that lies ahead."""

    slug = "club-session-ahead"
    title = "The club day lies ahead"
    danish = "Klubdagen er ikke holdt endnu."


@dataclass(frozen=True, slots=True)
class AttendanceCount:
    """What was recorded of one club in a stretch of days."""

    club_id: UUID
    sessions: int
    present: int
    excused: int
    unexcused: int


async def read_attendance(work: Work, club_id: UUID, session_id: UUID) -> AttendanceRead:
    """Every member of the day, marked or not."""
    session = await found_session(work, club_id, session_id)
    return await _read(work, session, "club-attendance:read")


async def set_attendance(
    work: Work, club_id: UUID, session_id: UUID, write: AttendanceWrite, version: int
) -> AttendanceRead:
    """Makes these the marks of the club day. What stands already is not written again, whatever the version.

    Raises:
        ClubSessionAhead: the day lies in the future.
        InvalidRequest: somebody is not a member on the day; names each.
        VersionStale: somebody else changed the day since it was read.
    """
    session = await found_session(work, club_id, session_id)
    if session.held_on > work.today:
        raise ClubSessionAhead
    members = await _members(work, session)
    if faults := _strangers(write, members):
        raise InvalidRequest(errors=faults)
    known = await _rows(work, session)
    cases = await locked_cases(work, {*known, *(each.case_id for each in write.marks)})
    session = await find_for_change(work, ClubSession, session_id)
    known = await _rows(work, session)  # as they are now that the day is locked
    citizens = await citizens_of(work, [*cases])
    seals = {case_id: seal_of(work, citizen) for case_id, citizen in citizens.items()}
    wanted = {each.case_id: each.state for each in write.marks}
    if {case_id: _mark(seals[case_id], row) for case_id, row in known.items()} == wanted:
        return await _read(work, session, "club-attendance:read")
    session = await find_for_change(work, ClubSession, session_id, version)
    await _write(work, session, cases, known, wanted, seals)
    await change(work, session, {"attendance_at": work.now, "attendance_by": work.actor.staff_id})
    return await _read(work, session, "club-attendance:write", citizens)


async def attendance_by_club(work: Work, first: date, last: date) -> list[AttendanceCount]:
    """Attendance of each club that had a marked club day from `first` to `last`, for reports; no citizen is in it."""
    statement = (
        select(col(ClubSession.club_id), col(ClubSession.id), col(ClubAttendance.state), func.count())
        .join(ClubAttendance, col(ClubAttendance.session_id) == col(ClubSession.id))
        .where(col(ClubSession.held_on).between(first, last))
        .group_by(col(ClubSession.club_id), col(ClubSession.id), col(ClubAttendance.state))
    )
    sessions: defaultdict[UUID, set[UUID]] = defaultdict(set)
    counted: Counter[tuple[UUID, AttendanceState]] = Counter()
    for club_id, session_id, state, number in (await work.session.exec(statement)).all():
        sessions[club_id].add(session_id)
        counted[club_id, state] += number
    return [
        AttendanceCount(
            club_id=club_id,
            sessions=len(sessions[club_id]),
            present=counted[club_id, AttendanceState.PRESENT],
            excused=counted[club_id, AttendanceState.EXCUSED],
            unexcused=counted[club_id, AttendanceState.UNEXCUSED],
        )
        for club_id in sorted(sessions)
    ]


async def _write(
    work: Work,
    session: ClubSession,
    cases: Mapping[UUID, Case],
    known: Mapping[UUID, ClubAttendance],
    wanted: Mapping[UUID, AttendanceMark],
    seals: Mapping[UUID, CitizenSeal],
) -> None:
    for case_id in sorted(cases):
        row, mark = known.get(case_id), wanted.get(case_id)
        if row is not None and mark is None:
            await remove(work, row)
            await set_events(work, cases[case_id], ATTENDANCE, row.id, ())
            await publish_case(work, cases[case_id])
        elif mark is not None and (row is None or _mark(seals[case_id], row) is not mark):
            row = await _marked(work, session, case_id, row, mark, seals[case_id])
            await publish_attendance(work, cases[case_id], row, session.held_on)


async def _marked(
    work: Work, session: ClubSession, case_id: UUID, row: ClubAttendance | None, mark: AttendanceMark, seal: CitizenSeal
) -> ClubAttendance:
    row_id = uuid7() if row is None else row.id
    values: dict[str, Any] = {
        "state": _STATES[mark],
        "excuse_sealed": None if _STATES[mark] in _PLAIN else seal.close(mark, _TABLE, row_id, "excuse_sealed"),
    }
    if row is not None:
        await change(work, row, values)
        return row
    row = ClubAttendance(**stamp(work), id=row_id, session_id=session.id, case_id=case_id, **values)
    await add(work, row)
    return row


def _mark(seal: CitizenSeal, row: ClubAttendance) -> AttendanceMark:
    if row.excuse_sealed is None:
        return _PLAIN[row.state]
    return AttendanceMark(seal.open(row.excuse_sealed, _TABLE, row.id, "excuse_sealed"))


def _strangers(write: AttendanceWrite, members: set[UUID]) -> list[FieldError]:
    return [
        FieldError(
            field=f"body.marks.{place}.case_id",
            expected="must be the case of a member on that day",
            danish="er ikke medlem af klubben den dag",
        )
        for place, each in enumerate(write.marks)
        if each.case_id not in members
    ]


async def _members(work: Work, session: ClubSession) -> set[UUID]:
    """The cases of those who are in the club on the day; a case that was closed before it is none of them."""
    statement = (
        select(col(ClubMembership.case_id))
        .join(Case, col(Case.id) == col(ClubMembership.case_id))
        .where(
            col(ClubMembership.club_id) == session.club_id,
            *covering(session.held_on),
            func.coalesce(col(Case.closed_on), session.held_on) >= session.held_on,
        )
    )
    return set((await work.session.exec(statement)).all())


async def _rows(work: Work, session: ClubSession) -> dict[UUID, ClubAttendance]:
    statement = select(ClubAttendance).where(col(ClubAttendance.session_id) == session.id)
    rows = (await work.session.exec(statement, execution_options={"populate_existing": True})).all()
    return {row.case_id: row for row in rows}


async def _read(
    work: Work, session: ClubSession, action: str, more: Mapping[UUID, Citizen] | None = None
) -> AttendanceRead:
    rows = await _rows(work, session)
    shown = sorted({*rows, *await _members(work, session)})
    citizens = await citizens_of(work, shown)
    touched = {**(more or {}), **citizens}
    work.audit(action, [each.id for each in touched.values()], subject=session.id)
    marks = []
    for case_id in shown:
        row = rows.get(case_id)
        state = None if row is None else _mark(seal_of(work, citizens[case_id]), row)
        marks.append(MarkRead(case_id=case_id, attendance_id=None if row is None else row.id, state=state))
    return AttendanceRead(session_id=session.id, version=session.version, held_on=session.held_on, marks=marks)
