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
_EARLIEST_START_DAYS, _LATEST_START_DAYS = 88, 4
_SATURDAY: Final = 5
_MONTH_DAYS: Final = 28
# How many days ago the newest weekly contact was: some citizens were seen this week, some not for too long.
_SILENT_DAYS: Final = (1, 2, 3, 4, 5, 6, 8, 9, 12, 20)


@dataclass(slots=True)
class MadeCase:
    """A case as made; `placed_on` is set when the citizen gets a placement."""

    name: str
    person: Person
    started_on: date
    caseworker: int
    job_broker: int
    placed_on: date | None = None


def make_cases(plan: Plan, seed: int, today: date, people: list[Person]) -> list[MadeCase]:
    """A case for each citizen, the caseworkers and the job brokers in turn, starts spread over three months."""
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
        for position, (day, what) in enumerate(held):
            by_caseworker = what == "start"
            yield Request(
                name=f"{case.name.replace('/case-', '/conversation-')}.{position}",
                path=f"/v1/cases/{{{case.name}}}/conversations",
                role="caseworker" if by_caseworker else "job-broker",
                municipality=plan.code,
                number=case.caseworker if by_caseworker else case.job_broker,
                body=_conversation(random, day, what),
            )


def _held(random: Random, today: date, case: MadeCase) -> list[tuple[date, str]]:
    last = today - timedelta(days=random.choice(_SILENT_DAYS))
    first = _workday(case.started_on + timedelta(days=random.randint(0, 3)))
    held = [(first, "start")] if first < today else []
    day = case.started_on + timedelta(days=random.randint(5, 8))
    while day <= last and (case.placed_on is None or day < case.placed_on):
        held.append((_workday(day), "weekly"))
        day += timedelta(days=7)
    if case.placed_on is not None:
        day = case.placed_on + timedelta(days=random.randint(18, _MONTH_DAYS))
        while day <= last:
            held.append((_workday(day), "monthly"))
            day += timedelta(days=_MONTH_DAYS)
    return held


def _conversation(random: Random, day: date, what: str) -> dict[str, Any]:
    monthly = what == "monthly"
    kinds = ("visit", "visit", "phone") if monthly else ("meeting", "meeting", "phone", "phone", "video")
    at = datetime.combine(day, time(random.randint(8, 14), random.choice((0, 15, 30, 45))), COPENHAGEN)
    return {
        "held_at": at.isoformat(),
        "kind": random.choice(kinds),
        "with_citizen": True,
        "with_employer": monthly,
        "agreed": random.choice(agreed_texts()[what]),
    }


def _workday(day: date) -> date:
    """The day itself, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - _SATURDAY + 1))
