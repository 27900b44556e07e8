"""Where a follow-up stands at a moment, by its own times alone."""

from datetime import datetime

from rettematch.contracts.follow_ups import FollowUpStatus


def status_at(is_held: bool, due_at: datetime, overdue_at: datetime, now: datetime) -> FollowUpStatus:
    """Fulfilled when it was held, else planned, due or overdue."""
    if is_held:
        return FollowUpStatus.FULFILLED
    if now < due_at:
        return FollowUpStatus.PLANNED
    return FollowUpStatus.DUE if now < overdue_at else FollowUpStatus.OVERDUE
