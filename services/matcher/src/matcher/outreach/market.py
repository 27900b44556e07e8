"""The places of a municipality as one answer sees them: a copy that nobody changes.

The columns are changed by the feed while a long answer is computed in another thread, so it works on these copies.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from matcher.catalogue.columns import Columns
from matcher.ranking.concepts import NO_OCCUPATION
from rettematch.reference.occupations import all_occupations

Column = NDArray[Any]

NO_GROUP = -1
_COPIED = (
    "id_high",
    "id_low",
    "postcode",
    "open_from",
    "open_until",
    "facts_known",
    "facts_assumed",
    "usual_assumed",
    "accommodated_known",
    "schemes",
    "day_min",
    "week_min",
    "days",
    "start",
    "end",
    "capacity",
    "package",
    "certificates",
    "employer",
    "workplace",
)


@dataclass(frozen=True)
class Market:
    """Copies of columns, one entry a place, with what their numbers stand for.

    `of` has the columns by the names of `matcher.catalogue.columns.Arrays`, but that `workplace` and `package` are
    numbers in `workplaces` and `packages`, which are sorted. `groups` has the ISCO sub-major group (two digits) of
    each occupation of each place along the last axis, NO_GROUP for none.
    """

    of: dict[str, Column]
    groups: Column
    packages: tuple[str, ...]
    certificate_sets: tuple[frozenset[str], ...]
    employers: tuple[UUID, ...]
    workplaces: tuple[UUID, ...]

    def __len__(self) -> int:
        return len(self.of["postcode"])

    def place_id(self, row: int) -> UUID:
        """Which place stands in a row."""
        return UUID(int=int(self.of["id_high"][row]) << 64 | int(self.of["id_low"][row]))

    @cached_property
    def row_of_workplace(self) -> NDArray[np.intp]:
        """One row of each workplace, to look up its employer and its postcode."""
        rows = np.zeros(len(self.workplaces), dtype=np.intp)
        rows[self.of["workplace"]] = np.arange(len(self))
        return rows


def _groups() -> NDArray[np.int8]:
    found = [int(each.isco08[:2]) for each in all_occupations()]
    return np.array([*found, NO_GROUP], dtype=np.int8)


@dataclass(frozen=True, slots=True)
class Copies:
    """What was copied, as it stood in the columns; `market_of` makes a market of it."""

    of: dict[str, Column]
    packages: tuple[str, ...]
    certificate_sets: tuple[frozenset[str], ...]
    employers: tuple[UUID, ...]
    workplaces: tuple[UUID, ...]


def copy_of(columns: Columns) -> Copies:
    """Copies what outreach looks at of the places that there are now. Quick: it runs where the columns may change."""
    rows, held = columns.live(), columns.arrays
    return Copies(
        of={name: np.take(getattr(held, name), rows, axis=-1) for name in (*_COPIED, "occupations")},
        packages=tuple(columns.packages.words),
        certificate_sets=tuple(columns.certificate_sets.words),
        employers=tuple(columns.employers.words),
        workplaces=tuple(columns.workplaces.words),
    )


_Id = TypeVar("_Id", UUID, str)


def _by_id(numbers: Column, words: tuple[_Id, ...]) -> tuple[Column, tuple[_Id, ...]]:
    """Numbers anew for those words that occur, in the order of the words: not that in which they were first seen."""
    occurring, inverse = np.unique(numbers, return_inverse=True)
    found = [words[number] for number in occurring.tolist()]
    order = sorted(range(len(found)), key=found.__getitem__)
    position = np.empty(len(found), dtype=np.intp)
    position[order] = np.arange(len(found))
    return position.take(inverse), tuple(found[each] for each in order)


def market_of(copies: Copies) -> Market:
    """Puts the copies in order."""
    of = dict(copies.of)
    occupations = of.pop("occupations")
    of["workplace"], workplaces = _by_id(of["workplace"], copies.workplaces)
    of["package"], packages = _by_id(of["package"], copies.packages)
    return Market(
        of=of,
        groups=_groups().take(np.minimum(occupations, NO_OCCUPATION)),
        packages=packages,
        certificate_sets=copies.certificate_sets,
        employers=copies.employers,
        workplaces=workplaces,
    )
