"""Follow-ups that ask for the next activity before too long has passed without one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from rettematch.contracts.cases import WITHOUT_END
from rettematch.contracts.follow_ups import FollowUp
from rettematch.programmes.definitions import Rule
from rettematch.programmes.occurrences import Occurrence, Occurrences
from rettematch.programmes.parameters import Gap
from rettematch.programmes.periods import ONE_DAY
from rettematch.programmes.status import follow_up, status_at, times_of
from rettematch.programmes.working_days import last_working_day


@dataclass(frozen=True, slots=True)
class IdleStretch:
    """Days without activity from `since`; `too_long_on` is the first day on which the gap breaks the rule.

    `ended_by` is the activity that ended it, which may still lie ahead; None when none is known.
    """

    since: date
    too_long_on: date
    ended_by: Occurrence | None


def idle_stretches(case: Occurrences, gap: Gap) -> Iterator[IdleStretch]:
    """The stretches of a course without activity, in order; the last one may still be open."""
    since = case.facts.started_on
    found = [each for happening in gap.counts for each in case.of(happening)]
    for each in sorted(found, key=lambda each: (each.on, each.until, each.ref.int if each.ref else 0)):
        if each.on > since:
            yield IdleStretch(since, gap.at_most.after(since), each)
        since = max(since, each.until + ONE_DAY)
    if since <= WITHOUT_END:
        yield IdleStretch(since, gap.at_most.after(since), None)


def ends_on(case: Occurrences) -> date | None:
    """From when nothing more is asked: the course is closed, or the citizen lives by a job."""
    facts = case.facts
    return min((day for day in (facts.closed_on, facts.self_supporting_on) if day is not None), default=None)


def of_gaps(case: Occurrences) -> Iterator[FollowUp]:
    """One follow-up for each stretch without activity; the next activity fulfils it, also when it comes too late."""
    end = ends_on(case)
    for rule, gap in case.programme.with_parameters(Gap, case.facts.started_on):
        if not gap.holds_for(case.facts.cohort):
            continue
        for idle in idle_stretches(case, gap):
            held = idle.ended_by if idle.ended_by and idle.ended_by.on <= case.today else None
            if end is None or idle.too_long_on <= end or (held is not None and idle.since < end):
                yield _asked(case, rule, gap, idle, held)


def _asked(case: Occurrences, rule: Rule, gap: Gap, idle: IdleStretch, held: Occurrence | None) -> FollowUp:
    reminder = case.programme.reminder
    last = idle.too_long_on - ONE_DAY
    due_at, overdue_at = times_of(reminder, last_working_day(idle.since, last), last)
    status = status_at(held is not None, due_at, overdue_at, case.now)
    key = f"{rule.id}:{idle.since.isoformat()}"
    return follow_up(case.facts.case_id, rule.id, key, gap.responsible, (due_at, overdue_at), status, held)
