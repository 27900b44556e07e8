"""Follow-ups that a programme asks for in each period of a phase.

Cadences that the same thing fulfils make one track: at most one period of a track is open at a time, and when the next
one falls due, or what it asks was done in it, an unfulfilled one is missed. Every contact of the job broker with the
citizen is one track over all phases; each other cadence has a track of its own.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

from rettematch.clock import local_date
from rettematch.contracts.base import Role
from rettematch.contracts.follow_ups import FollowUp, FollowUpStatus
from rettematch.programmes.definitions import Rule
from rettematch.programmes.occurrences import Occurrence, Occurrences, broker_since
from rettematch.programmes.parameters import Cadence
from rettematch.programmes.periods import ONE_DAY, Period, at_local, periods
from rettematch.programmes.status import follow_up, status_at, times_of
from rettematch.programmes.stretches import stretches
from rettematch.programmes.working_days import last_working_day

PERIODS_AHEAD = 2
"""How many periods of a track that are not due yet are shown."""
_BEGINS = attrgetter("period.first")


class _Asked(NamedTuple):
    """A period in which a rule asks for something, with what was done in it, and the day of its reminder."""

    key: str
    rule: Rule
    responsible: Role
    period: Period
    due_on: date
    last: date
    held: Occurrence | None


def of_cadences(case: Occurrences) -> Iterator[FollowUp]:
    """The follow-ups of every track."""
    contacts: list[_Asked] = []
    for rule, cadence in case.programme.with_parameters(Cadence, case.facts.started_on):
        if not cadence.holds_for(case.facts.cohort):
            continue
        if cadence.done_by is None:
            contacts += _asked(case, rule, cadence, _contacts(case))
        else:
            done = case.done(cadence.done_by, cadence.items)
            yield from _track(case, _asked(case, rule, cadence, done))
    yield from _track(case, contacts)


def _asked(case: Occurrences, rule: Rule, cadence: Cadence, done: Sequence[Occurrence]) -> Iterator[_Asked]:
    """The periods of a cadence as far ahead as could be shown.

    A contact of the job broker is asked for on the period's last day, whatever weekday that is; everything else is
    work of the office and asked for on the last working day.
    """
    name = rule.id if cadence is rule.parameters else f"{rule.id}.{cadence.done_by}"
    today, responsible, is_contact = case.today, cadence.responsible, cadence.done_by is None
    begins = [each.on for each in done]
    longest = max((each.until - each.on for each in done), default=timedelta())
    for stretch in stretches(cadence, case):
        ahead = 0
        for period, is_asked in periods(stretch, cadence.every, cadence.shortest_remainder):
            held = None
            first, end = period
            last = end - ONE_DAY
            if first <= today and done:
                held = _first_overlapping(period, done, bisect_left(begins, first - longest))
            due_on = last if is_contact else last_working_day(first, last)
            if is_asked or held:
                yield _Asked(f"{name}:{first.isoformat()}", rule, responsible, period, due_on, last, held)
            ahead += last > today
            if ahead > PERIODS_AHEAD:
                break


def _first_overlapping(period: Period, done: Sequence[Occurrence], start: int) -> Occurrence | None:
    first, end = period
    for position in range(start, len(done)):
        each = done[position]
        if each.on >= end:
            return None
        if each.until >= first:
            return each
    return None


def _track(case: Occurrences, found: Iterable[_Asked]) -> Iterator[FollowUp]:
    reminder, now = case.programme.reminder, case.now
    asked = sorted(found, key=_BEGINS)
    ahead = 0
    for each, following in pairwise([*asked, None]):
        if each is None:
            continue
        due_at, overdue_at = times_of(reminder, each.due_on, each.last)
        status = status_at(each.held is not None, due_at, overdue_at, now)
        if status in {FollowUpStatus.DUE, FollowUpStatus.OVERDUE} and _took_over(following, case):
            status = FollowUpStatus.MISSED
        if status is FollowUpStatus.PLANNED:
            ahead += 1
            if ahead > PERIODS_AHEAD:
                return
        times = due_at, overdue_at
        yield follow_up(case.facts.case_id, each.rule.id, each.key, each.responsible, times, status, each.held)


def _took_over(following: _Asked | None, case: Occurrences) -> bool:
    if following is None:
        return False
    return following.held is not None or at_local(following.due_on, case.programme.reminder.at) <= case.now


def _contacts(case: Occurrences) -> list[Occurrence]:
    """The conversations that count as the job broker's contact with the citizen, oldest first.

    Whoever talked with the citizen before the present broker took over stood in the broker's place.
    """
    since = broker_since(case.facts)
    if since is None:
        return []
    counted = [
        each
        for each in case.facts.conversations
        if each.with_citizen
        and each.held_at <= case.now
        and (each.by_staff_id == case.facts.job_broker_id or local_date(each.held_at) < since)
    ]
    in_order = sorted(counted, key=lambda each: (each.held_at, each.conversation_id))
    days = [(local_date(each.held_at), each.conversation_id) for each in in_order]
    return [Occurrence(day, day, ref) for day, ref in days]
