"""Særligt tilrettelagt virksomhedsforløb: a course in a company, with progression towards paid hours."""

from datetime import date, timedelta
from typing import Final

from bench.simulation.course import Course
from bench.simulation.pilots.pilot import Pilot, Starts, spread
from bench.simulation.pilots.records import PROGRESSION, pay

_OPENS: Final = date(2026, 1, 5)
_GETS_HOURS: Final = 0.45
_GROUPS: Final = (("cash-benefit", 60), ("integration-benefit", 20), ("resource-programme", 20))


async def _begin(course: Course) -> None:
    start = course.started_on
    await course.open()
    course.on(start, lambda: course.event("agreement-owner", "job-consultant", by=course.consultant))
    placed = start + timedelta(days=course.random.randint(14, 60))

    async def place() -> None:
        until = course.today + timedelta(weeks=13) - timedelta(days=1)
        await course.place("internship", until, 10, purpose="train-skills")

    course.on(placed, place)
    for week in (4, 8, 12):
        course.on(placed + timedelta(weeks=week), lambda: course.event("case-meeting", "citizen"))
    after = placed + timedelta(weeks=13, days=3)

    async def go_on() -> None:
        await course.leave("ordinary-hours")
        if course.random.random() < _GETS_HOURS:
            await course.place("ordinary-hours", course.today + timedelta(days=700), 8)
            await pay(course, 8, "ordinary")
        else:
            await place()

    course.on(after, go_on)
    year_ends = start + timedelta(days=364)
    course.finish(year_ends, lambda: "benefit-with-hours" if course.placement_id else "still-on-benefit")


def _starts(citizens: int) -> Starts:
    return spread(_OPENS, _GROUPS, 4, citizens)


STV: Final = Pilot(programme="stv", opens_on=_OPENS, starts=_starts, begin=_begin, records=PROGRESSION)
