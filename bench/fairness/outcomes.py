"""Simulated outcomes of pairs, and probabilities learnt from half of the citizens: what calibration is measured on.

The truth is made of the points of a pair and nothing else, so no group is promised more than it gets but by the model's
own fault. The model is the highest step of the product's ladder (matcher.learning). Real outcomes are not to be had;
with recorded ones the same measures apply.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from bench.fairness.sums import Numbers
from matcher.learning.evaluation import probabilities
from matcher.learning.features import Outcomes, PartReader, feature_space
from matcher.learning.plan import the_plan
from matcher.learning.steps import Boosted
from matcher.ranking.points import PARTS, weights_on
from matcher.synthetic import AS_OF

TRUTH: Final = {
    "job_goal": 0.004,
    "skills": 0.004,
    "paid_hours": 0.008,
    "company_contact": 0.006,
    "sector": 0.004,
    "commute": 0.006,
    "accommodation": 0.01,
    "internship_only": 0.004,
}
"""Log-odds of ordinary hours within 26 weeks for each point of a part."""
_BASE: Final = -2.6


class UnreadablePartsError(ValueError):
    """The points of a pair do not tell which facts they stand for, so no model can be asked about it."""


def happened(parts: Numbers, seed: int, more: Numbers | None = None) -> Numbers:
    """1 where a pair came to ordinary hours, else 0; `more` is added to the log-odds."""
    logit = _BASE + parts @ np.array([TRUTH[part] for part in PARTS]) + (0 if more is None else more)
    drawn = np.random.default_rng(seed).random(len(parts))
    came: Numbers = (drawn < 1 / (1 + np.exp(-logit))).astype(np.float64)
    return came


def predict(parts: Numbers, outcome: Numbers, places: NDArray[np.intp], learn: NDArray[np.bool_]) -> Numbers:
    """Probabilities of all pairs, by the product's model fitted on the pairs that it may learn from.

    Args:
        parts: Points by part of each pair, in the order of PARTS.
        outcome: 1 or 0 of each pair.
        places: The place of each pair.
        learn: Which pairs the model learns from.

    Raises:
        UnreadablePartsError: the points of a pair stand for more than one thing.
    """
    weights = weights_on(AS_OF)
    space = feature_space(weights)
    reader, known = PartReader(weights, space), dict[tuple[Any, ...], tuple[int, ...] | None]()
    lines = [tuple(line) for line in parts.astype(np.int64).tolist()]
    for line in set(lines):
        known[line] = reader.codes(dict(zip(PARTS, line, strict=True)))
    if None in known.values():
        raise UnreadablePartsError
    codes = np.array([known[line] for line in lines], dtype=np.int16)
    decide = Boosted(space, the_plan()).fit(Outcomes(codes[learn], outcome[learn] == 1, places[learn]))
    found: Numbers = probabilities(decide(codes))
    return found
