"""The places of one municipality as numpy columns, kept in step place by place.

Most rows stand in the order of `matcher.catalogue.layout`; behind them is a short tail of rows in the order of their
coming. What changes from day to day (seats, hours, openings, demands) is written over a place's row. A new place, or
one whose postcode, occupations or character changed, goes to the tail, and its old row is given up. When the tail has
become long, `merged` gives the same places in order, which somebody puts in the place of the old ones. One writer alone
changes anything, and a search runs to its end between two changes, so it never sees half of one.
"""

from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from matcher.catalogue.arrays import GONE, Arrays, arrays_of
from matcher.catalogue.encoding import MINUTES_A_DAY, EncodedPlace, occupation_indexes, uuid_words
from matcher.catalogue.identities import Identities, uuid_of
from matcher.catalogue.layout import Layout, groups_of, layout_of, order_of
from matcher.catalogue.tallies import Tallies
from rettematch.contracts.places import PlaceSnapshot

TAIL = 8192
"""Rows in the tail from which it is worth merging: a search of them all takes some ten microseconds."""

_SPARE = 2 * TAIL
_FIXED = ("postcode", "character", "package")
"""What the order and the bounds rest on, beside the occupations: a change of these moves a place to the tail."""

Word = TypeVar("Word")


class Vocabulary(Generic[Word]):
    """Numbers for words, in the order in which they were first seen."""

    def __init__(self) -> None:
        self.words: list[Word] = []
        self._numbers: dict[Word, int] = {}

    def __len__(self) -> int:
        return len(self.words)

    def number(self, word: Word) -> int:
        """The number of a word; a new word gets the next one."""
        number = self._numbers.setdefault(word, len(self.words))
        if number == len(self.words):
            self.words.append(word)
        return number

    def find(self, word: Word) -> int | None:
        """The number of a word that has been seen."""
        return self._numbers.get(word)


@dataclass(frozen=True, slots=True)
class NewPlace:
    """A place to be written into the columns."""

    snapshot: PlaceSnapshot
    encoded: EncodedPlace


@dataclass(frozen=True, slots=True)
class Vocabularies:
    """What the numbers in the columns stand for; they only grow, so columns made of others share them."""

    packages: Vocabulary[str]
    certificate_sets: Vocabulary[frozenset[str]]
    employers: Identities
    workplaces: Identities


class Columns:
    """The places of one municipality.

    Args:
        tail: From how many rows in the tail on it is worth merging; tests give small ones.
    """

    def __init__(self, tail: int = TAIL) -> None:
        self._tail_limit = tail
        self.vocabularies = Vocabularies(Vocabulary(), Vocabulary(), Identities(), Identities())
        self._stand(self._encoded([]))

    @property
    def packages(self) -> Vocabulary[str]:
        return self.vocabularies.packages

    @property
    def certificate_sets(self) -> Vocabulary[frozenset[str]]:
        return self.vocabularies.certificate_sets

    @property
    def employers(self) -> Identities:
        return self.vocabularies.employers

    @property
    def workplaces(self) -> Identities:
        return self.vocabularies.workplaces

    def __len__(self) -> int:
        return self.tallies.places

    @property
    def nbytes(self) -> int:
        """Size in memory of columns, order, index and tallies."""
        identities = self.employers.nbytes + self.workplaces.nbytes
        return self.arrays.nbytes + self.layout.nbytes + self._by_id.nbytes + self.tallies.nbytes + identities

    @property
    def wants_merging(self) -> bool:
        """Whether the tail has become long."""
        return self.used - self.in_order > self._tail_limit

    def version_of(self, place_id: UUID) -> int | None:
        """The version that a place has here; None when it is not here."""
        row = self.row_of(place_id)
        return None if row is None else int(self.arrays.version[row])

    def row_of(self, place_id: UUID) -> int | None:
        """Where a place stands until the next change."""
        if (row := self._tail_rows.get(place_id)) is not None:
            return row
        wanted = uuid_words(place_id)
        at = bisect_left(self._by_id, wanted, key=self._words)
        if at == len(self._by_id) or self._words(self._by_id[at]) != wanted:
            return None
        row = int(self._by_id[at])
        return None if self.arrays.version[row] == GONE else row

    def live(self) -> NDArray[np.intp]:
        """The rows that hold a place; there may be others between them."""
        rows: NDArray[np.intp] = np.flatnonzero(self.arrays.version[: self.used] != GONE)
        return rows

    def place_id(self, row: int) -> UUID:
        """Which place stands in a row."""
        return uuid_of(*self._words(row))

    def apply(self, places: Sequence[NewPlace]) -> int:
        """Brings places up to date. What is not newer than what is here changes nothing.

        Args:
            places: In any order, a place more than once if need be.

        Returns:
            How many places changed.
        """
        newest: dict[UUID, NewPlace] = {}
        for place in places:
            place_id, version = place.snapshot.place_id, place.snapshot.version
            held = newest[place_id].snapshot.version if place_id in newest else self.version_of(place_id)
            if held is None or version > held:
                newest[place_id] = place
        if newest:
            self._write(list(newest.values()))
        return len(newest)

    def merged(self) -> "Columns":
        """New columns of the same places, all in order. It reads only: another thread may do it if nobody writes."""
        return self.without([])

    def without(self, place_ids: Collection[UUID]) -> "Columns":
        """New columns of the other places, all in order. It reads only, as `merged` does."""
        gone = [row for place_id in place_ids if (row := self.row_of(place_id)) is not None]
        columns = Columns.__new__(Columns)
        columns._tail_limit = self._tail_limit  # noqa: SLF001 - of the same class
        columns.vocabularies = self.vocabularies
        columns._stand(self.arrays.take(np.setdiff1d(self.live(), gone)))  # noqa: SLF001 - as above
        return columns

    def _words(self, row: int) -> tuple[int, int]:
        return int(self.arrays.id_high[row]), int(self.arrays.id_low[row])

    def _stand(self, arrays: Arrays) -> None:
        """Takes these places, and puts them in order."""
        group_of = groups_of(arrays.postcode)
        arrays = arrays.take(order_of(group_of, arrays.postcode, arrays.character, arrays.occupations[0]))
        self.in_order = self.used = arrays.room
        self.layout: Layout = layout_of(group_of, arrays.postcode, arrays.character, arrays.occupations)
        self.tallies = Tallies()
        self.tallies.add(arrays, np.arange(arrays.room))
        self.latest_end = int(arrays.end.max(initial=0))
        self._by_id = np.lexsort((arrays.id_low, arrays.id_high)).astype(np.int32)
        self._tail_rows: dict[UUID, int] = {}
        self.arrays = arrays.with_room(arrays.room + min(_SPARE, max(arrays.room, 1)))

    @property
    def crosses_midnight(self) -> bool:
        """Whether any place works past midnight, or did."""
        return self.latest_end > MINUTES_A_DAY

    def _write(self, places: Sequence[NewPlace]) -> None:
        """Writes places that are newer than what is here, each once."""
        changed = self._encoded(places)
        width = max(len(changed.occupations), len(self.arrays.occupations))
        arrays, changed = self.arrays.widened(width), changed.widened(width)
        held = [self.row_of(place.snapshot.place_id) for place in places]
        known = np.array([source for source, row in enumerate(held) if row is not None], dtype=np.intp)
        rows = np.array([row for row in held if row is not None], dtype=np.intp)
        self.tallies.remove(arrays, rows)
        stays = rows >= self.in_order
        same = np.all(arrays.occupations[:, rows] == changed.occupations[:, known], axis=0)
        for name in _FIXED:
            same &= getattr(arrays, name)[rows] == getattr(changed, name)[known]
        stays |= same
        arrays.version[rows[~stays]] = GONE
        arrays.schemes[rows[~stays]] = 0  # no search finds a place that allows nothing
        arrays.put(rows[stays], changed, known[stays])
        appended = np.setdiff1d(np.arange(len(places)), known[stays])
        self._append([places[source].snapshot.place_id for source in appended], changed, appended)
        written = np.array([self.row_of(place.snapshot.place_id) for place in places], dtype=np.intp)
        self.tallies.add(self.arrays, written)
        self.latest_end = max(self.latest_end, int(changed.end.max()))
        if self.used - self.in_order > max(self._tail_limit, self.in_order):
            self._stand(self.arrays.take(self.live()))

    def _append(self, ids: Sequence[UUID], changed: Arrays, sources: NDArray[np.intp]) -> None:
        needed = self.used + len(ids)
        if needed > self.arrays.room:
            self.arrays = self.arrays.with_room(needed + min(_SPARE, needed))
        rows = np.arange(self.used, needed)
        self.arrays.put(rows, changed, sources)
        self._tail_rows.update(zip(ids, rows.tolist(), strict=True))
        self.used = needed

    def _encoded(self, places: Sequence[NewPlace]) -> Arrays:
        encoded = [place.encoded for place in places]
        snapshots = [place.snapshot for place in places]
        words = [uuid_words(snapshot.place_id) for snapshot in snapshots]
        by_field = zip(*encoded, strict=True) if encoded else ([] for _ in EncodedPlace._fields)
        values = {
            "id_high": [high for high, _ in words],
            "id_low": [low for _, low in words],
            "package": [self.packages.number(each.package) for each in snapshots],
            "certificates": [self.certificate_sets.number(frozenset(each.certificates)) for each in snapshots],
            "employer": [self.employers.number(each.employer_id) for each in snapshots],
            "workplace": [self.workplaces.number(each.workplace_id) for each in snapshots],
            **{name: list(each) for name, each in zip(EncodedPlace._fields, by_field, strict=True)},
        }
        return arrays_of(values, [occupation_indexes(snapshot) for snapshot in snapshots])
