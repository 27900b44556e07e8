"""The places of a municipality as one answer sees them: a copy that nobody changes.

The columns are changed by the feed while a long answer is computed in another thread, so it works on these copies.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from matcher.catalogue.columns import Columns
from matcher.catalogue.encoding import uuid_words
from matcher.catalogue.identities import uuid_of
from matcher.ranking.concepts import NO_OCCUPATION
from rettematch.reference.occupations import all_occupations

Column = NDArray[Any]
Words = NDArray[np.uint64]
"""UUIDs by number, as in `matcher.catalogue.identities.Identities.words`."""

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
    employers: Words
    workplaces: Words

    def __len__(self) -> int:
        return len(self.of["postcode"])

    def place_id(self, row: int) -> UUID:
        """Which place stands in a row."""
        return uuid_of(int(self.of["id_high"][row]), int(self.of["id_low"][row]))

    def workplace_id(self, number: int) -> UUID:
        """Which workplace has a number."""
        return uuid_of(*self.workplaces[number].tolist())

    def employer_id(self, number: int) -> UUID:
        """Which employer has a number."""
        return uuid_of(*self.employers[number].tolist())

    def employer_numbers(self, employers: Iterable[UUID]) -> list[int]:
        """The numbers of those of the employers that have any."""
        found: list[int] = []
        for high, low in map(uuid_words, employers):
            same = (self.employers[:, 0] == np.uint64(high)) & (self.employers[:, 1] == np.uint64(low))
            found += np.flatnonzero(same).tolist()
        return found

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
    employers: Words
    workplaces: Words


def copy_of(columns: Columns) -> Copies:
    """Copies what outreach looks at of the places that there are now. Quick: it runs where the columns may change."""
    rows, held = columns.live(), columns.arrays
    return Copies(
        of={name: np.take(getattr(held, name), rows, axis=-1) for name in (*_COPIED, "occupations")},
        packages=tuple(columns.packages.words),
        certificate_sets=tuple(columns.certificate_sets.words),
        employers=columns.employers.words,
        workplaces=columns.workplaces.words,
    )


def market_of(copies: Copies) -> Market:
    """Puts the copies in order."""
    of = dict(copies.of)
    occupations = of.pop("occupations")
    numbers, there = np.unique(of["workplace"], return_inverse=True)
    words = copies.workplaces.take(numbers, axis=0)
    order = np.lexsort((words[:, 1], words[:, 0]))
    of["workplace"] = _renumbered(there, order)
    by_id = sorted(range(len(copies.packages)), key=copies.packages.__getitem__)
    of["package"] = _renumbered(of["package"], np.array(by_id, dtype=np.intp))
    return Market(
        of=of,
        groups=_groups().take(np.minimum(occupations, NO_OCCUPATION)),
        packages=tuple(copies.packages[each] for each in by_id),
        certificate_sets=copies.certificate_sets,
        employers=copies.employers,
        workplaces=words.take(order, axis=0),
    )


def _renumbered(numbers: Column, order: NDArray[np.intp]) -> Column:
    """Each number as its position in an order of all of them, so that ties do not hang on who was seen first."""
    position = np.empty(len(order), dtype=np.intp)
    position[order] = np.arange(len(order))
    return position.take(numbers)
