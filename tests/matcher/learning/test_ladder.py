"""Steps are tried when there are outcomes enough, used when they win, and never point the wrong way."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from sklearn.ensemble import HistGradientBoostingClassifier

from matcher.learning.evaluation import (
    calibration,
    calibration_error,
    compare,
    folds,
    held_out,
    isotonic,
    losses,
    probabilities,
)
from matcher.learning.features import Codes, Logits, Outcomes
from matcher.learning.ladder import climb
from matcher.learning.plan import Plan, the_plan
from matcher.learning.rebuild import BAR, NotAdditiveError, exact_tables, monotone, random_codes, rebuild
from matcher.learning.simulated import simulate
from matcher.learning.steps import Boosted, HandSet, Logistic
from tests.matcher.learning.worlds import SPACE, quick_plan, quick_training

PLAN = quick_plan()


def verdicts(outcomes: Outcomes, plan: Plan = PLAN) -> dict[str, str]:
    return {rung.name: rung.verdict for rung in climb(outcomes, SPACE, plan).rungs}


def test_the_thresholds_are_those_of_the_plan() -> None:
    plan = the_plan()
    assert (plan.logistic.outcomes, plan.boosted.outcomes, plan.isotonic.rows) == (300, 10_000, 10_000)
    assert plan.outcome.days == 182


def test_299_outcomes_leave_the_points_hand_set() -> None:
    trained = climb(simulate(SPACE, 299, 1).outcomes, SPACE, the_plan())
    assert trained.chosen == "hand-set"
    assert trained.tables is None
    assert {rung.name: rung.verdict for rung in trained.rungs}["logistic"] == "needs 300 outcomes"


def test_the_logistic_step_is_tried_from_300_and_the_boosted_one_from_10000() -> None:
    found = verdicts(simulate(SPACE, 300, 1).outcomes)
    assert found["logistic"] in {"wins", "does not win"}
    assert found["boosted"] == "needs 10,000 outcomes"
    assert verdicts(simulate(SPACE, 9_999, 1).outcomes)["boosted"] == "needs 10,000 outcomes"
    assert verdicts(simulate(SPACE, 10_000, 1).outcomes)["boosted"] in {"wins", "does not win"}


@pytest.mark.parametrize("share", [0.0, 1.0, 0.01])
def test_outcomes_of_nearly_one_kind_teach_nothing(share: float) -> None:
    outcomes = simulate(SPACE, 1000, 1).outcomes
    happened = np.arange(1000) < share * 1000
    found = climb(Outcomes(outcomes.codes, happened, outcomes.places), SPACE, PLAN)
    assert found.chosen == "hand-set"
    assert found.tables is None


def test_no_outcomes_at_all_are_no_error() -> None:
    empty = simulate(SPACE, 300, 1).outcomes.take(np.array([], dtype=np.intp))
    assert climb(empty, SPACE, PLAN).chosen == "hand-set"


def test_a_step_that_only_finds_noise_is_refused() -> None:
    world = simulate(SPACE, 12_000, 4)
    coins = np.random.default_rng(1).random(12_000) < 0.4
    trained = climb(Outcomes(world.outcomes.codes, coins, world.outcomes.places), SPACE, PLAN)
    assert trained.chosen == "hand-set"
    assert [rung.used for rung in trained.rungs] == [True, False, False]


def test_a_boosted_step_that_is_no_better_than_the_logistic_one_is_refused() -> None:
    world = simulate(SPACE, 10_000, 6)
    straight = Logistic(SPACE, PLAN).fit(world.outcomes)(world.outcomes.codes)
    happened = np.random.default_rng(2).random(10_000) < probabilities(straight)
    trained = climb(Outcomes(world.outcomes.codes, happened, world.outcomes.places), SPACE, PLAN)
    assert trained.chosen == "logistic"
    assert {rung.name: rung.verdict for rung in trained.rungs}["boosted"] == "does not win"


def test_what_is_worse_never_wins_and_what_is_surely_better_does() -> None:
    places = np.arange(500)
    below = np.full(500, 0.5)
    noise = np.random.default_rng(3).normal(0, 0.1, 500)
    assert not compare(below + 0.02 + noise, below, places, PLAN.gate).wins
    assert not compare(below - 0.0005 + noise, below, places, PLAN.gate).wins
    assert compare(below - 0.05 + noise, below, places, PLAN.gate).wins


def test_a_hundred_outcomes_of_one_place_count_as_one() -> None:
    difference = np.repeat(np.random.default_rng(5).normal(-0.02, 0.1, 20), 100)
    alone, together = np.arange(2000), np.repeat(np.arange(20), 100)
    zero = np.zeros(2000)
    assert compare(difference, zero, alone, PLAN.gate).upper < compare(difference, zero, together, PLAN.gate).upper


def test_all_outcomes_of_a_place_are_in_one_fold() -> None:
    places = np.random.default_rng(1).integers(50, size=1000)
    of_fold = folds(places, 5, 1)
    assert set(of_fold) == set(range(5))
    assert all(len(set(of_fold[places == place])) == 1 for place in range(50))


@pytest.mark.parametrize("kind", [Logistic, Boosted])
def test_what_speaks_against_a_sign_gives_flat_points_not_reversed_ones(kind: type[Logistic | Boosted]) -> None:
    outcomes = simulate(SPACE, 12_000, 1, "reversed").outcomes
    tables = rebuild(kind(SPACE, PLAN).fit(outcomes), SPACE)
    assert np.abs(tables.by_feature[3]).max() <= BAR
    assert monotone(tables, SPACE)


def test_every_learned_table_moves_one_way() -> None:
    tables = quick_training().trained.tables
    assert tables is not None
    for table, feature in zip(tables.by_feature, SPACE, strict=True):
        assert all((after - before) * feature.sign >= -BAR for before, after in pairwise(table.tolist()))


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10_000), count=st.integers(300, 3000), kind=st.sampled_from([HandSet, Logistic, Boosted]))
def test_every_step_is_rebuilt_exactly(seed: int, count: int, kind: type[HandSet | Logistic | Boosted]) -> None:
    outcomes = simulate(SPACE, count, seed, "interactions").outcomes
    decision = kind(SPACE, PLAN).fit(outcomes)
    tables, error = exact_tables(decision, SPACE, outcomes.codes, seed)
    assert error < 1e-12
    unseen = random_codes(SPACE, 500, seed + 1)
    assert np.abs(tables.decision(unseen) - decision(unseen)).max() < 1e-12


def test_a_model_in_which_features_meet_is_refused() -> None:
    outcomes = simulate(SPACE, 3000, 1, "interactions").outcomes
    free = HistGradientBoostingClassifier(max_iter=30, random_state=1)
    free.fit(outcomes.codes.astype(np.float64), outcomes.ordinary_hours)

    def decide(codes: Codes) -> Logits:
        return np.asarray(free.decision_function(codes.astype(np.float64)), dtype=np.float64)

    with pytest.raises(NotAdditiveError):
        exact_tables(decide, SPACE, outcomes.codes, 1)


def test_isotonic_regression_waits_for_its_rows() -> None:
    outcomes = simulate(SPACE, 3000, 1).outcomes
    of_fold = folds(outcomes.places, PLAN.gate.folds, 1)
    fit = Logistic(SPACE, PLAN).fit
    assert held_out(fit, outcomes, of_fold, PLAN).isotonic is None
    few = PLAN.model_copy(update={"isotonic": PLAN.isotonic.model_copy(update={"rows": 500})})
    assert held_out(fit, outcomes, of_fold, few).isotonic is not None


def test_isotonic_probabilities_rise_and_never_reach_0_or_1() -> None:
    logits = np.linspace(-4, 4, 200)
    said = isotonic(logits, np.random.default_rng(1).random(200) < probabilities(logits * 2))(logits)
    assert (np.diff(said) >= 0).all()
    assert 0 < said.min() < said.max() < 1


def test_the_calibration_error_is_the_mean_distance_of_the_bins() -> None:
    chances = np.repeat([0.2, 0.6], 50)
    happened = np.concatenate([np.arange(50) < 15, np.arange(50) < 25])  # 30 % and 50 %
    bins = calibration(chances, happened, 2)
    assert [each.was for each in bins] == [0.3, 0.5]
    assert calibration_error(bins) == pytest.approx(0.1)


def test_the_log_loss_is_that_of_the_answer() -> None:
    assert losses(np.array([0.8, 0.8]), np.array([True, False])).tolist() == pytest.approx([-np.log(0.8), -np.log(0.2)])


def test_training_again_gives_the_same() -> None:
    outcomes = simulate(SPACE, 3000, 1).outcomes
    one, other = climb(outcomes, SPACE, PLAN), climb(outcomes, SPACE, PLAN)
    assert one.rungs == other.rungs
    assert one.bins == other.bins


def test_a_plan_cannot_learn_from_health() -> None:
    content = the_plan().model_dump()
    content["not_learned"]["parts"] = ()
    with pytest.raises(ValidationError):
        Plan.model_validate(content)
