"""What may be given a little when somebody asks "what if": a data file, `relaxations.toml`, and its validation.

A relaxation is the citizen's or the consultant's own to make. The kinds are closed and none of them touches health,
the law, an employer to be avoided or the facts of a record: what has no kind cannot be written into the file.
"""

import tomllib
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from rettematch.contracts.matching import FURTHER_KM

Kind = Literal[
    "hours-per-week",
    "hours-per-day",
    "danish-spoken",
    "danish-read",
    "reach",
    "weekday",
    "earlier-start",
    "later-end",
    "certificate",
    "scheme",
    "package",
    "wider-goal",
]

LIFTS: dict[Kind, frozenset[str]] = {
    "hours-per-week": frozenset({"hours-per-week"}),
    "hours-per-day": frozenset({"hours-per-day", "days"}),
    "danish-spoken": frozenset({"danish"}),
    "danish-read": frozenset({"danish"}),
    "reach": frozenset({"reach"}),
    "weekday": frozenset({"days"}),
    "earlier-start": frozenset({"time-of-day"}),
    "later-end": frozenset({"time-of-day"}),
    "certificate": frozenset({"certificates"}),
    "scheme": frozenset({"scheme", "ratio"}),
    "package": frozenset(),
    "wider-goal": frozenset(),
}
"""The constraints that each kind can turn from failed to passed; the last two change points only.

More hours a day also fill the week in fewer days. A scheme that the ratio rule does not count (ordinary hours, flex
job) makes a place lawful that the rule bars for the others: the rule itself stays as it is.
"""

_WITHOUT_VALUE: frozenset[Kind] = frozenset({"reach"})
_FILE = Path(__file__).with_name("relaxations.toml")
_QUARTERS = 4


class Relaxation(BaseModel):
    """One row of the file.

    `step` is in hours (hours and times of day), kilometres (reach) or one of whatever is counted. `shown` is how many
    answers of this row are given at most: of several weekdays, say, the best ones.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]
    kind: Kind
    step: Annotated[float, Field(gt=0, le=10)]
    whose: Literal["citizen", "consultant"]
    shown: Annotated[int, Field(ge=1, le=5)]
    danish: Annotated[str, Field(min_length=1)]
    reason: Annotated[str, Field(min_length=1)]

    @model_validator(mode="after")
    def _step_fits_its_kind(self) -> Self:
        if self.kind == "reach" and self.step not in FURTHER_KM:
            raise ValueError(f"a profile knows the reach only {' and '.join(map(str, FURTHER_KM))} km further")
        if self.kind in {"hours-per-week", "hours-per-day", "earlier-start", "later-end"}:
            if (self.step * _QUARTERS) % 1:
                raise ValueError("hours are counted in quarters")
        elif self.kind != "reach" and self.step != 1:
            raise ValueError(f"{self.kind} is given one at a time")
        return self

    @model_validator(mode="after")
    def _wording_names_the_value(self) -> Self:
        named = [name for _, name, _, _ in Formatter().parse(self.danish) if name is not None]
        if named != ([] if self.kind in _WITHOUT_VALUE else ["value"]):
            raise ValueError(f"the Danish wording of {self.kind} must name {{value}} once, and that of reach nothing")
        return self


class Relaxations(BaseModel):
    """The whole file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: Annotated[str, Field(min_length=1)]
    relaxation: Annotated[tuple[Relaxation, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _ids_are_distinct(self) -> Self:
        if len({each.id for each in self.relaxation}) != len(self.relaxation):
            raise ValueError("two relaxations have the same id")
        return self


def read_relaxations(path: Path) -> Relaxations:
    """Reads and validates one file; pydantic's ValidationError says what is wrong in it."""
    return Relaxations.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))


@cache
def all_relaxations() -> Relaxations:
    """What the product ships with."""
    return read_relaxations(_FILE)
