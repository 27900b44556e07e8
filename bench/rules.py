"""Planning: one case of each programme, and 10,000 running cases one after the other on one core.

The cases are synthetic and run for up to a year with what staff record in that time: weekly contacts, monthly meetings,
placements with their agreements and the events that the programme asks for.
"""

import random
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from uuid import UUID

from bench.report import Bar, finish, machine, median, percentile, print_table, save, shortfalls
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
from rettematch.programmes.definitions import programmes
from rettematch.programmes.engine import plan
from rettematch.programmes.reviews import review

CASES = 10_000
TIMED_CASES = 1_000
LONGEST_CASE_MS = 1.0
"""The bar: planning one case takes at most so long (median of its programme)."""
LONGEST_ALL_S = 10.0
"""The bar: planning 10,000 running cases takes at most so long on one core."""
NOW = datetime(2027, 11, 22, 8, 0, tzinfo=UTC)
TODAY = NOW.date()
BROKER, CASEWORKER = UUID(int=1), UUID(int=2)
WEEKLY = {
    "jobfirst": (EventKind.SUPPORT_CONTACT, EventKind.ACTIVITY),
    "jobviften": (EventKind.CLUB_DAY, EventKind.PROGRESS_TALK, EventKind.ATTENDANCE, EventKind.LOG_ENTRY),
}
MONTHLY = {
    "jobfirst": (EventKind.MONTHLY_MEETING, EventKind.PROGRESSION, EventKind.CV_UPDATED, EventKind.JOB_GOAL_REVIEWED),
    "stv": (EventKind.PROGRESSION,),
    "jobviften": (EventKind.ABSENCE_SHEET,),
}
COVERED = ("citizen", "caseworker", "job-consultant", "mentor", "plan-for-next-week")


def running_case(number: int, programme: str, chance: random.Random) -> CaseFacts:
    """A case that began one to fifty weeks ago and is still running."""
    weeks = chance.randint(1, 50)
    begun = TODAY - timedelta(weeks=weeks, days=chance.randint(0, 6))
    placed = begun + timedelta(weeks=min(weeks, 5))
    events = [
        CaseEvent(event_id=UUID(int=number * 10**6 + count), kind=kind, on=day, items=COVERED)
        for count, (kind, day) in enumerate(
            [(kind, begun + timedelta(weeks=week)) for week in range(weeks) for kind in WEEKLY.get(programme, ())]
            + [
                (kind, begun + timedelta(weeks=week))
                for week in range(3, weeks, 4)
                for kind in MONTHLY.get(programme, ())
            ]
        )
    ]
    every = 1 if programme == "flere-skal-med-2" and weeks < 6 else 4
    return CaseFacts(
        case_id=UUID(int=number),
        version=1,
        municipality_code="0706",
        programme=programme,
        started_on=begun,
        closed_on=None,
        caseworker_id=CASEWORKER,
        job_broker_id=BROKER,
        job_broker_since=begun,
        cv_begun_on=begun + timedelta(days=7),
        ready_on=begun + timedelta(days=14),
        self_supporting_on=None,
        conversations=tuple(_conversation(number, week, begun) for week in range(0, weeks, every)),
        placements=(_placement(number, placed, programme),),
        cohort=chance.choice(["cash-benefit", "unemployment-benefit"]),
        events=tuple(events),
    )


def _conversation(number: int, week: int, begun: date) -> ConversationFact:
    held = datetime(begun.year, begun.month, begun.day, 9, 0, tzinfo=UTC) + timedelta(weeks=week)
    return ConversationFact(
        conversation_id=UUID(int=number * 10**6 + 500_000 + week),
        held_at=held,
        kind=ContactKind.PHONE,
        with_citizen=True,
        with_employer=week > 0,
        by_staff_id=BROKER,
    )


def _placement(number: int, starts_on: date, programme: str) -> PlacementFact:
    noon = datetime(starts_on.year, starts_on.month, starts_on.day, 12, 0, tzinfo=UTC)
    lines = tuple(
        AgreedFollowUp(
            follow_up_id=UUID(int=number * 10**6 + 600_000 + week),
            at=noon + timedelta(weeks=week),
            kind=ContactKind.VISIT,
        )
        for week in range(1, 13, 4)
    )
    return PlacementFact(
        placement_id=UUID(int=number * 10**6 + 700_000),
        scheme=Scheme.FLEX_JOB if programme == "fleksjob-2" else Scheme.INTERNSHIP,
        starts_on=starts_on,
        ends_on=starts_on + timedelta(weeks=13, days=-1),
        ended_on=None,
        has_contact_person=True,
        ordinary_hours_planned=True,
        follow_ups=lines,
    )


def _best_ms(work: Callable[[], object]) -> float:
    """The shortest of three times of the processor: what others do on the machine only ever adds."""
    best = float("inf")
    for _ in range(3):
        before = time.process_time()
        work()
        best = min(best, time.process_time() - before)
    return best * 1000


def main() -> None:
    """Print the table, save the figures and say whether the bars hold."""
    chance = random.Random(3)
    names = sorted(programmes())
    cases = [running_case(number, names[number % len(names)], chance) for number in range(CASES)]
    for case in cases[:500]:
        plan(case, NOW)
    took: dict[str, list[float]] = {name: [] for name in names}
    planned: dict[str, int] = dict.fromkeys(names, 0)
    began = time.process_time()
    for case in cases:
        planned[case.programme] += len(plan(case, NOW))
    all_s = time.process_time() - began
    reviewed: dict[str, list[float]] = {name: [] for name in names}
    for case in cases[:TIMED_CASES]:
        took[case.programme].append(_best_ms(partial(plan, case, NOW)))
        reviewed[case.programme].append(_best_ms(partial(review, case, NOW)))
    rows = [
        (
            name,
            f"{median(took[name]):.3f}",
            f"{percentile(took[name], 0.95):.3f}",
            f"{planned[name] / (CASES / len(names)):.0f}",
            f"{median(reviewed[name]):.3f}",
        )
        for name in names
    ]
    print_table(("programme", "plan ms", "p95 ms", "follow-ups", "review ms"), rows)
    print(f"{CASES:,} running cases planned in {all_s:.2f} s of one core")
    slowest = max(median(each) for each in took.values())
    bars = [Bar("slowest case", slowest, LONGEST_CASE_MS, "ms"), Bar(f"{CASES:,} cases", all_s, LONGEST_ALL_S, "s")]
    measured = [[name, median(took[name]), percentile(took[name], 0.95)] for name in names]
    save(
        "rules",
        {
            "title": "Planning by the rules",
            "command": "make bench-rules",
            "machine": machine(),
            "bars": [bar.as_json() for bar in bars],
            "tables": [
                {"title": "Planning one case, CPU ms", "heading": ["programme", "p50", "p95"], "rows": measured}
            ],
        },
    )
    finish(shortfalls(bars))


if __name__ == "__main__":
    main()
