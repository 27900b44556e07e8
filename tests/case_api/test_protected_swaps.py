"""Another person with the same wishes, skills and limits gets the same profile, and so the same list (D4).

Over HTTP, with sealed rows and what the law says of each. `tests/bench/fairness` does 200 more on the building of
profiles alone, and `make fairness` 2,000.
"""

import random
from typing import Any
from uuid import UUID

from matcher.ranking.answers import rank
from matcher.ranking.schemas import RankingRequest
from rettematch.contracts.matching import MatchingProfile
from tests.case_api import bodies_cases, bodies_citizens
from tests.case_api.bodies_cases import LEGAL_BASIS
from tests.case_api.conftest import Api
from tests.matcher.ranking.worlds import WEIGHTS, columns_of, small_world

SWAPS = 40
NAMES = ("Åse Sørensen", "Fatima Al-Hassan", "Piotr Nowak", "Mads Bæk", "Nguyễn Thị Lan", "Amina Warsame")
ADDRESSES = ("Skolegade 5, 1. tv.", "Nordparken 112, 3. mf.", "Strandvejen 7", None)
LANGUAGES: tuple[list[dict[str, str]], ...] = (
    [],
    [{"language": "ar", "level": "C2"}],
    [{"language": "pl", "level": "C2"}],
)


def person(chance: random.Random, serial: int) -> dict[str, Any]:
    """Born 1940 to 2005 on a day that no CPR number has; the last digit says the sex."""
    year = chance.randint(1940, 2005)
    century = 0 if year < 2000 else 4
    number = f"{chance.randint(61, 88)}{chance.randint(1, 12):02d}{year % 100:02d}{century}{serial:03d}"
    return {
        "cpr": number,
        "name": chance.choice(NAMES),
        "address": chance.choice(ADDRESSES),
        "address_protected": chance.random() < 0.3,
        "other_languages": chance.choice(LANGUAGES),
    }


async def profile_of(api: Api, **who: Any) -> MatchingProfile:
    citizen = await api.make("/v1/citizens", "caseworker", bodies_citizens.citizen(travel_km=30, **who))
    case = await api.make("/v1/cases", "caseworker", bodies_cases.case(api, citizen["id"]))
    path = f"/v1/citizens/{citizen['id']}"
    await api.make(path + "/job-goals", "caseworker", bodies_citizens.job_goal())
    await api.make(path + "/considerations", "caseworker", bodies_citizens.consideration(dimension="noise", level=1))
    answer = await api.call("POST", f"/v1/cases/{case['id']}/matching-profile")
    assert answer.status_code == 200, answer.text
    return MatchingProfile.model_validate_json(answer.content)


async def test_swaps_of_sex_age_name_address_and_first_language_change_no_profile_and_no_list(api: Api) -> None:
    await api.call("POST", "/v1/municipality/legal-bases", "administrator", json=LEGAL_BASIS)
    chance = random.Random(706)
    made = [await profile_of(api, **person(chance, serial)) for serial in range(SWAPS + 1)]
    assert len({each.subject for each in made}) == len(made)
    first, *others = [each.model_copy(update={"subject": made[0].subject}) for each in made]
    assert first.tolerances
    assert all(other == first for other in others)
    columns = columns_of([place.model_copy(update={"postcode": "8410"}) for place in small_world(5, 400)])
    asked = RankingRequest(case_id=UUID(int=1), k=20)
    answers = {rank(each, columns, WEIGHTS, asked).model_dump_json() for each in made}
    assert len(answers) == 1
    assert rank(first, columns, WEIGHTS, asked).ranking


async def test_age_enters_only_by_the_law_on_wage_subsidies(api: Api) -> None:
    """Six months without work are asked before a wage subsidy, of those over fifty not (L5): law, and no point."""
    schemes = {"schemes": ["internship", "wage-subsidy"], "benefit": "cash-benefit", "benefit_since": "2026-10-01"}
    young = await profile_of(api, cpr="6101900006", **schemes)
    old = await profile_of(api, cpr="6101600007", **schemes)
    differing = {name for name in MatchingProfile.model_fields if getattr(young, name) != getattr(old, name)}
    assert differing <= {"subject", "schemes"}
