"""Runs a pilot day by day, and counts what came of it."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Final

from bench.simulation.course import Course, working_day
from bench.simulation.market import open_market
from bench.simulation.office import MUNICIPALITY, Office, Who, open_office
from bench.simulation.pilots.pilot import Pilot
from bench.simulation.working import Staff
from rettematch.programmes.rulebook import read_rulebook

_LEADER: Final = Who("team-leader")
_REPORTS: Final = ("milestones", "outcomes", "ordinary-hours", "deadlines")
_WORDY: Final = frozenset({"text", "milestone", "programme"})
"""Columns that say the rule or the programme in full, which a terminal has no room for."""
_ANSWERS: Final = {True: "ja", False: "nej", None: "-"}
_YEAR: Final = timedelta(days=366)


@dataclass
class Result:
    """What a run came to; `broken` counts the findings of each hard rule, `missed` those of each aim."""

    citizens: int
    days: int = 0
    requests: int = 0
    reminders: int = 0
    broken: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    tables: dict[str, list[list[str]]] = field(default_factory=dict)


async def simulate(pilot: Pilot, citizens: int, seed: int, folder: Path, neglected: Collection[str] = ()) -> Result:
    """Runs a pilot until each of its citizens has had a year.

    Args:
        pilot: Of a programme.
        citizens: How many; the pilots are made for 100.
        seed: The same one gives the same run.
        folder: Empty, for the database.
        neglected: Rules that nobody acts on.
    """
    starts = pilot.starts(citizens)
    rules = read_rulebook(pilot.rules_folder).programme(pilot.programme, MUNICIPALITY)
    async with open_office(folder, pilot.opens_on, pilot.rules_folder) as office:
        offers = await open_market(office, pilot.opens_on.isoformat())
        staff = Staff(office, rules, pilot.records, neglected)
        courses = [
            Course(office, Random(f"{seed}:{number}"), offers, pilot.programme, number, working_day(day), cohort)
            for number, (day, cohort) in enumerate(starts)
        ]
        await pilot.prepare(office)
        running: dict[str, Course] = {}
        result = Result(len(courses))
        last = max(each.started_on for each in courses) + _YEAR
        day = pilot.opens_on
        while day <= last:
            await office.open_on(day)
            for course in [each for each in courses if each.started_on == day]:
                await pilot.begin(course)
                running[course.case_id] = course
            for course in list(running.values()):
                await course.run(day)
            await pilot.daily(office, day, running.values())
            await staff.work(day, running)
            for course in running.values():
                await course.run(day)
            result.days += 1
            day = working_day(day + timedelta(days=1))
        await _count(office, result, running.values())
        for name in _REPORTS:
            await _report(office, result, name, pilot)
        result.requests, result.reminders = office.requests, staff.reminders
    return result


async def _count(office: Office, result: Result, courses: Collection[Course]) -> None:
    for course in courses:
        review = await office.call(_LEADER, "GET", f"{course.path}/review")
        for each in review["findings"]:
            (result.broken if each["kind"] in {"hard", "document", "role"} else result.missed)[each["rule_id"]] += 1
        case = await office.call(_LEADER, "GET", course.path)
        result.outcomes[case["outcome"] or "running"] += 1


async def _report(office: Office, result: Result, name: str, pilot: Pilot) -> None:
    """A report of the product as the project's own team leader reads it."""
    params = {"programme": pilot.programme, "team_id": office.team_id, "from": pilot.opens_on.isoformat()}
    report = await office.call(_LEADER, "GET", f"/v1/reports/{name}", params=params)
    if report["rows"]:
        columns = [each for each in report["columns"] if each["key"] not in _WORDY]
        heading, keys = [each["danish"] for each in columns], [each["key"] for each in columns]
        rows = [[_shown(each["values"].get(key)) for key in keys] for each in report["rows"]]
        result.tables[report["title"]] = [heading, *rows]


def _shown(value: object) -> str:
    if isinstance(value, bool) or value is None:
        return _ANSWERS[value]
    return f"{value:g}" if isinstance(value, float) else str(value)
