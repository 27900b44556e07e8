"""Follow-ups that are asked once, or once for each time that something happens."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from uuid import UUID

from rettematch.contracts.follow_ups import FollowUp
from rettematch.programmes.definitions import Rule
from rettematch.programmes.occurrences import Occurrence, Occurrences, in_order
from rettematch.programmes.parameters import Deadline
from rettematch.programmes.status import follow_up, status_at, times_of
from rettematch.programmes.vocabulary import Derived
from rettematch.programmes.working_days import last_working_day


def of_deadlines(case: Occurrences) -> Iterator[FollowUp]:
    """One follow-up for each thing that must be done.

    Its reminder goes out on the last working day before the time is up. What has no number in the source must be done
    on the day itself. A deadline does not pass into another one: it stays overdue until it is met.
    """
    for rule, deadline in case.programme.with_parameters(Deadline, case.facts.started_on):
        if deadline.holds_for(case.facts.cohort):
            yield from _of(case, rule, deadline)


def last_day(deadline: Deadline, begun: date) -> date:
    """The last day on which a deadline can be met that was counted from `begun`."""
    return deadline.within.after(begun) if deadline.within else begun


def _of(case: Occurrences, rule: Rule, deadline: Deadline) -> Iterator[FollowUp]:
    done = case.done(deadline.of, deadline.items)
    by_placement = any(each.placement_id for each in done)
    name = rule.id if deadline is rule.parameters else f"{rule.id}.{deadline.of}"
    days = [each.on for each in done]
    reminder, wait = case.programme.reminder, timedelta(days=deadline.earliest_day - 1)
    # The end of a course is known from its start, so what it asks for can be reminded of before a weekend.
    known_from = case.facts.started_on if Derived.COURSE_ENDS in deadline.after and not deadline.each else None
    for trigger in _triggers(case, deadline):
        if deadline.each:
            earliest = bisect_left(days, trigger.on + wait)
            held = _met(done, earliest, trigger.placement_id if by_placement else None)
            key = f"{name}:{trigger.ref or trigger.on.isoformat()}"
        else:
            held, key = next(iter(done), None), f"{name}:{trigger.on.isoformat()}"
        last = last_day(deadline, trigger.on)
        if held is None and case.facts.closed_on is not None and last >= case.facts.closed_on:
            continue  # the course closed before the time was up
        due_at, overdue_at = times_of(reminder, last_working_day(known_from or trigger.on, last), last)
        status = status_at(held is not None, due_at, overdue_at, case.now)
        times, about = (due_at, overdue_at), trigger.placement_id
        yield follow_up(case.facts.case_id, rule.id, key, deadline.responsible, times, status, held, about)


def _triggers(case: Occurrences, deadline: Deadline) -> Sequence[Occurrence]:
    """What starts the clock; of several the first one, when it is asked for once."""
    found = [each for happening in deadline.after for each in case.of(happening) if each.covers(deadline.when)]
    if len(deadline.after) > 1:
        found.sort(key=in_order)
    return found if deadline.each else found[:1]


def _met(done: Sequence[Occurrence], start: int, placement_id: UUID | None) -> Occurrence | None:
    """The first of what was done from a position on, of the placement asked about or of none."""
    for position in range(start, len(done)):
        each = done[position]
        if placement_id is None or each.placement_id is None or each.placement_id == placement_id:
            return each
    return None
