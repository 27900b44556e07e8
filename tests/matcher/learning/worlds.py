"""Small trainings, made once: the plan with fewer and smaller trees, so that a test takes a moment."""

from datetime import date
from functools import cache

from matcher.learning.card import About
from matcher.learning.features import feature_space
from matcher.learning.plan import Plan, the_plan
from matcher.learning.simulated import Truth, simulate
from matcher.learning.training import Training, train
from matcher.ranking.points import Weights, all_weights

BASE = all_weights()[0]
SPACE = feature_space(BASE)
DAY = date(2026, 8, 1)
ABOUT = About(version="learned-test", source="Made up.", simulated=True)


@cache
def quick_plan() -> Plan:
    plan = the_plan()
    gate = plan.gate.model_copy(update={"folds": 3, "resamples": 100})
    boosted = plan.boosted.model_copy(update={"rounds": 80, "learning_rate": 0.3})
    return plan.model_copy(update={"gate": gate, "boosted": boosted})


@cache
def quick_training(count: int = 25_000, kind: Truth = "additive") -> Training:
    return train(simulate(SPACE, count, 1, kind).outcomes, BASE, quick_plan(), ABOUT, DAY)


@cache
def learned_version() -> Weights:
    """A version from the boosted step."""
    weights = quick_training().weights
    assert weights is not None
    assert weights.learned is not None
    assert weights.learned.step == "boosted"
    return weights
