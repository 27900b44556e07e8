"""The points as a dated, versioned table. Numbers are data: `weights/*.toml`, each row with its reason."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, model_validator

from matcher.catalogue.encoding import (
    CHARACTERS,
    CONTACT_PERSON,
    INTERNSHIP_ONLY,
    MENTOR,
    PRIVATE,
    PROSPECTS,
)
from matcher.ranking.concepts import GOAL_LEVELS
from matcher.ranking.curves import CurveRow, LearnedFrom, by_given, check_curve

Points = NDArray[np.int32]
BANDS = 128
"""Size of the table of travel bands: all that an eight-bit number holds."""

PARTS = (
    "job_goal",
    "skills",
    "paid_hours",
    "company_contact",
    "sector",
    "commute",
    "accommodation",
    "internship_only",
)
"""The parts of a score, in the order in which an explanation shows them."""

PART_NAMES_DA = {
    "job_goal": "Jobmål",
    "skills": "Færdigheder",
    "paid_hours": "Udsigt til ordinære timer",
    "company_contact": "Kontakt på virksomheden",
    "sector": "Sektor",
    "commute": "Afstand",
    "accommodation": "Tilpasninger",
    "internship_only": "Kun praktik",
}

_NEEDED = {
    "job_goal": {*GOAL_LEVELS, "package"},
    "skills": {"essential", "optional", "cap"},
    "paid_hours": {"none", "possible", "likely", "agreed"},
    "company_contact": {"contact-person", "mentor"},
    "sector": {"private", "public"},
    "commute": {"band-0", "farther"},
    "accommodation": {"each"},
    "internship_only": {"internship-only"},
}
_PENALTIES = {"accommodation", "internship_only"}
_FOLDER = Path(__file__).with_name("weights")


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    reason: Annotated[str, Field(min_length=1)]


class PointRow(_Row):
    """What gives points, how many and why; `learned` of them come from outcomes (`matcher.learning`)."""

    part: str
    when: str
    points: Annotated[int, Field(ge=-1000, le=1000)]
    learned: Annotated[int, Field(ge=-1000, le=1000)] = 0
    danish: Annotated[str, Field(min_length=1)]


class RankPercent(_Row):
    """The share of the points that a goal of this rank gives."""

    rank: Annotated[int, Field(ge=1)]
    percent: Annotated[int, Field(ge=0, le=100)]


@dataclass(frozen=True, slots=True)
class PointTables:
    """Points by `character` of a place (four tables and their sum) and by travel band."""

    paid_hours: Points
    contact: Points
    sector: Points
    internship: Points
    whole_character: Points
    commute: Points


def _array(values: Iterable[int]) -> Points:
    return np.fromiter(values, dtype=np.int32)


class Weights(BaseModel):
    """One version of the points.

    A learned version has the rows of job goal and skills as its base has them, and a `curve` from what those give to
    what they are worth; every other row has its points as they count.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: Annotated[str, Field(min_length=1)]
    in_force_from: date
    rank_percent: Annotated[tuple[RankPercent, ...], Field(min_length=1)]
    points: tuple[PointRow, ...]
    learned: LearnedFrom | None = None
    curve: tuple[CurveRow, ...] = ()

    @model_validator(mode="after")
    def _complete(self) -> Self:
        keys = [(row.part, row.when) for row in self.points]
        if len(set(keys)) != len(keys):
            raise ValueError("two rows give points for the same thing")
        for part, needed in _NEEDED.items():
            given = {when for row_part, when in keys if row_part == part}
            if not needed <= given:
                raise ValueError(f"rows are missing in {part}")
            if part != "commute" and given != needed:
                raise ValueError(f"a row of {part} is never used")
        if {part for part, _ in keys} != set(_NEEDED):
            raise ValueError("a row names a part that there is not")
        return self

    @model_validator(mode="after")
    def _signs_are_monotone(self) -> Self:
        if any((row.points > 0) if row.part in _PENALTIES else (row.points < 0) for row in self.points):
            raise ValueError("a penalty must not be above zero, nor anything else below it")
        falling = [
            [self.give("job_goal", level) for level in GOAL_LEVELS],
            [self.give("paid_hours", prospect) for prospect in PROSPECTS],
            [-points for points in self.commute_points()],
            [-row.percent for row in self.rank_percent],
        ]
        if any(list(run) != sorted(run) for run in falling):
            raise ValueError("a better fact must not give fewer points")
        if [row.rank for row in self.rank_percent] != list(range(1, len(self.rank_percent) + 1)):
            raise ValueError("ranks must run from 1 without gaps")
        return self

    @model_validator(mode="after")
    def _learned_as_it_says(self) -> Self:
        for row in self.points:
            if not min(row.points, 0) <= row.learned <= max(row.points, 0):
                raise ValueError("learned points are a share of the points")
        if self.learned is None:
            if self.curve or any(row.learned for row in self.points):
                raise ValueError("a version with learned points must say what they were learned from")
            return self
        check_curve(self.curve, "job_goal", self.goal_values())
        check_curve(self.curve, "skills", self.skill_values())
        return self

    def give(self, part: str, when: str) -> int:
        """The points of one row; KeyError when there is no such row."""
        return self._rows[part, when].points

    def danish(self, part: str, when: str) -> str:
        """The Danish words of one row."""
        return self._rows[part, when].danish

    @cached_property
    def _rows(self) -> Mapping[tuple[str, str], PointRow]:
        return {(row.part, row.when): row for row in self.points}

    def commute_points(self) -> tuple[int, ...]:
        """Points by travel band from 0 on; the last entry is for every band beyond."""
        return self._commute

    @cached_property
    def _commute(self) -> tuple[int, ...]:
        bands = sorted(int(row.when.removeprefix("band-")) for row in self.points if row.when.startswith("band-"))
        if bands != list(range(len(bands))):
            raise ValueError("travel bands must run from 0 without gaps")
        return (*(self.give("commute", f"band-{band}") for band in bands), self.give("commute", "farther"))

    def commute_row(self, band: int) -> str:
        """The `when` of the row that a travel band falls under."""
        return f"band-{band}" if band < len(self.commute_points()) - 1 else "farther"

    def _weakened(self, points: int, rank: int) -> int:
        share = self.rank_percent[min(rank, len(self.rank_percent)) - 1].percent
        return points * share // 100

    def goal_points(self, rank: int) -> Points:
        """The points of a goal of this rank by how closely an occupation agrees: nothing, then GOAL_LEVELS."""
        return self._by_rank[min(rank, len(self._by_rank)) - 1]

    @cached_property
    def _by_rank(self) -> tuple[Points, ...]:
        at_level = [0, *(self.give("job_goal", level) for level in GOAL_LEVELS)]
        return tuple(_array(self.at_rank(each, row.rank) for each in at_level) for row in self.rank_percent)

    def at_rank(self, points: int, rank: int) -> int:
        """The points of a goal's row at its rank: weakened, rounded down, and put on the curve if there is one."""
        return self.goal_value(self._weakened(points, rank))

    def goal_value(self, given: int) -> int:
        """What weakened points of a goal are worth in this version."""
        return self._curves["job_goal"].get(given, given)

    def skill_value(self, given: int) -> int:
        """What capped points of skills are worth in this version."""
        return self._curves["skills"].get(given, given)

    def goal_values(self) -> tuple[int, ...]:
        """Every number of points above zero that a goal or a package can give before the curve, rising."""
        rows = [row.points for row in self.points if row.part == "job_goal"]
        return tuple(sorted({self._weakened(points, each.rank) for points in rows for each in self.rank_percent} - {0}))

    def skill_values(self) -> tuple[int, ...]:
        """Every number of points above zero that skills can give before the curve, rising."""
        essential, optional, cap = (self.give("skills", when) for when in ("essential", "optional", "cap"))
        reached = {0}
        while more := {min(old + step, cap) for old in reached for step in (essential, optional)} - reached:
            reached |= more
        return tuple(sorted(reached - {0}))

    def skill_points(self, essential: NDArray[np.intp], optional: NDArray[np.intp]) -> Points:
        """The points for so many skills that the work rests on, and so many that help, as whole arrays."""
        cap = self.give("skills", "cap")
        given = essential * self.give("skills", "essential") + optional * self.give("skills", "optional")
        points: Points = self._skill_table.take(np.minimum(given, cap))
        return points

    @cached_property
    def _skill_table(self) -> Points:
        return _array(self.skill_value(given) for given in range(self.give("skills", "cap") + 1))

    @cached_property
    def _curves(self) -> Mapping[str, Mapping[int, int]]:
        return by_given(self.curve)

    def learned_of(self, part: str, points: int) -> int:
        """How many of the points of one part of a score come from outcomes; 0 in a hand-set version."""
        return self._learned_by_points[part].get(points, 0)

    @cached_property
    def _learned_by_points(self) -> Mapping[str, Mapping[int, int]]:
        found: dict[str, dict[int, int]] = {part: {} for part in PARTS}
        for each in self.curve:
            found[each.part][each.points] = each.learned
        contact = [row for row in self.points if row.part == "company_contact"]
        found["company_contact"][sum(row.points for row in contact)] = sum(row.learned for row in contact)
        for row in self.points:
            if row.part not in {"job_goal", "skills", "accommodation"}:
                found[row.part][row.points] = row.learned
        return found

    @cached_property
    def tables(self) -> "PointTables":
        """The points that depend on the place alone, and those of travel bands, as arrays."""
        paid = [self.give("paid_hours", prospect) for prospect in PROSPECTS]
        contact, mentor = (self.give("company_contact", when) for when in ("contact-person", "mentor"))
        private, public = (self.give("sector", when) for when in ("private", "public"))
        internship = self.give("internship_only", "internship-only")
        codes = range(CHARACTERS)
        commute = self.commute_points()
        by_character = (
            _array(paid[code % len(PROSPECTS)] for code in codes),
            _array(bool(code & CONTACT_PERSON) * contact + bool(code & MENTOR) * mentor for code in codes),
            _array(private if code & PRIVATE else public for code in codes),
            _array(bool(code & INTERNSHIP_ONLY) * internship for code in codes),
        )
        return PointTables(
            *by_character,
            whole_character=np.sum(by_character, axis=0, dtype=np.int32),
            commute=_array(commute[min(band, len(commute) - 1)] for band in range(BANDS)),
        )


def read_weights(path: Path) -> Weights:
    """Reads and validates one file; pydantic's ValidationError says what is wrong in it."""
    return Weights.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))


@cache
def all_weights() -> tuple[Weights, ...]:
    """Every hand-set version that ships with the product, oldest first."""
    read = (read_weights(path) for path in _FOLDER.glob("*.toml"))
    return tuple(sorted((each for each in read if each.learned is None), key=lambda each: each.in_force_from))


def weights_on(day: date) -> Weights:
    """The hand-set version in force on a day; the first one before any was in force. Never a learned one."""
    in_force = [each for each in all_weights() if each.in_force_from <= day]
    return in_force[-1] if in_force else all_weights()[0]
