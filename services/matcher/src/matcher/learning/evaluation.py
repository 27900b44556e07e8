"""How good log-odds are on placements that the fit never saw."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.isotonic import IsotonicRegression

from matcher.learning.features import Logits, Outcomes
from matcher.learning.plan import GateRow, Plan
from matcher.learning.steps import Decision

Probabilities = NDArray[np.float64]
BINS = 15


def probabilities(logits: Logits) -> Probabilities:
    """From log-odds; never quite 0 or 1."""
    found: Probabilities = 1 / (1 + np.exp(-np.clip(logits, -30, 30)))
    return found


def losses(chances: Probabilities, happened: NDArray[np.bool_]) -> NDArray[np.float64]:
    """The log-loss of each outcome, in nats."""
    lost: NDArray[np.float64] = -np.log(np.where(happened, chances, 1 - chances))
    return lost


def folds(places: NDArray[np.intp], count: int, seed: int) -> NDArray[np.intp]:
    """The fold of each outcome; all outcomes of a place are in one."""
    distinct, positions = np.unique(places, return_inverse=True)
    of_place = np.random.default_rng(seed).permutation(len(distinct)) % count
    chosen: NDArray[np.intp] = of_place[positions]
    return chosen


@dataclass(frozen=True, slots=True)
class Bin:
    """One of the bins of a calibration table."""

    outcomes: int
    said: float
    was: float


def calibration(chances: Probabilities, happened: NDArray[np.bool_], bins: int = BINS) -> tuple[Bin, ...]:
    """Equally many outcomes to a bin, by rising probability: the mean that was said and the share that came true."""
    order = np.argsort(chances, kind="stable")
    return tuple(
        Bin(len(rows), float(chances[rows].mean()), float(happened[rows].mean()))
        for rows in np.array_split(order, min(bins, len(order)))
    )


def calibration_error(bins: tuple[Bin, ...]) -> float:
    """ECE: the mean distance between said and true, by the number of outcomes."""
    return sum(each.outcomes * abs(each.said - each.was) for each in bins) / sum(each.outcomes for each in bins)


def isotonic(logits: Logits, happened: NDArray[np.bool_]) -> Callable[[Logits], Probabilities]:
    """Probabilities by isotonic regression; the ends stay off 0 and 1 by one outcome among those seen."""
    least = 1 / (len(logits) + 2)
    fitted = IsotonicRegression(y_min=least, y_max=1 - least, out_of_bounds="clip").fit(logits, happened)

    def calibrated(asked: Logits) -> Probabilities:
        found: Probabilities = np.asarray(fitted.predict(asked), dtype=np.float64)
        return found

    return calibrated


@dataclass(frozen=True, slots=True)
class HeldOut:
    """What a step said about each outcome when it had not seen it; `isotonic` only where there are rows enough."""

    plain: Probabilities
    isotonic: Probabilities | None


def held_out(fit: Callable[[Outcomes], Decision], outcomes: Outcomes, of_fold: NDArray[np.intp], plan: Plan) -> HeldOut:
    """Cross-fitting: each fold is judged by a fit on the others.

    Where the next fold has rows enough for isotonic regression it is left out of the fit too and used for that; both
    probabilities are then of the same, smaller fit.

    Args:
        fit: Of a step.
        outcomes: All of them.
        of_fold: The fold of each.
        plan: The number of folds, and the calibration rows needed.
    """
    count = plan.gate.folds
    apart = bool(np.bincount(of_fold, minlength=count).min() >= plan.isotonic.rows)
    plain, stepped = np.empty(len(outcomes)), np.empty(len(outcomes))
    for fold in range(count):
        judged, kept = of_fold == fold, of_fold == (fold + 1) % count
        decision = fit(outcomes.take(~judged & ~(kept & apart)))
        logits = decision(outcomes.codes[judged])
        plain[judged] = probabilities(logits)
        if apart:
            calibrated = isotonic(decision(outcomes.codes[kept]), outcomes.ordinary_hours[kept])
            stepped[judged] = calibrated(logits)
    return HeldOut(plain, stepped if apart else None)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A step against the one below: the mean difference in log-loss (below zero is better) and its upper bound."""

    difference: float
    upper: float

    @property
    def wins(self) -> bool:
        return self.upper <= 0


def compare(
    above: NDArray[np.float64], below: NDArray[np.float64], places: NDArray[np.intp], gate: GateRow
) -> Comparison:
    """A paired bootstrap over places.

    Args:
        above: The losses of the step that wants to be used.
        below: The losses of the step below, of the same outcomes.
        places: The place of each.
        gate: How many resamples, and how sure.
    """
    _, positions = np.unique(places, return_inverse=True)
    sums, counts = np.bincount(positions, weights=above - below), np.bincount(positions)
    chance = np.random.default_rng(gate.seed)
    drawn = np.empty(gate.resamples)
    for number in range(gate.resamples):
        chosen = chance.integers(len(sums), size=len(sums))
        drawn[number] = sums[chosen].sum() / counts[chosen].sum()
    return Comparison(float(np.mean(above - below)), float(np.quantile(drawn, gate.confidence)))
