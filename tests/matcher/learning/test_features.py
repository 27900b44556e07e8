"""What a model may know is closed: the place and the pair, read from the parts of a recorded score."""

from datetime import date
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from pydantic import ValidationError

from matcher.learning.features import FEATURE_NAMES, PartReader, feature_space
from matcher.learning.rebuild import random_codes
from matcher.ranking.answers import rank
from matcher.ranking.points import PARTS, Weights
from matcher.ranking.schemas import RankingRequest
from rettematch.contracts.base import Scheme
from rettematch.contracts.matching import Goal, MatchingProfile
from rettematch.contracts.outcomes import RecordedOutcome
from rettematch.identifiers import uuid7
from rettematch.languages import LanguageLevel
from tests.matcher.learning.worlds import BASE, SPACE, learned_version
from tests.matcher.ranking.test_rankings_api import profile_with
from tests.matcher.ranking.test_reasons import HELPER, open_place
from tests.matcher.ranking.worlds import columns_of

OF_THE_PAIR = {
    "job_goal",
    "skills",
    "paid_hours",
    "contact_person",
    "mentor",
    "private_sector",
    "travel_band",
    "accommodations",
    "internship_only",
}


def parts_of(codes: list[int], weights: Weights) -> dict[str, int]:
    """The parts that a place with these codes is given."""
    goal, skills, prospect, contact, mentor, private, band, accommodations, only = codes
    return {
        "job_goal": weights.goal_value(SPACE[0].points[goal]),
        "skills": weights.skill_value(SPACE[1].points[skills]),
        "paid_hours": weights.give("paid_hours", SPACE[2].values[prospect]),
        "company_contact": contact * weights.give("company_contact", "contact-person")
        + mentor * weights.give("company_contact", "mentor"),
        "sector": weights.give("sector", ("public", "private")[private]),
        "commute": weights.commute_points()[band],
        "accommodation": accommodations * weights.give("accommodation", "each"),
        "internship_only": only * weights.give("internship_only", "internship-only"),
    }


def test_the_features_are_those_of_the_parts_and_no_other() -> None:
    assert set(FEATURE_NAMES) == OF_THE_PAIR
    assert tuple(feature.name for feature in SPACE) == FEATURE_NAMES
    assert [part for part in PARTS if part in {feature.part for feature in SPACE}] == list(PARTS)


def test_features_are_not_read_over_a_learned_version() -> None:
    with pytest.raises(ValueError, match="hand-set"):
        feature_space(learned_version())


@pytest.mark.parametrize("field", ["age", "sex", "origin", "diagnosis", "citizen_id", "case_id", "subject", "benefit"])
def test_nothing_about_a_person_can_enter(field: str) -> None:
    outcome: dict[str, Any] = {
        "run_id": uuid7(),
        "place_id": uuid7(),
        "days_to_ordinary_hours": 10,
        "days_observed": 200,
    }
    RecordedOutcome.model_validate(outcome)
    with pytest.raises(ValidationError):
        RecordedOutcome.model_validate(outcome | {field: "1"})
    with pytest.raises(ValueError, match="parts"):
        PartReader(BASE, SPACE).codes(parts_of([0] * 9, BASE) | {field: 1})


def test_an_outcome_holds_two_ids_and_two_counts_of_days() -> None:
    assert set(RecordedOutcome.model_fields) == {"run_id", "place_id", "days_to_ordinary_hours", "days_observed"}


def test_a_missing_part_is_refused() -> None:
    parts = parts_of([0] * 9, BASE)
    del parts["sector"]
    with pytest.raises(ValueError, match="parts"):
        PartReader(BASE, SPACE).codes(parts)


def codes_for(profile: MatchingProfile) -> tuple[int, ...] | None:
    place = open_place(has_mentor=True)
    (ranked,) = rank(profile, columns_of([place]), BASE, RankingRequest(case_id=uuid7())).ranking
    return PartReader(BASE, SPACE).codes(ranked.parts)


def test_citizens_with_the_same_wishes_and_reach_are_the_same_to_a_model() -> None:
    wishes: dict[str, Any] = {
        "goals": (Goal(uri=HELPER.uri, rank=1),),
        "packages": (),
        "skills": (),
        "avoided_employers": (),
        "schemes": tuple(Scheme),
    }
    one = profile_with(**wishes)
    other = one.model_copy(
        update={
            "subject": UUID(int=5),
            "danish_spoken": tuple(LanguageLevel)[-1],
            "certificates": (*one.certificates, "forklift"),
            "clean_criminal_record": True,
            "hours_per_week_max": 37.0,
            "as_of": date(2026, 9, 2),
        }
    )
    assert codes_for(one) == codes_for(other) is not None


@pytest.mark.parametrize("version", ["hand-set", "learned"])
def test_the_facts_are_read_back_from_the_parts(version: str) -> None:
    weights = BASE if version == "hand-set" else learned_version()
    reader = PartReader(weights, SPACE)
    for codes in random_codes(SPACE, 300, 3).tolist():
        assert reader.codes(parts_of(codes, weights)) == tuple(codes)


def test_points_that_no_fact_gives_are_not_read() -> None:
    assert PartReader(BASE, SPACE).codes(parts_of([0] * 9, BASE) | {"paid_hours": 7}) is None


def test_points_that_two_facts_give_are_not_guessed() -> None:
    content = BASE.model_dump()
    for row in content["points"]:
        if row["when"] == "possible":
            row["points"] = 0
    flat = Weights.model_validate(content)
    reader = PartReader(flat, SPACE)
    assert reader.codes(parts_of([0] * 9, flat)) is None
    assert reader.codes(parts_of([0, 0, 3, 0, 0, 0, 0, 0, 0], flat)) is not None
    assert isinstance(random_codes(SPACE, 2, 1), np.ndarray)
