"""What is asked now, and the curves: read from the measurements of a case."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select

from case_api.cases.facts import read_facts
from case_api.cases.models import Case
from case_api.citizens.models import Citizen
from case_api.citizens.sealing import seal_of
from case_api.context import Work
from case_api.courses.models import CourseEvent
from case_api.history.records import find
from case_api.progression.answers import measured, standing, wished_in
from case_api.progression.curves import (
    AreaSeries,
    Comparison,
    area_series,
    by_side,
    compare,
    question_series,
)
from case_api.progression.models import ProgressionMeasurement
from case_api.progression.rules import Measured
from case_api.progression.schemas import (
    AreaCurve,
    AreaPointRead,
    AreaSide,
    ComparisonRead,
    Curve,
    QuestionCurve,
    QuestionPointRead,
    QuestionRead,
    QuestionsDue,
    SideDue,
)
from rettematch.contracts.cases import CaseFacts, EventKind
from rettematch.contracts.follow_ups import FollowUp, FollowUpStatus
from rettematch.programmes.engine import plan
from rettematch.programmes.occurrences import is_running
from rettematch.programmes.parameters import Cadence
from rettematch.progression.questions import Answerer, Area, Question, questionnaire

_OPEN = frozenset({FollowUpStatus.PLANNED, FollowUpStatus.DUE, FollowUpStatus.OVERDUE})


async def questions_due(work: Work, case_id: UUID) -> QuestionsDue:
    """The questions of today, and when each side is due by the programme's cadence.

    The programme's rule is kept by one complete measurement in each period. Here each side is shown by itself, so that
    neither is forgotten: its status is what the rule would say if only this side's measurements counted.
    """
    case = await find(work, Case, case_id)
    rows = [row for row in (await standing(work, [case.id]))[case.id] if row.is_complete]
    facts = await read_facts(work, case)
    in_placement = any(is_running(each, work.today) for each in facts.placements)
    wished = (await wished_in(work, [case.id]))[case.id]
    events = await _events_by_measurement(work, case)
    sides = []
    for side in Answerer:
        own = [row for row in rows if row.answered_by is side]
        kept = frozenset(events[row.id] for row in own if row.id in events)
        next_one = _next(work, case, facts, kept)
        asked = questionnaire().asked(work.today, side, in_placement=in_placement, wished=wished)
        sides.append(_side(side, own, next_one, [] if case.closed_on is not None else asked))
    work.audit("progression:read-questions", [case.citizen_id], subject=case.id)
    return QuestionsDue(on=work.today, origin=questionnaire().origin, in_placement=in_placement, sides=sides)


async def read_curve(work: Work, case_id: UUID) -> Curve:
    """The curve of each question and of each area, both sides beside each other."""
    case = await find(work, Case, case_id)
    [curve] = await curves_of(work, [(case, await find(work, Citizen, case.citizen_id))])
    work.audit("progression:read-curve", [case.citizen_id], subject=case.id)
    return curve


async def curves_of(work: Work, cases: Sequence[tuple[Case, Citizen]]) -> list[Curve]:
    """The same for several cases, without an audit event of its own: for answers that hold more than the curve."""
    case_ids = [case.id for case, _ in cases]
    rows, wished = await standing(work, case_ids), await wished_in(work, case_ids)
    on_wish = questionnaire().on_wish
    return [
        _curve(case.id, measured(seal_of(work, citizen), rows.get(case.id, []), on_wish - wished[case.id]))
        for case, citizen in cases
    ]


def _curve(case_id: UUID, of_case: Sequence[Measured]) -> Curve:
    sides = by_side(of_case)
    areas = [_area(area, sides[Answerer.CITIZEN], sides[Answerer.WORKER]) for area in questionnaire().areas]
    return Curve(
        case_id=case_id,
        origin=questionnaire().origin,
        questions=[found for question in _newest() if (found := _question(question, sides[question.answered_by]))],
        areas=[area for area in areas if area.citizen.points or area.worker.points],
    )


async def _events_by_measurement(work: Work, case: Case) -> dict[UUID, UUID]:
    statement = select(col(CourseEvent.source_id), col(CourseEvent.id)).where(
        col(CourseEvent.case_id) == case.id, col(CourseEvent.kind) == EventKind.PROGRESSION
    )
    return {source: event for source, event in (await work.session.exec(statement)).all() if source is not None}


def _next(work: Work, case: Case, facts: CaseFacts, kept: frozenset[UUID]) -> FollowUp | None:
    """The first open follow-up on progression, as if only these events of the kind had happened."""
    definition = work.programme(case.programme)
    rules = {
        rule.id
        for rule, cadence in definition.with_parameters(Cadence, case.started_on)
        if cadence.done_by is EventKind.PROGRESSION
    }
    events = tuple(each for each in facts.events if each.kind is not EventKind.PROGRESSION or each.event_id in kept)
    planned = plan(facts.model_copy(update={"events": events}), work.now, definition)
    return next((each for each in planned if each.rule_id in rules and each.status in _OPEN), None)


def _side(
    side: Answerer, own: Sequence[ProgressionMeasurement], next_one: FollowUp | None, asked: Sequence[Question]
) -> SideDue:
    return SideDue(
        answered_by=side,
        danish=side.danish_name,
        last_on=own[-1].measured_on if own else None,
        status=next_one.status if next_one else None,
        due_at=next_one.due_at if next_one else None,
        overdue_at=next_one.overdue_at if next_one else None,
        rule_id=next_one.rule_id if next_one else None,
        questions=[QuestionRead.model_validate(each, from_attributes=True) for each in asked],
    )


def _newest() -> list[Question]:
    """The newest version of every question, in the order in which they are asked."""
    newest: dict[str, Question] = {}
    for each in questionnaire().questions:
        if each.id not in newest or newest[each.id].version < each.version:
            newest[each.id] = each
    return list(newest.values())


def _question(question: Question, of_side: Sequence[Measured]) -> QuestionCurve | None:
    series = question_series(question.id, of_side)
    if not series.points and not series.skipped:
        return None
    return QuestionCurve(
        question=question.id,
        area=question.area,
        answered_by=question.answered_by,
        danish=question.danish,
        answers=len(series.points),
        skipped=series.skipped,
        points=[QuestionPointRead.model_validate(each, from_attributes=True) for each in series.points],
        since_first=series.since_first,
        since_last=series.since_last,
    )


def _area(area: Area, of_citizen: Sequence[Measured], of_worker: Sequence[Measured]) -> AreaCurve:
    questions = {each.id for each in questionnaire().questions if each.area == area.id}
    citizen, worker = area_series(questions, of_citizen), area_series(questions, of_worker)
    found = compare(area, citizen, worker, questionnaire())
    return AreaCurve(
        area=area.id,
        danish=area.danish,
        citizen=_side_of(citizen),
        worker=_side_of(worker),
        side_by_side=None if found is None else _comparison(found),
    )


def _side_of(series: AreaSeries) -> AreaSide:
    points = [AreaPointRead.model_validate(each, from_attributes=True) for each in series.points]
    return AreaSide(points=points, since_first=series.since_first, since_last=series.since_last)


def _comparison(found: Comparison) -> ComparisonRead:
    return ComparisonRead(
        citizen=AreaPointRead.model_validate(found.citizen, from_attributes=True),
        worker=AreaPointRead.model_validate(found.worker, from_attributes=True),
        difference=found.difference,
        worth_talking=found.worth_talking,
        danish=found.danish,
    )
