"""A place as whole numbers: the same encoding for the columns, the query and the explanation.

Considerations are thermometer codes (`rettematch.considerations`). What else a place demands of a person, by degrees or
by yes and no, stands in a second word of the same kind, the facts word: a place fits when none of its bits is one that
the citizen lacks. Hours are counted in quarters, clock times in minutes, days since 0001-01-01.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from typing import NamedTuple
from uuid import UUID

from matcher.ranking.concepts import occupation_index
from rettematch.considerations import BITS_PER_DIMENSION, DIMENSIONS, demand_mask, dimension
from rettematch.contracts.base import Scheme, Weekday
from rettematch.contracts.places import Demand, PaidHoursProspect, PlaceSnapshot, Sector
from rettematch.languages import LanguageLevel

LANGUAGE_BITS = len(LanguageLevel) - 1
READ_SHIFT = LANGUAGE_BITS
CRIMINAL_RECORD = 1 << (2 * LANGUAGE_BITS)
CHILD_PROTECTION = CRIMINAL_RECORD << 1
CLOSED = CRIMINAL_RECORD << 2
FULL = CRIMINAL_RECORD << 3
FACT_BITS = 2 * LANGUAGE_BITS + 4
SPOKEN_MASK = (1 << LANGUAGE_BITS) - 1
READ_MASK = SPOKEN_MASK << READ_SHIFT
LANGUAGE_MASK = SPOKEN_MASK | READ_MASK

QUARTERS = 4
MINUTES_A_DAY = 24 * 60
MINUTES_A_QUARTER = 15
NO_END = date.max.toordinal()
UNKNOWN_CAPACITY = -1

SCHEMES = tuple(Scheme)
PROSPECTS = tuple(PaidHoursProspect)
_PURE_INTERNSHIP = frozenset({Scheme.TASTER, Scheme.INTERNSHIP})
_WEEKDAYS = tuple(Weekday)

CONTACT_PERSON = 1 << 2
MENTOR = 1 << 3
PRIVATE = 1 << 4
INTERNSHIP_ONLY = 1 << 5
DANISH_KNOWN = 1 << 31
"""In `knowledge`, above a bit for each dimension: an assumed demand of level 0 leaves no other trace."""

CHARACTERS = 1 << 6
"""Number of values of `character`: two bits of paid-hours prospect (position in PROSPECTS) and the four flags above."""

DIMENSION_MASKS = tuple(
    ((1 << BITS_PER_DIMENSION) - 1) << (position * BITS_PER_DIMENSION) for position in range(len(DIMENSIONS))
)
ALL_DIMENSIONS = sum(DIMENSION_MASKS)
FIRST_BITS = sum(1 << (position * BITS_PER_DIMENSION) for position in range(len(DIMENSIONS)))
"""The lowest bit of each dimension: to count dimensions instead of levels."""


class EncodedPlace(NamedTuple):
    """One row of the columns, without what the vocabularies of a catalogue add."""

    version: int
    postcode: int
    open_from: int
    open_until: int
    facts_known: int
    facts_assumed: int
    usual_known: int
    usual_assumed: int
    accommodated_known: int
    schemes: int
    day_min: int
    week_min: int
    week_max: int
    days: int
    start: int
    end: int
    capacity: int
    character: int
    knowledge: int


def thermometer(level: int) -> int:
    """The `level` lowest bits."""
    return (1 << level) - 1


def quarters(hours: float) -> int:
    """Hours in quarters; the contracts allow nothing between."""
    return round(hours * QUARTERS)


def minutes(clock: str) -> int:
    """Minutes after midnight of `HH:MM`."""
    return int(clock[:2]) * 60 + int(clock[3:])


def window(earliest: str, latest: str) -> tuple[int, int]:
    """A span of the day in minutes; one that ends at or before its start runs past midnight."""
    start, end = minutes(earliest), minutes(latest)
    return start, end if end > start else end + MINUTES_A_DAY


def day_bits(days: Iterable[Weekday]) -> int:
    """Monday is the lowest bit."""
    return sum(1 << _WEEKDAYS.index(day) for day in set(days))


@cache
def days_of(bits: int) -> tuple[Weekday, ...]:
    """The inverse of `day_bits`."""
    return tuple(day for position, day in enumerate(_WEEKDAYS) if bits >> position & 1)


def scheme_bits(schemes: Iterable[Scheme]) -> int:
    """Bits in the order of SCHEMES."""
    return sum(1 << SCHEMES.index(scheme) for scheme in set(schemes))


@cache
def schemes_of(bits: int) -> tuple[Scheme, ...]:
    """The inverse of `scheme_bits`."""
    return tuple(scheme for position, scheme in enumerate(SCHEMES) if bits >> position & 1)


def language_bits(spoken: LanguageLevel, read: LanguageLevel) -> int:
    """Spoken and read Danish as two thermometers."""
    return thermometer(spoken.rank) | thermometer(read.rank) << READ_SHIFT


def character(prospect: PaidHoursProspect, *, contact: bool, mentor: bool, private: bool, internship_only: bool) -> int:
    """What of a place gives the same points to everybody."""
    return (
        PROSPECTS.index(prospect)
        | contact * CONTACT_PERSON
        | mentor * MENTOR
        | private * PRIVATE
        | internship_only * INTERNSHIP_ONLY
    )


def _facts(place: PlaceSnapshot) -> tuple[int, int]:
    known, assumed = 0, 0
    language = language_bits(place.language.spoken, place.language.read)
    if place.language.known:
        known |= language
    else:
        assumed |= language
    for required, bit in (
        (place.clean_criminal_record, CRIMINAL_RECORD),
        (place.child_protection_certificate, CHILD_PROTECTION),
    ):
        if required is None:
            assumed |= bit
        elif required:
            known |= bit
    known |= (not place.open) * CLOSED | (place.seats_taken >= place.seats) * FULL
    return known, assumed


def demand_words(demands: Sequence[Demand]) -> tuple[int, int, int]:
    """Usual demands that are known, usual demands that are assumed, and known demands with the accommodation offered.

    An accommodation that would raise the demand is none. UnknownDimensionError for a dimension that there is not.
    """
    known = {demand.dimension: demand.usual for demand in demands if demand.known.is_known}
    assumed = {demand.dimension: demand.usual for demand in demands if not demand.known.is_known}
    accommodated = {
        demand.dimension: demand.usual if demand.accommodated is None else min(demand.usual, demand.accommodated)
        for demand in demands
        if demand.known.is_known
    }
    return demand_mask(known), demand_mask(assumed), demand_mask(accommodated)


def knowledge(demands: Sequence[Demand], *, danish_known: bool) -> int:
    """Which demands are known: a bit for each dimension, and DANISH_KNOWN."""
    known = {demand.dimension for demand in demands if demand.known.is_known}
    bits = sum(1 << position for position, each in enumerate(DIMENSIONS) if each.id in known)
    return bits | danish_known * DANISH_KNOWN


def encode(place: PlaceSnapshot, demands: Sequence[Demand]) -> EncodedPlace:
    """One place in whole numbers.

    Args:
        place: As the feed gave it.
        demands: One for every dimension (`rettematch.constraints.complete_demands`).

    Raises:
        UnknownDimensionError: a demand on a dimension that there is not.
        ValueError: the postcode is not four digits.
    """
    if not (len(place.postcode) == 4 and place.postcode.isascii() and place.postcode.isdigit()):  # noqa: PLR2004 - Danish postcodes
        raise ValueError("a postcode must be four digits")
    for demand in place.demands:
        dimension(demand.dimension)
    known, assumed = _facts(place)
    usual_known, usual_assumed, accommodated_known = demand_words(demands)
    start, end = window(place.earliest_start, place.latest_end)
    prospect = place.paid_hours_prospect
    return EncodedPlace(
        version=place.version,
        postcode=int(place.postcode),
        open_from=place.open_from.toordinal(),
        open_until=NO_END if place.open_until is None else place.open_until.toordinal(),
        facts_known=known,
        facts_assumed=assumed,
        usual_known=usual_known,
        usual_assumed=usual_assumed,
        accommodated_known=accommodated_known,
        schemes=scheme_bits(place.schemes),
        day_min=quarters(place.hours_per_day_min),
        week_min=quarters(place.hours_per_week_min),
        week_max=quarters(place.hours_per_week_max),
        days=day_bits(place.days),
        start=start,
        end=end,
        capacity=UNKNOWN_CAPACITY if place.supported_hours_free is None else quarters(place.supported_hours_free),
        character=character(
            prospect,
            contact=place.has_contact_person,
            mentor=place.has_mentor,
            private=place.sector is Sector.PRIVATE,
            internship_only=prospect is PaidHoursProspect.NONE and set(place.schemes) <= _PURE_INTERNSHIP,
        ),
        knowledge=knowledge(demands, danish_known=place.language.known),
    )


def occupation_indexes(place: PlaceSnapshot) -> tuple[int, ...]:
    """The place's occupations as numbers, the main one first."""
    return tuple(occupation_index(uri) for uri in place.occupations)


def uuid_words(value: UUID) -> tuple[int, int]:
    """A UUID as two unsigned 64-bit numbers that sort as the UUID does."""
    return value.int >> 64, value.int & 0xFFFF_FFFF_FFFF_FFFF
