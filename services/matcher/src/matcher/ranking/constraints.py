"""The hard constraints by name, and how many places each of them excludes."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.catalogue.columns import Columns
from matcher.catalogue.encoding import (
    CHILD_PROTECTION,
    CLOSED,
    CRIMINAL_RECORD,
    DIMENSION_MASKS,
    FULL,
    LANGUAGE_MASK,
    UNKNOWN_CAPACITY,
)
from matcher.ranking.engine import capacity_missing, enough_days, enough_of_the_day
from matcher.ranking.query import Query
from rettematch.considerations import DIMENSIONS

CONSIDERATION = "consideration:"

CONSTRAINT_NAMES_DA = {
    "municipality": "Kommune",
    "open": "Pladsen er åben",
    "seats": "Ledig plads",
    "period": "Periode",
    "reach": "Afstand",
    "avoided-employer": "Virksomhed, der skal undgås",
    "scheme": "Ordning",
    "hours-per-day": "Timer om dagen",
    "hours-per-week": "Timer om ugen",
    "days": "Ugedage",
    "time-of-day": "Tidspunkt på dagen",
    "danish": "Dansk",
    "certificates": "Certifikater",
    "criminal-record": "Straffeattest",
    "child-protection": "Børneattest",
    "ratio": "Rimelighedskravet",
    **{CONSIDERATION + each.id: each.name_da[:1].upper() + each.name_da[1:] for each in DIMENSIONS},
}
"""Every constraint with the name that a caseworker sees, in the order of an explanation."""


def _count(failed: NDArray[Any]) -> int:
    return int(np.count_nonzero(failed))


def excluded(columns: Columns, query: Query) -> dict[str, int]:
    """How many of the municipality's places each constraint excludes by a known fact.

    A place counts under every constraint that it fails; constraints that exclude nothing are left out. This looks at
    every place, the search only at those within reach.
    """
    held = columns.arrays
    lacking = held.facts_known & np.uint32(query.facts_lacking)
    usable = (held.schemes & np.uint8(query.schemes)) != 0
    missing = capacity_missing(held.schemes, held.capacity, held.week_min, query)
    counts = {
        "open": _count(lacking & np.uint32(CLOSED)),
        "seats": _count(lacking & np.uint32(FULL)),
        "period": _count((held.open_from > query.as_of) | (held.open_until < query.as_of)),
        "reach": len(columns) - int((columns.offsets[query.postcodes + 1] - columns.offsets[query.postcodes]).sum()),
        "avoided-employer": _count(np.isin(held.employer, query.avoided)) if len(query.avoided) else 0,
        "scheme": _count(~usable),
        "hours-per-day": _count(held.day_min > query.day_max),
        "hours-per-week": _count(held.week_min > query.week_max),
        "days": _count(~enough_days(held.days, held.week_min, query)),
        "time-of-day": _count(~enough_of_the_day(held.start, held.end, held.day_min, query)),
        "danish": _count(lacking & np.uint32(LANGUAGE_MASK)),
        "certificates": _count(~query.certificates_held.take(held.certificates)),
        "criminal-record": _count(lacking & np.uint32(CRIMINAL_RECORD)),
        "child-protection": _count(lacking & np.uint32(CHILD_PROTECTION)),
        "ratio": _count(usable & missing & (held.capacity != UNKNOWN_CAPACITY)),
    }
    if query.lacking:
        above = held.accommodated_known & np.uint64(query.lacking)
        above = above[above != 0]
        for dimension, bits in zip(DIMENSIONS, DIMENSION_MASKS, strict=True):
            if query.lacking & bits:
                counts[CONSIDERATION + dimension.id] = _count(above & np.uint64(bits))
    return {name: count for name, count in counts.items() if count}
