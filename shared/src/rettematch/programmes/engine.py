"""Plans the follow-ups of a course: a pure function of the facts of the case and the time.

Follow-ups come from four sources. A *cadence* asks for something in each period of a phase (`cadences`). A *deadline*
asks for something once, or once for each time that something happens (`deadlines`). A *gap* asks for the next activity
before too long has passed without one (`gaps`). *Agreed* follow-ups stand in the work agreement with their own time and
wait for the contact that is recorded as theirs (`agreements`).
"""

from datetime import datetime
from operator import attrgetter

from rettematch.contracts.cases import CaseFacts
from rettematch.contracts.follow_ups import FollowUp, FollowUpStatus
from rettematch.programmes.agreements import of_agreements
from rettematch.programmes.cadences import of_cadences
from rettematch.programmes.deadlines import of_deadlines
from rettematch.programmes.definitions import Programme, programme
from rettematch.programmes.gaps import of_gaps
from rettematch.programmes.occurrences import Occurrences

_KEY, _DUE = attrgetter("key"), attrgetter("due_at")
"""By due time, and by key where that is the same: two plain sorts take half as long as one by both."""
_HAPPENED = frozenset({FollowUpStatus.FULFILLED, FollowUpStatus.MISSED})


def plan(facts: CaseFacts, now: datetime, rules: Programme | None = None) -> tuple[FollowUp, ...]:
    """Every follow-up of a case as it stands at `now`, in order of due time.

    The same facts give the same answer in whatever order they are listed, and for the same facts a follow-up only ever
    moves on: planned, due, overdue, missed, or fulfilled. In a closed course nothing is due and nothing is planned.

    Args:
        facts: Of one case.
        now: Aware.
        rules: The programme with what a municipality added; without it, the one that is shipped.

    Raises:
        UnknownProgrammeError: the course follows a programme that has no definition.
    """
    return follow_ups(Occurrences(rules or programme(facts.programme), facts, now))


def follow_ups(case: Occurrences) -> tuple[FollowUp, ...]:
    """The same for occurrences that somebody has already."""
    planned = [*of_cadences(case), *of_deadlines(case), *of_gaps(case), *of_agreements(case)]
    if case.facts.closed_on is not None and case.facts.closed_on <= case.today:
        planned = [_closed(each) for each in planned if each.status is not FollowUpStatus.PLANNED]
    planned.sort(key=_KEY)
    planned.sort(key=_DUE)
    return tuple(planned)


def _closed(each: FollowUp) -> FollowUp:
    if each.status in _HAPPENED:
        return each
    return each.model_copy(update={"status": FollowUpStatus.MISSED})
