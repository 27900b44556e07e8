"""The steps of the ladder: hand-set points, logistic regression, boosted curves. Each gives log-odds by codes."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

from matcher.learning.features import Codes, Logits, Outcomes, Space
from matcher.learning.plan import Plan

Decision = Callable[[Codes], Logits]
"""From codes to the log-odds of ordinary hours."""
StepName = Literal["hand-set", "logistic", "boosted"]

_UNPENALISED = 1e6
"""C of the two figures that turn hand-set points into a probability: in effect no penalty."""
_ITERATIONS = 1000


class Step(ABC):
    """One way to fit, with the number of outcomes from which it is tried."""

    name: ClassVar[StepName]

    def __init__(self, space: Space, plan: Plan) -> None:
        self._space, self._plan = space, plan

    @property
    @abstractmethod
    def outcomes_needed(self) -> int:
        """From how many outcomes it is tried."""

    @abstractmethod
    def fit(self, outcomes: Outcomes) -> Decision:
        """The log-odds, fitted on these outcomes."""


def _placed(columns: Sequence[Sequence[float]], codes: Codes) -> NDArray[np.float64]:
    """Each code replaced by its entry in the table of its column."""
    placed: NDArray[np.float64] = np.column_stack(
        [np.asarray(table, dtype=np.float64)[codes[:, column]] for column, table in enumerate(columns)]
    )
    return placed


class HandSet(Step):
    """The hand-set points as they are; only a slope and a level are fitted, so that they say a probability."""

    name = "hand-set"

    @property
    def outcomes_needed(self) -> int:
        return 0

    def _score(self, codes: Codes) -> NDArray[np.float64]:
        total: NDArray[np.float64] = _placed([each.points for each in self._space], codes).sum(axis=1, keepdims=True)
        return total / 100

    def fit(self, outcomes: Outcomes) -> Decision:
        model = LogisticRegression(C=_UNPENALISED, max_iter=_ITERATIONS)
        model.fit(self._score(outcomes.codes), outcomes.ordinary_hours)
        slope, level = max(float(model.coef_[0, 0]), 0.0), float(model.intercept_[0])
        return lambda codes: self._score(codes)[:, 0] * slope + level


class Logistic(Step):
    """L2 logistic regression, a figure per feature. A figure against its sign is left out and the rest fitted again."""

    name = "logistic"

    @property
    def outcomes_needed(self) -> int:
        return self._plan.logistic.outcomes

    def fit(self, outcomes: Outcomes) -> Decision:
        scales = [each.scale for each in self._space]
        signs = np.array([each.sign for each in self._space], dtype=np.float64)
        placed = _placed(scales, outcomes.codes)
        figures, level = np.zeros(len(signs)), 0.0
        kept = np.flatnonzero(placed.std(axis=0) > 0)
        while len(kept):
            model = LogisticRegression(C=self._plan.logistic.strength, max_iter=_ITERATIONS)
            model.fit(placed[:, kept], outcomes.ordinary_hours)
            fitted, level = np.asarray(model.coef_[0], dtype=np.float64), float(model.intercept_[0])
            right = fitted * signs[kept] >= 0
            if right.all():
                figures[kept] = fitted
                break
            kept = kept[right]
        else:
            share = float(outcomes.ordinary_hours.mean())
            level = float(np.log(share / (1 - share)))
        return lambda codes: _placed(scales, codes) @ figures + level


class Boosted(Step):
    """Boosted trees, one feature to a tree and each feature monotone: a free curve per feature."""

    name = "boosted"

    @property
    def outcomes_needed(self) -> int:
        return self._plan.boosted.outcomes

    def fit(self, outcomes: Outcomes) -> Decision:
        size = self._plan.boosted
        model = HistGradientBoostingClassifier(
            learning_rate=size.learning_rate,
            max_iter=size.rounds,
            max_leaf_nodes=size.leaves,
            min_samples_leaf=size.leaf_outcomes,
            l2_regularization=size.l2,
            monotonic_cst=[each.sign for each in self._space],
            interaction_cst="no_interactions",
            early_stopping=False,
            random_state=size.seed,
        )
        model.fit(outcomes.codes.astype(np.float64), outcomes.ordinary_hours)

        def decide(codes: Codes) -> Logits:
            decided: Logits = np.asarray(model.decision_function(codes.astype(np.float64)), dtype=np.float64)
            return decided

        return decide


LADDER: tuple[type[Step], ...] = (HandSet, Logistic, Boosted)
"""From the bottom up."""
