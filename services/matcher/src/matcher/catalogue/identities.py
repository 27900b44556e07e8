"""Numbers for UUIDs without an object for each: two words and one slot of a hash table."""

from collections.abc import Iterator, Sequence
from typing import overload
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from matcher.catalogue.encoding import uuid_words

_EMPTY = -1
_SMALLEST = 64
_MIX = 0x9E37_79B9_7F4A_7C15
_WORD = 0xFFFF_FFFF_FFFF_FFFF


def uuid_of(high: int, low: int) -> UUID:
    """The inverse of `uuid_words`."""
    return UUID(int=high << 64 | low)


def _hash(high: int, low: int) -> int:
    mixed = (high ^ low * _MIX) & _WORD
    return mixed ^ mixed >> 29


class Identities(Sequence[UUID]):
    """UUIDs in the order in which they were first seen; 16 bytes each, and 8 to 16 for finding them again."""

    def __init__(self) -> None:
        self._count = 0
        self._words = np.zeros((_SMALLEST, 2), dtype=np.uint64)
        self._slots: NDArray[np.int32] = np.full(2 * _SMALLEST, _EMPTY, dtype=np.int32)

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, number: int) -> UUID: ...

    @overload
    def __getitem__(self, number: slice) -> list[UUID]: ...

    def __getitem__(self, number: int | slice) -> UUID | list[UUID]:
        if isinstance(number, slice):
            return [self[each] for each in range(*number.indices(self._count))]
        if not 0 <= number < self._count:
            raise IndexError(number)
        high, low = self._words[number].tolist()
        return uuid_of(high, low)

    def __iter__(self) -> Iterator[UUID]:
        return (self[number] for number in range(self._count))

    @property
    def words(self) -> NDArray[np.uint64]:
        """A copy of the two words of each, in order: shape (count, 2)."""
        return self._words[: self._count].copy()

    @property
    def nbytes(self) -> int:
        """Size in memory."""
        return self._words.nbytes + self._slots.nbytes

    def find(self, value: UUID) -> int | None:
        """The number of a UUID that has been seen."""
        number = int(self._slots[self._slot(*uuid_words(value))])
        return None if number == _EMPTY else number

    def number(self, value: UUID) -> int:
        """The number of a UUID; a new one gets the next."""
        high, low = uuid_words(value)
        slot = self._slot(high, low)
        number = int(self._slots[slot])
        if number != _EMPTY:
            return number
        if self._count == len(self._words):
            self._grow()
            slot = self._slot(high, low)
        number, self._count = self._count, self._count + 1
        self._words[number] = (high, low)
        self._slots[slot] = number
        return number

    def _slot(self, high: int, low: int) -> int:
        """Where a UUID stands, or the free slot where it belongs."""
        mask = len(self._slots) - 1
        slot = _hash(high, low) & mask
        while (number := int(self._slots[slot])) != _EMPTY:
            held = self._words[number]
            if int(held[0]) == high and int(held[1]) == low:
                break
            slot = slot + 1 & mask
        return slot

    def _grow(self) -> None:
        self._words = np.concatenate([self._words, np.zeros_like(self._words)])
        self._slots = np.full(2 * len(self._words), _EMPTY, dtype=np.int32)
        for number in range(self._count):
            high, low = self._words[number].tolist()
            self._slots[self._slot(high, low)] = number
