"""How often progression was measured, and the figures that leaders have recorded for the rules."""

from collections import Counter
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col
from sqlmodel import select as select_rows

from case_api.cases.models import Case
from case_api.context import Work
from case_api.courses.models import CourseEvent
from case_api.measurements.models import MeasurementRow
from case_api.measurements.rules import findings_of, measurable
from case_api.reports.building import Body, RowMaker, columns, rules_read
from case_api.reports.loading import read_rows
from case_api.reports.programmes import wanted_programmes
from case_api.reports.schemas import Row, ValueKind
from case_api.reports.suppression import Cell, Counted
from case_api.reports.wanted import Wanted, column_of, last_of, month_of
from rettematch.contracts.cases import EventKind
from rettematch.programmes.definitions import Programme, Rule
from rettematch.programmes.findings import Finding, danish_word
from rettematch.programmes.measures import Measurement
from rettematch.programmes.parameters import Cadence

_MEASURED, _NOT = "measured", "not-measured"


async def progression(work: Work, wanted: Wanted) -> Body:
    """Of the cases that ran in each month, the share in which progression was measured."""
    rows: list[Row] = []
    rules: list[tuple[Programme, Rule]] = []
    cases = await _cases(work)
    months = await _months_measured(work, wanted)
    for programme in wanted_programmes(work, wanted):
        asking = [
            rule
            for rule, asked in programme.with_parameters(Cadence, wanted.as_of)
            if asked.done_by is EventKind.PROGRESSION
        ]
        own = [each for each in cases if each[1] == programme.id]
        if not asking or not own:
            continue
        rules += [(programme, rule) for rule in asking]
        for month in wanted.months():
            counts: Counter[Cell] = Counter()
            for case_id, _, column, started_on, closed_on in own:
                if started_on <= last_of(month) and (closed_on is None or closed_on >= month):
                    counts[Cell(_MEASURED if (case_id, month) in months else _NOT, column)] += 1
            seen = wanted.shown(Counted((_MEASURED, _NOT), counts))
            row = RowMaker().put(programme=programme.danish, month=month).count("measured", seen, _MEASURED)
            rows.append(row.count("running", seen).share("share", seen, _MEASURED).made())
    return Body(
        columns(
            programme=("Indsats", ValueKind.TEXT),
            month=("Måned, fra", ValueKind.DATE),
            measured=("Sager med måling", ValueKind.COUNT),
            running=("Sager i forløb", ValueKind.COUNT),
            share=("Andel i procent", ValueKind.PERCENT),
        ),
        rows,
        rules_read(rules),
        (),
        ("En sag tæller i måneden, når progressionen er målt mindst én gang. Svarene selv er ikke med.",),
    )


async def measured(work: Work, wanted: Wanted) -> Body:
    """The latest figure of the period for each rule, unit, group and team, with what it breaks."""
    latest: dict[tuple[str, str, str | None, UUID | None], MeasurementRow] = {}
    statement = select_rows(MeasurementRow).where(
        col(MeasurementRow.measured_on).between(wanted.from_, wanted.to), ~col(MeasurementRow.baseline)
    )
    order = col(MeasurementRow.measured_on), col(MeasurementRow.id)
    for each in (await work.session.exec(statement.order_by(*order))).all():
        if wanted.team_id is None or each.team_id == wanted.team_id:
            latest[each.rule_id, each.unit, each.cohort, each.team_id] = each
    rows: list[Row] = []
    rules: list[tuple[Programme, Rule]] = []
    findings: list[Finding] = []
    for each in sorted(latest.values(), key=lambda each: (each.rule_id, each.unit, each.cohort or "")):
        found = measurable(work.programmes(), each.rule_id, each.measured_on)
        if found is None or (wanted.programme is not None and found.programme.id != wanted.programme):
            continue
        judged = findings_of(
            found,
            Measurement(each.rule_id, each.value, each.measured_on, each.unit, each.cohort, each.parts),
            baseline=False,
        )
        rules.append((found.programme, found.rule))
        findings += judged
        row = RowMaker().put(rule=each.rule_id, text=found.rule.danish, on=each.measured_on, value=each.value)
        row.put(unit=each.unit, group=danish_word(each.cohort) if each.cohort else None, source=each.source)
        rows.append(row.put(kept=not judged).made())
    return Body(
        columns(
            rule=("Regel", ValueKind.TEXT),
            text=("Hvad reglen siger", ValueKind.TEXT),
            on=("Målt", ValueKind.DATE),
            value=("Tal", ValueKind.NUMBER),
            unit=("Enhed", ValueKind.TEXT),
            group=("Målgruppe", ValueKind.TEXT),
            source=("Kilde", ValueKind.TEXT),
            kept=("Reglen holdes", ValueKind.YES_NO),
        ),
        rows,
        rules_read(rules),
        findings,
        ("Det seneste tal i perioden for hver regel, enhed, målgruppe og hvert team, som ledere har registreret det.",),
    )


async def _cases(work: Work) -> list[tuple[UUID, str, str, date, date | None]]:
    statement = select(col(Case.id), col(Case.programme), col(Case.team_id), col(Case.started_on), col(Case.closed_on))
    return [
        (row.id, row.programme, column_of(row.team_id), row.started_on, row.closed_on)
        for row in await read_rows(work, statement)
    ]


async def _months_measured(work: Work, wanted: Wanted) -> frozenset[tuple[UUID, date]]:
    statement = select(col(CourseEvent.case_id), col(CourseEvent.happened_on)).where(
        col(CourseEvent.kind) == EventKind.PROGRESSION, col(CourseEvent.happened_on).between(wanted.from_, wanted.to)
    )
    return frozenset((case_id, month_of(day)) for case_id, day in await read_rows(work, statement))
