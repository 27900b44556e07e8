"""How deadlines are kept, by rule and team, and how long courses went without activity."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, time
from typing import Any, Final

from sqlalchemy import ColumnElement, String, case, cast, func, or_
from sqlalchemy import select as select_columns
from sqlmodel import col, select

from case_api.cases.models import Case
from case_api.context import Work
from case_api.follow_ups.models import FollowUpRow
from case_api.reports.building import Body, RowMaker, columns, rules_read
from case_api.reports.course_facts import CourseFacts, load_facts
from case_api.reports.loading import read_rows
from case_api.reports.programmes import wanted_programmes
from case_api.reports.schemas import Row, ValueKind
from case_api.reports.suppression import TOTAL, Cell, Counted, shown
from case_api.reports.wanted import NO_TEAM, Wanted, column_of
from case_api.staff.models import Team
from rettematch.contracts.follow_ups import FollowUpStatus
from rettematch.programmes.definitions import Programme, Rule
from rettematch.programmes.gaps import ends_on, idle_stretches
from rettematch.programmes.occurrences import Occurrences
from rettematch.programmes.parameters import Gap
from rettematch.programmes.periods import ONE_DAY, at_local

_JUDGED: Final = (FollowUpStatus.FULFILLED, FollowUpStatus.OVERDUE, FollowUpStatus.MISSED)
_CLASSES: Final = ("1", "2", "3", "more")
"""How often the rule's longest gap goes into a stretch, rounded up: within it is 1."""


async def deadlines(work: Work, wanted: Wanted) -> Body:
    """Of the follow-ups that fell due in the period, how many were kept, by rule and by team."""
    programmes = {each.id: each for each in wanted_programmes(work, wanted)}
    counts: defaultdict[tuple[str, str], Counter[Cell]] = defaultdict(Counter)
    for programme_id, rule_id, status, team_id, number in await _judged(work, wanted):
        if (programme := programmes.get(programme_id)) and any(rule.id == rule_id for rule in programme.rules):
            counts[programme_id, rule_id][Cell(status, column_of(team_id))] += number
    teams = await _teams(work, wanted)
    rows: list[Row] = []
    used: list[tuple[Programme, Rule]] = []
    for (programme_id, rule_id), found in sorted(counts.items()):
        rule = _rule(programmes[programme_id], rule_id)
        used.append((programmes[programme_id], rule))
        rows += _rows(programmes[programme_id], rule, Counted(_JUDGED, found), wanted, teams)
    return Body(
        columns(
            programme=("Indsats", ValueKind.TEXT),
            rule=("Regel", ValueKind.TEXT),
            text=("Hvad reglen siger", ValueKind.TEXT),
            team=("Team", ValueKind.TEXT),
            kept=("Holdt", ValueKind.COUNT),
            overdue=("Overskredet, mangler stadig", ValueKind.COUNT),
            missed=("Forpasset", ValueKind.COUNT),
            due=("I alt", ValueKind.COUNT),
            share=("Holdt i procent", ValueKind.PERCENT),
        ),
        rows,
        rules_read(used),
        (),
        (
            "Opfølgninger, der faldt i perioden, som de står nu i sagerne.",
            "Også det, der skete for sent, tæller som holdt, når det er sket.",
            "Kommende opfølgninger og dem, hvis frist løber endnu, er ikke med.",
        ),
    )


async def _judged(work: Work, wanted: Wanted) -> Sequence[Any]:
    """Programme, rule, status, team and number of the follow-ups of the period, from their rows in one statement.

    A row that is still due although its time is up is overdue: time moves rows on only every so often.
    """
    late = (col(FollowUpRow.status) == FollowUpStatus.DUE) & (col(FollowUpRow.overdue_at) <= work.now)
    status = case((late, FollowUpStatus.OVERDUE.value), else_=cast(col(FollowUpRow.status), String))
    begins, ends = (at_local(day, time()) for day in (wanted.from_, wanted.to + ONE_DAY))
    statement = (
        select_columns(
            col(Case.programme), col(FollowUpRow.rule_id), status.label("stands"), col(Case.team_id), func.count()
        )
        .join(Case, col(Case.id) == col(FollowUpRow.case_id))
        .where(
            col(FollowUpRow.due_at) >= begins,
            col(FollowUpRow.due_at) < ends,
            col(FollowUpRow.status).in_(_JUDGED) | late,
        )
        .group_by(col(Case.programme), col(FollowUpRow.rule_id), "stands", col(Case.team_id))
    )
    if wanted.programme is not None:
        statement = statement.where(col(Case.programme) == wanted.programme)
    return await read_rows(work, statement)


async def gaps(work: Work, wanted: Wanted) -> Body:
    """The cases that ran in the period by their longest stretch without activity."""
    programmes = {each.id: each for each in wanted_programmes(work, wanted)}
    counts: defaultdict[tuple[str, str], Counter[Cell]] = defaultdict(Counter)
    for course in await load_facts(work, *_running(wanted)):
        rules = programmes.get(course.facts.programme)
        for rule_id, length in longest(course, rules, work) if rules is not None else ():
            counts[course.facts.programme, rule_id][Cell(length, course.column)] += 1
    rows: list[Row] = []
    used: list[tuple[Programme, Rule]] = []
    for (programme_id, rule_id), found in sorted(counts.items()):
        programme = programmes[programme_id]
        rule, seen = _rule(programme, rule_id), wanted.shown(Counted(_CLASSES, found))
        used.append((programme, rule))
        for length in _CLASSES:
            row = RowMaker().put(programme=programme.danish, rule=rule_id, length=_danish_class(rule, length))
            row.count("cases", seen, length).share("share", seen, length).put(kept=length == _CLASSES[0])
            rows.append(row.made())
    return Body(
        columns(
            programme=("Indsats", ValueKind.TEXT),
            rule=("Regel", ValueKind.TEXT),
            length=("Længste ophold uden aktivitet", ValueKind.TEXT),
            cases=("Sager", ValueKind.COUNT),
            share=("Andel i procent", ValueKind.PERCENT),
            kept=("Inden for reglen", ValueKind.YES_NO),
        ),
        rows,
        rules_read(used),
        (),
        (
            "Alle slags aktivitet tæller: forløb på en plads, registrerede aktiviteter og lønnede timer.",
            "Sagens længste ophold fra start til i dag, eller til den blev afsluttet.",
        ),
    )


def longest(course: CourseFacts, rules: Programme, work: Work) -> Iterator[tuple[str, str]]:
    """The class of the longest stretch without activity, for each rule that limits it."""
    case = Occurrences(rules, course.facts, work.now)
    last = min(ends_on(case) or case.today, case.today)
    for rule, gap in rules.with_parameters(Gap, course.facts.started_on):
        if gap.holds_for(course.facts.cohort) and course.facts.started_on <= last:
            yield rule.id, max(_class_of(case, gap, last), key=_CLASSES.index)


def _class_of(case: Occurrences, gap: Gap, last: date) -> Iterator[str]:
    yield _CLASSES[0]
    for idle in idle_stretches(case, gap):
        until = min(idle.ended_by.on, last + ONE_DAY) if idle.ended_by else last + ONE_DAY
        number = next((n for n in range(1, len(_CLASSES)) if until <= gap.at_most.after(idle.since, n)), len(_CLASSES))
        yield _CLASSES[number - 1]


def _danish_class(rule: Rule, length: str) -> str:
    [gap] = [each for each in (rule.parameters, *rule.also) if isinstance(each, Gap)]
    number, unit = next(
        (number, danish)
        for number, danish in ((gap.at_most.days, "dage"), (gap.at_most.weeks, "uger"), (gap.at_most.months, "måneder"))
        if number
    )
    at = _CLASSES.index(length)
    if length == _CLASSES[-1]:
        return f"over {number * at} {unit}"
    return f"højst {number} {unit}" if at == 0 else f"over {number * at} og højst {number * (at + 1)} {unit}"


def _running(wanted: Wanted) -> Sequence[ColumnElement[bool]]:
    """Cases that were open on some day of the period."""
    found: list[ColumnElement[bool]] = [
        col(Case.started_on) <= wanted.to,
        or_(col(Case.closed_on).is_(None), col(Case.closed_on) >= wanted.from_),
    ]
    if wanted.programme is not None:
        found.append(col(Case.programme) == wanted.programme)
    return found


def _rule(programme: Programme, rule_id: str) -> Rule:
    """The rule by its id, in its latest wording: courses of the period may follow different ones."""
    return next(rule for rule in reversed(programme.rules) if rule.id == rule_id)


def _rows(
    programme: Programme, rule: Rule, counted: Counted, wanted: Wanted, teams: Mapping[str, str]
) -> Iterator[Row]:
    for column, seen in shown(counted, wanted.reader, tuple(teams)).items():
        if seen.count() == 0:
            continue
        row = RowMaker().put(programme=programme.danish, rule=rule.id, text=rule.danish, team=teams[column])
        row.count("kept", seen, FollowUpStatus.FULFILLED).count("overdue", seen, FollowUpStatus.OVERDUE)
        row.count("missed", seen, FollowUpStatus.MISSED).count("due", seen)
        yield row.share("share", seen, FollowUpStatus.FULFILLED).made()


async def _teams(work: Work, wanted: Wanted) -> Mapping[str, str]:
    """The columns that are shown, with the name of each: one team, or all and each."""
    statement = select(Team).order_by(col(Team.name), col(Team.id))
    named = {str(team.id): team.name for team in (await work.session.exec(statement)).all()}
    if wanted.team_id is not None:
        return {str(wanted.team_id): named[str(wanted.team_id)]}
    return {TOTAL: "alle", **named, NO_TEAM: "uden team"}
