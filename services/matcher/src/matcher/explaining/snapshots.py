"""A place of the columns in the words of the contract, so that the one scalar definition of the constraints judges it.

What the columns do not hold is left out: how many seats there are (only whether one is free), who said a demand, and
what no constraint asks about.
"""

from matcher.catalogue.columns import Columns
from matcher.catalogue.encoding import CHILD_PROTECTION, CLOSED, CRIMINAL_RECORD, FULL, QUARTERS
from matcher.catalogue.reading import PlaceFacts, read_place
from rettematch.considerations import DIMENSIONS
from rettematch.contracts.places import Demand, Knowledge, LanguageDemand, PlaceSnapshot

_ALL = tuple(each.id for each in DIMENSIONS)


def _required(place: PlaceFacts, bit: int) -> bool | None:
    if place.facts_assumed & bit:
        return None
    return bool(place.facts_known & bit)


def _demands(place: PlaceFacts) -> tuple[Demand, ...]:
    return tuple(
        Demand(
            dimension=name,
            usual=fact.usual,
            accommodated=fact.accommodated,
            known=Knowledge.STATED if fact.known else Knowledge.ASSUMED,
        )
        for name, fact in place.considerations.items()
    )


def snapshot_at(columns: Columns, row: int, municipality_code: str) -> PlaceSnapshot:
    """The place in one row; `seats` is 1, and taken when none of the place's seats is free."""
    place = read_place(columns, row, _ALL)
    return PlaceSnapshot(
        place_id=place.place_id,
        version=int(columns.arrays.version[row]),
        municipality_code=municipality_code,
        employer_id=place.employer_id,
        workplace_id=place.workplace_id,
        open=not place.facts_known & CLOSED,
        postcode=place.postcode,
        demands=_demands(place),
        industry_code="",
        sector=place.sector,
        occupations=(),
        package="",
        language=LanguageDemand(spoken=place.danish_spoken, read=place.danish_read, known=place.danish_known),
        certificates=tuple(sorted(place.certificates)),
        clean_criminal_record=_required(place, CRIMINAL_RECORD),
        child_protection_certificate=_required(place, CHILD_PROTECTION),
        schemes=place.schemes,
        hours_per_day_min=place.hours_per_day_min,
        hours_per_week_min=place.hours_per_week_min,
        hours_per_week_max=int(columns.arrays.week_max[row]) / QUARTERS,
        days=place.days,
        earliest_start=place.earliest_start,
        latest_end=place.latest_end,
        open_from=place.open_from,
        open_until=place.open_until,
        seats=1,
        seats_taken=int(bool(place.facts_known & FULL)),
        supported_hours_free=place.supported_hours_free,
        paid_hours_prospect=place.paid_hours_prospect,
        has_mentor=place.has_mentor,
        has_contact_person=place.has_contact_person,
        cooperation_model=None,
    )
