"""Made-up places and profiles for benchmarks and tests: seeded, nationwide, with every branch of the constraints.

The demonstration municipality has its own, hand-shaped people; these have only numbers.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from uuid import UUID

from rettematch.considerations import DIMENSIONS
from rettematch.contracts.base import Scheme, Weekday
from rettematch.contracts.matching import (
    FURTHER_KM,
    FurtherPostcode,
    Goal,
    LegalBasis,
    MatchingProfile,
    ReachablePostcode,
    Tolerance,
)
from rettematch.contracts.places import (
    CooperationModel,
    Demand,
    Knowledge,
    LanguageDemand,
    PaidHoursProspect,
    PlaceSnapshot,
    Sector,
)
from rettematch.languages import LanguageLevel
from rettematch.reference.geography import all_postcodes, postcodes_within
from rettematch.reference.occupations import ISCO_PREFIX, all_occupations, find_occupation
from rettematch.reference.skills import skills_of

AS_OF = date(2026, 9, 1)
MUNICIPALITY = "0706"
KM_A_BAND = 5
_CERTIFICATES = ("forklift", "food-hygiene", "driving-licence-b", "hot-work", "epoxy")
_LANGUAGES = tuple(LanguageLevel)
_WEEKDAYS = tuple(Weekday)
_SCHEMES = tuple(Scheme)
_SECTORS = tuple(Sector)
_PROSPECTS = tuple(PaidHoursProspect)
_KINDS_OF_DEMANDS = 5000


@dataclass(frozen=True, slots=True)
class Shape:
    """What kind of world is made: how many packages, occupations and postcodes there are in it (0: all)."""

    packages: int = 10
    occupations: int = 0
    postcodes: int = 0


@cache
def _codes(count: int) -> tuple[tuple[str, ...], ...]:
    """Postcodes by municipality: half of all postcodes are a few streets each in Copenhagen."""
    chosen = sorted(all_postcodes(), key=lambda each: each.code)[: count or None]
    codes = sorted({each.municipality_code for each in chosen})
    return tuple(tuple(each.code for each in chosen if each.municipality_code == code) for code in codes)


def _postcode(chance: random.Random, shape: Shape) -> str:
    return chance.choice(chance.choice(_codes(shape.postcodes)))


@cache
def _occupations(count: int) -> tuple[str, ...]:
    return tuple(each.uri for each in all_occupations()[: count or None])


def _uuid(chance: random.Random) -> UUID:
    return UUID(int=chance.getrandbits(128))


def _one_of_three(chance: random.Random, yes: float, unknown: float) -> bool | None:
    drawn = chance.random()
    return None if drawn < unknown else drawn < unknown + yes


def make_demands(chance: random.Random) -> tuple[Demand, ...]:
    """What a place demands on every dimension."""
    made = []
    for dimension in DIMENSIONS:
        usual = chance.choices((0, 1, 2, 3), (35, 35, 20, 10))[0]
        eased = chance.randrange(usual + 1) if chance.random() < 0.3 else None  # noqa: PLR2004 - a share
        known = chance.choices((Knowledge.STATED, Knowledge.SEEN, Knowledge.ASSUMED), (60, 20, 20))[0]
        made.append(Demand(dimension=dimension.id, usual=usual, accommodated=eased, known=known))
    return tuple(made)


def _clock(chance: random.Random, first: int, last: int) -> str:
    return f"{chance.randrange(first, last) % 24:02d}:{chance.choice((0, 15, 30, 45)):02d}"


def make_place(
    chance: random.Random, shape: Shape, employers: Sequence[UUID], demands: Sequence[tuple[Demand, ...]]
) -> PlaceSnapshot:
    """One place; employer and demands are among those given."""
    seats = chance.randint(1, 4)
    week_min = chance.choice((2.0, 4.0, 6.0, 10.0, 15.0))
    night = chance.random() < 0.05  # noqa: PLR2004 - a share
    return PlaceSnapshot(
        place_id=_uuid(chance),
        version=1,
        municipality_code=MUNICIPALITY,
        employer_id=chance.choice(employers),
        workplace_id=_uuid(chance),
        open=chance.random() < 0.97,  # noqa: PLR2004 - a share
        postcode=_postcode(chance, shape),
        industry_code="561010",
        sector=chance.choice(_SECTORS),
        occupations=tuple(chance.sample(_occupations(shape.occupations), chance.choice((1, 1, 1, 2, 3)))),
        package=f"package-{chance.randrange(shape.packages)}",
        demands=chance.choice(demands),
        language=LanguageDemand(
            spoken=_LANGUAGES[chance.choice((0, 1, 1, 2, 2, 3, 4))],
            read=_LANGUAGES[chance.choice((0, 0, 1, 1, 2, 3))],
            known=chance.random() < 0.8,  # noqa: PLR2004 - a share
        ),
        certificates=tuple(chance.sample(_CERTIFICATES, chance.choice((0, 0, 0, 0, 1, 2)))),
        clean_criminal_record=_one_of_three(chance, 0.1, 0.1),
        child_protection_certificate=_one_of_three(chance, 0.05, 0.05),
        schemes=tuple(scheme for scheme in _SCHEMES if chance.random() < 0.55),  # noqa: PLR2004 - a share
        hours_per_day_min=chance.choice((0.0, 1.0, 2.0, 2.5, 3.0)),
        hours_per_week_min=week_min,
        hours_per_week_max=chance.choice((week_min, 20.0, 37.0)),
        days=tuple(day for day in _WEEKDAYS if chance.random() < 0.75),  # noqa: PLR2004 - a share
        earliest_start=_clock(chance, 20, 24) if night else _clock(chance, 6, 11),
        latest_end=_clock(chance, 3, 8) if night else _clock(chance, 13, 19),
        open_from=AS_OF + timedelta(days=chance.choice((-200, -30, -1, 0, 0, 1, 30))),
        open_until=chance.choice((None, None, None, AS_OF, AS_OF + timedelta(days=90), AS_OF - timedelta(days=1))),
        seats=seats,
        seats_taken=chance.randrange(seats + 1),
        supported_hours_free=chance.choice((None, 0.0, 4.0, 15.0, 37.0, 37.0)),
        paid_hours_prospect=chance.choice(_PROSPECTS),
        has_mentor=chance.random() < 0.3,  # noqa: PLR2004 - a share
        has_contact_person=chance.random() < 0.6,  # noqa: PLR2004 - a share
        cooperation_model=chance.choice((None, *CooperationModel)),
    )


def make_places(seed: int, count: int, shape: Shape = Shape()) -> Iterator[PlaceSnapshot]:
    """`count` places of one municipality, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    employers = [_uuid(chance) for _ in range(max(count // 3, 1))]
    demands = [make_demands(chance) for _ in range(min(count, _KINDS_OF_DEMANDS))]
    for _ in range(count):
        yield make_place(chance, shape, employers, demands)


@cache
def _reach(home: str, km: int) -> tuple[ReachablePostcode, ...]:
    return tuple(
        ReachablePostcode(postcode=code, band=min(int(distance // KM_A_BAND), 20))
        for code, distance in postcodes_within(home, km)
    )


@cache
def _beyond_reach(home: str, km: int) -> tuple[FurtherPostcode, ...]:
    return tuple(
        FurtherPostcode(
            postcode=code,
            band=min(int(distance // KM_A_BAND), 20),
            further_km=next(step for step in FURTHER_KM if distance <= km + step),
        )
        for code, distance in postcodes_within(home, km + FURTHER_KM[-1])
        if distance > km
    )


def _tolerances(chance: random.Random, limited: int) -> tuple[Tolerance, ...]:
    return tuple(
        Tolerance(dimension=each.id, level=chance.choice((0, 1, 1, 2, 2, 3)), expired=chance.random() < 0.1)  # noqa: PLR2004 - a share
        for each in chance.sample(DIMENSIONS, limited)
    )


def _goals(chance: random.Random, shape: Shape) -> tuple[Goal, ...]:
    wanted = chance.sample(_occupations(shape.occupations), chance.choice((0, 1, 2, 3)))
    groups = {uri: found.isco08 for uri in wanted if (found := find_occupation(uri)) is not None}
    uris = [
        uri if chance.random() < 0.75 else ISCO_PREFIX + groups[uri][: chance.choice((2, 3, 4))]  # noqa: PLR2004 - a share
        for uri in wanted
    ]
    return tuple(Goal(uri=uri, rank=rank) for rank, uri in enumerate(uris, start=1))


def make_profile(chance: random.Random, kind: str, shape: Shape, employers: Sequence[UUID] = ()) -> MatchingProfile:
    """One citizen's profile.

    Args:
        chance: The source of chance.
        kind: `typical`, `tight` (small reach, many considerations, few hours) or `nationwide`.
        shape: Of the world that the places are from.
        employers: Of whom some may be avoided.
    """
    tight, nationwide = kind == "tight", kind == "nationwide"
    km = 2000 if nationwide else chance.choice((5, 10, 15)) if tight else chance.choice((20, 25, 30))
    goals = _goals(chance, shape)
    skills = [uri for goal in goals for uri in skills_of(goal.uri)[0][:6]]
    limited = chance.randint(5, 9) if tight else chance.randint(0, 1) if nationwide else chance.randint(1, 4)
    no_basis = chance.random() < 0.05  # noqa: PLR2004 - a share
    return MatchingProfile(
        subject=_uuid(chance),
        municipality_code=MUNICIPALITY,
        as_of=AS_OF,
        goals=goals,
        packages=tuple(f"package-{number}" for number in chance.sample(range(shape.packages), chance.randint(0, 2))),
        skills=tuple(skills),
        tolerances=None if no_basis else _tolerances(chance, limited),
        legal_bases=()
        if no_basis
        else (LegalBasis(category="considerations", citation="synthetic", in_force_from=date(2026, 1, 1)),),
        hours_per_day_max=chance.choice((1.5, 2.0, 3.0) if tight else (3.0, 5.0, 7.5)),
        hours_per_week_max=chance.choice((3.0, 6.0, 10.0) if tight else (10.0, 15.0, 37.0)),
        days=tuple(day for day in _WEEKDAYS[:5] if chance.random() < 0.9) or (Weekday.MONDAY,),  # noqa: PLR2004 - a share
        earliest_start=chance.choice(("06:00", "08:00", "09:00", "18:00")),
        latest_end=chance.choice(("15:00", "16:30", "18:00", "02:00")),
        danish_spoken=_LANGUAGES[chance.choice((1, 2, 3, 4, 5, 6))],
        danish_read=_LANGUAGES[chance.choice((0, 1, 2, 3, 4, 6))],
        certificates=tuple(chance.sample(_CERTIFICATES, chance.choice((0, 0, 1, 3)))),
        clean_criminal_record=_one_of_three(chance, 0.7, 0.2),
        child_protection_certificate=_one_of_three(chance, 0.5, 0.3),
        schemes=tuple(chance.sample(_SCHEMES, 1 if tight else chance.choice((2, 3, 5)))),
        reach=_reach(home := _postcode(chance, shape), km),
        beyond_reach=_beyond_reach(home, km),
        avoided_employers=tuple(chance.sample(list(employers), min(len(employers), chance.choice((0, 0, 0, 2))))),
    )
