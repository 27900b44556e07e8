"""Curves from measurements: pure. For each question and each area of questions, never for the person as a whole.

An answer is compared only with an answer to the same version of the same question: other words are another question.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean
from uuid import UUID

from case_api.progression.rules import Answer, Answers, Measured
from rettematch.progression.questions import Answerer, Area, Questionnaire


@dataclass(frozen=True, slots=True)
class QuestionPoint:
    on: date
    progression_id: UUID
    placement_id: UUID | None
    version: int
    value: int


@dataclass(frozen=True, slots=True)
class QuestionSeries:
    """The answers to one question, the earliest first, with how many there are and how often nobody knew."""

    question: str
    points: tuple[QuestionPoint, ...]
    skipped: int
    since_first: int | None
    since_last: int | None


@dataclass(frozen=True, slots=True)
class AreaPoint:
    """The mean of the answers that one measurement gave in an area, and how many they were."""

    on: date
    progression_id: UUID
    value: float
    answers: int


@dataclass(frozen=True, slots=True)
class AreaSeries:
    points: tuple[AreaPoint, ...]
    since_first: float | None
    since_last: float | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The citizen's and the worker's newest point of an area side by side; a difference is no judgement."""

    citizen: AreaPoint
    worker: AreaPoint
    difference: float
    worth_talking: bool
    danish: str


def in_order(measured: Iterable[Measured]) -> list[Measured]:
    """The earliest first, whatever the order of recording."""
    return sorted(measured, key=lambda each: (each.on, each.id.int))


def question_series(question: str, measured: Iterable[Measured]) -> QuestionSeries:
    """The curve of one question."""
    points, skipped = [], 0
    for each in in_order(measured):
        answer = each.answers.get(question)
        if answer is None:
            continue
        if answer.value is None:
            skipped += 1
        else:
            points.append(QuestionPoint(each.on, each.id, each.placement_id, answer.version, answer.value))
    like_last = [point.value for point in points if point.version == points[-1].version]
    return QuestionSeries(
        question=question,
        points=tuple(points),
        skipped=skipped,
        since_first=like_last[-1] - like_last[0] if len(like_last) > 1 else None,
        since_last=like_last[-1] - like_last[-2] if len(like_last) > 1 else None,
    )


def area_series(questions: Iterable[str], measured: Iterable[Measured]) -> AreaSeries:
    """The curve of the questions of one area that one side answers.

    A difference is taken over the questions that both measurements answered, so that a question left out, or a new
    one, moves nothing by itself.
    """
    wanted = frozenset(questions)
    found: list[tuple[AreaPoint, Answers]] = []
    for each in in_order(measured):
        known = {name: one for name, one in each.answers.items() if name in wanted and one.value is not None}
        if known:
            found.append((AreaPoint(each.on, each.id, _mean(known), len(known)), known))
    points = tuple(point for point, _ in found)
    if len(found) < 2:  # noqa: PLR2004 - a difference takes two
        return AreaSeries(points, None, None)
    last = found[-1][1]
    return AreaSeries(points, _difference(found[0][1], last), _difference(found[-2][1], last))


def compare(area: Area, citizen: AreaSeries, worker: AreaSeries, questions: Questionnaire) -> Comparison | None:
    """Both sides' newest points; None when one has none, or when they lie too far apart to be compared."""
    if not citizen.points or not worker.points:
        return None
    one, other = citizen.points[-1], worker.points[-1]
    if abs(one.on - other.on) > timedelta(days=questions.compare_within_days):
        return None
    difference = one.value - other.value
    worth_talking = abs(difference) >= questions.talk_about_from
    return Comparison(one, other, difference, worth_talking, _in_words(area, difference, worth_talking))


def _in_words(area: Area, difference: float, worth_talking: bool) -> str:
    if not worth_talking:
        return f"Borger og medarbejder svarer nogenlunde ens om {area.danish}."
    higher, lower = ("Borgeren", "medarbejderen") if difference > 0 else ("Medarbejderen", "borgeren")
    return (
        f"{higher} svarer højere end {lower} om {area.danish}. Ingen af svarene er forkerte; "
        "tal sammen om, hvad hver af jer lægger vægt på."
    )


def _mean(answers: Answers) -> float:
    return fmean(_value(each) for each in answers.values())


def _difference(before: Answers, after: Answers) -> float | None:
    both = [(before[name], after[name]) for name in sorted(before.keys() & after.keys())]
    like = [_value(new) - _value(old) for old, new in both if old.version == new.version]
    return fmean(like) if like else None


def _value(answer: Answer) -> int:
    if answer.value is None:
        raise ValueError("a mean is taken of known answers only")
    return answer.value


def by_side(measured: Iterable[Measured]) -> Mapping[Answerer, Sequence[Measured]]:
    """The measurements of each side, the earliest first."""
    ordered = in_order(measured)
    return {side: [each for each in ordered if each.answered_by is side] for side in Answerer}
