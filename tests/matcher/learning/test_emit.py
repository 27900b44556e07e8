"""A learned version is a version like any other: valid, explained, and run by the same engines to the same lists."""

import tomllib
from pathlib import Path

import numpy as np
import pytest
from pydantic import ValidationError

from matcher.learning.emit import NothingLearnedError, as_toml, learned_weights, rounding_error
from matcher.learning.features import FEATURE_NAMES, PartReader
from matcher.learning.ladder import climb
from matcher.learning.rebuild import random_codes
from matcher.learning.simulated import simulate
from matcher.ranking import engine, kernel
from matcher.ranking.answers import rank
from matcher.ranking.points import Weights, read_weights
from matcher.ranking.query import build_query
from matcher.ranking.schemas import RankingRequest
from rettematch.contracts.base import Scheme
from rettematch.contracts.matching import Goal
from rettematch.contracts.places import PaidHoursProspect, Sector
from rettematch.identifiers import uuid7
from tests.matcher.learning.test_features import parts_of
from tests.matcher.learning.worlds import ABOUT, BASE, DAY, SPACE, learned_version, quick_plan, quick_training
from tests.matcher.oracle import answer
from tests.matcher.ranking.test_rankings_api import profile_with
from tests.matcher.ranking.test_reasons import HELPER, open_place
from tests.matcher.ranking.worlds import columns_of, lines, small_world, some_profile, verdicts


def test_the_file_gives_the_same_version_again(tmp_path: Path) -> None:
    path = tmp_path / "learned.toml"
    path.write_text(as_toml(learned_version()), encoding="utf-8")
    assert read_weights(path) == learned_version()


def test_a_hand_set_version_too_survives_the_file() -> None:
    assert Weights.model_validate(tomllib.loads(as_toml(BASE))) == BASE


def test_fit_stays_and_learned_points_come_on_top_or_replace_the_guess() -> None:
    weights = learned_version()
    for each in weights.curve:
        assert each.points == each.given + each.learned
    for row in weights.points:
        hand = BASE.give(row.part, row.when)
        if row.part == "commute":
            assert row.points == hand + row.learned
        elif row.part in {"paid_hours", "company_contact", "sector", "internship_only"}:
            assert row.points == row.learned
        else:
            assert (row.points, row.learned) == (hand, 0)
    assert max(each.learned for each in weights.curve) > 0


def test_what_health_explains_is_never_learned() -> None:
    assert learned_version().give("accommodation", "each") == BASE.give("accommodation", "each")
    points = quick_training().points
    assert points is not None
    assert not points[FEATURE_NAMES.index("accommodations")].any()


def test_rounding_moves_a_score_by_half_a_point_a_feature_at_most_and_keeps_clear_differences() -> None:
    training, plan = quick_training(), quick_plan()
    assert training.points is not None
    assert training.trained.tables is not None
    codes = random_codes(SPACE, 4000, 9)
    codes[:, FEATURE_NAMES.index("accommodations")] = 0
    assert rounding_error(training.trained.tables, training.points, SPACE, plan, codes) <= len(SPACE) / 2
    exact = training.trained.tables.decision(codes)
    whole = np.sum([table[codes[:, column]] for column, table in enumerate(training.points)], axis=0)
    first, second = np.arange(2000), np.arange(2000, 4000)
    clear = np.abs(exact[first] - exact[second]) > len(SPACE) / plan.points.per_logit
    assert clear.any()
    assert ((exact[first] > exact[second]) == (whole[first] > whole[second]))[clear].all()


def test_the_parts_of_a_score_are_the_tables_of_the_model() -> None:
    points, weights, plan = quick_training().points, learned_version(), quick_plan()
    assert points is not None
    for codes in random_codes(SPACE, 200, 4).tolist():
        parts = parts_of(codes, weights)
        learned = sum(int(table[code]) for table, code in zip(points, codes, strict=True))
        fit = sum(
            feature.points[code] for feature, code in zip(SPACE, codes, strict=True) if feature.part in plan.fit.parts
        )
        assert sum(parts.values()) == fit + learned
        assert sum(weights.learned_of(part, given) for part, given in parts.items()) == learned


@pytest.mark.parametrize("seed", range(6))
def test_compiled_search_reference_and_oracle_give_the_same_lists_with_learned_points(seed: int) -> None:
    places = small_world(seed, 120)
    columns, profile, weights = columns_of(places), some_profile(seed, places), learned_version()
    query = build_query(profile, weights, columns)
    mine, reference = kernel.search(columns, query, 10, 10), engine.search(columns, query, 10, 10)
    assert lines(columns, mine.fits) == lines(columns, reference.fits)
    assert lines(columns, mine.ask_first) == lines(columns, reference.ask_first)
    expected = answer(verdicts(places, profile, weights=weights), 10, 10)
    assert lines(columns, mine.fits) == [(each.place.place_id, each.score, each.parts) for each in expected.fits]
    assert lines(columns, mine.ask_first) == [
        (each.place.place_id, each.score, each.parts) for each in expected.ask_first
    ]


def test_each_reason_says_how_many_of_its_points_are_learned() -> None:
    place = open_place(
        paid_hours_prospect=PaidHoursProspect.LIKELY, sector=Sector.PRIVATE, has_contact_person=True, has_mentor=True
    )
    profile = profile_with(
        goals=(Goal(uri=HELPER.uri, rank=2),), packages=(), skills=(), schemes=tuple(Scheme), avoided_employers=()
    )
    weights = learned_version()
    result = rank(profile, columns_of([place]), weights, RankingRequest(case_id=uuid7()))
    (ranked,) = result.ranking
    assert sum(each.points for each in ranked.reasons) == ranked.score
    words = {each.part: each for each in ranked.reasons}
    for part in ("job_goal", "paid_hours", "company_contact", "sector"):
        learned = weights.learned_of(part, words[part].points)
        assert learned > 0
        assert words[part].danish.endswith(
            f". Heraf {learned} point, fordi tidligere forløb med det samme oftere har ført til ordinære timer."
        )
    assert words["job_goal"].danish.startswith("Jobmål: samme stilling som jobmålet (jobmål 2).")
    assert any("tidligere forløb" in line for line in result.explanation)
    assert result.weights_version == "learned-test"


def test_nothing_is_said_of_learned_points_under_a_hand_set_version() -> None:
    profile = profile_with(schemes=tuple(Scheme), avoided_employers=())
    result = rank(profile, columns_of([open_place()]), BASE, RankingRequest(case_id=uuid7()))
    assert not any(
        "tidligere forløb" in text for text in (*result.explanation, *(r.danish for r in result.ranking[0].reasons))
    )


def test_a_run_under_learned_points_can_be_learned_from_again() -> None:
    reader = PartReader(learned_version(), SPACE)
    codes = [5, 3, 2, 1, 0, 1, 2, 1, 0]
    assert reader.codes(parts_of(codes, learned_version())) == tuple(codes)


def test_there_is_no_version_when_nothing_won() -> None:
    trained = climb(simulate(SPACE, 299, 1).outcomes, SPACE, quick_plan())
    with pytest.raises(NothingLearnedError):
        learned_weights(trained, BASE, SPACE, quick_plan(), version="x", trained_on=DAY, simulated=True)


def test_the_card_says_what_it_must() -> None:
    card = quick_training().card
    assert "outcomes are simulated" in card
    for heading in ("Data", "Figures", "Must not be used", "Limits", "On, off, and who decides"):
        assert f"## {heading}" in card
    assert "Off by default" in card
    assert "to judge, rank or select citizens" in card
    assert ABOUT.version in card


@pytest.mark.parametrize(
    "change", ["fall", "hole", "more learned than points", "no source", "learned beyond the points"]
)
def test_a_wrong_learned_version_is_refused(change: str) -> None:
    content = learned_version().model_dump()
    if change == "fall":
        content["curve"][5]["points"] = content["curve"][5]["learned"] = 0
    elif change == "hole":
        content["curve"] = content["curve"][1:]
    elif change == "more learned than points":
        content["curve"][0]["learned"] = content["curve"][0]["points"] + 1
    elif change == "no source":
        content["learned"] = None
    else:
        next(row for row in content["points"] if row["when"] == "private")["learned"] = 999
    with pytest.raises(ValidationError):
        Weights.model_validate(content)
