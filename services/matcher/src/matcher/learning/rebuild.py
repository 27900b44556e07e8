"""A fitted step as one table per feature. Exact for every step of the ladder, since none lets features interact."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.learning.features import Codes, Logits, Space
from matcher.learning.steps import Decision

BAR = 1e-12
"""The largest difference from the model, in log-odds, that still counts as none: what adding in another order gives."""


class NotAdditiveError(ValueError):
    """The model is not a sum of one table per feature."""


@dataclass(frozen=True, slots=True)
class Tables:
    """`level` and one table by code for each feature; their sum is the log-odds."""

    level: float
    by_feature: tuple[NDArray[np.float64], ...]

    def decision(self, codes: Codes) -> Logits:
        """The log-odds again, from the tables alone."""
        total = np.full(len(codes), self.level)
        for column, table in enumerate(self.by_feature):
            total += table[codes[:, column]]
        return total


def rebuild(decision: Decision, space: Space) -> Tables:
    """Asks the model about each value of each feature by itself, all others at their first.

    Args:
        decision: Of a fitted step.
        space: Of the features it was fitted on.
    """
    sizes = [len(each.values) for each in space]
    probes = np.zeros((1 + sum(sizes), len(space)), dtype=np.int16)
    starts = np.cumsum([1, *sizes])
    for column, size in enumerate(sizes):
        probes[starts[column] : starts[column] + size, column] = np.arange(size)
    answers = decision(probes)
    level = float(answers[0])
    tables = tuple(answers[start : start + size] - level for start, size in zip(starts, sizes, strict=False))
    return Tables(level, tables)


def rebuild_error(tables: Tables, decision: Decision, codes: Codes) -> float:
    """The largest difference in log-odds over these rows."""
    return float(np.abs(tables.decision(codes) - decision(codes)).max(initial=0.0))


def random_codes(space: Space, count: int, seed: int) -> Codes:
    """Rows with every combination of values as likely as any other, seen in the data or not."""
    chance = np.random.default_rng(seed)
    codes: Codes = np.column_stack([chance.integers(len(each.values), size=count) for each in space]).astype(np.int16)
    return codes


def exact_tables(decision: Decision, space: Space, codes: Codes, seed: int) -> tuple[Tables, float]:
    """The tables and how far they are from the model, at most.

    Args:
        decision: Of a fitted step.
        space: Of its features.
        codes: Rows to compare on, beside as many random ones.
        seed: Of the random rows.

    Raises:
        NotAdditiveError: they are BAR or more apart: the model has interactions.
    """
    tables = rebuild(decision, space)
    error = max(
        rebuild_error(tables, decision, codes), rebuild_error(tables, decision, random_codes(space, len(codes), seed))
    )
    if error >= BAR:
        raise NotAdditiveError("the model is not a sum of one table per feature")
    return tables, error


def monotone(tables: Tables, space: Space) -> bool:
    """Whether no table moves against its sign by more than the rounding of floating point."""
    return all(
        bool((np.diff(table) * feature.sign >= -BAR).all())
        for table, feature in zip(tables.by_feature, space, strict=True)
    )
