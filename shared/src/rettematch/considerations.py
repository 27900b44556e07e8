"""Considerations (skånehensyn): what a place demands and what a citizen can meet, on the same four-level scale.

A place has a demand level 0-3 per dimension, a citizen a tolerance level 0-3: the highest demand that the citizen can
meet now. The thermometer code holds all dimensions in one whole number of 60 bits: level n sets the n lowest of the
dimension's three bits, so that `demand & ~tolerance` is zero exactly when every demand is at most the tolerance.

The scale is this project's own and no official one (considerations.toml).
"""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

MAX_LEVEL = 3
BITS_PER_DIMENSION = MAX_LEVEL
WORD_BITS = 64

_Text = Annotated[str, Field(min_length=1)]


class UnknownDimensionError(LookupError):
    """There is no dimension of considerations with this id."""


class LevelOutOfRangeError(ValueError):
    """A level of considerations is a whole number from 0 to 3."""


class Dimension(BaseModel):
    """One dimension with its texts; `levels_*` are indexed by the level 0-3."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, Field(pattern=r"^[a-z]+(-[a-z]+)*$")]
    name_da: _Text
    name_en: _Text
    icf: tuple[str, ...]
    levels_da: tuple[_Text, _Text, _Text, _Text]
    levels_en: tuple[_Text, _Text, _Text, _Text]
    question_da: _Text
    question_en: _Text
    work_agreement_da: tuple[_Text, _Text, _Text]

    def work_agreement_text(self, tolerance: int) -> str | None:
        """The words of the work agreement for a citizen with this tolerance, to follow the name or "borgeren".

        None at level 3: the citizen has no limit on this dimension, so there is nothing to agree.
        """
        _check_level(tolerance)
        return None if tolerance == MAX_LEVEL else self.work_agreement_da[tolerance]


class Scale(BaseModel):
    """The whole scale as it is in force from a date; the order of the dimensions is the order of the bits."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    in_force_from: date
    origin: _Text
    origin_da: _Text
    dimensions: tuple[Dimension, ...]

    @model_validator(mode="after")
    def _fits_one_word(self) -> Self:
        ids = [dimension.id for dimension in self.dimensions]
        if len(set(ids)) != len(ids):
            raise ValueError("two dimensions have the same id")
        if len(ids) * BITS_PER_DIMENSION > WORD_BITS:
            raise ValueError("the dimensions do not fit in one 64-bit word")
        return self


def read_scale(path: Path) -> Scale:
    """Read and validate a scale; pydantic's ValidationError names what is wrong in the file."""
    return Scale.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))


SCALE: Scale = read_scale(Path(__file__).with_name("considerations.toml"))
DIMENSIONS: tuple[Dimension, ...] = SCALE.dimensions


@cache
def _positions() -> Mapping[str, int]:
    return {dimension.id: position for position, dimension in enumerate(DIMENSIONS)}


def _position(dimension_id: str) -> int:
    position = _positions().get(dimension_id)
    if position is None:
        raise UnknownDimensionError(f"no dimension of considerations has the id {dimension_id!r}")
    return position


def _check_level(level: int) -> None:
    if not 0 <= level <= MAX_LEVEL:
        raise LevelOutOfRangeError("a level of considerations is a whole number from 0 to 3")


def dimension(dimension_id: str) -> Dimension:
    """The dimension with this id; UnknownDimensionError when there is none."""
    return DIMENSIONS[_position(dimension_id)]


def mask(levels: Mapping[str, int], unlisted: int = 0) -> int:
    """The thermometer code of levels by dimension id; dimensions that are not listed get the level `unlisted`.

    A whole number below 2**60: dimension number p (file order) owns the bits 3p, 3p+1 and 3p+2.
    Use demand_mask and tolerance_mask where the meaning is known: they set the right level for what is not listed.
    """
    unknown = levels.keys() - _positions().keys()
    if unknown:
        raise UnknownDimensionError(f"no dimension of considerations has the id {min(unknown)!r}")
    code = 0
    for position, each in enumerate(DIMENSIONS):
        level = levels.get(each.id, unlisted)
        _check_level(level)
        code |= ((1 << level) - 1) << (position * BITS_PER_DIMENSION)
    return code


def demand_mask(demands: Mapping[str, int]) -> int:
    """The code of a place's demands; a dimension that is not listed demands nothing (level 0)."""
    return mask(demands, unlisted=0)


def tolerance_mask(tolerances: Mapping[str, int]) -> int:
    """The code of a citizen's tolerances; a dimension that is not listed has no limit (level 3)."""
    return mask(tolerances, unlisted=MAX_LEVEL)


def exceeding(demands: int, tolerances: int) -> list[str]:
    """The ids of the dimensions whose demand is above the tolerance, in file order; empty when the place fits."""
    above = demands & ~tolerances
    return [
        each.id
        for position, each in enumerate(DIMENSIONS)
        if above >> (position * BITS_PER_DIMENSION) & ((1 << BITS_PER_DIMENSION) - 1)
    ]
