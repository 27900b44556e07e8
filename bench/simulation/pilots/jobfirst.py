"""JobFirst: 100 citizens, 20 and 80, drawn from April on so that the milestones are met.

The plan of 2016 is run from April 2025 to the day nine years later: the placement law is known from 2020 on, and the
municipality's own file (rules/0706.toml) moves the project's three dates with it.
"""

from datetime import date, timedelta
from pathlib import Path
from typing import Final

from bench.simulation.course import Course, working_day
from bench.simulation.office import Who
from bench.simulation.pilots.pilot import Pilot, Starts, spread
from bench.simulation.pilots.records import PROGRESSION, pay

_OPENS: Final = date(2025, 4, 1)
_MONTHS_OF_DRAWING: Final = 9
_TASTER_WEEKS: Final = (8, 12)
_OUTCOMES: Final = {
    "wage-income": 10,
    "wage-subsidy": 10,
    "benefit-and-ordinary-hours": 25,
    "flex-job": 6,
    "benefit": 49,
}
"""The estimates after twelve months, by which each citizen's year is drawn."""


async def _begin(course: Course) -> None:
    start = course.started_on
    await course.open()
    await course.event("visitation")
    for role, who in (
        ("job-consultant", course.consultant),
        ("support-person", course.mentor),
        ("mentor", course.mentor),
    ):
        await _name(course, role, who)
    taster = working_day(start + timedelta(days=course.random.randint(20, 26)))
    weeks = course.random.randint(*_TASTER_WEEKS)
    internship = working_day(taster + timedelta(weeks=weeks))

    async def begin_taster() -> None:
        await course.place("taster", internship - timedelta(days=1), 8, purpose="clarify-goal-or-skills")

    course.on(taster, begin_taster)
    course.on(taster + timedelta(weeks=2), lambda: course.event("moderators", "promoting", "inhibiting"))

    async def begin_internship() -> None:
        await course.leave("new-placement")
        until = course.today + timedelta(weeks=13) - timedelta(days=1)
        await course.place("internship", until, 12, purpose="ordinary-hours")

    course.on(internship, begin_internship)
    after = internship + timedelta(weeks=13, days=6)
    _plan_rest(course, course.random.choices(list(_OUTCOMES), list(_OUTCOMES.values()))[0], after)


def _plan_rest(course: Course, outcome: str, after: date) -> None:
    """What follows the first 13 weeks of internship, up to the end of the year."""
    year_ends = course.started_on + timedelta(days=364)

    async def go_on() -> None:
        await course.leave("ordinary-hours" if outcome == "benefit-and-ordinary-hours" else "completed")
        if outcome == "wage-subsidy":
            await course.subsidise(course.today + timedelta(days=150))
            await pay(course, 37, "wage-subsidy")
        elif outcome == "flex-job":
            await course.place("flex-job", course.today + timedelta(days=700), 10)
            await pay(course, 10, "flex-job")
        elif outcome == "benefit-and-ordinary-hours":
            await course.place("ordinary-hours", course.today + timedelta(days=700), 6)
            await pay(course, 6, "ordinary")
        elif outcome == "wage-income":
            await course.place("ordinary-hours", course.today + timedelta(days=700), 37)
            await pay(course, 37, "ordinary")
            await course.office.change(course.caseworker, course.path, {"self_supporting_on": course.today.isoformat()})

    course.on(after, go_on)
    ends = {
        "wage-income": "ordinary-job",
        "wage-subsidy": "wage-subsidy",
        "benefit-and-ordinary-hours": "benefit-with-hours",
        "flex-job": "flex-job",
        "benefit": "still-on-benefit",
    }

    course.finish(year_ends, lambda: ends[outcome])


async def _name(course: Course, role: str, who: Who) -> None:
    body = {"part": role, "staff_id": course.office.staff[who]}
    await course.office.make(course.caseworker, f"{course.path}/people", body)


def _starts(citizens: int) -> Starts:
    return spread(_OPENS, [("resource-programme", 20), ("cash-benefit", 80)], _MONTHS_OF_DRAWING, citizens)


JOBFIRST: Final = Pilot(
    programme="jobfirst",
    opens_on=_OPENS,
    starts=_starts,
    begin=_begin,
    records=PROGRESSION,
    rules_folder=Path(__file__).parent / "rules",
)
