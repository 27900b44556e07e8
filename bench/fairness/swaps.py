"""Swaps of protected attributes: the citizen again as another person with the same wishes, skills and limits.

Through the case API's own building of a profile and the matcher's own search: the profile must be the same but for its
random subject, and so must the list with its scores. Over HTTP, with sealed rows and what the law says of the citizen,
`tests/case_api/test_protected_swaps.py` does the same.
"""

import random
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from bench.fairness.world import AREA, columns_of
from case_api.citizens.models import Benefit, Citizen, MatchGroup
from case_api.citizens.profile import profile_of
from case_api.citizens.rules import Effective, Statement
from matcher.ranking.engines import best_places
from matcher.ranking.points import weights_on
from matcher.ranking.query import build_query
from matcher.synthetic import AS_OF, make_profile
from rettematch.contracts.matching import MatchingProfile
from rettematch.contracts.places import PlaceSnapshot
from rettematch.reference.geography import all_postcodes

NAMES: Final = ("Åse Sørensen", "Fatima Al-Hassan", "Piotr Nowak", "Mads Bæk", "Nguyễn Thị Lan", "Amina Warsame")
ADDRESSES: Final = ("Skolegade 5, 1. tv.", "Nordparken 112, 3. mf.", "Strandvejen 7", None)
LANGUAGES: Final[tuple[list[Any], ...]] = (
    [],
    [{"language": "ar", "level": "C2"}],
    [{"language": "so", "level": "C2"}, {"language": "en", "level": "B1"}],
    [{"language": "pl", "level": "C2"}],
)
_MOMENT: Final = datetime(2026, 9, 1, 8, tzinfo=UTC)
_COPIED: Final = (
    "danish_spoken",
    "danish_read",
    "hours_per_day_max",
    "hours_per_week_max",
    "earliest_start",
    "latest_end",
    "clean_criminal_record",
    "child_protection_certificate",
)


def person(chance: random.Random) -> dict[str, Any]:
    """Who somebody is: the columns of a citizen that nothing may depend on.

    The CPR number (sex by its last digit, birth date by its first six) is sealed in its row: here bytes of chance.
    """
    return {
        "id": UUID(int=chance.getrandbits(128)),
        "data_key": chance.randbytes(32),
        "cpr_sealed": chance.randbytes(40),
        "cpr_index": chance.randbytes(32),
        "name": chance.choice(NAMES),
        "address_protected": chance.random() < 0.3,
        "address_sealed": chance.choice((None, chance.randbytes(48))),
        "other_languages": chance.choice(LANGUAGES),
        "benefit": chance.choice(tuple(Benefit)),
        "match_group": chance.choice(tuple(MatchGroup)),
    }


def _citizen(wishes: MatchingProfile, home: str, km: int, who: dict[str, Any]) -> Citizen:
    return Citizen(
        municipality_code=wishes.municipality_code,
        version=1,
        created_at=_MOMENT,
        updated_at=_MOMENT,
        postcode=home,
        travel_km=km,
        days=[day.value for day in wishes.days],
        schemes=[scheme.value for scheme in wishes.schemes],
        packages=list(wishes.packages),
        certificates=list(wishes.certificates),
        avoided_employers=[str(each) for each in wishes.avoided_employers],
        **{name: getattr(wishes, name) for name in _COPIED},
        **who,
    )


def _profile(wishes: MatchingProfile, citizen: Citizen, subject: UUID) -> MatchingProfile:
    considerations = [
        Effective(Statement(UUID(int=0), each.dimension, each.level, AS_OF, None, None), expired=each.expired)
        for each in wishes.tolerances or ()
    ]
    return profile_of(
        citizen,
        subject=subject,
        today=AS_OF,
        goals=[(goal.uri, goal.rank) for goal in wishes.goals],
        skills=wishes.skills,
        considerations=None if wishes.tolerances is None else considerations,
        legal_bases=wishes.legal_bases,
    )


def swap(seed: int, number: int, places: Sequence[PlaceSnapshot]) -> tuple[int, int]:
    """So many swaps, a new citizen every tenth: how many changed a profile, and how many a list."""
    chance = random.Random(seed)
    columns, weights = columns_of(places), weights_on(AS_OF)
    homes = sorted(each.code for each in all_postcodes())[: AREA.postcodes]
    profiles = lists = 0
    for _ in range(-(-number // 10)):
        wishes = make_profile(chance, "typical", AREA)
        home, km = chance.choice(homes), chance.choice((10, 20, 30))
        made = [
            _profile(wishes, _citizen(wishes, home, km, person(chance)), UUID(int=chance.getrandbits(128)))
            for _ in range(11)
        ]
        first, *others = [one.model_copy(update={"subject": wishes.subject}).model_dump_json() for one in made]
        profiles += sum(other != first for other in others)
        queries = [build_query(one, weights, columns) for one in made]
        found = [(rows.tolist(), scores.tolist()) for rows, scores in best_places(columns, queries, 100)]
        lists += sum(other != found[0] for other in found[1:])
    return profiles, lists
