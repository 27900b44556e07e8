"""Plans the follow-ups of a course: a pure function of the facts of the case and the time.

Follow-ups come from two sources. A *cadence* asks for a contact with the citizen in each period of a phase; the contact
that falls in a period fulfils it, its reminder goes out on the period's last day, and at most one period is open at a
time: when the next one falls due, or the citizen has been talked with in it, an unfulfilled one is missed. *Agreed*
follow-ups stand in the work agreement with their own time and wait for the contact that is recorded as theirs.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import pairwise
from uuid import UUID

from rettematch.clock import COPENHAGEN, local_date
from rettematch.contracts.base import Role
from rettematch.contracts.cases import AgreedFollowUp, CaseFacts, ConversationFact, PlacementFact
from rettematch.contracts.follow_ups import FollowUp, FollowUpStatus
from rettematch.programmes.definitions import Agreed, Cadence, Conditions, Phase, Programme, Rule, programme
from rettematch.programmes.periods import Period, Stretch, at_local, periods
from rettematch.programmes.steps import broker_since, end_of, met_on

PERIODS_AHEAD = 2
"""How many periods that are not due yet are shown."""

_HAPPENED = frozenset({FollowUpStatus.FULFILLED, FollowUpStatus.MISSED})


@dataclass(frozen=True, slots=True)
class _Asked:
    """A period in which a rule of the programme asks for a contact, with the contact that was held in it."""

    rule: Rule
    responsible: Role
    period: Period
    is_asked: bool
    held: ConversationFact | None


def plan(facts: CaseFacts, now: datetime) -> tuple[FollowUp, ...]:
    """Every follow-up of a case as it stands at `now`, in order of due time.

    The same facts give the same answer in whatever order they are listed, and for the same facts a follow-up only ever
    moves on: planned, due, overdue, missed, or fulfilled. In a closed course nothing is due and nothing is planned.

    Args:
        facts: Of one case.
        now: Aware.

    Raises:
        UnknownProgrammeError: the course follows a programme that has no definition.
    """
    rules = programme(facts.programme)
    today = local_date(now)
    planned = [*_of_cadences(rules, facts, now, today), *_of_agreements(rules, facts, now)]
    if facts.closed_on is not None and facts.closed_on <= today:
        planned = [_closed(each) for each in planned if each.status is not FollowUpStatus.PLANNED]
    return tuple(sorted(planned, key=lambda each: (each.due_at, each.key)))


def _closed(each: FollowUp) -> FollowUp:
    if each.status in _HAPPENED:
        return each
    return each.model_copy(update={"status": FollowUpStatus.MISSED})


# Cadences


def _of_cadences(rules: Programme, facts: CaseFacts, now: datetime, today: date) -> Iterator[FollowUp]:
    contacts = _contacts(facts, now)
    asked = [
        _Asked(rule, cadence.responsible, period, is_asked, _first_in(period, contacts))
        for rule, cadence in rules.with_parameters(Cadence, facts.started_on)
        for stretch in _stretches(cadence, rules, facts)
        for period, is_asked in _until(today, stretch, cadence)
    ]
    asked = sorted((each for each in asked if each.is_asked or each.held), key=lambda each: each.period.first)
    ahead = 0
    for each, following in pairwise([*asked, None]):
        if each is None:
            continue
        due_at = at_local(each.period.last, rules.reminder.at)
        overdue_at = at_local(rules.reminder.late_after.after(each.period.last), rules.reminder.at)
        status = _status(each.held is not None, due_at, overdue_at, now)
        if status in {FollowUpStatus.DUE, FollowUpStatus.OVERDUE} and _took_over(following, rules, now):
            status = FollowUpStatus.MISSED
        if status is FollowUpStatus.PLANNED:
            ahead += 1
            if ahead > PERIODS_AHEAD:
                return
        yield FollowUp(
            key=f"{each.rule.id}:{each.period.first.isoformat()}",
            rule_id=each.rule.id,
            case_id=facts.case_id,
            responsible=each.responsible,
            due_at=due_at,
            overdue_at=overdue_at,
            status=status,
            fulfilled_by=each.held.conversation_id if each.held else None,
        )


def _took_over(following: _Asked | None, rules: Programme, now: datetime) -> bool:
    if following is None:
        return False
    return following.held is not None or at_local(following.period.last, rules.reminder.at) <= now


def _until(today: date, stretch: Stretch, cadence: Cadence) -> Iterator[tuple[Period, bool]]:
    """The periods of a stretch as far ahead as could be shown."""
    ahead = 0
    for period, is_asked in periods(stretch, cadence.every, cadence.shortest_remainder):
        yield period, is_asked
        ahead += period.last > today
        if ahead > PERIODS_AHEAD:
            return


def _stretches(cadence: Cadence, rules: Programme, facts: CaseFacts) -> list[Stretch]:
    """Where a cadence holds, up to the day on which the course was closed."""
    after_job = facts.self_supporting_on
    if cadence.phase is Phase.AFTER_JOB:
        found = _after_job(cadence, after_job)
    elif cadence.phase is Phase.MATCHED:
        found = [_cut(each, after_job) for each in _matched(facts.placements)]
    else:
        matched = _matched(facts.placements)
        found = [_cut(each, after_job) for each in _between(matched, _search_began(rules, facts))]
    return [each for each in (_cut(each, facts.closed_on) for each in found) if not each.is_empty]


def _after_job(cadence: Cadence, began: date | None) -> list[Stretch]:
    if began is None:
        return []
    return [Stretch(began, cadence.at_most.after(began) if cadence.at_most else None)]


def _search_began(rules: Programme, facts: CaseFacts) -> date | None:
    """When step 1 ended and the search for a match began; everything that its rule asks is dated."""
    if not rules.step_exits:
        return facts.started_on
    conditions = rules.rule(rules.step_exits[0], facts.started_on).parameters
    return met_on(conditions, facts, date.max) if isinstance(conditions, Conditions) else None


def _matched(placements: Iterable[PlacementFact]) -> list[Stretch]:
    """The stretches in which at least one placement runs."""
    found: list[Stretch] = []
    for placement in sorted(placements, key=lambda each: (each.starts_on, end_of(each), each.placement_id)):
        end = end_of(placement)
        stretch = Stretch(placement.starts_on, end, planned_end=_ended_as_planned(placement))
        if stretch.is_empty:
            continue
        before = found[-1] if found else None
        if before is None or before.end is None or stretch.first > before.end:
            found.append(stretch)
        elif end > before.end or (end == before.end and stretch.planned_end):
            found[-1] = Stretch(before.first, end, stretch.planned_end)
    return found


def _ended_as_planned(placement: PlacementFact) -> bool:
    return placement.ended_on is None or placement.ended_on >= placement.ends_on


def _between(matched: Sequence[Stretch], begun: date | None) -> list[Stretch]:
    """The stretches without a placement, from when the search began."""
    if begun is None:
        return []
    found, first = [], begun
    for each in matched:
        found.append(Stretch(first, each.first))
        first = max(first, each.end or date.max)
    return [*found, Stretch(first, None)]


def _cut(stretch: Stretch, at: date | None) -> Stretch:
    if at is None or (stretch.end is not None and stretch.end <= at):
        return stretch
    return Stretch(stretch.first, at)


def _contacts(facts: CaseFacts, now: datetime) -> list[ConversationFact]:
    """The conversations that count as the job broker's contact with the citizen, oldest first.

    Whoever talked with the citizen before the present broker took over stood in the broker's place.
    """
    since = broker_since(facts)
    counted = [
        each
        for each in facts.conversations
        if each.with_citizen
        and each.held_at <= now
        and since is not None
        and (each.by_staff_id == facts.job_broker_id or local_date(each.held_at) < since)
    ]
    return sorted(counted, key=lambda each: (each.held_at, each.conversation_id))


def _first_in(period: Period, contacts: Iterable[ConversationFact]) -> ConversationFact | None:
    return next((each for each in contacts if period.first <= local_date(each.held_at) < period.end), None)


# Agreed follow-ups


def _of_agreements(rules: Programme, facts: CaseFacts, now: datetime) -> Iterator[FollowUp]:
    held = _fulfilling(facts, now)
    for rule, agreed in rules.with_parameters(Agreed, facts.started_on):
        for placement in facts.placements:
            lines = sorted(_wanted(placement, facts, held), key=lambda each: (each.at, each.follow_up_id))
            for line, following in pairwise([*lines, None]):
                if line is None:
                    continue
                overdue_at = _later(line.at, agreed)
                status = _status(line.follow_up_id in held, line.at, overdue_at, now)
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


def _status(is_held: bool, due_at: datetime, overdue_at: datetime, now: datetime) -> FollowUpStatus:
    if is_held:
        return FollowUpStatus.FULFILLED
    if now < due_at:
        return FollowUpStatus.PLANNED
    return FollowUpStatus.DUE if now < overdue_at else FollowUpStatus.OVERDUE
