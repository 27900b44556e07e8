"""What has happened in a course by a moment: the facts of a case, indexed by kind and in order of time."""

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property, lru_cache
from operator import attrgetter
from typing import NamedTuple
from uuid import UUID

from rettematch.clock import local_date
from rettematch.contracts.base import Scheme
from rettematch.contracts.cases import CaseEvent, CaseFacts, EventKind, PlacementFact
from rettematch.programmes.definitions import Programme
from rettematch.programmes.parameters import Limit
from rettematch.programmes.periods import ONE_DAY
from rettematch.programmes.vocabulary import Derived, Happening, Lasting

_ON = attrgetter("on")


class Occurrence(NamedTuple):
    """Something that happened, from `on` to `until` (both included), with the id of what recorded it."""

    on: date
    until: date
    ref: UUID | None = None
    placement_id: UUID | None = None
    items: frozenset[str] = frozenset()
    amount: float | None = None

    def covers(self, items: Collection[str]) -> bool:
        return not items or self.items.issuperset(items)


def end_of(placement: PlacementFact) -> date:
    """The day after a placement's last one, as it stands now."""
    last = placement.ends_on if placement.ended_on is None else min(placement.ended_on, placement.ends_on)
    return last + ONE_DAY


def is_running(placement: PlacementFact, on: date) -> bool:
    """Whether a placement runs on a day."""
    return placement.starts_on <= on < end_of(placement)


def broker_since(facts: CaseFacts) -> date | None:
    """The day on which the present job broker took over; the start of the course when nobody wrote it down."""
    if facts.job_broker_id is None:
        return None
    return facts.job_broker_since or facts.started_on


def course_ends(programme: Programme, facts: CaseFacts) -> date | None:
    """The last day that the programme gives the citizen's cohort; None when it sets no limit."""
    for _, limit in programme.with_parameters(Limit, facts.started_on):
        if limit.of is Lasting.COURSE and limit.holds_for(facts.cohort):
            return limit.at_most.after(facts.started_on) - ONE_DAY
    return None


class Occurrences:
    """The happenings of one case; what is recorded counts from its own day (a conversation: moment) on.

    Planned dates (the start of a placement, the end of a course) are there beforehand: a deadline can be counted from
    them. Whoever asks what has been done uses `done`, which knows nothing after today.
    """

    def __init__(self, programme: Programme, facts: CaseFacts, now: datetime) -> None:
        self.programme = programme
        self.facts = facts
        self.now = now
        self.today = local_date(now)
        self._found: dict[Happening, Sequence[Occurrence]] = {}

    def of(self, happening: Happening) -> Sequence[Occurrence]:
        """Every occurrence, oldest first, also planned ones."""
        found = self._found.get(happening)
        if found is None:
            unordered = _DERIVED[happening](self) if isinstance(happening, Derived) else self._recorded(happening)
            found = self._found[happening] = sorted(unordered, key=in_order)
        return found

    def done(self, happening: Happening, items: Collection[str] = ()) -> Sequence[Occurrence]:
        """The occurrences that have begun by today and covered `items`, oldest first."""
        found = self.of(happening)
        begun = found[: bisect_right(found, self.today, key=_ON)]
        if not items:
            return begun
        wanted = frozenset(items)
        return [each for each in begun if wanted <= each.items]

    def first(self, happening: Happening) -> date | None:
        """The day of the first occurrence, also a planned one."""
        return next((each.on for each in self.of(happening)), None)

    @cached_property
    def _events(self) -> Mapping[EventKind, list[Occurrence]]:
        found: dict[EventKind, list[Occurrence]] = {}
        for each in self.facts.events:
            if each.on <= self.today:
                found.setdefault(each.kind, []).append(_recorded(each))
        return found

    def _recorded(self, kind: EventKind) -> list[Occurrence]:
        recorded = self._events.get(kind, [])
        if kind is EventKind.ACTIVITY:
            return [*recorded, *(_running(each) for each in self.placements())]
        return recorded

    def placements(self, *schemes: Scheme) -> list[PlacementFact]:
        """The placements that lasted at least a day, of the schemes (none named: of all), by start."""
        found = [
            each
            for each in self.facts.placements
            if each.starts_on < end_of(each) and (not schemes or each.scheme in schemes)
        ]
        return sorted(found, key=lambda each: (each.starts_on, end_of(each), each.placement_id))

    def starts(self, *schemes: Scheme) -> Iterator[Occurrence]:
        return (
            Occurrence(each.starts_on, each.starts_on, each.placement_id, each.placement_id)
            for each in self.placements(*schemes)
        )

    def ends(self) -> Iterator[Occurrence]:
        """The last day of each placement as it stands now, also when it lies ahead."""
        for each in self.placements():
            last = end_of(each) - ONE_DAY
            yield Occurrence(last, last, each.placement_id, each.placement_id)

    def conversations(self) -> Iterator[Occurrence]:
        for each in self.facts.conversations:
            if each.with_citizen and each.held_at <= self.now:
                day = local_date(each.held_at)
                yield Occurrence(day, day, each.conversation_id)

    def employer_contacts(self) -> Iterator[Occurrence]:
        for each in self.facts.conversations:
            if each.with_employer and each.held_at <= self.now:
                day = local_date(each.held_at)
                yield Occurrence(day, day, each.conversation_id)

    def met_by_placement(self, condition: Callable[[PlacementFact], bool]) -> Iterator[Occurrence]:
        """Asked of the placements that run now: when one breaks, what it met is missing again."""
        for each in self.placements():
            if condition(each) and is_running(each, self.today):
                yield Occurrence(each.starts_on, each.starts_on, each.placement_id, each.placement_id)

    def first_activity(self) -> Iterator[Occurrence]:
        return iter(self.of(EventKind.ACTIVITY)[:1])

    def visitated(self) -> Iterator[Occurrence]:
        """Known beforehand when it is recorded, so that what is counted from it does not move when its day comes."""
        recorded = sorted(
            (_recorded(each) for each in self.facts.events if each.kind is EventKind.VISITATION), key=in_order
        )
        return iter(recorded[:1]) if recorded else _on(self.facts.started_on)


def in_order(each: Occurrence) -> tuple[date, int]:
    """The key by which occurrences are sorted: the same whatever the order of recording."""
    return each.on, each.ref.int if each.ref else 0


def _on(day: date | None) -> Iterator[Occurrence]:
    if day is not None:
        yield Occurrence(day, day)


@lru_cache(maxsize=4096)
def _covered(items: tuple[str, ...]) -> frozenset[str]:
    """Most events of a kind cover the same."""
    return frozenset(items)


def _recorded(event: CaseEvent) -> Occurrence:
    return Occurrence(
        event.on, event.until or event.on, event.event_id, event.placement_id, _covered(event.items), event.amount
    )


def _running(placement: PlacementFact) -> Occurrence:
    return Occurrence(placement.starts_on, end_of(placement) - ONE_DAY, placement.placement_id, placement.placement_id)


_DERIVED: Mapping[Derived, Callable[[Occurrences], Iterable[Occurrence]]] = {
    Derived.COURSE_STARTED: lambda case: _on(case.facts.started_on),
    Derived.COURSE_ENDS: lambda case: _on(course_ends(case.programme, case.facts)),
    Derived.COURSE_CLOSED: lambda case: _on(case.facts.closed_on),
    Derived.VISITATED: Occurrences.visitated,
    Derived.JOB_BROKER_GIVEN: lambda case: _on(broker_since(case.facts)),
    Derived.CV_BEGUN: lambda case: _on(case.facts.cv_begun_on),
    Derived.READY: lambda case: _on(case.facts.ready_on),
    Derived.AGREEMENT_ON_ORDINARY_HOURS: lambda case: case.met_by_placement(lambda each: each.ordinary_hours_planned),
    Derived.COMPANY_CONTACT_PERSON: lambda case: case.met_by_placement(lambda each: each.has_contact_person),
    Derived.SELF_SUPPORTING: lambda case: _on(case.facts.self_supporting_on),
    Derived.CONVERSATION: Occurrences.conversations,
    Derived.EMPLOYER_CONTACT: Occurrences.employer_contacts,
    Derived.FIRST_ACTIVITY: Occurrences.first_activity,
    Derived.PLACEMENT_STARTED: Occurrences.starts,
    Derived.PLACEMENT_ENDED: Occurrences.ends,
    Derived.TASTER_STARTED: lambda case: case.starts(Scheme.TASTER),
    Derived.INTERNSHIP_STARTED: lambda case: case.starts(Scheme.INTERNSHIP),
}
