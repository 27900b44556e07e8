"""Which step (trin) of its programme a course is in, and what is missing before the next."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from rettematch.contracts.cases import CaseFacts, PlacementFact
from rettematch.programmes.definitions import Condition, Conditions, Limit, Programme
from rettematch.programmes.periods import ONE_DAY


@dataclass(frozen=True, slots=True)
class Step:
    """Step `number`, counted from 1, from `began_on`; one more than the programme has when its last one has ended.

    `aim_ends_on` is the last day that the programme aims at, and `missing` what the step still waits for.
    """

    number: int
    began_on: date
    aim_ends_on: date | None
    missing: tuple[Condition, ...]


def end_of(placement: PlacementFact) -> date:
    """The day after a placement's last one, as it stands now."""
    last = placement.ends_on if placement.ended_on is None else min(placement.ended_on, placement.ends_on)
    return last + ONE_DAY


def is_running(placement: PlacementFact, on: date) -> bool:
    """Whether a placement runs on a day."""
    return placement.starts_on <= on < end_of(placement)


def broker_since(facts: CaseFacts) -> date | None:
    """The day on which the present job broker took over; the start of the course when nobody wrote it down."""
    if facts.job_broker_id is None:
        return None
    return facts.job_broker_since or facts.started_on


def _met_by_placement(facts: CaseFacts, on: date, condition: Callable[[PlacementFact], bool]) -> date | None:
    """Both facts of step 2 are asked of the placements that run now: when one breaks, the step is repeated."""
    begun = [each.starts_on for each in facts.placements if is_running(each, on) and condition(each)]
    return min(begun, default=None)


_SINCE: Mapping[Condition, Callable[[CaseFacts, date], date | None]] = {
    Condition.JOB_BROKER_GIVEN: lambda facts, _: broker_since(facts),
    Condition.CV_BEGUN: lambda facts, _: facts.cv_begun_on,
    Condition.READY: lambda facts, _: facts.ready_on,
    Condition.AGREEMENT_ON_ORDINARY_HOURS: lambda facts, on: _met_by_placement(
        facts, on, lambda placement: placement.ordinary_hours_planned
    ),
    Condition.COMPANY_CONTACT_PERSON: lambda facts, on: _met_by_placement(
        facts, on, lambda placement: placement.has_contact_person
    ),
    Condition.SELF_SUPPORTING: lambda facts, _: facts.self_supporting_on,
}


def met_on(conditions: Conditions, facts: CaseFacts, on: date) -> date | None:
    """The first day on which all conditions held, as seen on `on`; None while one is missing."""
    since = [_SINCE[condition](facts, on) for condition in conditions.all_of]
    known = [day for day in since if day is not None and day <= on]
    return max(known) if len(known) == len(since) else None


def _missing(conditions: Conditions, facts: CaseFacts, on: date) -> tuple[Condition, ...]:
    found = []
    for condition in conditions.all_of:
        since = _SINCE[condition](facts, on)
        if since is None or since > on:
            found.append(condition)
    return tuple(found)


def _repeated_from(facts: CaseFacts, on: date, began: date) -> date:
    """Step 2 begins again when the last placement ended (fsm_break_repeat)."""
    ended = [end_of(each) for each in facts.placements if each.starts_on < end_of(each) <= on]
    running = any(is_running(each, on) for each in facts.placements)
    return began if running else max([began, *ended])


def current_step(programme: Programme, facts: CaseFacts, on: date) -> Step:
    """The step that a course is in on a day."""
    began = facts.started_on
    for number, exit_id in enumerate(programme.step_exits, start=1):
        conditions = programme.rule(exit_id, facts.started_on).parameters
        if not isinstance(conditions, Conditions):
            raise TypeError(exit_id)
        done = met_on(conditions, facts, on)
        if number > 1 and done is None and facts.self_supporting_on is None:
            began = _repeated_from(facts, on, began)
        if done is None and not _left_by_success(facts, on):
            return Step(number, began, _aim(programme, facts, number, began), _missing(conditions, facts, on))
        began = max(began, done) if done is not None else began
    return Step(len(programme.step_exits) + 1, began, None, ())


def _left_by_success(facts: CaseFacts, on: date) -> bool:
    """A citizen who lives by a job has left every step, whatever was missing in it."""
    return facts.self_supporting_on is not None and facts.self_supporting_on <= on


def _aim(programme: Programme, facts: CaseFacts, number: int, began: date) -> date | None:
    if number > len(programme.step_limits):
        return None
    limit = programme.rule(programme.step_limits[number - 1], facts.started_on).parameters
    return limit.at_most.after(began) - ONE_DAY if isinstance(limit, Limit) else None
