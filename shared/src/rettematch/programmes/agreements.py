"""Follow-ups at the times that work agreements state."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import pairwise
from uuid import UUID

from rettematch.clock import COPENHAGEN, local_date
from rettematch.contracts.cases import AgreedFollowUp, CaseFacts, ConversationFact, PlacementFact
from rettematch.contracts.follow_ups import FollowUp, FollowUpStatus
from rettematch.programmes.occurrences import Occurrences, end_of
from rettematch.programmes.parameters import Agreed
from rettematch.programmes.periods import at_local
from rettematch.programmes.status import status_at


def of_agreements(case: Occurrences) -> Iterator[FollowUp]:
    """One follow-up for each line of each placement's agreement that still holds."""
    facts, now = case.facts, case.now
    held = _fulfilling(facts, now)
    for rule, agreed in case.programme.with_parameters(Agreed, facts.started_on):
        for placement in facts.placements:
            lines = sorted(_wanted(placement, facts, held), key=lambda each: (each.at, each.follow_up_id))
            for line, following in pairwise([*lines, None]):
                if line is None:
                    continue
                overdue_at = _later(line.at, agreed)
                status = status_at(line.follow_up_id in held, line.at, overdue_at, now)
                if status in {FollowUpStatus.DUE, FollowUpStatus.OVERDUE} and (
                    _is_over(placement, now)
                    or (following is not None and (following.at <= now or following.follow_up_id in held))
                ):
                    status = FollowUpStatus.MISSED
                yield FollowUp(
                    key=f"{rule.id}:{line.follow_up_id}",
                    rule_id=rule.id,
                    case_id=facts.case_id,
                    responsible=agreed.responsible,
                    due_at=line.at.astimezone(UTC),
                    overdue_at=overdue_at,
                    status=status,
                    fulfilled_by=held[line.follow_up_id].conversation_id if line.follow_up_id in held else None,
                    placement_id=placement.placement_id,
                )


def _later(moment: datetime, agreed: Agreed) -> datetime:
    """The same clock time in Denmark so much later."""
    local = moment.astimezone(COPENHAGEN)
    return at_local(agreed.late_after.after(local.date()), local.time())


def _wanted(placement: PlacementFact, facts: CaseFacts, held: dict[UUID, ConversationFact]) -> Iterator[AgreedFollowUp]:
    """The lines that still hold: an ended placement or a closed course leaves out those that lay after its end."""
    end = end_of(placement) if placement.ended_on is not None else date.max
    if facts.closed_on is not None:
        end = min(end, facts.closed_on)
    for line in placement.follow_ups:
        if local_date(line.at) < end or line.follow_up_id in held:
            yield line


def _is_over(placement: PlacementFact, now: datetime) -> bool:
    return placement.ended_on is not None and end_of(placement) <= local_date(now)


def _fulfilling(facts: CaseFacts, now: datetime) -> dict[UUID, ConversationFact]:
    """The first conversation that was recorded as each agreed follow-up."""
    held: dict[UUID, ConversationFact] = {}
    for each in sorted(facts.conversations, key=lambda each: (each.held_at, each.conversation_id)):
        if each.fulfils is not None and each.held_at <= now:
            held.setdefault(each.fulfils, each)
    return held
