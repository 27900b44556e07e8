"""Made-up outcomes with a known truth, for the demonstration, the tests and `make train`. Nobody's placements.

Facts of a place (prospect, contact, mentor, sector, internship only) are drawn once for the place, those of the pair
(goal, skills, travel, accommodations) for each placement. The truth is a sum of curves in log-odds, a little luck for
each place that no feature explains, and a coin. The curves are not straight lines in the hand-set points, so that there
is something to learn.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from matcher.learning.features import Codes, Logits, Outcomes, Space

Truth = Literal["additive", "interactions", "reversed"]
"""`interactions` adds what no sum of curves can say; in `reversed` a contact person makes it worse."""

_LEVEL = -1.9
_PROSPECT = (0.0, 0.2, 1.0, 1.3)
_COMMUTE = (0.0, 0.0, -0.05, -0.3, -0.45, -0.5, -0.5)
_CONTACT, _MENTOR, _PRIVATE, _INTERNSHIP_ONLY, _ACCOMMODATION = 0.4, 0.3, 0.25, -0.6, -0.05
_LUCK = 0.25
_PLACEMENTS_A_PLACE = 5


@dataclass(frozen=True, slots=True)
class Simulated:
    """Outcomes and the log-odds that they were drawn from."""

    outcomes: Outcomes
    truth: Logits


def _curves(space: Space, kind: Truth) -> tuple[NDArray[np.float64], ...]:
    """By feature, in log-odds."""
    goals = np.array(space[0].points) / max(space[0].points)
    skills = np.array(space[1].points) / max(space[1].points)
    contact = -_CONTACT if kind == "reversed" else _CONTACT
    curves = (
        0.9 * (goals >= 0.25) * np.sqrt(goals),  # noqa: PLR2004 - a loose agreement is worth nothing in this world
        0.6 * (1 - np.exp(-4 * skills)),
        np.array(_PROSPECT),
        np.array([0.0, contact]),
        np.array([0.0, _MENTOR]),
        np.array([0.0, _PRIVATE]),
        np.array(_COMMUTE),
        _ACCOMMODATION * np.arange(len(space[7].values)),
        np.array([0.0, _INTERNSHIP_ONLY]),
    )
    return tuple(np.asarray(curve, dtype=np.float64) for curve in curves)


def _draw(space: Space, chance: np.random.Generator, places: NDArray[np.intp]) -> Codes:
    count = len(places)
    each = int(places.max(initial=0)) + 1
    prospect = chance.choice(4, size=each, p=(0.25, 0.35, 0.25, 0.15))
    of_place = [prospect, *(chance.random(each) < share for share in (0.6, 0.3, 0.65))]
    only = (prospect == 0) & (chance.random(each) < 0.5)  # noqa: PLR2004 - a share
    goals, skills = len(space[0].values), len(space[1].values)
    goal = np.where(chance.random(count) < 0.35, 0, chance.integers(1, goals, size=count))  # noqa: PLR2004 - a share
    skill = np.minimum(chance.geometric(0.15, size=count) - 1, skills - 1)
    travel = chance.choice(7, size=count, p=(0.2, 0.2, 0.18, 0.15, 0.12, 0.08, 0.07))
    accommodations = np.minimum(chance.poisson(0.8, size=count), len(space[7].values) - 1)
    columns = (goal, skill, *(fact[places] for fact in of_place), travel, accommodations, only[places])
    return np.column_stack(columns).astype(np.int16)


def simulate(space: Space, count: int, seed: int, kind: Truth = "additive") -> Simulated:
    """The same outcomes for the same seed.

    Args:
        space: Features over a hand-set version.
        count: How many placements.
        seed: Of everything.
        kind: Which truth.
    """
    chance = np.random.default_rng(seed)
    places: NDArray[np.intp] = chance.integers(max(count // _PLACEMENTS_A_PLACE, 1), size=count)
    codes = _draw(space, chance, places)
    logits = np.full(count, _LEVEL)
    for column, curve in enumerate(_curves(space, kind)):
        logits += curve[codes[:, column]]
    if kind == "interactions":
        logits += 0.6 * (codes[:, 4] * (codes[:, 7] > 0)) - 0.5 * ((codes[:, 2] > 1) * (codes[:, 6] > 3))  # noqa: PLR2004 - codes
    logits += chance.normal(0, _LUCK, size=int(places.max(initial=0)) + 1)[places]
    happened: NDArray[np.bool_] = chance.random(count) < 1 / (1 + np.exp(-logits))
    return Simulated(Outcomes(codes, happened, places), logits)
