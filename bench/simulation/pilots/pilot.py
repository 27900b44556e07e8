"""What the pilots of all programmes have in common."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeAlias

from bench.simulation.course import Course
from bench.simulation.office import Office
from bench.simulation.working import Record
from rettematch.contracts.cases import EventKind

Starts: TypeAlias = list[tuple[date, str | None]]
"""The day and the cohort of each citizen's start."""


async def _nothing_beforehand(_: Office) -> None:
    return None


async def _nothing_daily(_: Office, __: date, ___: Collection[Course]) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Pilot:
    """A programme's pilot.

    `starts` gives the day and the cohort of each citizen's start, of so many; `begin` opens the case and plans the
    year; `prepare` is done once beforehand, and `daily` on each working day for all of them.
    """

    programme: str
    opens_on: date
    starts: Callable[[int], Starts]
    begin: Callable[[Course], Awaitable[None]]
    records: Mapping[EventKind, Record]
    rules_folder: Path | None = None
    prepare: Callable[[Office], Awaitable[None]] = _nothing_beforehand
    daily: Callable[[Office, date, Collection[Course]], Awaitable[None]] = _nothing_daily


def spread(first: date, cohorts: Sequence[tuple[str | None, int]], months: int, citizens: int) -> Starts:
    """Starts on the first of each month, every cohort evenly; the counts are of 100 citizens and scaled to fewer."""
    found: Starts = []
    for cohort, of_hundred in cohorts:
        count = max(1, round(of_hundred * citizens / 100)) if citizens else 0
        for index in range(count):
            month = index * months // count
            year, number = divmod(first.month - 1 + month, 12)
            found.append((date(first.year + year, number + 1, first.day), cohort))
    return sorted(found, key=lambda each: each[0])
