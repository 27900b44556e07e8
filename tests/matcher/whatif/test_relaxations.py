"""The file of relaxations: what may stand in it, and what it says in Danish."""

from typing import Any

import pytest
from pydantic import ValidationError

from matcher.whatif.changes import Offer, Wanted, changes
from matcher.whatif.relaxations import LIFTS, Relaxation, Relaxations, all_relaxations
from rettematch.contracts.base import Scheme, Weekday
from rettematch.contracts.matching import FurtherPostcode, Goal
from rettematch.languages import LanguageLevel
from rettematch.reference.occupations import ISCO_PREFIX
from tests.matcher.ranking.test_rankings_api import profile_with

ROW = {
    "id": "weekday-1",
    "kind": "weekday",
    "step": 1,
    "whose": "citizen",
    "shown": 1,
    "danish": "Hvis {value}",
    "reason": "why",
}
OFFER = Offer(certificates=("forklift", "epoxy"), packages=("kitchen", "shop"))


def test_the_file_has_a_row_of_every_kind() -> None:
    assert {each.kind for each in all_relaxations().relaxation} == set(LIFTS)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "consideration:lifting"},
        {"kind": "ratio"},
        {"kind": "avoided-employer"},
        {"kind": "child-protection"},
        {"step": 2},
        {"step": 0},
        {"kind": "reach", "step": 7, "danish": "Hvis"},
        {"kind": "hours-per-week", "step": 0.3},
        {"danish": "Hvis"},
        {"danish": "Hvis {value} {navn}"},
        {"whose": "employer"},
        {"shown": 0},
        {"reason": ""},
        {"more": 1},
    ],
)
def test_a_wrong_row_is_refused(wrong: dict[str, Any]) -> None:
    Relaxation.model_validate(ROW)
    with pytest.raises(ValidationError):
        Relaxation.model_validate(ROW | wrong)


def test_two_rows_of_one_id_are_refused() -> None:
    with pytest.raises(ValidationError, match="same id"):
        Relaxations.model_validate({"version": "1", "relaxation": [ROW, ROW]})


def test_each_relaxation_is_worded_with_what_it_would_be() -> None:
    profile = profile_with(
        goals=(Goal(uri=ISCO_PREFIX + "5131", rank=1),),
        packages=("shop",),
        hours_per_day_max=3.0,
        hours_per_week_max=10.0,
        days=(Weekday.MONDAY, *tuple(Weekday)[2:]),
        earliest_start="08:30",
        latest_end="15:00",
        danish_spoken=LanguageLevel.A2,
        danish_read=LanguageLevel.NONE,
        certificates=("epoxy",),
        schemes=(Scheme.INTERNSHIP, Scheme.ORDINARY_HOURS),
        beyond_reach=(FurtherPostcode(postcode="8400", band=2, further_km=5),),
    )
    made = changes(Wanted(profile, (Scheme.INTERNSHIP,)), OFFER, all_relaxations())
    assert [each.danish for each in made] == [
        "Hvis borgeren kan arbejde 2 timer mere om ugen (12 timer i alt)",
        "Hvis borgeren kan arbejde en halv time mere om dagen (3,5 timer i alt)",
        "Hvis borgeren efter et kursus taler dansk på B1",
        "Hvis borgeren efter et kursus læser dansk på A1",
        "Hvis borgeren kan rejse 5 km længere",
        "Hvis borgeren kan rejse 10 km længere",
        "Hvis borgeren også kan arbejde tirsdag",
        "Hvis borgeren kan møde en time tidligere (fra kl. 7.30)",
        "Hvis borgeren kan blive en time længere (til kl. 16.00)",
        "Hvis borgeren får et certifikat mere (forklift)",
        "Hvis der også søges efter ordinære timer",
        "Hvis borgeren også vælger branchepakken »Køkken og kantine«",
        "Hvis jobmålet bliver bredere, så hele fagområdet »Tjenere og bartendere« tæller lige så meget",
    ]
    changed = {each.relaxation.id: each.wanted for each in made}
    assert changed["end-1-hour"].profile.latest_end == "16:00"
    assert changed["scheme-1"].schemes == (Scheme.INTERNSHIP, Scheme.ORDINARY_HOURS)
    assert changed["package-1"].profile.packages == ("shop", "kitchen")


def test_what_is_at_its_most_is_not_offered() -> None:
    profile = profile_with(
        goals=(Goal(uri=ISCO_PREFIX + "51", rank=1), Goal(uri="nothing", rank=2)),
        hours_per_day_max=12.0,
        danish_spoken=LanguageLevel.C2,
        danish_read=LanguageLevel.C2,
        certificates=OFFER.certificates,
        packages=OFFER.packages,
        earliest_start="06:00",
        latest_end="05:30",
    )
    assert changes(Wanted(profile), OFFER, all_relaxations()) == ()
