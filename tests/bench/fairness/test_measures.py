"""The measures by hand-made lists, and whether they see a list that is bent."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.fairness import measures
from bench.fairness.sums import Figure, figures, group_sums
from bench.fairness.thresholds import Threshold, flag_of, read_thresholds

HIGH, LOW = True, False
names = ("a", "b")
some_lists = st.lists(st.lists(st.booleans(), max_size=30), min_size=2, max_size=12)


def by_group(rows, groups, measure, samples=0):
    return {name: each.value for name, each in figures(group_sums(rows, groups, names, samples, 1), measure).items()}


def test_skew_is_the_logarithm_of_the_shares():
    rows = measures.rows_of_lists([[HIGH, HIGH, LOW, LOW], [HIGH, LOW, LOW, LOW]])
    found = by_group(rows, ["a", "b"], measures.skew)
    assert found["a"] == pytest.approx(math.log((2 / 4) / (3 / 8)))
    assert found["b"] == pytest.approx(math.log((1 / 4) / (3 / 8)))


def test_skew_among_what_fits_does_not_hold_who_qualifies_for_what():
    few, many = [HIGH] * 5 + [LOW] * 35, [HIGH] * 10 + [LOW] * 30
    rows = measures.rows_of_lists([few, many])
    assert by_group(rows, ["a", "b"], measures.skew)["a"] < -0.2
    assert by_group(rows, ["a", "b"], measures.skew_among_qualified)["a"] == pytest.approx(0)
    bent = measures.rows_of_lists([[LOW] * 20 + [HIGH] * 5 + [LOW] * 15, many])
    assert by_group(bent, ["a", "b"], measures.skew_among_qualified)["a"] == -math.inf


def test_exposure_is_weighted_by_position_and_looks_only_at_those_who_qualify():
    first, second = [HIGH, LOW], [LOW, HIGH]
    found = by_group(measures.rows_of_exposure([first, second, [LOW], []]), ["a", "b", "b", "b"], measures.exposure)
    assert found["a"] == pytest.approx(math.log2(3))
    assert found["b"] == pytest.approx(1 / math.log2(3))


def test_ndkl_sees_the_depth_at_which_high_places_stand():
    same = measures.rows_by_position([[HIGH, LOW] * 10] * 4)
    assert by_group(same, ["a", "b", "a", "b"], measures.ndkl) == {"a": pytest.approx(0), "b": pytest.approx(0)}
    turned = measures.rows_by_position([[HIGH] * 10 + [LOW] * 10, [LOW] * 10 + [HIGH] * 10])
    assert by_group(turned, ["a", "b"], measures.ndkl)["a"] > 0.2


def test_selection_is_compared_with_the_group_that_has_the_most():
    rows = measures.rows_of_selection([True, True, True, False], [True, True, True, True])
    assert by_group(rows, ["a", "a", "b", "b"], measures.selection_ratio) == {"a": 1, "b": 0.5}
    among = measures.rows_of_selection([True, True, True, False], [True, True, True, False])
    assert by_group(among, ["a", "a", "b", "b"], measures.selection_ratio) == {"a": 1, "b": 1}


def test_calibration_tells_too_much_from_too_little_and_the_error_does_not_cancel():
    citizen = np.array([0, 0, 1, 1])
    rows = measures.rows_of_predictions(2, citizen, np.array([0.9, 0.1, 0.5, 0.5]), np.array([0, 1, 0, 0]))
    gap = by_group(rows, ["a", "b"], measures.calibration_gap)
    assert gap == {"a": pytest.approx(0), "b": pytest.approx(0.5)}
    error = by_group(rows, ["a", "b"], measures.calibration_error)
    assert error == {"a": pytest.approx(0.9), "b": pytest.approx(0.5)}


@given(some_lists)
def test_groups_with_the_same_lists_are_at_parity(lists):
    doubled, groups = [*lists, *lists], ["a"] * len(lists) + ["b"] * len(lists)
    for rows, measure, parity in (
        (measures.rows_of_lists(doubled), measures.skew, 0),
        (measures.rows_of_lists(doubled), measures.skew_among_qualified, 0),
        (measures.rows_by_position(doubled), measures.ndkl, 0),
        (measures.rows_of_exposure(doubled), measures.exposure, 1),
        (measures.rows_of_selection([any(each) for each in doubled]), measures.selection_ratio, 1),
    ):
        found = by_group(rows, groups, measure)
        assert all(math.isnan(value) or value == pytest.approx(parity, abs=1e-9) for value in found.values())


def test_the_interval_holds_the_share_that_the_citizens_were_drawn_from():
    chance = np.random.default_rng(5)
    held = 0
    for number in range(60):
        rows = measures.rows_of_selection(list(chance.random(200) < 0.3))
        [figure] = figures(
            group_sums(rows, ["a"] * 200, ["a"], 300, number), lambda s, n: s[n][:, 0] / s[n][:, 1]
        ).values()
        held += figure.low <= 0.3 <= figure.high
    assert held >= 50


def test_a_group_without_citizens_has_no_figure():
    rows = measures.rows_of_selection([True])
    found = figures(group_sums(rows, ["a"], names, 10, 1), measures.selection_ratio)
    assert math.isnan(found["b"].value)


@pytest.mark.parametrize(
    ("figure", "flag"),
    [
        (Figure(1.0, 0.9, 1.1), ""),
        (Figure(0.79, 0.7, 0.9), "flag"),
        (Figure(0.7, 0.6, 0.79), "sure"),
        (Figure(1.3, 1.26, 1.4), "sure"),
        (Figure(math.nan, math.nan, math.nan), ""),
    ],
)
def test_a_flag_is_sure_when_the_whole_interval_is_beyond(figure, flag):
    bounds = Threshold(id="x", name="x", when="before", low=0.8, high=1.25, bar=True, reason="x")
    assert flag_of(figure, bounds) == flag


def test_every_threshold_has_its_reason_and_an_id_of_its_own():
    found = read_thresholds()
    assert len(found.by_id) == len(found.measure)
    assert {each.when for each in found.measure} == {"before", "after"}
