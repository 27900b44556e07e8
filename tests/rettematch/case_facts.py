"""Facts of cases for the tests of the programmes, and hypothesis strategies for them."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid5

from hypothesis import strategies as st

from rettematch.clock import COPENHAGEN
from rettematch.contracts.base import Scheme
from rettematch.contracts.cases import (
    AgreedFollowUp,
    CaseEvent,
    CaseFacts,
    ContactKind,
    ConversationFact,
    EventKind,
    PlacementFact,
)
from rettematch.programmes.definitions import programme, programmes
from rettematch.programmes.recordable import cohorts, recordable

BROKER = UUID(int=1)
CASEWORKER = UUID(int=2)
CASE = UUID(int=3)
OTHER_BROKER = UUID(int=4)


def local(text: str) -> datetime:
    """A moment in Denmark, such as `2026-11-23 08:00`."""
    return datetime.fromisoformat(text).replace(tzinfo=COPENHAGEN)


def facts(**changes: Any) -> CaseFacts:
    """A course whose first step ended on Monday 2 November 2026."""
    given: dict[str, Any] = {
        "case_id": CASE,
        "version": 1,
        "municipality_code": "0706",
        "programme": "flere-skal-med-2",
        "started_on": date(2026, 10, 5),
        "closed_on": None,
        "caseworker_id": CASEWORKER,
        "job_broker_id": BROKER,
        "job_broker_since": date(2026, 10, 12),
        "cv_begun_on": date(2026, 10, 20),
        "ready_on": date(2026, 11, 2),
        "self_supporting_on": None,
        "conversations": (),
        "placements": (),
    }
    return CaseFacts(**(given | changes))


def conversation(number: int, held_at: datetime, **changes: Any) -> ConversationFact:
    given: dict[str, Any] = {
        "conversation_id": UUID(int=1000 + number),
        "held_at": held_at,
        "kind": ContactKind.PHONE,
        "with_citizen": True,
        "with_employer": False,
        "by_staff_id": BROKER,
    }
    return ConversationFact(**(given | changes))


def placement(number: int, starts_on: date, ends_on: date, **changes: Any) -> PlacementFact:
    given: dict[str, Any] = {
        "placement_id": UUID(int=2000 + number),
        "scheme": Scheme.INTERNSHIP,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "ended_on": None,
        "has_contact_person": True,
        "ordinary_hours_planned": True,
        "follow_ups": (),
    }
    return PlacementFact(**(given | changes))


def agreed(number: int, at: datetime) -> AgreedFollowUp:
    return AgreedFollowUp(follow_up_id=UUID(int=3000 + number), at=at, kind=ContactKind.VISIT)


def event(kind: str, on: date, *items: str, **changes: Any) -> CaseEvent:
    """An event whose id follows from its kind, day and changes, so that two different ones never share one."""
    given: dict[str, Any] = {
        "event_id": uuid5(CASE, f"{kind} {on} {items} {sorted(changes)}"),
        "kind": EventKind(kind),
        "on": on,
        "items": items,
    }
    return CaseEvent(**(given | changes))


# Two years around a leap day and four changes of the clock.
DAYS = st.dates(date(2027, 6, 1), date(2029, 5, 31))
HARD_DAYS = tuple(
    date.fromisoformat(day)
    for day in (
        *("2027-10-30", "2027-10-31", "2027-11-01", "2028-03-25", "2028-03-26", "2028-03-27", "2028-10-29"),
        *("2027-08-31", "2027-12-31", "2028-01-29", "2028-01-30", "2028-01-31", "2028-02-28", "2028-02-29"),
    )
)
"""Around changes of the clock, and on days that the months after them do not have."""
MOMENTS = st.datetimes(
    datetime(2027, 6, 1),  # noqa: DTZ001 - hypothesis wants bounds without a zone and adds it
    datetime(2029, 12, 31),  # noqa: DTZ001 - as above
    timezones=st.just(COPENHAGEN),
    allow_imaginary=False,
)


@st.composite
def any_placement(draw: st.DrawFn, number: int) -> PlacementFact:
    starts_on = draw(DAYS)
    ends_on = starts_on + timedelta(days=draw(st.integers(0, 200)))
    ended_on = draw(st.none() | st.integers(-3, 200).map(lambda days: starts_on + timedelta(days=days)))
    lines = draw(st.lists(st.tuples(st.integers(-5, 200), st.times()), max_size=3))
    follow_ups = tuple(
        AgreedFollowUp(
            follow_up_id=UUID(int=3000 + number * 10 + index),
            at=datetime.combine(starts_on + timedelta(days=day), time(clock.hour, clock.minute), COPENHAGEN),
            kind=ContactKind.VISIT,
        )
        for index, (day, clock) in enumerate(lines)
    )
    return placement(
        number,
        starts_on,
        ends_on,
        ended_on=ended_on,
        has_contact_person=draw(st.booleans()),
        ordinary_hours_planned=draw(st.booleans()),
        follow_ups=follow_ups,
    )


@st.composite
def any_event(
    draw: st.DrawFn, number: int, kind: EventKind, items: Collection[str], stays: Sequence[UUID]
) -> CaseEvent:
    on = draw(DAYS | st.sampled_from(HARD_DAYS))
    return CaseEvent(
        event_id=UUID(int=5000 + number),
        kind=kind,
        on=on,
        until=draw(st.none() | st.integers(0, 60).map(lambda days: on + timedelta(days=days))),
        placement_id=draw(st.sampled_from([None, *stays])),
        items=tuple(sorted(items)) if draw(st.booleans()) else tuple(draw(_some(items))),
        amount=draw(st.none() | st.integers(0, 40).map(float)),
    )


def _some(items: Collection[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(sorted(items)), max_size=3, unique=True) if items else st.just([])


@st.composite
def any_course(draw: st.DrawFn, programme_id: str | None = None) -> CaseFacts:
    """Any case of a programme (without one: of any), with events of every kind that the programme asks about."""
    found = programme(programme_id or draw(st.sampled_from(sorted(programmes()))))
    schemes = st.sampled_from(list(Scheme))
    case: CaseFacts = draw(any_facts())
    started_on = draw(st.just(case.started_on) | st.sampled_from(HARD_DAYS))
    used = recordable(found, started_on)
    kinds = draw(st.lists(st.sampled_from(sorted(used)), max_size=10))
    stays = [each.placement_id for each in case.placements]
    return case.model_copy(
        update={
            "programme": found.id,
            "started_on": started_on,
            "cohort": draw(st.sampled_from([None, *sorted(cohorts(found, started_on))])),
            "events": tuple(draw(any_event(number, kind, used[kind], stays)) for number, kind in enumerate(kinds)),
            "placements": tuple(each.model_copy(update={"scheme": draw(schemes)}) for each in case.placements),
        }
    )


@st.composite
def any_facts(draw: st.DrawFn) -> CaseFacts:
    """Any case, also an unlikely one: dates in every order, nothing or everything recorded."""
    placements = tuple(draw(any_placement(number)) for number in range(draw(st.integers(0, 3))))
    ids = [line.follow_up_id for each in placements for line in each.follow_ups]
    conversations = tuple(
        conversation(
            number,
            draw(MOMENTS),
            with_citizen=draw(st.booleans()),
            by_staff_id=draw(st.sampled_from([BROKER, CASEWORKER, OTHER_BROKER])),
            fulfils=draw(st.sampled_from([None, *ids])),
        )
        for number in range(draw(st.integers(0, 6)))
    )
    maybe = st.none() | DAYS
    return facts(
        started_on=draw(DAYS),
        closed_on=draw(maybe),
        job_broker_id=draw(st.sampled_from([BROKER, BROKER, None])),
        job_broker_since=draw(maybe),
        cv_begun_on=draw(maybe),
        ready_on=draw(maybe),
        self_supporting_on=draw(maybe),
        conversations=conversations,
        placements=placements,
    )
