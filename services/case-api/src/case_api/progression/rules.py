"""Pure decisions about answers: which are asked, when a measurement is complete, and that the citizen's stand."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from rettematch.problems import FieldError
from rettematch.progression.questions import Answerer, Asked, Question


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to one version of a question; the value is None for "don't know"."""

    version: int
    value: int | None


Answers = Mapping[str, Answer]
"""By the question's id."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A measurement as a curve sees it."""

    id: UUID
    on: date
    answered_by: Answerer
    placement_id: UUID | None
    answers: Answers


def not_asked(given: Sequence[str], asked: Iterable[Question]) -> list[FieldError]:
    """The answers to questions that are not asked here, by their place in the request."""
    known = [each.id for each in asked]
    expected = "must be a question that is asked here: " + (", ".join(known) or "there is none on this day")
    return [
        FieldError(field=f"body.answers.{n}.question", expected=expected, danish="stilles ikke her")
        for n, question in enumerate(given)
        if question not in known
    ]


def unanswered(asked: Iterable[Question], answers: Answers) -> list[str]:
    """What is still to be answered, if only with "don't know". A question asked on wish is never required."""
    return [each.id for each in asked if each.asked is not Asked.ON_WISH and each.id not in answers]


def is_complete(asked: Sequence[Question], answers: Answers) -> bool:
    """Whether a measurement counts: nothing is left open, and not everything is "don't know"."""
    return not unanswered(asked, answers) and any(each.value is not None for each in answers.values())


def overwritten(before: Answers, after: Answers) -> list[str]:
    """The questions whose answer would be another one, or gone."""
    return sorted(question for question, answer in before.items() if after.get(question) != answer)
