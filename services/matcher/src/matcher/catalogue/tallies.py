"""How many places hold what, counted as places come and go: what each constraint excludes is read from these.

Counting over a million places for every question would take longer than the search. Each table has the facts that one
constraint looks at together, so the counts are exact.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.catalogue.arrays import Arrays
from matcher.catalogue.encoding import (
    DIMENSION_MASKS,
    FACT_BITS,
    LANGUAGE_BITS,
    READ_SHIFT,
    SPOKEN_MASK,
    UNKNOWN_CAPACITY,
)
from matcher.catalogue.layout import POSTCODES
from rettematch.considerations import MAX_LEVEL

Counts = NDArray[np.int64]

BYTE = 256
FIRST_DAY = 693_596
"""1900-01-01: earlier days count as this one, which no question is about."""
DAYS = 110_000
"""Until 2201; later days count as the last."""

_START = 1 << 24
_END = 1 << 8


def _zeros(*shape: int) -> Any:
    return np.zeros(shape, dtype=np.int64)


def _grown(counts: Counts, size: int) -> Counts:
    return counts if len(counts) >= size else np.concatenate([counts, np.zeros(max(size, 64), dtype=np.int64)])


def _day(ordinal: NDArray[np.int32]) -> NDArray[np.int32]:
    days: NDArray[np.int32] = np.clip(ordinal - np.int32(FIRST_DAY), 0, DAYS - 1)
    return days


class Tallies:
    """Numbers of places, by what they hold.

    `facts` by bit of the facts word, known facts only; `danish` by level of spoken and of read Danish, where they are
    known; `turned` by first and last day, where the last is before the first; `short` by schemes, where the ratio rule
    is known to leave too few hours; `days` by days and fewest weekly hours; `accommodated` by dimension and level,
    known demands with the accommodation offered.
    """

    def __init__(self) -> None:
        self.places = 0
        self.facts: Counts = _zeros(FACT_BITS)
        self.danish: Counts = _zeros(LANGUAGE_BITS + 1, LANGUAGE_BITS + 1)
        self.opens: Counts = _zeros(DAYS)
        self.closes: Counts = _zeros(DAYS)
        self.turned: dict[tuple[int, int], int] = {}
        self.postcode: Counts = _zeros(POSTCODES)
        self.employer: Counts = _zeros(0)
        self.certificates: Counts = _zeros(0)
        self.schemes: Counts = _zeros(BYTE)
        self.short: Counts = _zeros(BYTE)
        self.day_min: Counts = _zeros(BYTE)
        self.days: Counts = _zeros(BYTE, BYTE)
        self.accommodated: Counts = _zeros(len(DIMENSION_MASKS), MAX_LEVEL + 1)
        self._spans: dict[int, int] = {}

    @property
    def nbytes(self) -> int:
        """Size in memory of the arrays."""
        return sum(each.nbytes for each in vars(self).values() if isinstance(each, np.ndarray))

    def add(self, arrays: Arrays, rows: NDArray[np.intp]) -> None:
        """Counts these rows in."""
        self._count(arrays, rows, 1)

    def remove(self, arrays: Arrays, rows: NDArray[np.intp]) -> None:
        """Counts these rows out, as they stand now."""
        self._count(arrays, rows, -1)

    def spans(self) -> tuple[NDArray[np.int16], NDArray[np.int16], NDArray[np.uint8], Counts]:
        """Start, end and fewest daily hours that places have together, and how many have them."""
        keys = np.fromiter(self._spans, dtype=np.int64, count=len(self._spans))
        counts = np.fromiter(self._spans.values(), dtype=np.int64, count=len(self._spans))
        start, rest = np.divmod(keys, _START)
        end, day_min = np.divmod(rest, _END)
        return start.astype(np.int16), end.astype(np.int16), day_min.astype(np.uint8), counts

    def _count(self, arrays: Arrays, rows: NDArray[np.intp], sign: int) -> None:
        if not len(rows):
            return
        held = arrays.take(rows) if len(rows) < arrays.room else arrays
        self.places += sign * len(rows)
        for bit in range(FACT_BITS):
            self.facts[bit] += sign * np.count_nonzero(held.facts_known & np.uint32(1 << bit))
        spoken = np.bitwise_count(held.facts_known & np.uint32(SPOKEN_MASK))
        read = np.bitwise_count(held.facts_known >> np.uint32(READ_SHIFT) & np.uint32(SPOKEN_MASK))
        np.add.at(self.danish, (spoken, read), sign)
        np.add.at(self.opens, _day(held.open_from), sign)
        np.add.at(self.closes, _day(held.open_until), sign)
        self._count_turned(held, sign)
        np.add.at(self.postcode, held.postcode, sign)
        self.employer = _grown(self.employer, int(held.employer.max()) + 1)
        np.add.at(self.employer, held.employer, sign)
        self.certificates = _grown(self.certificates, int(held.certificates.max()) + 1)
        np.add.at(self.certificates, held.certificates, sign)
        np.add.at(self.schemes, held.schemes, sign)
        short = (held.capacity != UNKNOWN_CAPACITY) & (held.capacity < np.maximum(held.week_min, 1))
        np.add.at(self.short, held.schemes[short], sign)
        np.add.at(self.day_min, held.day_min, sign)
        np.add.at(self.days, (held.days, held.week_min), sign)
        for position, bits in enumerate(DIMENSION_MASKS):
            level = np.bitwise_count(held.accommodated_known & np.uint64(bits))
            np.add.at(self.accommodated[position], level, sign)
        self._count_spans(held, sign)

    def _count_turned(self, held: Arrays, sign: int) -> None:
        for row in np.flatnonzero(held.open_until < held.open_from).tolist():
            key = (int(held.open_from[row]), int(held.open_until[row]))
            self.turned[key] = self.turned.get(key, 0) + sign

    def _count_spans(self, held: Arrays, sign: int) -> None:
        keys = held.start.astype(np.int64) * _START + held.end.astype(np.int64) * _END + held.day_min
        for key, count in zip(*(each.tolist() for each in np.unique(keys, return_counts=True)), strict=True):
            left = self._spans.get(key, 0) + sign * count
            if left:
                self._spans[key] = left
            else:
                self._spans.pop(key, None)
