"""Recording measurements. Each change publishes the facts of the case, which the programme's cadence is judged by."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from case_api.cases.facts import publish_case
from case_api.cases.models import Case
from case_api.cases.service import CaseClosed
from case_api.citizens.models import Citizen
from case_api.citizens.sealing import CitizenSeal, seal_of
from case_api.context import Work
from case_api.courses.events import EventWritten, set_events
from case_api.courses.service import known_kinds
from case_api.history.records import add, change, find, find_for_change, revisions, stamp
from case_api.history.schemas import History, history_of
from case_api.idempotency.service import Created
from case_api.placements.models import Placement
from case_api.progression.answers import close_answers, open_answers, shown, wished_in
from case_api.progression.models import ProgressionMeasurement
from case_api.progression.rules import Answer, Answers, is_complete, not_asked, overwritten, unanswered
from case_api.progression.schemas import AnswerRead, ProgressionRead, ProgressionWrite
from rettematch.contracts.cases import EventKind
from rettematch.identifiers import uuid7
from rettematch.pagination import Page, PageRequest, read_page
from rettematch.patches import merge
from rettematch.problems import Conflict, InvalidRequest, NotFound
from rettematch.progression.questions import Answerer, Question, questionnaire

SOURCE = "progression"


class ProgressionWithdrawn(Conflict):
    """A measurement that was taken back stays as it was."""

    slug = "progression-withdrawn"
    title = "The measurement was taken back"
    danish = "Målingen er trukket tilbage og kan ikke ændres."


class CitizensAnswerStands(Conflict):
    """What the citizen answered is not overwritten; `reasons` name the questions. A new measurement says it anew."""

    slug = "citizens-answer-stands"
    title = "The citizen's answers are not overwritten"
    danish = "Borgerens svar bliver stående. Lav en ny måling, hvis borgeren svarer anderledes."


class AnswersOfAnother(Conflict):
    """A worker's answers are changed by the one who gave them."""

    slug = "answers-of-another"
    title = "The answers are another worker's"
    danish = "Svarene er en anden medarbejders. Lav din egen måling."


async def create_measurement(work: Work, case_id: UUID, write: ProgressionWrite) -> Created:
    """Records what one side answered.

    Raises:
        InvalidRequest: it lies in the future or before the course, a question is not asked there, or the placement is
            not one of the case that ran on the day.
        CaseClosed: it was made after the case was closed.
    """
    case, seal = await _locked_case(work, case_id)
    wished = await _wished(work, case)
    asked = await _check(work, case, write, wished)
    row_id = uuid7()
    answers = _answers(write, asked)
    row = ProgressionMeasurement(
        **stamp(work),
        id=row_id,
        case_id=case.id,
        answered_by=write.answered_by,
        recorded_by=work.actor.staff_id,
        **_columns(seal, row_id, write, answers, asked),
    )
    await add(work, row)
    await _publish(work, case, row)
    work.audit("progression:create", [case.citizen_id], subject=row.id)
    return Created(_read(seal, row, asked, wished), f"/v1/cases/{case.id}/progression/measurements/{row.id}")


async def list_measurements(
    work: Work, case_id: UUID, paging: PageRequest, answered_by: Answerer | None
) -> Page[ProgressionRead]:
    """The measurements of a case, the earliest first; those that were taken back too."""
    case, seal = await _case(work, case_id)
    wished = await _wished(work, case)
    statement = select(ProgressionMeasurement).where(col(ProgressionMeasurement.case_id) == case.id)
    if answered_by is not None:
        statement = statement.where(col(ProgressionMeasurement.answered_by) == answered_by)
    order = [col(ProgressionMeasurement.measured_on), col(ProgressionMeasurement.id)]
    rows, pagination = await read_page(work.session, statement, order, paging)
    work.audit("progression:list", [case.citizen_id], subject=case.id)
    return Page(items=[_read(seal, row, _asked(row, wished), wished) for row in rows], pagination=pagination)


async def read_measurement(work: Work, case_id: UUID, progression_id: UUID) -> ProgressionRead:
    case, seal = await _case(work, case_id)
    row = _of(case, await find(work, ProgressionMeasurement, progression_id))
    wished = await _wished(work, case)
    work.audit("progression:read", [case.citizen_id], subject=row.id)
    return _read(seal, row, _asked(row, wished), wished)


async def change_measurement(
    work: Work, case_id: UUID, progression_id: UUID, patch: ProgressionWrite, version: int
) -> ProgressionRead:
    """Completes or corrects a measurement. What the citizen answered stands as it is, "don't know" too.

    Raises:
        ProgressionWithdrawn: it was taken back.
        CitizensAnswerStands: an answer of the citizen would be another one, or gone.
        AnswersOfAnother: the answers are another worker's.
        InvalidRequest, CaseClosed: as `create_measurement`.
    """
    case, seal, row = await _standing(work, case_id, progression_id, version)
    wished = await _wished(work, case)
    before = open_answers(seal, row)
    current = {
        "answered_by": row.answered_by,
        "on": row.measured_on,
        "placement_id": row.placement_id,
        "answers": [
            {"question": question, "value": each.value} for question, each in shown(before, _hidden(wished)).items()
        ],
    }
    merged = merge(ProgressionWrite, current, patch)
    if merged.answered_by is not row.answered_by:
        raise InvalidRequest.field("body.answered_by", "must stay as it is", "kan ikke ændres")
    asked = await _check(work, case, merged, wished)
    unseen = {question: each for question, each in before.items() if question in _hidden(wished)}
    after = {**unseen, **_answers(merged, asked)}
    _check_owner(work, row, before, after)
    await change(work, row, _columns(seal, row.id, merged, after, asked))
    await _publish(work, case, row)
    work.audit("progression:change", [case.citizen_id], subject=row.id)
    return _read(seal, row, asked, wished)


async def withdraw(work: Work, case_id: UUID, progression_id: UUID, version: int) -> ProgressionRead:
    """Takes back a measurement that was recorded by mistake; it counts no longer and stays readable.

    Raises:
        ProgressionWithdrawn: it was taken back before.
    """
    case, seal, row = await _standing(work, case_id, progression_id, version)
    await change(work, row, {"withdrawn_on": work.today})
    await _publish(work, case, row)
    wished = await _wished(work, case)
    work.audit("progression:withdraw", [case.citizen_id], subject=row.id)
    return _read(seal, row, _asked(row, wished), wished)


async def measurement_history(work: Work, case_id: UUID, progression_id: UUID) -> History:
    """All versions; answers are sealed and show only that they changed."""
    case = await find(work, Case, case_id)
    row = _of(case, await find(work, ProgressionMeasurement, progression_id))
    work.audit("progression:read-history", [case.citizen_id], subject=row.id)
    return history_of(await revisions(work, ProgressionMeasurement, row.id))


async def _case(work: Work, case_id: UUID) -> tuple[Case, CitizenSeal]:
    case = await find(work, Case, case_id)
    return case, seal_of(work, await find(work, Citizen, case.citizen_id))


async def _locked_case(work: Work, case_id: UUID) -> tuple[Case, CitizenSeal]:
    """Locks the case, so that it cannot be closed meanwhile and its next version of facts holds this measurement."""
    case = await find_for_change(work, Case, case_id)
    return case, seal_of(work, await find(work, Citizen, case.citizen_id))


async def _standing(
    work: Work, case_id: UUID, progression_id: UUID, version: int
) -> tuple[Case, CitizenSeal, ProgressionMeasurement]:
    case, seal = await _locked_case(work, case_id)
    row = _of(case, await find_for_change(work, ProgressionMeasurement, progression_id, version))
    if row.withdrawn_on is not None:
        raise ProgressionWithdrawn
    return case, seal, row


async def _wished(work: Work, case: Case) -> frozenset[str]:
    return (await wished_in(work, [case.id]))[case.id]


def _of(case: Case, row: ProgressionMeasurement) -> ProgressionMeasurement:
    if row.case_id != case.id:
        raise NotFound
    return row


async def _check(work: Work, case: Case, write: ProgressionWrite, wished: Collection[str]) -> Sequence[Question]:
    """The questions that are asked of this side, on this day and place."""
    if write.on > work.today:
        raise InvalidRequest.field("body.on", "must not be in the future", "må ikke ligge i fremtiden")
    if write.on < case.started_on:
        raise InvalidRequest.field("body.on", "must not be before the start of the case", "ligger før sagens start")
    if case.closed_on is not None and write.on > case.closed_on:
        raise CaseClosed
    if write.placement_id is not None:
        await _check_placement(work, case, write, write.placement_id)
    asked = questionnaire().asked(
        write.on, write.answered_by, in_placement=write.placement_id is not None, wished=wished
    )
    if faults := not_asked([each.question for each in write.answers], asked):
        raise InvalidRequest(errors=faults)
    return asked


async def _check_placement(work: Work, case: Case, write: ProgressionWrite, placement_id: UUID) -> None:
    found = await work.session.get(Placement, (work.municipality_code, placement_id))
    if (
        found is None
        or found.case_id != case.id
        or not found.starts_on <= write.on <= (found.ended_on or found.ends_on)
    ):
        raise InvalidRequest.field(
            "body.placement_id",
            "must be a placement of the case that ran on the day",
            "er ikke et forløb i sagen på den dag",
        )


def _check_owner(work: Work, row: ProgressionMeasurement, before: Answers, after: Answers) -> None:
    if row.answered_by is Answerer.CITIZEN:
        if questions := overwritten(before, after):
            raise CitizensAnswerStands(reasons=[{"question": each} for each in questions])
    elif after != before and row.recorded_by != work.actor.staff_id:
        raise AnswersOfAnother


def _asked(row: ProgressionMeasurement, wished: Collection[str]) -> Sequence[Question]:
    in_placement = row.placement_id is not None
    return questionnaire().asked(row.measured_on, row.answered_by, in_placement=in_placement, wished=wished)


def _answers(write: ProgressionWrite, asked: Sequence[Question]) -> Answers:
    versions = {each.id: each.version for each in asked}
    return {each.question: Answer(versions[each.question], each.value) for each in write.answers}


def _hidden(wished: Collection[str]) -> frozenset[str]:
    return questionnaire().on_wish - frozenset(wished)


def _columns(
    seal: CitizenSeal, row_id: UUID, write: ProgressionWrite, answers: Answers, asked: Sequence[Question]
) -> dict[str, Any]:
    return {
        "measured_on": write.on,
        "placement_id": write.placement_id,
        "answers_sealed": close_answers(seal, row_id, answers),
        "is_complete": is_complete(asked, answers),
    }


async def _publish(work: Work, case: Case, row: ProgressionMeasurement) -> None:
    """A complete measurement is an event of the course where the programme asks for it; elsewhere it is an offer."""
    counts = row.is_complete and row.withdrawn_on is None and EventKind.PROGRESSION in known_kinds(work, case)
    event = EventWritten(kind=EventKind.PROGRESSION, on=row.measured_on, placement_id=row.placement_id)
    await set_events(work, case, SOURCE, row.id, [event] if counts else [])
    await publish_case(work, case)


def _read(
    seal: CitizenSeal, row: ProgressionMeasurement, asked: Sequence[Question], wished: Collection[str]
) -> ProgressionRead:
    answers = shown(open_answers(seal, row), _hidden(wished))
    return ProgressionRead(
        **row.model_dump(include={"id", "version", "case_id", "answered_by", "placement_id", "is_complete"}),
        on=row.measured_on,
        answers=[_answer_read(question, each) for question, each in answers.items()],
        unanswered=unanswered(asked, answers),
        recorded_by=row.recorded_by,
        withdrawn_on=row.withdrawn_on,
    )


def _answer_read(question: str, answer: Answer) -> AnswerRead:
    asked = questionnaire().version(question, answer.version)
    return AnswerRead(
        question=question,
        question_version=answer.version,
        area=asked.area,
        danish=asked.danish,
        value=answer.value,
    )
