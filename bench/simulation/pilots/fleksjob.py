"""Udvikling i fleksjob II: from ledighedsydelse into small flex jobs that grow, followed up for six months."""

from datetime import date, timedelta
from typing import Final

from bench.simulation.course import Course
from bench.simulation.pilots.pilot import Pilot, Starts, spread

_OPENS: Final = date(2026, 1, 5)
_GETS_A_FLEX_JOB: Final = 0.6
_SMALL_HOURS: Final = (3, 5, 8, 10)


async def _begin(course: Course) -> None:
    start = course.started_on
    course.benefit = "unemployment-allowance"
    await course.open()
    internship = start + timedelta(weeks=course.random.randint(4, 16))

    async def place() -> None:
        until = course.today + timedelta(weeks=13) - timedelta(days=1)
        await course.place("internship", until, 8, purpose="clarify-goal-or-skills")

    course.on(internship, place)

    async def go_on() -> None:
        await course.leave("flex-job")
        if course.random.random() < _GETS_A_FLEX_JOB:
            hours = course.random.choice(_SMALL_HOURS)
            await course.place("flex-job", course.today + timedelta(days=1800), hours)
            course.on(course.today + timedelta(weeks=16), lambda: _grow(course, hours + 2))

    course.on(internship + timedelta(weeks=13, days=3), go_on)
    year_ends = start + timedelta(days=364)
    course.finish(year_ends, lambda: "flex-job" if course.placement_id else "still-on-benefit", left="flex-job")


async def _grow(course: Course, hours: float) -> None:
    path = f"/v1/placements/{course.placement_id}"
    await course.office.change(course.broker, path, {"hours_per_week": hours, "hours_per_day": min(hours, 7.5)})


def _starts(citizens: int) -> Starts:
    return spread(_OPENS, [(None, 100)], 4, citizens)


FLEKSJOB: Final = Pilot(programme="fleksjob-2", opens_on=_OPENS, starts=_starts, begin=_begin, records={})
