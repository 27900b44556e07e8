"""When a follow-up is due and late, and where it stands at a moment by these times alone."""

from datetime import date, datetime, time
from functools import lru_cache
from uuid import UUID

from pydantic import BaseModel

from rettematch.contracts.base import Role
from rettematch.contracts.follow_ups import FollowUp, FollowUpStatus
from rettematch.programmes.definitions import Reminder
from rettematch.programmes.occurrences import Occurrence
from rettematch.programmes.periods import Span, at_local

_EVERY_FIELD = set(FollowUp.model_fields)
_SET_FIELDS, _SET_NAMES, _SET_EXTRA, _SET_PRIVATE = (
    vars(BaseModel)[name].__set__
    for name in ("__dict__", "__pydantic_fields_set__", "__pydantic_extra__", "__pydantic_private__")
)
"""What a model consists of, set past its being frozen; twice as fast as by `object.__setattr__`."""


def status_at(is_held: bool, due_at: datetime, overdue_at: datetime, now: datetime) -> FollowUpStatus:
    """Fulfilled when it was held, else planned, due or overdue."""
    if is_held:
        return FollowUpStatus.FULFILLED
    if now < due_at:
        return FollowUpStatus.PLANNED
    return FollowUpStatus.DUE if now < overdue_at else FollowUpStatus.OVERDUE


def follow_up(
    case_id: UUID,
    rule_id: str,
    key: str,
    responsible: Role,
    times: tuple[datetime, datetime],
    status: FollowUpStatus,
    held: Occurrence | None,
    placement_id: UUID | None = None,
) -> FollowUp:
    """A follow-up of values that are of the right types already, and so are not validated again.

    Planning a case makes up to two hundred; validating each of them took a third of the time.
    """
    made = FollowUp.__new__(FollowUp)
    due_at, overdue_at = times
    _SET_FIELDS(
        made,
        {
            "key": key,
            "rule_id": rule_id,
            "case_id": case_id,
            "responsible": responsible,
            "due_at": due_at,
            "overdue_at": overdue_at,
            "status": status,
            "fulfilled_by": held.ref if held else None,
            "placement_id": placement_id,
        },
    )
    _SET_NAMES(made, _EVERY_FIELD)
    _SET_EXTRA(made, None)
    _SET_PRIVATE(made, None)
    return made


def times_of(reminder: Reminder, due_on: date, last: date) -> tuple[datetime, datetime]:
    """When the reminder goes out on `due_on`, and from when what had to be done by `last` is late."""
    late = reminder.late_after
    return _times(reminder.at, late.days, late.weeks, late.months, due_on, last)


@lru_cache(maxsize=65_536)
def _times(at: time, days: int, weeks: int, months: int, due_on: date, last: date) -> tuple[datetime, datetime]:
    """Many cases share the same days."""
    return at_local(due_on, at), at_local(Span(days=days, weeks=weeks, months=months).after(last), at)
