"""When a plan changes by itself, though no fact does. Pure."""

from collections.abc import Iterable
from datetime import datetime, time

from rettematch.clock import local_date
from rettematch.contracts.cases import CaseFacts
from rettematch.contracts.follow_ups import FollowUp, FollowUpStatus
from rettematch.programmes.periods import ONE_DAY, at_local


def next_change(facts: CaseFacts, planned: Iterable[FollowUp], now: datetime) -> datetime | None:
    """The next moment at which time alone changes the plan; None in a closed course, where nothing more can happen.

    At the latest the next midnight in Denmark: dates of the facts (an end, a closing) come into force then.
    """
    today = local_date(now)
    if facts.closed_on is not None and facts.closed_on <= today:
        return None
    moments = [at_local(today + ONE_DAY, time())]
    for each in planned:
        if each.status is FollowUpStatus.PLANNED:
            moments.append(each.due_at)
        elif each.status is FollowUpStatus.DUE:
            moments.append(each.overdue_at)
    moments += [each.held_at for each in facts.conversations if each.held_at > now]
    return min(moments)
