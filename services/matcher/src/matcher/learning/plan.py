"""The figures of the ladder, as `ladder.toml` gives them."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

_FILE = Path(__file__).with_name("ladder.toml")
_Count = Annotated[int, Field(ge=1)]


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    reason: Annotated[str, Field(min_length=1)]


class OutcomeRow(_Row):
    """What counts as a good outcome: ordinary hours within so many weeks of the placement's start."""

    weeks: _Count

    @property
    def days(self) -> int:
        return self.weeks * 7


class GateRow(_Row):
    """How a step is compared with the step below."""

    folds: Annotated[int, Field(ge=3)]
    resamples: _Count
    confidence: Annotated[float, Field(gt=0.5, lt=1)]
    seed: int


class LeastRow(_Row):
    """How many of each answer there must be."""

    least: _Count


class LogisticRow(_Row):
    """From how many outcomes, and C of scikit-learn."""

    outcomes: _Count
    strength: Annotated[float, Field(gt=0)]


class BoostedRow(_Row):
    """From how many outcomes, and the size of the trees."""

    outcomes: _Count
    rounds: _Count
    learning_rate: Annotated[float, Field(gt=0, le=1)]
    leaves: Annotated[int, Field(ge=2)]
    leaf_outcomes: _Count
    l2: Annotated[float, Field(ge=0)]
    seed: int


class IsotonicRow(_Row):
    """From how many rows kept apart for it."""

    rows: _Count


class PointsRow(_Row):
    """How many points one unit of log-odds is."""

    per_logit: Annotated[int, Field(ge=1, le=200)]


class PartsRow(_Row):
    """Parts of a score."""

    parts: tuple[str, ...]


class Plan(BaseModel):
    """Everything that a training is told. The points of accommodations stay hand-set whatever the file says."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    outcome: OutcomeRow
    gate: GateRow
    each_answer: LeastRow
    logistic: LogisticRow
    boosted: BoostedRow
    isotonic: IsotonicRow
    points: PointsRow
    fit: PartsRow
    not_learned: PartsRow

    @model_validator(mode="after")
    def _health_is_not_learned(self) -> Self:
        if "accommodation" not in self.not_learned.parts or "accommodation" not in self.fit.parts:
            raise ValueError("accommodations follow from health: their points are never learned")
        return self


@cache
def the_plan() -> Plan:
    """The plan that ships with the product."""
    return Plan.model_validate(tomllib.loads(_FILE.read_text(encoding="utf-8")))
