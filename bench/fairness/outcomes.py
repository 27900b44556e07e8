"""Simulated outcomes of pairs, and probabilities learnt from half of the citizens: what calibration is measured on.

The truth is made of the points of a pair and nothing else, so no group is promised more than it gets but by the model's
own fault. Real outcomes are not to be had; with recorded ones the same measures apply.
"""

from typing import Final

import numpy as np
from sklearn.linear_model import LogisticRegression

from bench.fairness.sums import Numbers
from matcher.ranking.points import PARTS

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


def happened(parts: Numbers, seed: int, more: Numbers | None = None) -> Numbers:
    """1 where a pair came to ordinary hours, else 0; `more` is added to the log-odds."""
    logit = _BASE + parts @ np.array([TRUTH[part] for part in PARTS]) + (0 if more is None else more)
    drawn = np.random.default_rng(seed).random(len(parts))
    came: Numbers = (drawn < 1 / (1 + np.exp(-logit))).astype(np.float64)
    return came


def predict(parts: Numbers, outcome: Numbers, learn: Numbers) -> Numbers:
    """Probabilities of all pairs by logistic regression on the pairs of which `learn` is 1."""
    chosen = learn == 1
    scale = np.maximum(np.abs(parts).max(axis=0), 1)
    model = LogisticRegression(max_iter=500).fit(parts[chosen] / scale, outcome[chosen])
    found: Numbers = model.predict_proba(parts / scale)[:, 1]
    return found
