"""Why a place is on the list: the constraints it passes with the fact behind each, and what to keep in mind.

The facts are the place's own. Nothing here repeats what the citizen can or cannot, so that the kept record of an answer
says as little as possible about the person.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache

from matcher.catalogue.encoding import CHILD_PROTECTION, CRIMINAL_RECORD, schemes_of
from matcher.catalogue.reading import PlaceFacts
from matcher.ranking import wording
from matcher.ranking.constraints import CONSIDERATION, CONSTRAINT_NAMES_DA
from matcher.ranking.query import Query
from matcher.ranking.schemas import PassedConstraint
from rettematch.considerations import Dimension, dimension
from rettematch.contracts.base import Scheme
from rettematch.contracts.places import PaidHoursProspect

_SMALLEST_HOURS = 0.25
_REMEMBERED = 16_384
"""Facts that are kept as they are answered, some three megabytes."""


def usable_schemes(place: PlaceFacts, query: Query) -> tuple[Scheme, ...]:
    """The schemes that place and citizen have in common."""
    return tuple(scheme for scheme in schemes_of(query.schemes) if scheme in place.schemes)


def _unsupported(place: PlaceFacts, query: Query) -> tuple[Scheme, ...]:
    return tuple(scheme for scheme in schemes_of(query.unsupported_schemes) if scheme in place.schemes)


def without_capacity(place: PlaceFacts, query: Query) -> tuple[Scheme, ...]:
    """The common schemes that the ratio rule leaves no room for, or not surely any."""
    free = place.supported_hours_free
    if free is not None and free >= max(place.hours_per_week_min, _SMALLEST_HOURS):
        return ()
    unsupported = _unsupported(place, query)
    return tuple(scheme for scheme in usable_schemes(place, query) if scheme not in unsupported)


def _period(place: PlaceFacts, _: Query) -> str:
    until = "uden slutdato" if place.open_until is None else f"til {wording.day(place.open_until)}"
    return f"Fra {wording.day(place.open_from)} {until}."


def _record(bit: int, name: str) -> Callable[[PlaceFacts, Query], str]:
    def fact(place: PlaceFacts, _: Query) -> str:
        if place.facts_known & bit:
            return f"Pladsen kræver {name}."
        if place.facts_assumed & bit:
            return f"Virksomheden er ikke spurgt om {name}; kravet er opfyldt uanset svaret."
        return f"Pladsen kræver ikke {name}."

    return fact


def _certificates(place: PlaceFacts, _: Query) -> str:
    if not place.certificates:
        return "Ingen certifikater er krævet."
    return f"Kræver {wording.listed(sorted(place.certificates))}."


def _ratio(place: PlaceFacts, query: Query) -> str:
    if unsupported := _unsupported(place, query):
        names = wording.listed([scheme.danish_name for scheme in unsupported])
        return wording.sentence(f"{names} er ikke omfattet af rimelighedskravet")
    free = place.supported_hours_free or 0
    return f"Der er plads til {wording.hours(free)} med støtte om ugen på arbejdsstedet."


_FACTS: dict[str, Callable[[PlaceFacts, Query], str]] = {
    "municipality": lambda _, __: "Pladsen står i kommunens eget katalog.",
    "open": lambda _, __: "Pladsen er åben.",
    "seats": lambda _, __: "Mindst én plads er ledig.",
    "period": _period,
    "reach": lambda place, _: f"Postnummer {place.postcode} er inden for rækkevidde.",
    "avoided-employer": lambda _, __: "Virksomheden er ikke blandt dem, der skal undgås.",
    "scheme": lambda place, query: wording.sentence(
        wording.listed([scheme.danish_name for scheme in usable_schemes(place, query)])
    ),
    "hours-per-day": lambda place, _: wording.at_least(place.hours_per_day_min, "om dagen"),
    "hours-per-week": lambda place, _: wording.at_least(place.hours_per_week_min, "om ugen"),
    "days": lambda place, _: wording.sentence(wording.weekdays(place.days)),
    "time-of-day": lambda place, _: (
        f"Mellem kl. {wording.clock(place.earliest_start)} og {wording.clock(place.latest_end)}."
    ),
    "danish": lambda place, _: wording.danish_demand(place.danish_spoken, place.danish_read),
    "certificates": _certificates,
    "criminal-record": _record(CRIMINAL_RECORD, "ren straffeattest"),
    "child-protection": _record(CHILD_PROTECTION, "børneattest"),
    "ratio": _ratio,
}


def _level(about: Dimension, level: int) -> str:
    return about.levels_da[level]


@lru_cache(maxsize=_REMEMBERED)
def _passed(name: str, fact: str, *, known: bool) -> PassedConstraint:
    """The same few thousand facts come again and again."""
    return PassedConstraint(id=name, danish=CONSTRAINT_NAMES_DA[name], fact=fact, known="known" if known else "assumed")


def _consideration(place: PlaceFacts, about: Dimension, tolerance: int) -> PassedConstraint:
    demand = place.considerations[about.id]
    fact = wording.sentence(_level(about, demand.usual))
    if demand.usual > tolerance:
        fact = wording.sentence(f"{_level(about, demand.usual)}; med tilpasning {_level(about, demand.accommodated)}")
    return _passed(CONSIDERATION + about.id, fact, known=demand.known)


def passed(place: PlaceFacts, query: Query, tolerances: dict[str, int]) -> tuple[PassedConstraint, ...]:
    """The constraints that a place on the list passes.

    Args:
        place: Of the list.
        query: Of the answer.
        tolerances: The citizen's level by dimension; only these dimensions can exclude anything.
    """
    general = [
        _passed(name, fact(place, query), known=name != "danish" or place.danish_known) for name, fact in _FACTS.items()
    ]
    considerations = [_consideration(place, dimension(name), level) for name, level in tolerances.items()]
    return (*general, *considerations)


def notes(place: PlaceFacts, query: Query, tolerances: dict[str, int]) -> tuple[str, ...]:
    """What the caseworker should keep in mind about a place on the list."""
    return tuple(_notes(place, query, tolerances))


def _notes(place: PlaceFacts, query: Query, tolerances: dict[str, int]) -> Iterator[str]:
    assumed = [dimension(name).name_da for name in tolerances if not place.considerations[name].known]
    if not place.danish_known:
        assumed.append("krav til dansk")
    if assumed:
        yield f"Antaget, skal bekræftes på besøget: {wording.listed(assumed)}."
    accommodated = [
        f"{dimension(name).name_da} ({_level(dimension(name), place.considerations[name].accommodated)})"
        for name, level in tolerances.items()
        if place.considerations[name].usual > level
    ]
    if accommodated:
        yield f"Kræver tilpasning: {wording.listed(accommodated)}. Tag den med i arbejds- og opfølgningsaftalen."
    if blocked := without_capacity(place, query):
        left = [scheme.danish_name for scheme in usable_schemes(place, query) if scheme not in blocked]
        names = wording.listed([scheme.danish_name for scheme in blocked])
        yield f"Rimelighedskravet giver ikke sikkert plads til {names}; kan bruges til {wording.listed(left)}."
    if place.paid_hours_prospect is PaidHoursProspect.NONE:
        yield "Ingen udsigt til ordinære timer på pladsen."
    if not (place.has_contact_person or place.has_mentor):
        yield "Pladsen har endnu ingen kontaktperson eller virksomhedsmentor."
