"""Answers in their sealed form, and the measurements of a case as rules see them."""

import json
from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from sqlmodel import col, select

from case_api.citizens.sealing import CitizenSeal
from case_api.context import Work
from case_api.progression.models import ProgressionMeasurement, ProgressionWish
from case_api.progression.rules import Answer, Answers, Measured

_TABLE = "progression_measurement"


def close_answers(seal: CitizenSeal, progression_id: UUID, answers: Answers) -> bytes:
    """The answers, sealed for their row."""
    plain = {question: [each.version, each.value] for question, each in sorted(answers.items())}
    return seal.close(json.dumps(plain), _TABLE, progression_id, "answers_sealed")


def open_answers(seal: CitizenSeal, row: ProgressionMeasurement) -> Answers:
    plain = json.loads(seal.open(row.answers_sealed, _TABLE, row.id, "answers_sealed"))
    return {question: Answer(version, value) for question, (version, value) in plain.items()}


def measured(seal: CitizenSeal, rows: Iterable[ProgressionMeasurement], hidden: Collection[str]) -> list[Measured]:
    """Rows as a curve sees them, without the answers to `hidden` questions."""
    return [
        Measured(row.id, row.measured_on, row.answered_by, row.placement_id, shown(open_answers(seal, row), hidden))
        for row in rows
    ]


def shown(answers: Answers, hidden: Collection[str]) -> Answers:
    return {question: each for question, each in answers.items() if question not in hidden}


async def standing(work: Work, case_id: UUID) -> Sequence[ProgressionMeasurement]:
    """The measurements of a case that were not taken back, the earliest first."""
    statement = (
        select(ProgressionMeasurement)
        .where(col(ProgressionMeasurement.case_id) == case_id, col(ProgressionMeasurement.withdrawn_on).is_(None))
        .order_by(col(ProgressionMeasurement.measured_on), col(ProgressionMeasurement.id))
    )
    return (await work.session.exec(statement)).all()


async def wishes_of(work: Work, case_id: UUID) -> Sequence[ProgressionWish]:
    """What was wished in a case, the earliest first."""
    statement = select(ProgressionWish).where(col(ProgressionWish.case_id) == case_id).order_by(col(ProgressionWish.id))
    return (await work.session.exec(statement)).all()


async def wished_in(work: Work, case_id: UUID) -> frozenset[str]:
    """The questions on wish that the citizen wants to be asked now."""
    newest = {row.question: row.wished for row in await wishes_of(work, case_id)}
    return frozenset(question for question, is_wished in newest.items() if is_wished)
