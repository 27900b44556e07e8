"""Visitation by date and target group, against the programmes' milestones (jf_visit_m1 to jf_visit_m3)."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from sqlalchemy import func, select
from sqlmodel import col

from case_api.cases.models import Case
from case_api.context import Work
from case_api.courses.models import CourseEvent
from case_api.reports.building import Body, RowMaker, columns, rules_read
from case_api.reports.loading import read_rows
from case_api.reports.programmes import wanted_programmes
from case_api.reports.schemas import Row, ValueKind
from case_api.reports.suppression import TOTAL, Cell, Counted, Shown
from case_api.reports.wanted import Wanted, column_of
from rettematch.contracts.cases import EventKind
from rettematch.programmes.definitions import Programme, Rule
from rettematch.programmes.findings import Finding, danish_word
from rettematch.programmes.measures import Measurement, judge
from rettematch.programmes.parameters import Quantity

PERSONS: Final = "persons"
_OTHERS: Final = "others"

Visitated = Mapping[tuple[str, str | None, str, date], int]
"""How many by programme, cohort, column and day."""


async def milestones(work: Work, wanted: Wanted) -> Body:
    """How many were visitated by the day of each milestone, beside how many it asks for."""
    visitated = await _visitated(work)
    rows: list[Row] = []
    rules: list[tuple[Programme, Rule]] = []
    findings: list[Finding] = []
    for programme in wanted_programmes(work, wanted):
        groups = groups_of(programme, wanted.as_of)
        for rule, asked in programme.with_parameters(Quantity, wanted.as_of):
            if asked.by is not None and asked.unit == PERSONS:
                counted = count_by(visitated, programme.id, asked, groups, (wanted.from_, min(asked.by, wanted.to)))
                seen = wanted.shown(counted)
                rules.append((programme, rule))
                rows.extend(_rows(rule, asked, seen, wanted.as_of))
                findings.extend(_findings(programme, rule, asked, seen, wanted.as_of))
    return Body(
        columns(
            rule=("Regel", ValueKind.TEXT),
            milestone=("Milepæl", ValueKind.TEXT),
            by=("Senest", ValueKind.DATE),
            group=("Målgruppe", ValueKind.TEXT),
            asked=("Mindst", ValueKind.COUNT),
            visitated=("Visiteret", ValueKind.COUNT),
            reached=("Nået", ValueKind.YES_NO),
        ),
        rows,
        rules_read(rules),
        findings,
        (
            "En borger tæller fra dagen for visitationen; er den ikke registreret, fra sagens start.",
            "Kun visitationer i perioden er med, også i sager, der siden er afsluttet.",
        ),
    )


def groups_of(programme: Programme, on: date) -> Mapping[str, frozenset[str]]:
    """The cohorts that make up each target group: those that one rule plans for together."""
    planned = [
        frozenset(asked.cohorts)
        for _, asked in programme.with_parameters(Quantity, on)
        if asked.unit == PERSONS and asked.by is None and asked.cohorts
    ]
    return {cohort: group for group in planned for cohort in group}


def count_by(
    visitated: Visitated,
    programme_id: str,
    asked: Quantity,
    groups: Mapping[str, Collection[str]],
    period: tuple[date, date],
) -> Counted:
    """Those visitated in a period, by the parts that a milestone asks for."""
    part_of = {cohort: part for part in asked.parts for cohort in groups.get(part, (part,))}
    counts: Counter[Cell] = Counter()
    for (programme, cohort, column, on), number in visitated.items():
        if programme == programme_id and period[0] <= on <= period[1]:
            counts[Cell(part_of.get(cohort or "", _OTHERS), column)] += number
    return Counted((*asked.parts, _OTHERS), counts)


def _rows(rule: Rule, asked: Quantity, seen: Shown, as_of: date) -> Iterator[Row]:
    for part, least in ((TOTAL, asked.at_least), *asked.parts.items(), (_OTHERS, None)):
        number = seen.count(part)
        row = RowMaker().put(
            rule=rule.id,
            milestone=rule.danish,
            by=asked.by,
            group={TOTAL: "i alt", _OTHERS: "andre"}.get(part) or danish_word(part),
            asked=None if least is None else round(least),
        )
        row.count("visitated", seen, part)
        if number is None:
            row.hidden.append("reached")
            yield row.put(reached=None).made()
        else:
            due = asked.by is not None and asked.by <= as_of
            met = None if least is None else number >= least
            yield row.put(reached=met if met or due else None).made()


def _findings(programme: Programme, rule: Rule, asked: Quantity, seen: Shown, as_of: date) -> Sequence[Finding]:
    """What shown counts break. A finding tells its figure, so none is made of a hidden one."""
    whole = seen.count()
    if whole is None:
        return ()
    parts = {part: number for part in asked.parts if (number := seen.count(part)) is not None}
    return judge(programme, Measurement(rule.id, whole, as_of, asked.unit, parts=parts))


async def _visitated(work: Work) -> Visitated:
    recorded = (
        select(col(CourseEvent.case_id).label("case_id"), func.min(col(CourseEvent.happened_on)).label("on"))
        .where(col(CourseEvent.kind) == EventKind.VISITATION)
        .group_by(col(CourseEvent.case_id))
        .subquery()
    )
    on = func.coalesce(recorded.c.on, col(Case.started_on))
    statement = (
        select(col(Case.programme), col(Case.cohort), col(Case.team_id), on, func.count())
        .outerjoin(recorded, recorded.c.case_id == col(Case.id))
        .group_by(col(Case.programme), col(Case.cohort), col(Case.team_id), on)
    )
    return {
        (programme, cohort, column_of(team_id), day): number
        for programme, cohort, team_id, day, number in await read_rows(work, statement)
    }
