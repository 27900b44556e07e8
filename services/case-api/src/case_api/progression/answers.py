"""Answers in their sealed form, and the measurements of a case as rules see them."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
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


async def standing(work: Work, case_ids: Collection[UUID]) -> Mapping[UUID, list[ProgressionMeasurement]]:
    """The measurements of cases that were not taken back, by case, the earliest first."""
    found: defaultdict[UUID, list[ProgressionMeasurement]] = defaultdict(list)
    statement = (
        select(ProgressionMeasurement)
        .where(col(ProgressionMeasurement.case_id).in_(case_ids), col(ProgressionMeasurement.withdrawn_on).is_(None))
        .order_by(col(ProgressionMeasurement.measured_on), col(ProgressionMeasurement.id))
    )
    for row in (await work.session.exec(statement)).all():
        found[row.case_id].append(row)
    return found


async def wishes_of(work: Work, case_ids: Collection[UUID]) -> Sequence[ProgressionWish]:
    """What was wished in cases, the earliest first."""
    statement = select(ProgressionWish).where(col(ProgressionWish.case_id).in_(case_ids))
    return (await work.session.exec(statement.order_by(col(ProgressionWish.id)))).all()


async def wished_in(work: Work, case_ids: Collection[UUID]) -> Mapping[UUID, frozenset[str]]:
    """The questions on wish that the citizen of each case wants to be asked now; every case is there."""
    newest: dict[UUID, dict[str, bool]] = {case_id: {} for case_id in case_ids}
    for row in await wishes_of(work, case_ids):
        newest[row.case_id][row.question] = row.wished
    return {
        case_id: frozenset(question for question, is_wished in wishes.items() if is_wished)
        for case_id, wishes in newest.items()
    }
