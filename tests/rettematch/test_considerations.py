"""The scale of considerations and its thermometer code, beside an oracle in plain Python."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from rettematch.considerations import (
    DIMENSIONS,
    SCALE,
    LevelOutOfRangeError,
    UnknownDimensionError,
    demand_mask,
    dimension,
    exceeding,
    mask,
    read_scale,
    tolerance_mask,
)

IDS = [
    *("lifting", "pushing", "standing", "walking", "sitting", "bending", "reaching", "hands", "repetition", "heights"),
    *(
        "noise",
        "air-skin",
        "temperature",
        "pace",
        "concentration",
        "memory",
        "change",
        "colleagues",
        "customers",
        "alone",
    ),
]

levels = st.dictionaries(st.sampled_from(IDS), st.integers(0, 3))
ids = st.sampled_from(IDS)


def oracle(demands: dict[str, int], tolerances: dict[str, int]) -> list[str]:
    """What the masks must say, without any bits: a missing demand is 0, a missing tolerance is 3."""
    return [each for each in IDS if demands.get(each, 0) > tolerances.get(each, 3)]


def stands_in_the_way(demands: dict[str, int], tolerances: dict[str, int]) -> list[str]:
    return exceeding(demand_mask(demands), tolerance_mask(tolerances))


def test_the_scale_has_the_twenty_dimensions_in_the_order_of_the_bits():
    assert [each.id for each in DIMENSIONS] == IDS


def test_the_scale_is_dated_and_says_that_it_is_not_official():
    assert SCALE.in_force_from == date(2026, 1, 1)
    assert SCALE.origin == "project's own, not an official scale"


def test_every_level_of_a_dimension_has_words_of_its_own():
    for each in DIMENSIONS:
        for texts in (each.levels_da, each.levels_en, each.work_agreement_da):
            assert len(set(texts)) == len(texts), each.id


def test_every_question_asks_something_in_both_languages():
    for each in DIMENSIONS:
        assert each.question_da.endswith("?"), each.id
        assert each.question_en.endswith("?"), each.id


def test_a_dimension_is_found_by_its_id():
    assert dimension("air-skin").name_da == "støv, kemi og vådt arbejde"
    assert dimension("noise").icf == ("b230", "e250")


def test_an_unknown_dimension_is_refused_by_name():
    with pytest.raises(UnknownDimensionError, match="smell"):
        dimension("smell")
    with pytest.raises(UnknownDimensionError, match="smell"):
        mask({"smell": 1})


@pytest.mark.parametrize("level", [-1, 4])
def test_a_level_outside_the_scale_is_refused(level):
    with pytest.raises(LevelOutOfRangeError):
        mask({"noise": level})
    with pytest.raises(LevelOutOfRangeError):
        dimension("noise").work_agreement_text(level)


def test_the_work_agreement_says_what_is_possible_and_nothing_when_there_is_no_limit():
    standing = dimension("standing")
    assert standing.work_agreement_text(2) == "kan sidde ned en del af dagen"
    assert standing.work_agreement_text(3) is None


def test_a_level_sets_as_many_bits_from_the_bottom_of_its_dimension():
    assert [mask({"lifting": level}) for level in range(4)] == [0b000, 0b001, 0b011, 0b111]
    assert mask({"pushing": 2}) == 0b011_000


def test_all_dimensions_at_the_top_fill_sixty_bits():
    assert mask(dict.fromkeys(IDS, 3)) == 2**60 - 1
    assert tolerance_mask({}) == 2**60 - 1
    assert demand_mask({}) == 0


@pytest.mark.parametrize("dimension_id", IDS)
@pytest.mark.parametrize("tolerance", range(4))
@pytest.mark.parametrize("demand", range(4))
def test_a_place_fits_up_to_the_tolerance_and_not_one_level_above(dimension_id, tolerance, demand):
    expected = [] if demand <= tolerance else [dimension_id]
    assert stands_in_the_way({dimension_id: demand}, {dimension_id: tolerance}) == expected


@given(levels, levels)
def test_the_masks_say_what_the_oracle_says(demands, tolerances):
    assert stands_in_the_way(demands, tolerances) == oracle(demands, tolerances)


@given(levels, levels, ids)
def test_raising_a_tolerance_never_loses_a_place(demands, tolerances, raised):
    before = set(stands_in_the_way(demands, tolerances))
    more = tolerances | {raised: min(3, tolerances.get(raised, 3) + 1)}
    assert set(stands_in_the_way(demands, more)) <= before


@given(levels, levels, ids)
def test_lowering_a_demand_never_loses_a_citizen(demands, tolerances, lowered):
    before = set(stands_in_the_way(demands, tolerances))
    less = demands | {lowered: max(0, demands.get(lowered, 0) - 1)}
    assert set(stands_in_the_way(less, tolerances)) <= before


def _dimension_table(dimension_id: str) -> str:
    return f"""
[[dimensions]]
id = "{dimension_id}"
name_da = "støj"
name_en = "noise"
icf = []
levels_da = ["a", "b", "c", "d"]
levels_en = ["a", "b", "c", "d"]
question_da = "Hvad?"
question_en = "What?"
work_agreement_da = ["a", "b", "c"]
"""


def _scale_file(folder: Path, *dimension_ids: str) -> Path:
    path = folder / "scale.toml"
    head = 'in_force_from = 2026-01-01\norigin = "ours"\norigin_da = "vores"\n'
    path.write_text(head + "".join(map(_dimension_table, dimension_ids)), encoding="utf-8")
    return path


def test_a_scale_with_two_dimensions_of_one_name_is_refused(tmp_path):
    with pytest.raises(ValidationError, match="same id"):
        read_scale(_scale_file(tmp_path, "noise", "noise"))


def test_a_scale_that_outgrows_the_word_is_refused(tmp_path):
    names = [f"d{'x' * length}" for length in range(1, 23)]
    assert len(read_scale(_scale_file(tmp_path, *names[:21])).dimensions) == 21
    with pytest.raises(ValidationError, match="64-bit"):
        read_scale(_scale_file(tmp_path, *names))
