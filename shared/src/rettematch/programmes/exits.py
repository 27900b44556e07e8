"""What keeps a course from leaving a step (trin) of its programme, rule by rule."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from rettematch.clock import COPENHAGEN, local_date
from rettematch.contracts.cases import CaseFacts
from rettematch.programmes.definitions import Programme
from rettematch.programmes.definitions import Step as StepDefinition
from rettematch.programmes.findings import danish_word
from rettematch.programmes.occurrences import Occurrences
from rettematch.programmes.periods import ONE_DAY
from rettematch.programmes.steps import asked_by_rules, current_step
from rettematch.programmes.vocabulary import Happening


@dataclass(frozen=True, slots=True)
class Unmet:
    """A condition of step `step`, counted from 1, that does not stand; `danish` may be shown as it is."""

    step: int
    rule_id: str
    section: str
    missing: Happening
    danish: str


def blocks_exit(programme: Programme, facts: CaseFacts, now: datetime) -> tuple[Unmet, ...]:
    """What the step that a course is in waits for, in file order; empty when nothing does or all steps have ended."""
    today = local_date(now)
    number = current_step(programme, facts, today).number
    return _unmet(programme, facts, today, range(number, number + 1))


def next_step(programme: Programme, facts: CaseFacts, now: datetime) -> StepDefinition | None:
    """The step after the one that a course is in; None in the last one and after it."""
    number = current_step(programme, facts, local_date(now)).number
    return programme.steps[number] if number < len(programme.steps) else None


def refuse_step(programme: Programme, facts: CaseFacts, now: datetime, wanted: int) -> tuple[Unmet, ...]:
    """The conditions that stand neither today nor yesterday and without which a course cannot be in a step.

    A placement often ends on the day on which a job begins: what stood until then is not asked for again.

    Args:
        programme: As it holds in the municipality.
        facts: Of the course.
        now: Aware.
        wanted: The step, counted from 1; one more than the programme has: all steps have ended.
    """
    today = local_date(now)
    before = {*_unmet(programme, facts, today - ONE_DAY, range(1, wanted))}
    return tuple(each for each in _unmet(programme, facts, today, range(1, wanted)) if each in before)


def step_ended_by(programme: Programme, facts: CaseFacts, happening: Happening) -> int | None:
    """The step, counted from 1, of which an exit asks for something; None when no step does."""
    case = Occurrences(programme, facts, _end_of(facts.started_on))
    for number, step in enumerate(programme.steps, start=1):
        if any(asked == happening for _, asked, _ in asked_by_rules(case, step)):
            return number
    return None


def _unmet(programme: Programme, facts: CaseFacts, on: date, numbers: Iterable[int]) -> tuple[Unmet, ...]:
    case = Occurrences(programme, facts, _end_of(on))
    return tuple(
        Unmet(number, rule.id, rule.section, happening, f"{rule.danish}. Der mangler: {danish_word(happening)}.")
        for number in numbers
        if number <= len(programme.steps)
        for rule, happening, since in asked_by_rules(case, programme.steps[number - 1])
        if since is None
    )


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time.max, COPENHAGEN)
