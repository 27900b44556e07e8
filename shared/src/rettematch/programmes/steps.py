"""Which step (trin) of its programme a course is in, and what is missing before the next."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from rettematch.clock import COPENHAGEN
from rettematch.contracts.cases import CaseFacts
from rettematch.programmes.definitions import Programme, Rule, UnknownRuleError, asked_before_exit
from rettematch.programmes.definitions import Step as StepDefinition
from rettematch.programmes.occurrences import Occurrences, end_of, is_running
from rettematch.programmes.parameters import Deadline, Limit, Precondition, Repeat
from rettematch.programmes.periods import ONE_DAY
from rettematch.programmes.vocabulary import Derived, Happening


@dataclass(frozen=True, slots=True)
class Step:
    """Step `number`, counted from 1, from `began_on`; one more than the programme has when its last one has ended.

    `aim_ends_on` is the last day that the programme aims at, and `missing` what the step still waits for.
    """

    number: int
    began_on: date
    aim_ends_on: date | None
    missing: tuple[Happening, ...]


def asked_by_rules(case: Occurrences, step: StepDefinition) -> Iterator[tuple[Rule, Happening, date | None]]:
    """Everything that the exits of a step ask for, rule by rule, with the day since which it stands, as seen today."""
    for rule_id in step.exits:
        try:
            rule = case.programme.rule(rule_id, case.facts.started_on)
        except UnknownRuleError:  # not in force for this course
            continue
        parameters = rule.parameters
        items = parameters.items if isinstance(parameters, Deadline | Precondition) else ()
        for happening in asked_before_exit(rule):
            done = case.done(happening, items)
            yield rule, happening, done[0].on if done else None


def _asked(case: Occurrences, step: StepDefinition) -> dict[Happening, date | None]:
    return {happening: since for _, happening, since in asked_by_rules(case, step)}


def exit_met_on(case: Occurrences, step: StepDefinition) -> date | None:
    """The first day on which all that a step waits for stood; None while something is missing or nothing is asked."""
    since = [day for day in _asked(case, step).values() if day is not None]
    return max(since) if since and len(since) == len(_asked(case, step)) else None


def search_began(case: Occurrences) -> date | None:
    """When the first step ended and the search for a match began, also when its last condition lies ahead."""
    steps = case.programme.steps
    if not steps or not steps[0].exits:
        return case.facts.started_on
    days = [case.first(happening) for happening in _asked(case, steps[0])]
    known = [day for day in days if day is not None]
    return max(known) if known and len(known) == len(days) else None


def _repeated_from(facts: CaseFacts, on: date, began: date) -> date:
    """A repeated step begins again when the last placement ended."""
    ended = [end_of(each) for each in facts.placements if each.starts_on < end_of(each) <= on]
    running = any(is_running(each, on) for each in facts.placements)
    return began if running else max([began, *ended])


def _is_repeated(case: Occurrences, number: int) -> bool:
    return any(
        repeat.step == number and repeat.after is Derived.PLACEMENT_ENDED
        for _, repeat in case.programme.with_parameters(Repeat, case.facts.started_on)
    )


def current_step(programme: Programme, facts: CaseFacts, on: date) -> Step:
    """The step that a course is in at the end of a day."""
    case = Occurrences(programme, facts, datetime.combine(on, time.max, COPENHAGEN))
    began = facts.started_on
    for number, step in enumerate(programme.steps, start=1):
        done = exit_met_on(case, step)
        if done is None and _is_repeated(case, number) and facts.self_supporting_on is None:
            began = _repeated_from(facts, on, began)
        if done is None and not _left_by_success(facts, on):
            missing = tuple(each for each, day in _asked(case, step).items() if day is None)
            return Step(number, began, _aim(case, step, began), missing)
        ended = done if step.exits else facts.self_supporting_on
        began = max(began, ended or began)
    return Step(len(programme.steps) + 1, began, None, ())


def _left_by_success(facts: CaseFacts, on: date) -> bool:
    """A citizen who lives by a job has left every step, whatever was missing in it."""
    return facts.self_supporting_on is not None and facts.self_supporting_on <= on


def _aim(case: Occurrences, step: StepDefinition, began: date) -> date | None:
    """The last day of the step: the limit may hold for a cohort only."""
    ends = [
        limit.at_most.after(began) - ONE_DAY
        for rule, limit in case.programme.with_parameters(Limit, case.facts.started_on)
        if rule.id in step.limits and limit.holds_for(case.facts.cohort)
    ]
    return min(ends, default=None)
