"""How long a full scan must take at the very least, whatever it computes: the time to bring its columns through memory.

Every exact scan reads what the hard constraints read: FILTER_COLUMNS, here packed to the narrowest whole numbers that
hold their values (the matcher and its rivals hold them wider). They lie in one block far larger than the processor's
caches hold beside what was written just before, and numpy's OR over 64-bit words, which does nothing but stream, goes
over it once; the shortest of many times counts. A search faster than this has not looked at all places.

`words_alone` is the same for the two words of considerations only, 16 bytes a place: the hardest floor that one could
hold a search against.
"""

import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.engine.work import FILTER_COLUMNS, Table

_TIMES = 25
_BYTES_BETWEEN = 128 * 1024 * 1024
"""Written between two times, to have the columns out of the caches."""
_WORDS = ("accommodated_known", "usual_assumed")


@dataclass(frozen=True, slots=True)
class Floor:
    """Milliseconds of one core to stream the filter columns, and how many bytes of them each place has."""

    ms: float
    bytes_a_place: int
    words_alone_ms: float

    @property
    def gigabytes_a_second(self) -> float:
        return self._bytes / self.ms / 1e6

    _bytes: int


def bytes_needed(column: NDArray[np.integer]) -> int:
    """The width of the narrowest whole number that tells all values of a column apart from the lowest one up."""
    span = int(column.max()) - int(column.min())
    return next(width for width in (1, 2, 4, 8) if span < 1 << 8 * width)


def _stream_ms(size: int, between: NDArray[np.uint64]) -> float:
    block = np.arange(size // 8, dtype=np.uint64)
    best = float("inf")
    for _ in range(_TIMES):
        between += np.uint64(1)
        begun = time.process_time()
        np.bitwise_or.reduce(block)
        best = min(best, time.process_time() - begun)
    return best * 1000


def measure_floor(table: Table) -> Floor:
    """Of these places, on this machine, now."""
    between = np.zeros(_BYTES_BETWEEN // 8, dtype=np.uint64)
    width = sum(bytes_needed(table.arrays[name]) for name in FILTER_COLUMNS)
    size = width * len(table)
    words = sum(table.arrays[name].itemsize for name in _WORDS) * len(table)
    return Floor(_stream_ms(size, between), width, _stream_ms(words, between), size)
