"""A place read back from the columns: what an explanation can say is what the search has seen, and nothing else."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from matcher.catalogue.columns import Columns
from matcher.catalogue.encoding import (
    CHARACTERS,
    CONTACT_PERSON,
    DANISH_KNOWN,
    DIMENSION_MASKS,
    LANGUAGE_MASK,
    MENTOR,
    MINUTES_A_DAY,
    NO_END,
    PRIVATE,
    PROSPECTS,
    QUARTERS,
    READ_SHIFT,
    SPOKEN_MASK,
    UNKNOWN_CAPACITY,
    days_of,
    schemes_of,
)
from matcher.ranking.concepts import NO_OCCUPATION
from rettematch.considerations import DIMENSIONS
from rettematch.contracts.base import Scheme, Weekday
from rettematch.contracts.places import PaidHoursProspect, Sector
from rettematch.languages import LanguageLevel

_LEVELS = tuple(LanguageLevel)
_POSITIONS = {dimension.id: position for position, dimension in enumerate(DIMENSIONS)}


@dataclass(frozen=True, slots=True)
class ConsiderationFact:
    """The demand on one dimension; `accommodated` equals `usual` where no accommodation is known."""

    usual: int
    accommodated: int
    known: bool


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    """One place, decoded. `danish_known` false means assumed; a record is None when nobody has asked."""

    place_id: UUID
    employer_id: UUID
    workplace_id: UUID
    postcode: str
    open_from: date
    open_until: date | None
    danish_spoken: LanguageLevel
    danish_read: LanguageLevel
    danish_known: bool
    facts_known: int
    facts_assumed: int
    considerations: dict[str, ConsiderationFact]
    schemes: tuple[Scheme, ...]
    hours_per_day_min: float
    hours_per_week_min: float
    days: tuple[Weekday, ...]
    earliest_start: str
    latest_end: str
    supported_hours_free: float | None
    certificates: frozenset[str]
    occupations: tuple[int, ...]
    """As in `matcher.ranking.concepts`; those that are not in our copy of ESCO are left out."""
    sector: Sector
    paid_hours_prospect: PaidHoursProspect
    has_contact_person: bool
    has_mentor: bool


def _clock(minutes: int) -> str:
    hours, rest = divmod(minutes % MINUTES_A_DAY, 60)
    return f"{hours:02d}:{rest:02d}"


def _considerations(columns: Columns, row: int, wanted: Collection[str]) -> dict[str, ConsiderationFact]:
    held = columns.arrays
    usual = int(held.usual_known[row]) | int(held.usual_assumed[row])
    eased, knowledge = int(held.accommodated_known[row]), int(held.knowledge[row])
    facts = {}
    for name in wanted:
        position = _POSITIONS[name]
        bits = DIMENSION_MASKS[position]
        level, known = (usual & bits).bit_count(), bool(knowledge >> position & 1)
        facts[name] = ConsiderationFact(level, (eased & bits).bit_count() if known else level, known)
    return facts


def read_place(columns: Columns, row: int, dimensions: Collection[str]) -> PlaceFacts:
    """Decodes one row, with the demands on these dimensions."""
    held = columns.arrays
    known, assumed = int(held.facts_known[row]), int(held.facts_assumed[row])
    language = (known | assumed) & LANGUAGE_MASK
    until, capacity = int(held.open_until[row]), int(held.capacity[row])
    character = int(held.character[row]) % CHARACTERS
    return PlaceFacts(
        place_id=columns.place_id(row),
        employer_id=columns.employers[int(held.employer[row])],
        workplace_id=columns.workplaces[int(held.workplace[row])],
        postcode=f"{int(held.postcode[row]):04d}",
        open_from=date.fromordinal(int(held.open_from[row])),
        open_until=None if until == NO_END else date.fromordinal(until),
        danish_spoken=_LEVELS[(language & SPOKEN_MASK).bit_count()],
        danish_read=_LEVELS[(language >> READ_SHIFT).bit_count()],
        danish_known=bool(int(held.knowledge[row]) & DANISH_KNOWN),
        facts_known=known,
        facts_assumed=assumed,
        considerations=_considerations(columns, row, dimensions),
        schemes=schemes_of(int(held.schemes[row])),
        hours_per_day_min=int(held.day_min[row]) / QUARTERS,
        hours_per_week_min=int(held.week_min[row]) / QUARTERS,
        days=days_of(int(held.days[row])),
        earliest_start=_clock(int(held.start[row])),
        latest_end=_clock(int(held.end[row])),
        supported_hours_free=None if capacity == UNKNOWN_CAPACITY else capacity / QUARTERS,
        certificates=columns.certificate_sets.words[int(held.certificates[row])],
        occupations=tuple(number for number in held.occupations[:, row].tolist() if number != NO_OCCUPATION),
        sector=Sector.PRIVATE if character & PRIVATE else Sector.PUBLIC,
        paid_hours_prospect=PROSPECTS[character % len(PROSPECTS)],
        has_contact_person=bool(character & CONTACT_PERSON),
        has_mentor=bool(character & MENTOR),
    )
