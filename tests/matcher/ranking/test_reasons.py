"""The words behind the points say what the points were given for."""

from collections.abc import Sequence
from typing import Any

import pytest

from matcher.ranking.answers import rank
from matcher.ranking.schemas import RankingRequest
from rettematch.contracts.base import Scheme
from rettematch.contracts.matching import Goal
from rettematch.contracts.places import Demand, Knowledge, PaidHoursProspect, PlaceSnapshot, Sector
from rettematch.identifiers import uuid7
from rettematch.reference.occupations import ISCO_PREFIX, all_occupations
from rettematch.reference.skills import skills_of
from tests.matcher.ranking.test_rankings_api import profile_with
from tests.matcher.ranking.worlds import WEIGHTS, columns_of, small_world

HELPER = next(each for each in all_occupations() if each.isco08 == "9412")
OTHERS = [each for each in all_occupations() if each.isco08[:2] != HELPER.isco08[:2]]
NEAR = next(each for each in all_occupations() if each.isco08[:3] == HELPER.isco08[:3] and each.isco08 != HELPER.isco08)


def open_place(**changes: Any) -> PlaceSnapshot:
    """A place that fits nearly everybody."""
    place = small_world(3, 1)[0]
    plain: dict[str, Any] = {
        "open": True,
        "postcode": "8400",
        "seats": 2,
        "seats_taken": 0,
        "open_until": None,
        "occupations": (HELPER.uri,),
        "package": "kitchen",
        "demands": tuple(Demand(dimension=each.dimension, usual=0, known=Knowledge.STATED) for each in place.demands),
        "language": {"spoken": "none", "read": "none", "known": True},
        "certificates": (),
        "clean_criminal_record": False,
        "child_protection_certificate": False,
        "schemes": (Scheme.INTERNSHIP, Scheme.ORDINARY_HOURS),
        "hours_per_day_min": 1.0,
        "hours_per_week_min": 2.0,
        "days": ("mon", "tue", "wed"),
        "earliest_start": "08:00",
        "latest_end": "14:00",
        "open_from": place.open_from.replace(year=2020),
        "supported_hours_free": 20.0,
        "paid_hours_prospect": PaidHoursProspect.NONE,
        "sector": Sector.PUBLIC,
        "has_mentor": False,
        "has_contact_person": False,
    }
    return PlaceSnapshot.model_validate(place.model_dump() | plain | changes)


def reasons(place: PlaceSnapshot, goals: Sequence[str] = (), **profile: Any) -> dict[str, str]:
    wishes: dict[str, Any] = {
        "goals": tuple(Goal(uri=uri, rank=number) for number, uri in enumerate(goals, start=1)),
        "packages": (),
        "skills": (),
        "schemes": tuple(Scheme),
        "avoided_employers": (),
    }
    answer = rank(profile_with(**(wishes | profile)), columns_of([place]), WEIGHTS, RankingRequest(case_id=uuid7()))
    (ranked,) = answer.ranking
    assert sum(each.points for each in ranked.reasons) == ranked.score
    return {each.part: each.danish for each in ranked.reasons}


@pytest.mark.parametrize(
    ("goals", "words"),
    [
        ([HELPER.uri], "Jobmål: samme stilling som jobmålet (jobmål 1)."),
        ([OTHERS[0].uri, HELPER.uri], "Jobmål: samme stilling som jobmålet (jobmål 2)."),
        ([NEAR.uri], "Jobmål: beslægtet fagområde (jobmål 1)."),
        ([ISCO_PREFIX + HELPER.isco08], "Jobmål: samme fagområde som jobmålet (jobmål 1)."),
        ([ISCO_PREFIX + HELPER.isco08[:2]], "Jobmål: samme brede fagområde (jobmål 1)."),
    ],
)
def test_the_goal_that_gave_the_points_is_named(goals: list[str], words: str) -> None:
    assert reasons(open_place(), goals)["job_goal"] == words


def test_a_chosen_package_is_named_when_it_gave_the_points() -> None:
    words = reasons(open_place(), [ISCO_PREFIX + HELPER.isco08[:2]], packages=("kitchen",))["job_goal"]
    assert words == "Jobmål: i en branchepakke, som borgeren har valgt."


def test_skills_are_counted() -> None:
    essential, optional = skills_of(HELPER.uri)
    words = reasons(open_place(), skills=(*essential[:3], *optional[:1]))["skills"]
    assert words == (
        "Færdigheder: 3 af de færdigheder, som stillingen bygger på, og 1 af dem, som er en fordel i stillingen."
    )


def test_what_the_place_brings_is_named_and_nothing_is_said_of_what_gives_no_points() -> None:
    place = open_place(
        paid_hours_prospect=PaidHoursProspect.LIKELY,
        sector=Sector.PRIVATE,
        has_contact_person=True,
        has_mentor=True,
    )
    found = reasons(place)
    assert found["paid_hours"] == "Udsigt til ordinære timer: ordinære timer er sandsynlige."
    assert found["company_contact"] == (
        "Kontakt på virksomheden: fast kontaktperson på virksomheden og virksomhedsmentor."
    )
    assert found["sector"] == "Sektor: privat virksomhed."
    assert "job_goal" not in found
    assert "skills" not in found
    assert "accommodation" not in found


def test_pure_internship_is_named() -> None:
    found = reasons(open_place(schemes=(Scheme.TASTER, Scheme.INTERNSHIP)))
    assert found["internship_only"] == "Kun praktik: kun praktik og ingen udsigt til ordinære timer."
