"""The work that every engine does, as whole numbers: the places as a table, a citizen as an `Ask`, two lists as answer.

This and `bench.engine.own` are the only modules here that know the matcher's columns and queries. Rivals get the same
integers in arrays of their own, so each may sort, index and pack them as suits it best.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from matcher.catalogue.columns import Columns
from matcher.catalogue.encoding import CLOSED, FULL
from matcher.ranking.query import Query

Line = tuple[int, int, int]
"""Place id as a number, how many questions are to be asked first, score."""
Lists = tuple[list[Line], list[Line]]
"""Places that fit, and places to ask about first; each in order."""

COLUMNS = (
    "id_high",
    "id_low",
    "postcode",
    "open_from",
    "open_until",
    "facts_known",
    "facts_assumed",
    "usual_known",
    "usual_assumed",
    "accommodated_known",
    "schemes",
    "day_min",
    "week_min",
    "days",
    "start",
    "end",
    "capacity",
    "character",
    "package",
    "certificates",
    "employer",
)
FILTER_COLUMNS = tuple(
    name for name in COLUMNS if name not in {"id_high", "id_low", "usual_known", "character", "package"}
)
"""What the hard constraints read; the others give points or name the place."""


@dataclass(frozen=True, slots=True)
class Table:
    """The places, sorted by postcode and, within one, those that are open and have a free seat first.

    `arrays` has COLUMNS and `occupation_0`, `occupation_1`, ...; names and units as in `matcher.catalogue.encoding`.
    """

    arrays: Mapping[str, NDArray[Any]]
    occupations: int
    """How many columns of occupations there are."""

    def __len__(self) -> int:
        return len(self.arrays["postcode"])

    @property
    def usable(self) -> NDArray[np.bool_]:
        """The places that are open and have a free seat: all that any citizen can get."""
        free: NDArray[np.bool_] = (self.arrays["facts_known"] & (CLOSED | FULL)) == 0
        return free

    def id_of(self, row: int) -> int:
        return int(self.arrays["id_high"][row]) << 64 | int(self.arrays["id_low"][row])


@dataclass(frozen=True, slots=True)
class Ask:
    """One citizen's search, prepared, in the units of the table. Fields as in `matcher.ranking.query.Query`.

    `reach` is the band by postcode; `points_by_*` are tables over the numbers that stand in the columns.
    """

    as_of: int
    reach: Mapping[int, int]
    bands: NDArray[np.int8]
    lacking: int
    facts_lacking: int
    facts_unknown: int
    day_max: int
    week_max: int
    days: int
    windows: tuple[tuple[int, int], ...]
    schemes: int
    unsupported_schemes: int
    certificates_held: NDArray[np.bool_]
    avoided: tuple[int, ...]
    goal_points: NDArray[np.int32]
    skill_points: NDArray[np.int32]
    package_points: NDArray[np.int32]
    character_points: NDArray[np.int32]
    commute_points: NDArray[np.int32]
    accommodation_points: int


def table_of(columns: Columns) -> Table:
    """Copies of what the matcher holds."""
    held, rows = columns.arrays, columns.live()
    arrays = {name: getattr(held, name)[rows] for name in COLUMNS}
    kept = len(held.occupations)
    arrays |= {f"occupation_{number}": held.occupations[number][rows] for number in range(kept)}
    full = (arrays["facts_known"] & (CLOSED | FULL)) != 0
    order = np.lexsort((arrays["id_low"], arrays["id_high"], full, arrays["postcode"]))
    return Table({name: np.ascontiguousarray(array[order]) for name, array in arrays.items()}, kept)


def ask_of(query: Query) -> Ask:
    """The same search for every engine."""
    reach = {int(postcode): int(query.bands[postcode]) for postcode in query.postcodes}
    return Ask(
        as_of=query.as_of,
        reach=reach,
        bands=query.bands,
        lacking=query.lacking,
        facts_lacking=query.facts_lacking,
        facts_unknown=query.facts_unknown,
        day_max=query.day_max,
        week_max=query.week_max,
        days=query.days,
        windows=query.windows,
        schemes=query.schemes,
        unsupported_schemes=query.unsupported_schemes,
        certificates_held=query.certificates_held,
        avoided=tuple(query.avoided.tolist()),
        goal_points=query.goal_points,
        skill_points=query.skill_points,
        package_points=query.package_points,
        character_points=query.tables.whole_character,
        commute_points=query.tables.commute,
        accommodation_points=query.accommodation_points,
    )


def worth_something(points: NDArray[np.int32]) -> dict[int, int]:
    """The entries of a table of points that are not zero, by their number."""
    return {int(number): int(points[number]) for number in np.flatnonzero(points)}


def day_limits(ask: Ask) -> NDArray[np.int16]:
    """By a place's days: the most weekly quarters that its common days with the citizen give; -1 for no common day."""
    common = np.bitwise_count(np.arange(128, dtype=np.uint8) & np.uint8(ask.days)).astype(np.int16)
    limits: NDArray[np.int16] = np.where(common > 0, common * np.int16(ask.day_max), np.int16(-1))
    return limits


class Engine(ABC):
    """One way to do the work. Timed are `prepare` and `run`, from a prepared query to an answer; `read` is not."""

    name: ClassVar[str]
    exact: ClassVar[bool] = True
    """Whether its lists must be the reference's."""

    @abstractmethod
    def prepare(self, query: Query, ask: Ask, k: int, max_ask_first: int) -> Any:
        """The search in the engine's own form: a statement, parameters, tables."""

    @abstractmethod
    def run(self, prepared: Any) -> Any:
        """The answer in the engine's own form, with scores."""

    @abstractmethod
    def read(self, answer: Any) -> Lists:
        """The answer for comparing."""

    def elsewhere(self) -> float:
        """CPU seconds spent so far in another process."""
        return 0.0

    def close(self) -> None:  # noqa: B027 - most have nothing to give back
        """Gives back what it holds outside of Python."""
