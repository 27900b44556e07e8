"""The hard constraints by name, and how many places each of them excludes."""

import numpy as np

from matcher.catalogue.columns import Columns
from matcher.catalogue.encoding import (
    CHILD_PROTECTION,
    CLOSED,
    CRIMINAL_RECORD,
    DIMENSION_MASKS,
    FULL,
    LANGUAGE_BITS,
    READ_MASK,
    SPOKEN_MASK,
)
from matcher.catalogue.tallies import BYTE, FIRST_DAY, Tallies
from matcher.ranking.engine import enough_days, enough_of_the_day
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


def _above(tallies: Tallies, query: Query) -> dict[str, int]:
    """Places that demand more of a dimension than the citizen can, by a known fact."""
    found = {}
    for dimension, bits, levels in zip(DIMENSIONS, DIMENSION_MASKS, tallies.accommodated, strict=True):
        if missing := (query.lacking & bits).bit_count():
            found[CONSIDERATION + dimension.id] = int(levels[-missing:].sum())
    return found


def _danish(tallies: Tallies, query: Query) -> int:
    spoken, read = (LANGUAGE_BITS - (query.facts_lacking & mask).bit_count() for mask in (SPOKEN_MASK, READ_MASK))
    return int(tallies.danish.sum() - tallies.danish[: spoken + 1, : read + 1].sum())


def _period(tallies: Tallies, query: Query) -> int:
    today = query.as_of - FIRST_DAY
    both = sum(count for (first, last), count in tallies.turned.items() if last < query.as_of < first)
    return int(tallies.opens[today + 1 :].sum() + tallies.closes[:today].sum()) - both


def _fact(tallies: Tallies, query: Query, bit: int) -> int:
    return int(tallies.facts[bit.bit_length() - 1]) if query.facts_lacking & bit else 0


def excluded(columns: Columns, query: Query) -> dict[str, int]:
    """How many of the municipality's places each constraint excludes by a known fact.

    A place counts under every constraint that it fails; constraints that exclude nothing are left out. The counts are
    exact and look at no place: they come from the tallies that the columns keep.
    """
    tallies = columns.tallies
    every_byte = np.arange(BYTE, dtype=np.uint8)
    days, week_min = every_byte[:, None], every_byte[None, :]
    start, end, day_min, spans = tallies.spans()
    usable = (every_byte & np.uint8(query.schemes)) != 0
    supported = (every_byte & np.uint8(query.unsupported_schemes)) == 0
    certificates = tallies.certificates[: len(query.certificates_held)]
    counts = {
        "open": _fact(tallies, query, CLOSED),
        "seats": _fact(tallies, query, FULL),
        "period": _period(tallies, query),
        "reach": len(columns) - int(tallies.postcode[query.postcodes].sum()),
        "avoided-employer": int(tallies.employer[query.avoided].sum()),
        "scheme": int(tallies.schemes[~usable].sum()),
        "hours-per-day": int(tallies.day_min[query.day_max + 1 :].sum()),
        "hours-per-week": int(tallies.days[:, query.week_max + 1 :].sum()),
        "days": int(tallies.days[~enough_days(days, week_min, query)].sum()),
        "time-of-day": int(spans[~enough_of_the_day(start, end, day_min, query)].sum()),
        "danish": _danish(tallies, query),
        "certificates": int(certificates[~query.certificates_held[: len(certificates)]].sum()),
        "criminal-record": _fact(tallies, query, CRIMINAL_RECORD),
        "child-protection": _fact(tallies, query, CHILD_PROTECTION),
        "ratio": int(tallies.short[usable & supported].sum()),
        **_above(tallies, query),
    }
    return {name: count for name, count in counts.items() if count}
