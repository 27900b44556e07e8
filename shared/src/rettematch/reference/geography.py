"""Danish postcodes with a centre, municipalities with their region, and distances between postcodes."""

import math
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import itemgetter
from types import MappingProxyType

from rettematch.reference import tables

EARTH_RADIUS_KM = 6371.0088  # mean radius of the WGS 84 ellipsoid


class UnknownPostcodeError(LookupError):
    """There is no such postcode. The value is left out: a postcode can belong to a person."""


@dataclass(frozen=True, slots=True)
class Postcode:
    """One postcode; the centre is that of its land area in degrees (WGS 84)."""

    code: str
    town: str
    latitude: float
    longitude: float
    municipality_code: str


@dataclass(frozen=True, slots=True)
class Municipality:
    """One municipality; the code has four digits ("0706"), the region is its official name ("Region Midtjylland")."""

    code: str
    name: str
    region: str


@cache
def _postcodes() -> Mapping[str, Postcode]:
    return MappingProxyType(
        {
            code: Postcode(code, town, float(latitude), float(longitude), municipality_code)
            for code, town, latitude, longitude, municipality_code in tables.rows("postcodes.csv")
        },
    )


@cache
def _municipalities() -> Mapping[str, Municipality]:
    return MappingProxyType({row[0]: Municipality(*row) for row in tables.rows("municipalities.csv")})


def all_postcodes() -> tuple[Postcode, ...]:
    """Every postcode, by code."""
    return tuple(_postcodes().values())


def find_postcode(code: str) -> Postcode | None:
    """The postcode with these four digits."""
    return _postcodes().get(code)


def all_municipalities() -> tuple[Municipality, ...]:
    """Every municipality, by code; Christiansø (0411), which belongs to none, is among them."""
    return tuple(_municipalities().values())


def find_municipality(code: str) -> Municipality | None:
    """The municipality with this four-digit code."""
    return _municipalities().get(code)


def _known(code: str) -> Postcode:
    postcode = find_postcode(code)
    if postcode is None:
        raise UnknownPostcodeError("there is no such postcode")
    return postcode


def _great_circle_km(a: Postcode, b: Postcode) -> float:
    """Haversine formula: accurate for the short distances that matter here."""
    latitude_a, latitude_b = math.radians(a.latitude), math.radians(b.latitude)
    half_north = (latitude_b - latitude_a) / 2
    half_east = math.radians(b.longitude - a.longitude) / 2
    chord = math.sin(half_north) ** 2 + math.cos(latitude_a) * math.cos(latitude_b) * math.sin(half_east) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(chord)))


def distance_km(a: str, b: str) -> float:
    """Kilometres on the great circle between the centres of two postcodes; UnknownPostcodeError when one is unknown."""
    return _great_circle_km(_known(a), _known(b))


@lru_cache(maxsize=128)
def _by_distance(code: str) -> tuple[tuple[str, float], ...]:
    """Every postcode with its distance, nearest first. A municipality's citizens live in a few dozen postcodes."""
    centre = _known(code)
    distances = [(other.code, _great_circle_km(centre, other)) for other in all_postcodes()]
    return tuple(sorted(distances, key=lambda pair: (pair[1], pair[0])))


def postcodes_within(code: str, km: float) -> tuple[tuple[str, float], ...]:
    """Postcodes whose centre lies at most `km` away, nearest first (ties by code), with the distance in kilometres.

    The postcode itself comes first with distance 0. UnknownPostcodeError when it is unknown.
    """
    by_distance = _by_distance(code)
    return by_distance[: bisect_right(by_distance, km, key=itemgetter(1))]
