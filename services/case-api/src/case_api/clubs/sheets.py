"""Absence sheets (fraværslister): a club's month as it was sent to the availability team."""

import csv
import io
from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from case_api.cases.facts import publish_case
from case_api.clubs.cases import citizens_of, locked_cases
from case_api.clubs.models import (
    AbsenceLine,
    AbsenceSheet,
    AttendanceState,
    ClubAttendance,
    ClubMembership,
    ClubSession,
    JobClub,
)
from case_api.clubs.session_schemas import SheetLine, SheetRead, SheetSummary, SheetWrite
from case_api.context import Work
from case_api.courses.events import EventWritten, set_events
from case_api.history.records import add, find, stamp
from case_api.idempotency.service import Created
from rettematch.contracts.cases import EventKind
from rettematch.identifiers import uuid7
from rettematch.pagination import Page, PageRequest, read_page
from rettematch.problems import Conflict, InvalidRequest, NotFound

_SOURCE = "absence-sheet"
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_COLUMNS = ("Borger", "Borgerens id", "Sagens id", "Klubdage", "Mødt", "Fravær med grund", "Udeblevet", "Udeblevet den")

Marks = dict[UUID, list[tuple[date, AttendanceState]]]


class AbsenceSheetSent(Conflict):
    """What the team was told stays as it was."""

    slug = "absence-sheet-sent"
    title = "The absence sheet of this month was sent already"
    danish = "Fraværslisten for måneden er allerede sendt."


async def create_sheet(work: Work, club_id: UUID, write: SheetWrite) -> Created:
    """Makes the sheet of a month from what was marked, and records that it was sent.

    Raises:
        InvalidRequest: the month is not over.
        AbsenceSheetSent: there is one.
    """
    club = await find(work, JobClub, club_id)
    year, month = (int(part) for part in write.month.split("-"))
    first, last = date(year, month, 1), date(year, month, monthrange(year, month)[1])
    if last >= work.today:
        raise InvalidRequest.field("body.month", "must be over", "er ikke slut endnu")
    marks = await _marks(work, club.id, first, last)
    cases = await locked_cases(work, marks)
    sheet = AbsenceSheet(
        **stamp(work), id=uuid7(), club_id=club.id, month=first, sent_at=work.now, sent_by=work.actor.staff_id
    )
    try:
        await add(work, sheet)
    except IntegrityError:
        raise AbsenceSheetSent from None
    lines = [_line(work, sheet.id, case_id, marks[case_id]) for case_id in sorted(marks)]
    for line in lines:
        work.session.add(line)
        case = cases[line.case_id]
        if case.closed_on is None or case.closed_on >= work.today:
            event = EventWritten(kind=EventKind.ABSENCE_SHEET, on=work.today)
            await set_events(work, case, _SOURCE, line.id, [event])
            await publish_case(work, case)
    work.audit("absence-sheet:create", [each.citizen_id for each in cases.values()], subject=sheet.id)
    return Created(await _read(work, club, sheet, lines), f"/v1/clubs/{club.id}/absence-sheets/{sheet.id}")


async def list_sheets(work: Work, club_id: UUID, paging: PageRequest) -> Page[SheetSummary]:
    """Of a club, the earliest month first."""
    club = await find(work, JobClub, club_id)
    statement = select(AbsenceSheet).where(col(AbsenceSheet.club_id) == club.id)
    rows, pagination = await read_page(work.session, statement, [col(AbsenceSheet.month), col(AbsenceSheet.id)], paging)
    return Page(items=[SheetSummary(**_summary(row)) for row in rows], pagination=pagination)


async def read_sheet(work: Work, club_id: UUID, sheet_id: UUID) -> SheetRead:
    club = await find(work, JobClub, club_id)
    sheet = await find(work, AbsenceSheet, sheet_id)
    if sheet.club_id != club.id:
        raise NotFound
    statement = select(AbsenceLine).where(col(AbsenceLine.sheet_id) == sheet.id).order_by(col(AbsenceLine.case_id))
    read = await _read(work, club, sheet, (await work.session.exec(statement)).all())
    work.audit("absence-sheet:read", [line.citizen_id for line in read.lines], subject=sheet.id)
    return read


def as_csv(sheet: SheetRead) -> str:
    """The sheet for a Danish spreadsheet: semicolons, a header, and no cell that it would take for a formula."""
    text = io.StringIO()
    table = csv.writer(text, delimiter=";", lineterminator="\r\n")
    table.writerow(_COLUMNS)
    for line in sheet.lines:
        days = ", ".join(f"{each:%d.%m.%Y}" for each in line.unexcused_on)
        table.writerow(
            [_cell(line.citizen_name), line.citizen_id, line.case_id, line.days, line.present, line.excused,
             line.unexcused, days]
        )  # fmt: skip
    return text.getvalue()


def _cell(text: str) -> str:
    return f"'{text}" if text.startswith(_STARTS_A_FORMULA) else text


async def _marks(work: Work, club_id: UUID, first: date, last: date) -> Marks:
    """The marks of each case that was in the club in the month; a member nobody marked has none."""
    until = func.coalesce(col(ClubMembership.until_date), last)
    members = select(col(ClubMembership.case_id)).where(
        col(ClubMembership.club_id) == club_id, col(ClubMembership.from_date) <= last, until >= first
    )
    marked = (
        select(col(ClubAttendance.case_id), col(ClubSession.held_on), col(ClubAttendance.state))
        .join(ClubSession, col(ClubSession.id) == col(ClubAttendance.session_id))
        .where(col(ClubSession.club_id) == club_id, col(ClubSession.held_on).between(first, last))
        .order_by(col(ClubSession.held_on))
    )
    found: Marks = defaultdict(list)
    for case_id in (await work.session.exec(members)).all():
        found[case_id] = []
    for case_id, day, state in (await work.session.exec(marked)).all():
        found[case_id].append((day, state))
    return found


def _line(work: Work, sheet_id: UUID, case_id: UUID, marks: Sequence[tuple[date, AttendanceState]]) -> AbsenceLine:
    counted = Counter(state for _, state in marks)
    return AbsenceLine(
        municipality_code=work.municipality_code,
        id=uuid7(),
        sheet_id=sheet_id,
        case_id=case_id,
        days=len(marks),
        present=counted[AttendanceState.PRESENT],
        excused=counted[AttendanceState.EXCUSED],
        unexcused_on=[day.isoformat() for day, state in marks if state is AttendanceState.UNEXCUSED],
    )


def _summary(row: AbsenceSheet) -> dict[str, object]:
    columns = row.model_dump(include={"id", "club_id", "sent_at", "sent_by"})
    return {**columns, "month": f"{row.month:%Y-%m}"}


async def _read(work: Work, club: JobClub, sheet: AbsenceSheet, lines: Sequence[AbsenceLine]) -> SheetRead:
    citizens = await citizens_of(work, [line.case_id for line in lines])
    shown = [
        SheetLine(
            citizen_id=citizens[line.case_id].id,
            citizen_name=citizens[line.case_id].name,
            unexcused=len(line.unexcused_on),
            **line.model_dump(include={"case_id", "days", "present", "excused", "unexcused_on"}),
        )
        for line in lines
    ]
    return SheetRead.model_validate(
        {**_summary(sheet), "version": sheet.version, "club_number": club.number, "lines": shown}
    )
