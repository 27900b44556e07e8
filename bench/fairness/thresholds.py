"""From where on a figure is flagged: thresholds.toml, each row with its reason."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from bench.fairness.sums import Figure

FILE = Path(__file__).with_name("thresholds.toml")


class Threshold(BaseModel):
    """The bounds of one measure; `bar` says that a flag makes the report fall short."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    name: str
    when: Literal["before", "after"]
    low: float = float("-inf")
    high: float = float("inf")
    bar: bool
    reason: Annotated[str, Field(min_length=1)]


class Thresholds(BaseModel):
    """The whole file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    smallest_group: Annotated[int, Field(ge=1)]
    measure: tuple[Threshold, ...]

    @property
    def by_id(self) -> Mapping[str, Threshold]:
        return {each.id: each for each in self.measure}


@dataclass(frozen=True, slots=True)
class Judged:
    """A figure of one group against its threshold; `flag` is empty, `flag` or `sure`."""

    threshold: Threshold
    attribute: str
    group: str
    citizens: int
    figure: Figure
    flag: str


def read_thresholds(path: Path = FILE) -> Thresholds:
    """Reads and validates; pydantic's ValidationError says what is wrong."""
    return Thresholds.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))


def flag_of(figure: Figure, threshold: Threshold) -> str:
    """Whether a figure is beyond a bound, and `sure` when its whole interval is."""
    if figure.high < threshold.low or figure.low > threshold.high:
        return "sure"
    return "flag" if figure.value < threshold.low or figure.value > threshold.high else ""
