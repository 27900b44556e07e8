"""DB07 codes."""

import pytest

from rettematch.reference.industry_codes import (
    all_industry_codes,
    find_industry_code,
    find_industry_group,
    normalise_industry_code,
)


@pytest.mark.parametrize("written", ["561020", "56.10.20", "56 10 20", "56.1020", " 561020 "])
def test_a_branch_is_found_in_every_written_form(written):
    branch = find_industry_code(written)
    assert branch is not None
    assert branch.code == "561020"
    assert branch.title_da == "Pizzeriaer, grillbarer, isbarer mv."
    assert branch.written_form == "56.10.20"
    assert branch.section == "I"


@pytest.mark.parametrize("text", ["", "56", "5610", "56102", "5610200", "56-10-20", "abc", "٥٦١٠٢٠", "56..10.20"])
def test_what_is_not_six_digits_is_no_branch(text):
    assert normalise_industry_code(text) is None
    assert find_industry_code(text) is None


def test_six_digits_that_no_branch_has_find_nothing():
    assert normalise_industry_code("000000") == "000000"
    assert find_industry_code("000000") is None


def test_the_levels_above_a_branch_are_found_apart_from_it():
    found = [find_industry_group(code) for code in ("I", "56", "561", "5610")]
    assert [each.level for each in found if each] == ["section", "division", "group", "class"]
    assert [each.written_form for each in found if each] == ["I", "56", "561", "5610"]
    assert find_industry_group("561020") is None


def test_db07_is_whole():
    levels = [each.level for each in all_industry_codes()]
    assert {level: levels.count(level) for level in set(levels)} == {
        "section": 21,
        "division": 88,
        "group": 272,
        "class": 618,
        "branch": 741,
    }
