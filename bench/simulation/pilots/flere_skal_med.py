"""Flere skal med II: clarification, match, job, with step-up for some and a break for others."""

from datetime import date, timedelta
from functools import partial
from typing import Final

from bench.simulation.course import Course
from bench.simulation.pilots.pilot import Pilot, Starts, spread
from bench.simulation.pilots.records import consent, pay

_OPENS: Final = date(2026, 1, 5)
_BREAKS, _NEEDS_STEP_UP, _GETS_A_JOB = 0.15, 0.2, 0.4


async def _begin(course: Course) -> None:
    start, chance = course.started_on, course.random.random
    await course.open(cv_begun_on=start.isoformat())
    course.on(start + timedelta(days=4), lambda: course.event("start-talk"))
    course.on(start + timedelta(days=5), lambda: _clarify(course))
    course.on(start + timedelta(days=18), lambda: course.event("status-meeting", "caseworker", "job-broker"))

    async def ready() -> None:
        await course.office.change(course.caseworker, course.path, {"ready_on": course.today.isoformat()})

    course.on(start + timedelta(days=21), ready)
    match = start + timedelta(weeks=course.random.randint(5, 14))
    if chance() < _NEEDS_STEP_UP:
        _step_up(course, match + timedelta(days=10))
        match += timedelta(weeks=4)
    course.on(match, lambda: _match(course))
    if chance() < _BREAKS:
        broken = match + timedelta(weeks=5)
        course.on(broken, lambda: course.leave("broken-off-health"))
        match = broken + timedelta(weeks=6)
        course.on(match, lambda: _match(course))
    year_ends = start + timedelta(days=364)
    job = match + timedelta(weeks=12)
    if chance() < _GETS_A_JOB and job < year_ends:
        course.on(job, lambda: _job(course))
        course.on(min(year_ends, job + timedelta(days=190)), lambda: course.close("ordinary-job"))
    else:
        course.on(match + timedelta(weeks=13), lambda: _few_hours(course))
        course.on(year_ends, lambda: _end_with_hours(course))


async def _match(course: Course) -> None:
    until = course.today + timedelta(weeks=13) - timedelta(days=1)
    await course.place("internship", until, 12, purpose="ordinary-hours")


async def _few_hours(course: Course) -> None:
    await course.leave("ordinary-hours")
    await course.place("ordinary-hours", course.today + timedelta(days=700), 6)
    await pay(course, 6, "ordinary")


async def _end_with_hours(course: Course) -> None:
    await course.leave("ordinary-hours")
    await course.close("benefit-with-hours")


async def _job(course: Course) -> None:
    await course.office.change(course.caseworker, course.path, {"self_supporting_on": course.today.isoformat()})
    await course.leave("ordinary-job")


async def _clarify(course: Course) -> None:
    body = {"answer": "group-1", "decided_on": course.today.isoformat(), "reason": "Vil gerne i gang."}
    await course.office.make(course.caseworker, f"{course.path}/clarifications", body)


def _step_up(course: Course, day: date) -> None:
    """Consent first, then the trigger, the preparation, one conversation and the agreement document."""
    steps = (consent, _trigger, _prepare, _meet, _agree)
    for days, step in enumerate(steps):
        course.on(day + timedelta(days=3 * days), partial(step, course))


async def _trigger(course: Course) -> None:
    body = {"started_on": course.today.isoformat(), "started_by": "by-job-broker", "because": ["health"]}
    course.memory["step-up"] = (await course.office.make(course.broker, f"{course.path}/step-ups", body))["id"]


async def _prepare(course: Course) -> None:
    documents = ["medical-documents", "preparation-form", "cv-and-goal"]
    await _in_step_up(course, "preparations", barrier="health", on=course.today.isoformat(), documents=documents)


async def _meet(course: Course) -> None:
    people = ["citizen", "caseworker", "job-broker", "professional"]
    await _in_step_up(course, "talks", held_on=course.today.isoformat(), people=people)


async def _agree(course: Course) -> None:
    questions = ("agreements", "who-follows-up", "when", "supplementary-services", "coordination", "considerations")
    await _in_step_up(
        course, "agreement", agreed_on=course.today.isoformat(), answers=dict.fromkeys(questions, "Aftalt i samtalen.")
    )


async def _in_step_up(course: Course, action: str, **body: object) -> None:
    await course.office.act(course.broker, f"{course.path}/step-ups/{course.memory['step-up']}", action, body)


def _starts(citizens: int) -> Starts:
    return spread(_OPENS, [(None, 100)], 4, citizens)


FLERE_SKAL_MED: Final = Pilot(programme="flere-skal-med-2", opens_on=_OPENS, starts=_starts, begin=_begin, records={})
