"""Sums over the citizens of each group, as observed and in bootstrap samples: what every figure is computed from.

Each citizen brings a row of numbers. A figure is a function of the sums of these rows, so that one function gives both
the figure and, of the resampled sums, its interval.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Sums = Mapping[str, Numbers]
"""By group: an array (samples + 1, columns); the first row is as observed, the others are bootstrap samples."""

_AT_ONCE: Final = 200


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of one group with its interval (percentiles 2.5 and 97.5); NaN where there is nothing to divide by."""

    value: float
    low: float
    high: float


def group_sums(rows: Numbers, groups: Sequence[str], names: Sequence[str], samples: int, seed: int) -> Sums:
    """The sums of each group's rows, and of as many resamplings of its citizens.

    Citizens are drawn with replacement within their group (Efron 1979, "Bootstrap methods: another look at the
    jackknife"; stratified), whole citizens and not their single places, since the places of one list hang together.

    Args:
        rows: (citizens, columns), what each citizen brings.
        groups: The group of each citizen.
        names: The groups that are asked about.
        samples: How many resamplings.
        seed: Of the resampling.
    """
    chance = np.random.default_rng(seed)
    group_of = np.asarray(groups)
    found: dict[str, Numbers] = {}
    for name in names:
        own = rows[group_of == name]
        made = [own.sum(axis=0, keepdims=True)]
        for begin in range(0, samples if len(own) else 0, _AT_ONCE):
            number = min(_AT_ONCE, samples - begin)
            drawn = chance.multinomial(len(own), np.full(len(own), 1 / len(own)), size=number)
            made.append(drawn.astype(np.float64) @ own)
        if not len(own):
            made.append(np.zeros((samples, rows.shape[1])))
        found[name] = np.concatenate(made)
    return found


def whole(sums: Sums) -> Numbers:
    """The sums of everybody."""
    found: Numbers = np.sum(list(sums.values()), axis=0)
    return found


def rest(sums: Sums, name: str) -> Numbers:
    """The sums of everybody outside a group."""
    found: Numbers = np.sum([each for group, each in sums.items() if group != name], axis=0)
    return found


def ratio(over: Numbers, under: Numbers) -> Numbers:
    """Elementwise; NaN where there is nothing to divide by."""
    return np.divide(over, under, out=np.full_like(over, np.nan), where=under != 0)


def figures(sums: Sums, measure: Callable[[Sums, str], Numbers]) -> Mapping[str, Figure]:
    """The figure of each group, from a measure that answers one value for each row of the sums."""
    return {name: _figure(measure(sums, name)) for name in sums}


def _figure(values: Numbers) -> Figure:
    known = values[1:][np.isfinite(values[1:])]
    if not np.isfinite(values[0]) or not len(known):
        return Figure(float(values[0]), float("nan"), float("nan"))
    low, high = np.percentile(known, [2.5, 97.5])
    return Figure(float(values[0]), float(low), float(high))
