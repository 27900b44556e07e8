"""The cases: one open case each in Flere skal med II, with the conversations held so far."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any, Final

from local_stack.demonstration.people import Person
from local_stack.demonstration.plan import Plan
from local_stack.demonstration.requests import Ref, Request
from local_stack.demonstration.staff import staff_name
from local_stack.demonstration.vocabulary import agreed_texts
from rettematch.clock import COPENHAGEN

PROGRAMME: Final = "flere-skal-med-2"
_EARLIEST_START_DAYS, _LATEST_START_DAYS = 70, 4
_SATURDAY: Final = 5
_MONTH_DAYS: Final = 28
# How many days ago the newest weekly contact was: some citizens were seen this week, some not for too long.
_SILENT_DAYS: Final = (1, 2, 3, 4, 5, 6, 8, 9, 12, 20)
_FIRST: Final = ("first-call", "first-visit")
"""The first two lines of every follow-up plan here."""
_KINDS: Final = {
    "start": ("meeting",),
    "weekly": ("meeting", "meeting", "phone", "phone", "video"),
    "monthly": ("visit", "visit", "phone"),
    "first-call": ("phone",),
    "first-visit": ("visit",),
}


@dataclass(slots=True)
class MadeCase:
    """A case as made; `placed_on` and `placement` are set when the citizen gets one."""

    name: str
    person: Person
    started_on: date
    caseworker: int
    job_broker: int
    placed_on: date | None = None
    placement: str | None = None


def make_cases(plan: Plan, seed: int, today: date, people: list[Person]) -> list[MadeCase]:
    """A case for each citizen, the caseworkers and the job brokers in turn, starts spread over two months."""
    random = Random(f"{seed}:{plan.code}:cases")
    steps = len(people)
    span = _EARLIEST_START_DAYS - _LATEST_START_DAYS
    order = random.sample(range(steps), steps)
    return [
        MadeCase(
            name=f"{plan.code}/case-{index}",
            person=person,
            started_on=_workday(today - timedelta(days=_LATEST_START_DAYS + span * order[index] // max(steps - 1, 1))),
            caseworker=index % plan.staff["caseworker"] + 1,
            job_broker=index % plan.staff["job-broker"] + 1,
        )
        for index, person in enumerate(people)
    ]


def case_requests(plan: Plan, seed: int, today: date, cases: list[MadeCase]) -> Iterator[Request]:
    """The requests that open them."""
    random = Random(f"{seed}:{plan.code}:case-dates")
    for case in cases:
        begun = case.started_on + timedelta(days=random.randint(5, 20))
        ready = case.started_on + timedelta(days=random.randint(14, 30))
        yield Request(
            name=case.name,
            path="/v1/cases",
            role="caseworker",
            municipality=plan.code,
            number=case.caseworker,
            body={
                "citizen_id": Ref(case.person.name),
                "programme": PROGRAMME,
                "started_on": case.started_on.isoformat(),
                "caseworker_id": Ref(staff_name(plan, "caseworker", case.caseworker)),
                "job_broker_id": Ref(staff_name(plan, "job-broker", case.job_broker)),
                "team_id": Ref(f"{plan.code}/team-indsats"),
                "cv_begun_on": begun.isoformat() if begun < today else None,
                "ready_on": ready.isoformat() if ready < today else None,
            },
        )


def conversation_requests(plan: Plan, seed: int, today: date, cases: list[MadeCase]) -> Iterator[Request]:
    """A first conversation with the caseworker, one a week with the job broker until a match, then one a month."""
    for case in cases:
        random = Random(f"{seed}:{case.name}:conversations")
        held = _held(random, today, case)
        for position, (at, what) in enumerate(held):
            by_caseworker = what == "start"
            yield Request(
                name=f"{case.name.replace('/case-', '/conversation-')}.{position}",
                path=f"/v1/cases/{{{case.name}}}/conversations",
                role="caseworker" if by_caseworker else "job-broker",
                municipality=plan.code,
                number=case.caseworker if by_caseworker else case.job_broker,
                body=_conversation(random, case, at, what),
            )


def _held(random: Random, today: date, case: MadeCase) -> list[tuple[datetime, str]]:
    last = today - timedelta(days=random.choice(_SILENT_DAYS))
    first = _workday(case.started_on + timedelta(days=random.randint(0, 3)))
    held = [(_some_time(random, first), "start")] if first < today else []
    day = case.started_on + timedelta(days=random.randint(5, 8))
    while day <= last and (case.placed_on is None or day < case.placed_on):
        held.append((_some_time(random, _workday(day)), "weekly"))
        day += timedelta(days=7)
    if case.placed_on is not None:
        agreed = zip(first_follow_ups(case.placed_on), _FIRST, strict=True)
        held += [(at, what) for at, what in agreed if at.date() < today]
        day = case.placed_on + timedelta(days=random.randint(18, _MONTH_DAYS))
        while day <= last:
            held.append((_some_time(random, _workday(day)), "monthly"))
            day += timedelta(days=_MONTH_DAYS)
    return held


def _conversation(random: Random, case: MadeCase, at: datetime, what: str) -> dict[str, Any]:
    at_work = what in {"monthly", *_FIRST}
    body = {
        "held_at": at.isoformat(),
        "kind": random.choice(_KINDS[what]),
        "with_citizen": True,
        "with_employer": at_work and what != "first-call",
        "agreed": random.choice(agreed_texts()["monthly" if at_work else what]),
    }
    if at_work and case.placement is not None:
        body["placement_id"] = Ref(case.placement)
    if what in _FIRST and case.placement is not None:
        body["fulfils"] = Ref(case.placement, ("follow_up_plan", _FIRST.index(what), "id"))
    return body


def _some_time(random: Random, day: date) -> datetime:
    """In working hours of a day."""
    return datetime.combine(day, time(random.randint(8, 14), random.choice((0, 15, 30, 45))), COPENHAGEN)


def first_follow_ups(placed_on: date) -> tuple[datetime, datetime]:
    """When the job broker first calls a citizen who has been placed, and when the first visit is."""
    call, visit = placed_on + timedelta(days=1), placed_on + timedelta(days=7)
    return datetime.combine(call, time(13), COPENHAGEN), datetime.combine(visit, time(10), COPENHAGEN)


def _workday(day: date) -> date:
    """The day itself, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - _SATURDAY + 1))
