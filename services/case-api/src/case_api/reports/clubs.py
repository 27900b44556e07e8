"""Attendance in the job clubs: how many came, and how many stayed away, of those marked on the club days."""

from collections import Counter, defaultdict

from sqlalchemy import func, select
from sqlmodel import col

from case_api.cases.models import Case
from case_api.clubs.models import AttendanceState, ClubAttendance, ClubSession, JobClub
from case_api.context import Work
from case_api.reports.building import Body, RowMaker, columns, rules_read
from case_api.reports.loading import read_rows
from case_api.reports.programmes import wanted_programmes
from case_api.reports.schemas import Row, ValueKind
from case_api.reports.suppression import Cell, Counted
from case_api.reports.wanted import Wanted, column_of
from rettematch.contracts.cases import EventKind
from rettematch.programmes.definitions import Programme, Rule
from rettematch.programmes.findings import danish_word
from rettematch.programmes.parameters import Cadence

_STATES = tuple(AttendanceState)


async def attendance(work: Work, wanted: Wanted) -> Body:
    """The marks of the club days in the period, by club. Why somebody stayed away is in none of them."""
    counts: defaultdict[tuple[int, str], Counter[Cell]] = defaultdict(Counter)
    days: dict[tuple[int, str], int] = await _days(work, wanted)
    statement = (
        select(col(JobClub.number), col(JobClub.industry), col(ClubAttendance.state), col(Case.team_id), func.count())
        .join(ClubSession, col(ClubSession.club_id) == col(JobClub.id))
        .join(ClubAttendance, col(ClubAttendance.session_id) == col(ClubSession.id))
        .join(Case, col(Case.id) == col(ClubAttendance.case_id))
        .where(col(ClubSession.held_on).between(wanted.from_, wanted.to))
        .group_by(col(JobClub.number), col(JobClub.industry), col(ClubAttendance.state), col(Case.team_id))
    )
    if wanted.programme is not None:
        statement = statement.where(col(Case.programme) == wanted.programme)
    for number, industry, state, team_id, marks in await read_rows(work, statement):
        counts[number, industry][Cell(state, column_of(team_id))] += marks
    rows: list[Row] = []
    for (number, industry), found in sorted(counts.items()):
        seen = wanted.shown(Counted(_STATES, found))
        row = RowMaker().put(club=number, industry=danish_word(industry), days=days[number, industry])
        for key, state in (("came", "present"), ("excused", "excused"), ("unexcused", "unexcused")):
            row.count(key, seen, state)
        rows.append(row.count("marks", seen).share("share", seen, AttendanceState.PRESENT).made())
    return Body(
        columns(
            club=("Klub", ValueKind.COUNT),
            industry=("Branche", ValueKind.TEXT),
            days=("Klubdage med fremmøde", ValueKind.COUNT),
            came=("Mødt", ValueKind.COUNT),
            excused=("Udeblevet med afbud", ValueKind.COUNT),
            unexcused=("Udeblevet uden afbud", ValueKind.COUNT),
            marks=("I alt", ValueKind.COUNT),
            share=("Mødt i procent", ValueKind.PERCENT),
        ),
        rows,
        rules_read(_rules(work, wanted)),
        (),
        ("Registreringer på klubdagene i perioden: den samme borger tæller hver dag.",),
    )


def _rules(work: Work, wanted: Wanted) -> list[tuple[Programme, Rule]]:
    """The rules that ask for a sheet of who stayed away."""
    return [
        (programme, rule)
        for programme in wanted_programmes(work, wanted)
        for rule, asked in programme.with_parameters(Cadence, wanted.as_of)
        if asked.done_by is EventKind.ABSENCE_SHEET
    ]


async def _days(work: Work, wanted: Wanted) -> dict[tuple[int, str], int]:
    statement = (
        select(col(JobClub.number), col(JobClub.industry), func.count(func.distinct(col(ClubSession.id))))
        .join(ClubSession, col(ClubSession.club_id) == col(JobClub.id))
        .join(ClubAttendance, col(ClubAttendance.session_id) == col(ClubSession.id))
        .where(col(ClubSession.held_on).between(wanted.from_, wanted.to))
        .group_by(col(JobClub.number), col(JobClub.industry))
    )
    return {(number, industry): days for number, industry, days in await read_rows(work, statement)}
