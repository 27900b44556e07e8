"""How the companies that a municipality works with are spread over industries, sizes and geography.

Pure functions of what is known of the companies; the bands are data (portfolio.toml).
"""

import tomllib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, model_validator

from rettematch.programmes.parameters import Form
from rettematch.reference.geography import distance_km, find_municipality, find_postcode
from rettematch.reference.industry_codes import find_industry_code, find_industry_group

_FILE = Path(__file__).parent / "portfolio.toml"
UNKNOWN = "unknown"
_DANISH_UNKNOWN = "ukendt"


class Band(Form):
    """A group of numbers up to `below`; the last band has no end."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    danish: Annotated[str, Field(min_length=1)]
    below: Annotated[float, Field(gt=0)] | None = None


class Bands(Form):
    """Into what a portfolio is divided."""

    groups_at_least: Annotated[int, Field(ge=1)]
    fewest_shown: Annotated[int, Field(ge=1)]
    sizes: Annotated[tuple[Band, ...], Field(min_length=1)]
    distances: Annotated[tuple[Band, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _bands_rise_and_leave_nothing_out(self) -> Self:
        for bands in (self.sizes, self.distances):
            ends = [band.below for band in bands]
            bounded = [end for end in ends[:-1] if end is not None]
            if ends[-1] is not None or len(bounded) != len(ends) - 1 or bounded != sorted(set(bounded)):
                raise ValueError("bands must rise, and only the last one has no end")
        return self


@cache
def bands() -> Bands:
    """The bands in use, read once."""
    return Bands.model_validate(tomllib.loads(_FILE.read_text(encoding="utf-8")))


@dataclass(frozen=True, slots=True)
class Company:
    """A workplace as far as the spread goes: DB07 code, ordinary full-time posts (None: not asked), postcode."""

    industry_code: str
    full_time: float | None
    postcode: str


@dataclass(frozen=True, slots=True)
class Cell:
    """So many workplaces in one group of a dimension."""

    id: str
    danish: str
    workplaces: int


@dataclass(frozen=True, slots=True)
class Spread:
    """The cells of each dimension, those of bands in their order, the others by number and name.

    `distance` is empty without a postcode to count from. `spread_over` are the items of rule stv_portfolio_spread that
    are met; workplaces of which a dimension is not known count for no group of it.
    """

    industry: tuple[Cell, ...]
    size: tuple[Cell, ...]
    geography: tuple[Cell, ...]
    municipality: tuple[Cell, ...]
    distance: tuple[Cell, ...]
    spread_over: frozenset[str]


def spread(companies: Iterable[Company], divided: Bands, from_postcode: str | None = None) -> Spread:
    """Counts workplaces by industry (DB07 section), size, postcode, municipality and distance.

    Args:
        companies: Each workplace once.
        divided: The bands.
        from_postcode: Where distances are counted from.

    Raises:
        UnknownPostcodeError: there is no such postcode to count from.
    """
    known = list(companies)
    industry = _counted(known, _section, _section_danish)
    size = _banded(known, divided.sizes, lambda each: each.full_time)
    geography = _counted(known, lambda each: each.postcode, _town)
    dimensions = {"industry": industry, "size": size, "geography": geography}
    return Spread(
        **dimensions,
        municipality=_counted(known, _municipality, _municipality_danish),
        distance=()
        if from_postcode is None
        else _banded(known, divided.distances, lambda each: _distance(from_postcode, each.postcode)),
        spread_over=frozenset(name for name, cells in dimensions.items() if _groups(cells) >= divided.groups_at_least),
    )


def _groups(cells: Iterable[Cell]) -> int:
    return sum(1 for each in cells if each.workplaces and each.id != UNKNOWN)


def _counted(
    companies: Iterable[Company], key: Callable[[Company], str], danish: Callable[[str], str]
) -> tuple[Cell, ...]:
    counts = Counter(key(each) for each in companies)
    cells = (Cell(each, danish(each), number) for each, number in counts.items())
    return tuple(sorted(cells, key=lambda cell: (-cell.workplaces, cell.id)))


def _banded(
    companies: Iterable[Company], divided: Iterable[Band], value: Callable[[Company], float | None]
) -> tuple[Cell, ...]:
    """Every band, empty ones too: what is missing is what one looks for."""
    listed = tuple(divided)
    counts = Counter(_band(listed, value(each)) for each in companies)
    cells = [Cell(band.id, band.danish, counts[band.id]) for band in listed]
    return (*cells, *([Cell(UNKNOWN, _DANISH_UNKNOWN, counts[UNKNOWN])] if counts[UNKNOWN] else []))


def _band(divided: Iterable[Band], value: float | None) -> str:
    if value is None:
        return UNKNOWN
    return next(band.id for band in divided if band.below is None or value < band.below)


def _section(company: Company) -> str:
    found = find_industry_code(company.industry_code)
    return UNKNOWN if found is None else found.section


def _section_danish(section: str) -> str:
    found = find_industry_group(section)
    return _DANISH_UNKNOWN if found is None else found.title_da


def _town(code: str) -> str:
    found = find_postcode(code)
    return _DANISH_UNKNOWN if found is None else found.town


def _municipality(company: Company) -> str:
    found = find_postcode(company.postcode)
    return UNKNOWN if found is None else found.municipality_code


def _municipality_danish(code: str) -> str:
    found = find_municipality(code)
    return _DANISH_UNKNOWN if found is None else found.name


def _distance(from_postcode: str, postcode: str) -> float | None:
    return None if find_postcode(postcode) is None else distance_km(from_postcode, postcode)


@dataclass(frozen=True, slots=True)
class Demand:
    """What citizens have chosen and what is offered in one industry package.

    `citizens` is None for a number that is too small to be shown. `thin`: fewer seats are free than citizens want; for
    a small number, none is free at all.
    """

    package: str
    citizens: int | None
    seats: int
    free_seats: int
    thin: bool


def demand(package: str, citizens: int, seats: int, free_seats: int, divided: Bands) -> Demand:
    """Whether a package has seats for those who have chosen it; a small number of citizens is kept back."""
    shown = citizens == 0 or citizens >= divided.fewest_shown
    thin = free_seats < citizens if shown else free_seats == 0
    return Demand(package, citizens if shown else None, seats, free_seats, thin)
