"""One training from outcomes to files: the version of the points when a step won, and the model card either way."""

from dataclasses import dataclass
from datetime import date

from matcher.learning.card import About, model_card
from matcher.learning.emit import Whole, as_toml, learned_weights, whole_points
from matcher.learning.features import Outcomes, feature_space
from matcher.learning.ladder import Trained, climb
from matcher.learning.plan import Plan
from matcher.ranking.points import Weights


@dataclass(frozen=True, slots=True)
class Training:
    """What a training gives. `weights`, `points` and `toml` are None when the hand-set points stay."""

    trained: Trained
    weights: Weights | None
    points: tuple[Whole, ...] | None
    toml: str | None
    card: str


def train(outcomes: Outcomes, base: Weights, plan: Plan, about: About, trained_on: date) -> Training:
    """Climbs the ladder and writes down where it led.

    Args:
        outcomes: Read with the features of `base`.
        base: The hand-set version to learn over.
        plan: The thresholds.
        about: Where the outcomes come from, and the name of the version.
        trained_on: Today.
    """
    space = feature_space(base)
    trained = climb(outcomes, space, plan)
    if trained.tables is None:
        return Training(trained, None, None, None, model_card(trained, None, space, plan, about))
    points = whole_points(trained.tables, space, plan)
    weights = learned_weights(
        trained, base, space, plan, version=about.version, trained_on=trained_on, simulated=about.simulated
    )
    return Training(trained, weights, points, as_toml(weights), model_card(trained, points, space, plan, about))
