"""What is held of each place, as one numpy array a fact."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.ranking.concepts import NO_OCCUPATION

GONE = np.iinfo(np.int32).min
"""The `version` of a row that holds no place any more."""


@dataclass(slots=True)
class Arrays:
    """One entry a row in each array, along the last axis. Names and units as in `EncodedPlace`.

    `occupations` has a row for each occupation that any place has, filled up with NO_OCCUPATION. `package`,
    `certificates`, `employer` and `workplace` are numbers in the vocabularies of `Columns`. `facts_any` and
    `demands_any` are what a place that is to fit may demand, known or assumed: `facts_known | facts_assumed` and
    `accommodated_known | usual_assumed`.
    """

    id_high: NDArray[np.uint64]
    id_low: NDArray[np.uint64]
    version: NDArray[np.int32]
    postcode: NDArray[np.int16]
    open_from: NDArray[np.int32]
    open_until: NDArray[np.int32]
    facts_known: NDArray[np.uint32]
    facts_assumed: NDArray[np.uint32]
    facts_any: NDArray[np.uint32]
    usual_known: NDArray[np.uint64]
    usual_assumed: NDArray[np.uint64]
    accommodated_known: NDArray[np.uint64]
    demands_any: NDArray[np.uint64]
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

    @property
    def room(self) -> int:
        """How many rows there are, in use or not."""
        return len(self.version)

    @property
    def nbytes(self) -> int:
        """Size in memory."""
        return sum(getattr(self, name).nbytes for name in NAMES)

    def take(self, rows: NDArray[np.intp]) -> "Arrays":
        """Copies of these rows, in this order."""
        return Arrays(**{name: np.take(getattr(self, name), rows, axis=-1) for name in NAMES})

    def put(self, rows: NDArray[np.intp], other: "Arrays", sources: NDArray[np.intp]) -> None:
        """Overwrites rows with rows of `other`, which has no more occupations a place than these."""
        for name in NAMES:
            getattr(self, name)[..., rows] = getattr(other, name)[..., sources]

    def with_room(self, rows: int) -> "Arrays":
        """The same with room for as many rows; what is added holds no place."""
        missing = rows - self.room
        added = Arrays(
            **{name: np.zeros(missing, dtype=TYPES[name]) for name in NAMES if name != "occupations"},
            occupations=np.full((len(self.occupations), missing), NO_OCCUPATION, dtype=np.int16),
        )
        added.version.fill(GONE)
        return Arrays(**{name: np.concatenate([getattr(self, name), getattr(added, name)], axis=-1) for name in NAMES})

    def widened(self, width: int) -> "Arrays":
        """With room for at least `width` occupations a place."""
        missing = width - len(self.occupations)
        if missing > 0:
            self.occupations = np.pad(
                self.occupations, ((0, missing), (0, 0)), mode="constant", constant_values=NO_OCCUPATION
            )
        return self


NAMES = tuple(field.name for field in fields(Arrays))
TYPES: Mapping[str, type[np.generic]] = {
    **dict.fromkeys(
        ("id_high", "id_low", "usual_known", "usual_assumed", "accommodated_known", "demands_any"), np.uint64
    ),
    **dict.fromkeys(("facts_known", "facts_assumed", "facts_any", "knowledge"), np.uint32),
    **dict.fromkeys(("version", "open_from", "open_until", "certificates", "employer", "workplace"), np.int32),
    **dict.fromkeys(("postcode", "start", "end", "capacity", "occupations", "package"), np.int16),
    **dict.fromkeys(("schemes", "day_min", "week_min", "week_max", "days", "character"), np.uint8),
}


def arrays_of(values: Mapping[str, Sequence[int]], occupations: Sequence[tuple[int, ...]]) -> Arrays:
    """Places as arrays.

    Args:
        values: One sequence for each array but `occupations` and the two that follow from others.
        occupations: Of each place, the main one first.
    """
    width = max((len(each) for each in occupations), default=1) or 1
    filled = [each + (NO_OCCUPATION,) * (width - len(each)) for each in occupations]
    made: dict[str, Any] = {name: np.array(value, dtype=TYPES[name]) for name, value in values.items()}
    return Arrays(
        **made,
        facts_any=made["facts_known"] | made["facts_assumed"],
        demands_any=made["accommodated_known"] | made["usual_assumed"],
        occupations=np.ascontiguousarray(np.array(filled, dtype=np.int16).reshape(len(filled), width).T),
    )
