"""When a follow-up is due and late, and where it stands at a moment by these times alone."""

from datetime import date, datetime, time
from functools import lru_cache

from rettematch.contracts.follow_ups import FollowUpStatus
from rettematch.programmes.definitions import Reminder
from rettematch.programmes.periods import Span, at_local


def status_at(is_held: bool, due_at: datetime, overdue_at: datetime, now: datetime) -> FollowUpStatus:
    """Fulfilled when it was held, else planned, due or overdue."""
    if is_held:
        return FollowUpStatus.FULFILLED
    if now < due_at:
        return FollowUpStatus.PLANNED
    return FollowUpStatus.DUE if now < overdue_at else FollowUpStatus.OVERDUE


def times_of(reminder: Reminder, due_on: date, last: date) -> tuple[datetime, datetime]:
    """When the reminder goes out on `due_on`, and from when what had to be done by `last` is late."""
    late = reminder.late_after
    return _times(reminder.at, late.days, late.weeks, late.months, due_on, last)


@lru_cache(maxsize=65_536)
def _times(at: time, days: int, weeks: int, months: int, due_on: date, last: date) -> tuple[datetime, datetime]:
    """Many cases share the same days."""
    return at_local(due_on, at), at_local(Span(days=days, weeks=weeks, months=months).after(last), at)
