"""The places of one municipality as numpy columns, sorted by postcode, kept in step place by place.

About 100 bytes a place. A change of a known place is written over its row; new places and moves are merged by sorting
again once per batch. Everything runs in one thread, so a search never sees half a change.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Generic, TypeVar
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from matcher.catalogue.encoding import (
    MINUTES_A_DAY,
    EncodedPlace,
    occupation_indexes,
    uuid_words,
)
from matcher.ranking.concepts import NO_OCCUPATION
from rettematch.contracts.places import PlaceSnapshot

POSTCODES = 10_000

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


@dataclass(slots=True)
class Arrays:
    """One entry a place in each array, along the last axis. Names and units as in `EncodedPlace`.

    `occupations` has a row for each occupation that any place has, filled up with NO_OCCUPATION. `package`,
    `certificates`, `employer`, `workplace` and `place` are numbers in the vocabularies of `Columns`.
    """

    id_high: NDArray[np.uint64]
    id_low: NDArray[np.uint64]
    version: NDArray[np.int32]
    postcode: NDArray[np.int16]
    open_from: NDArray[np.int32]
    open_until: NDArray[np.int32]
    facts_known: NDArray[np.uint32]
    facts_assumed: NDArray[np.uint32]
    usual_known: NDArray[np.uint64]
    usual_assumed: NDArray[np.uint64]
    accommodated_known: NDArray[np.uint64]
    schemes: NDArray[np.uint8]
    day_min: NDArray[np.uint8]
    week_min: NDArray[np.uint8]
    week_max: NDArray[np.uint8]
    days: NDArray[np.uint8]
    start: NDArray[np.int16]
    end: NDArray[np.int16]
    capacity: NDArray[np.int16]
    character: NDArray[np.uint8]
    knowledge: NDArray[np.uint32]
    occupations: NDArray[np.int16]
    package: NDArray[np.int16]
    certificates: NDArray[np.int32]
    employer: NDArray[np.int32]
    workplace: NDArray[np.int32]
    place: NDArray[np.int32]

    def take(self, rows: NDArray[np.intp]) -> "Arrays":
        """Copies of these rows, in this order."""
        return Arrays(**{name: np.take(getattr(self, name), rows, axis=-1) for name in _NAMES})

    def put(self, row: int, other: "Arrays", source: int) -> None:
        """Overwrites one row with a row of `other`."""
        for name in _NAMES:
            getattr(self, name)[..., row] = getattr(other, name)[..., source]

    def joined(self, other: "Arrays") -> "Arrays":
        """Both, one after the other."""
        return Arrays(**{name: np.concatenate([getattr(self, name), getattr(other, name)], axis=-1) for name in _NAMES})

    def widened(self, width: int) -> "Arrays":
        """With room for at least `width` occupations a place."""
        missing = width - len(self.occupations)
        if missing > 0:
            self.occupations = np.pad(
                self.occupations, ((0, missing), (0, 0)), mode="constant", constant_values=NO_OCCUPATION
            )
        return self


_NAMES = tuple(field.name for field in fields(Arrays))
_TYPES: Mapping[str, type[np.generic]] = {
    **dict.fromkeys(("id_high", "id_low", "usual_known", "usual_assumed", "accommodated_known"), np.uint64),
    **dict.fromkeys(("facts_known", "facts_assumed", "knowledge"), np.uint32),
    **dict.fromkeys(("version", "open_from", "open_until", "certificates", "employer", "workplace", "place"), np.int32),
    **dict.fromkeys(("postcode", "start", "end", "capacity", "occupations", "package"), np.int16),
    **dict.fromkeys(("schemes", "day_min", "week_min", "week_max", "days", "character"), np.uint8),
}


@dataclass(frozen=True, slots=True)
class NewPlace:
    """A place to be written into the columns."""

    snapshot: PlaceSnapshot
    encoded: EncodedPlace


class Columns:
    """The places of one municipality."""

    def __init__(self) -> None:
        self.packages: Vocabulary[str] = Vocabulary()
        self.certificate_sets: Vocabulary[frozenset[str]] = Vocabulary()
        self.employers: Vocabulary[UUID] = Vocabulary()
        self.workplaces: Vocabulary[UUID] = Vocabulary()
        self.places: Vocabulary[UUID] = Vocabulary()
        self.arrays = self._encoded([])
        self._settle()

    def __len__(self) -> int:
        return len(self.arrays.version)

    def version_of(self, place_id: UUID) -> int | None:
        """The version that a place has here; None when it is not here."""
        row = self.row_of(place_id)
        return None if row is None else int(self.arrays.version[row])

    def row_of(self, place_id: UUID) -> int | None:
        """Where a place stands until the next change."""
        number = self.places.find(place_id)
        row = -1 if number is None or number >= len(self._rows) else int(self._rows[number])
        return None if row < 0 else row

    def live(self) -> NDArray[np.intp]:
        """The rows that hold a place; there may be others between them."""
        return np.arange(len(self), dtype=np.intp)

    def place_id(self, row: int) -> UUID:
        """Which place stands in a row."""
        return self.places.words[int(self.arrays.place[row])]

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
        if not newest:
            return 0
        rows = [self.row_of(place_id) for place_id in newest]
        changed = self._encoded(list(newest.values()))
        width = max(len(changed.occupations), len(self.arrays.occupations))
        arrays, changed = self.arrays.widened(width), changed.widened(width)
        moved = False
        for source, row in enumerate(rows):
            if row is not None:
                moved = moved or arrays.postcode[row] != changed.postcode[source]
                arrays.put(row, changed, source)
        added = np.array([source for source, row in enumerate(rows) if row is None], dtype=np.intp)
        if len(added):
            self.arrays = arrays.joined(changed.take(added))
        if len(added) or moved:
            self._settle()
        return len(newest)

    def _encoded(self, places: Sequence[NewPlace]) -> Arrays:
        encoded = [place.encoded for place in places]
        snapshots = [place.snapshot for place in places]
        occupations = [occupation_indexes(snapshot) for snapshot in snapshots]
        width = max((len(each) for each in occupations), default=1) or 1
        filled = [each + (NO_OCCUPATION,) * (width - len(each)) for each in occupations]
        words = [uuid_words(snapshot.place_id) for snapshot in snapshots]
        values: dict[str, object] = {
            "id_high": [high for high, _ in words],
            "id_low": [low for _, low in words],
            "package": [self.packages.number(each.package) for each in snapshots],
            "certificates": [self.certificate_sets.number(frozenset(each.certificates)) for each in snapshots],
            "employer": [self.employers.number(each.employer_id) for each in snapshots],
            "place": [self.places.number(each.place_id) for each in snapshots],
            "workplace": [self.workplaces.number(each.workplace_id) for each in snapshots],
        }
        by_field = zip(*encoded, strict=True) if encoded else ([] for _ in EncodedPlace._fields)
        values |= dict(zip(EncodedPlace._fields, by_field, strict=True))
        arrays = {name: np.array(value, dtype=_TYPES[name]) for name, value in values.items()}
        arrays["occupations"] = np.ascontiguousarray(np.array(filled, dtype=np.int16).reshape(len(filled), width).T)
        return Arrays(**arrays)

    def _settle(self) -> None:
        """Sorts by postcode, the order within one being of no account, and notes where each postcode begins."""
        self.arrays = self.arrays.take(np.argsort(self.arrays.postcode, kind="stable"))
        self._rows = np.full(len(self.places), -1, dtype=np.int32)
        self._rows[self.arrays.place] = np.arange(len(self), dtype=np.int32)
        self.offsets = np.searchsorted(self.arrays.postcode, np.arange(POSTCODES + 1)).astype(np.intp)
        self.crosses_midnight = bool(len(self)) and int(self.arrays.end.max()) > MINUTES_A_DAY
