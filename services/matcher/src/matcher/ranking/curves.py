"""What a version of the points says when it was learned from outcomes (docs/decisions/0013-learned-points.md)."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

_Points = Annotated[int, Field(ge=0, le=1000)]


class CurveRow(BaseModel):
    """What `given` points of the base version become; `learned` of the `points` come from outcomes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    part: Literal["job_goal", "skills"]
    given: Annotated[int, Field(ge=1, le=1000)]
    points: _Points
    learned: _Points


class LearnedFrom(BaseModel):
    """Where a learned version comes from. `simulated` outcomes may not rank anybody."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    base: Annotated[str, Field(min_length=1, description="The hand-set version that it was learned over.")]
    step: Literal["logistic", "boosted"]
    outcomes: Annotated[int, Field(ge=1)]
    trained_on: date
    points_per_logit: Annotated[int, Field(ge=1)]
    simulated: bool


def check_curve(rows: Iterable[CurveRow], part: str, reachable: Iterable[int]) -> None:
    """A curve must be whole and rising.

    Args:
        rows: Of all parts.
        part: Whose curve.
        reachable: Every number of points above zero that the base rows can give.

    Raises:
        ValueError: a value is missing, too many or twice, or more given points become fewer.
    """
    own = sorted((row for row in rows if row.part == part), key=lambda row: row.given)
    if [row.given for row in own] != sorted(set(reachable)):
        raise ValueError(f"the curve of {part} must name every value that there is, and no other")
    for points in ([row.points for row in own], [row.learned for row in own]):
        if points != sorted(points):
            raise ValueError(f"the curve of {part} must not fall")
    if any(row.learned > row.points for row in own):
        raise ValueError(f"the curve of {part} has more learned points than points")


def by_given(rows: Iterable[CurveRow]) -> Mapping[str, Mapping[int, int]]:
    """The points by part and given points."""
    curves: dict[str, dict[int, int]] = {"job_goal": {0: 0}, "skills": {0: 0}}
    for row in rows:
        curves[row.part][row.given] = row.points
    return curves
