"""Reading what reports are counted from: a few statements for all cases, never one a case."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Executable, Select, select
from sqlmodel import col

from case_api.cases.models import Case
from case_api.citizens.models import Benefit, Citizen
from case_api.context import Work
from case_api.ordinary_hours.models import PaidHours, WageKind
from case_api.placements.models import Placement
from case_api.reports.standings import Course, Job
from case_api.reports.wanted import column_of
from rettematch.contracts.base import Scheme

_PAID: Mapping[Scheme, WageKind] = {
    Scheme.ORDINARY_HOURS: WageKind.ORDINARY,
    Scheme.WAGE_SUBSIDY: WageKind.WAGE_SUBSIDY,
    Scheme.FLEX_JOB: WageKind.FLEX_JOB,
}
"""The placements that are paid work by themselves."""


@dataclass(frozen=True, slots=True)
class Stay:
    """A placement from its first to its last day, both included."""

    from_: date
    until: date


@dataclass(frozen=True, slots=True)
class Loaded:
    """A case as reports see it. `column` is its team's."""

    case_id: UUID
    citizen_id: UUID
    programme: str
    cohort: str | None
    column: str
    job_broker_id: UUID | None
    benefit: Benefit
    course: Course
    stays: tuple[Stay, ...]

    def runs_in(self, first: date, last: date) -> bool:
        """Whether the case is open on some day of a stretch."""
        closed_on = self.course.closed_on
        return self.course.started_on <= last and (closed_on is None or closed_on >= first)


async def read_rows(work: Work, statement: Executable) -> Sequence[Any]:
    """What a statement finds, as plain rows: no objects that the session would have to watch."""
    return (await (await work.session.connection()).execute(statement)).all()


async def load_cases(work: Work, programme: str | None) -> list[Loaded]:
    """Every case of a programme (None: of all) with its paid work and its placements, in four statements at most."""
    placements = await _placements(work, programme)
    jobs: defaultdict[UUID, list[Job]] = defaultdict(list)
    stays: defaultdict[UUID, list[Stay]] = defaultdict(list)
    for case_id, scheme, first, last, hours in placements:
        stays[case_id].append(Stay(first, last))
        if scheme in _PAID:
            jobs[case_id].append(Job(_PAID[scheme], first, last, hours))
    for case_id, job in await _paid_hours(work, programme):
        jobs[case_id].append(job)
    statement: Select[*tuple[Any, ...]] = select(
        col(Case.id), col(Case.citizen_id), col(Case.programme), col(Case.cohort), col(Case.team_id),
        col(Case.job_broker_id), col(Case.started_on), col(Case.closed_on), col(Case.outcome),
        col(Case.self_supporting_on), col(Citizen.benefit),
    ).join(Citizen, col(Citizen.id) == col(Case.citizen_id))  # fmt: skip
    if programme is not None:
        statement = statement.where(col(Case.programme) == programme)
    return [
        Loaded(
            row.id, row.citizen_id, row.programme, row.cohort, column_of(row.team_id), row.job_broker_id, row.benefit,
            Course(row.started_on, row.closed_on, row.outcome, row.self_supporting_on, tuple(jobs.get(row.id, ()))),
            tuple(stays.get(row.id, ())),
        )
        for row in await read_rows(work, statement)
    ]  # fmt: skip


async def _placements(work: Work, programme: str | None) -> Sequence[tuple[UUID, Scheme, date, date, float]]:
    statement: Select[*tuple[Any, ...]] = select(
        col(Placement.case_id), col(Placement.scheme), col(Placement.starts_on), col(Placement.ends_on),
        col(Placement.ended_on), col(Placement.hours_per_week),
    )  # fmt: skip
    if programme is not None:
        statement = statement.join(Case, col(Case.id) == col(Placement.case_id)).where(col(Case.programme) == programme)
    found = []
    for row in await read_rows(work, statement):
        last = row.ends_on if row.ended_on is None else min(row.ended_on, row.ends_on)
        if row.starts_on <= last:
            found.append((row.case_id, row.scheme, row.starts_on, last, row.hours_per_week))
    return found


async def _paid_hours(work: Work, programme: str | None) -> Sequence[tuple[UUID, Job]]:
    statement: Select[*tuple[Any, ...]] = select(
        col(PaidHours.case_id), col(PaidHours.wage_kind), col(PaidHours.from_date), col(PaidHours.until_date),
        col(PaidHours.hours_per_week),
    )  # fmt: skip
    if programme is not None:
        statement = statement.join(Case, col(Case.id) == col(PaidHours.case_id)).where(col(Case.programme) == programme)
    return [
        (row.case_id, Job(row.wage_kind, row.from_date, row.until_date, row.hours_per_week))
        for row in await read_rows(work, statement)
    ]
