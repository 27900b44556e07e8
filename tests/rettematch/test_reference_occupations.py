"""ESCO occupations, ISCO groups and skills as they ship with the product."""

import dataclasses

import pytest

from rettematch.reference.occupations import (
    ESCO_PREFIX,
    all_isco_groups,
    all_occupations,
    concept_label,
    find_isco_group,
    find_occupation,
)
from rettematch.reference.skills import all_skills, find_skill, skills_of

ANIMAL_KEEPER = f"{ESCO_PREFIX}occupation/65bd2342-f7de-4932-9164-eb480e35a791"


def test_an_occupation_is_found_by_its_full_uri():
    occupation = find_occupation(ANIMAL_KEEPER)
    assert occupation is not None
    assert occupation.label_da == "dyrepasser"
    assert occupation.label == "dyrepasser"
    assert occupation.isco08 in {group.code for group in all_isco_groups()}


@pytest.mark.parametrize("uri", ["", "65bd2342-f7de-4932-9164-eb480e35a791", f"{ESCO_PREFIX}occupation/none"])
def test_what_is_no_uri_of_an_occupation_finds_none(uri):
    assert find_occupation(uri) is None
    assert concept_label(uri) is None


def test_all_occupations_are_there_and_the_missing_danish_labels_are_counted():
    occupations = all_occupations()
    assert len(occupations) == 3007
    without_danish = [each for each in occupations if not each.label_da]
    assert len(without_danish) == 68
    assert all(each.label == each.label_en for each in without_danish)


def test_alternative_labels_have_no_repeats_and_not_the_preferred_label():
    for each in all_occupations():
        assert len(set(each.alternative_labels_da)) == len(each.alternative_labels_da)
        assert each.label_da not in each.alternative_labels_da


def test_every_occupation_belongs_to_an_isco_group_that_exists():
    assert all(find_isco_group(each.isco08) is not None for each in all_occupations())


def test_an_isco_group_is_found_by_code_and_by_uri_and_keeps_leading_zeros():
    group = find_isco_group("9129")
    assert group is not None
    assert group.uri == "http://data.europa.eu/esco/isco/C9129"
    assert group.label_da == "Andet rengøringsarbejde"
    assert find_isco_group(group.uri) is group
    assert concept_label(group.uri) == group.label_da
    assert find_isco_group("0110") is not None
    assert find_isco_group("110") != find_isco_group("0110")


def test_an_occupation_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        all_occupations()[0].label_da = "noget andet"  # type: ignore[misc]  # that is what is tested


def test_every_skill_that_an_occupation_asks_for_can_be_looked_up():
    total = 0
    for occupation in all_occupations():
        essential, optional = skills_of(occupation.uri)
        assert not set(essential) & set(optional)
        for uri in (*essential, *optional):
            assert find_skill(uri) is not None
        total += len(essential) + len(optional)
    assert total == 123_788


def test_a_skill_says_whether_it_is_skill_or_knowledge():
    kinds = [each.kind for each in all_skills()]
    assert (kinds.count("skill"), kinds.count("knowledge"), kinds.count("unspecified")) == (10_831, 3_059, 6)


def test_an_unknown_occupation_asks_for_no_skills():
    assert skills_of(f"{ESCO_PREFIX}occupation/none") == ((), ())
    assert find_skill("none") is None
