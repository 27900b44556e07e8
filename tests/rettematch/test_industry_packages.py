"""The industry packages that ship, and what finds them."""

import pytest

from rettematch import considerations
from rettematch.industry import cli
from rettematch.industry.model import IndustryPackage, StageId
from rettematch.industry.packages import (
    PACKAGE_IDS,
    SHIPPED_FOLDER,
    UnknownPackageError,
    all_packages,
    package,
    package_of_industry_code,
    packages_of_occupation,
)
from rettematch.industry.validation import validate_packages
from rettematch.reference.occupations import find_occupation
from rettematch.reference.skills import find_skill, skills_of

TEN = {
    "shop",
    "cleaning",
    "kitchen",
    "food-production",
    "care",
    "warehouse",
    "construction",
    "manufacturing",
    "gardening",
    "transport",
}
KITCHEN_ASSISTANT = "http://data.europa.eu/esco/occupation/e1cf6897-158d-4b48-a39e-2a3a8cac216c"
BAKER = "http://data.europa.eu/esco/occupation/1aadb308-432a-4d01-b54b-b4f7f76dd419"
TECHNICAL_DIRECTOR = "http://data.europa.eu/esco/occupation/00030d09-2b3a-4efd-87cc-c4ea39d27c34"

each_package = pytest.mark.parametrize("shipped", all_packages(), ids=lambda shipped: shipped.id)


def test_there_are_the_ten_packages_by_id():
    ids = [each.id for each in all_packages()]
    assert set(ids) == TEN
    assert ids == sorted(ids) == list(PACKAGE_IDS)


def test_the_shipped_packages_have_no_fault():
    assert validate_packages() == ()


@each_package
def test_every_occupation_has_a_danish_label(shipped: IndustryPackage):
    labels = [find_occupation(uri) for uri in shipped.occupations]
    assert all(occupation is not None and occupation.label_da for occupation in labels)


@each_package
def test_most_occupations_are_of_the_isco_major_groups_five_to_nine(shipped: IndustryPackage):
    groups = [occupation.isco08[0] for uri in shipped.occupations if (occupation := find_occupation(uri))]
    assert sum(group in "56789" for group in groups) >= 0.7 * len(groups)


@each_package
def test_every_competence_is_asked_for_by_an_occupation_of_the_package(shipped: IndustryPackage):
    asked = {uri for occupation in shipped.occupations for skills in skills_of(occupation) for uri in skills}
    assert {competence.skill for competence in shipped.competences} <= asked


@each_package
def test_no_danish_label_of_a_skill_is_the_english_one_or_claims_a_review(shipped: IndustryPackage):
    for competence in shipped.competences:
        skill = find_skill(competence.skill)
        assert skill is not None
        assert skill.label_en.lower() != competence.label_da.lower()
        assert not competence.reviewed


@each_package
def test_the_demands_make_a_mask_and_every_accommodation_lowers_it(shipped: IndustryPackage):
    usual = shipped.demand_levels
    assert list(usual) == [dimension.id for dimension in considerations.DIMENSIONS]
    mask = considerations.demand_mask(usual)
    eased = considerations.demand_mask(usual | shipped.accommodated_levels)
    assert eased != mask
    assert eased & ~mask == 0


@each_package
def test_it_says_that_it_is_our_own_and_how_a_municipality_replaces_it(shipped: IndustryPackage):
    assert "Projektets eget valg" in shipped.origin_da
    assert "Kommunen kan erstatte" in shipped.origin_da


@each_package
def test_the_path_has_five_stages_that_climb(shipped: IndustryPackage):
    assert [stage.id for stage in shipped.stages] == list(StageId)
    hours = [stage.hours_per_week for stage in shipped.stages]
    assert hours == sorted(hours)


def test_no_two_packages_ask_the_same_of_the_body():
    masks = {considerations.demand_mask(each.demand_levels) for each in all_packages()}
    assert len(masks) == len(TEN)


def test_a_package_is_found_by_its_id():
    assert package("kitchen").name_da == "Køkken og kantine"


def test_an_unknown_package_is_a_clear_error():
    with pytest.raises(UnknownPackageError):
        package("fishing")


def test_an_occupation_can_belong_to_several_packages():
    assert packages_of_occupation(KITCHEN_ASSISTANT) == ("kitchen",)
    assert packages_of_occupation(BAKER) == ("food-production", "kitchen")


def test_an_occupation_outside_the_ten_belongs_to_none():
    assert packages_of_occupation(TECHNICAL_DIRECTOR) == ()


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("561020", "kitchen"),
        ("56.10.20", "kitchen"),
        ("471120", "shop"),
        ("871010", "care"),
        ("812100", "cleaning"),
        ("813000", "gardening"),
        ("522400", "warehouse"),
        ("522920", "transport"),
        ("551010", "cleaning"),
        ("56", "kitchen"),
        ("81", None),
        ("620100", None),
        ("I", None),
        ("56abc", None),
        ("", None),
    ],
)
def test_an_industry_code_finds_its_package(code, expected):
    assert package_of_industry_code(code) == expected


def test_the_check_prints_a_row_for_every_package_and_that_it_holds(capsys):
    assert cli.main([str(SHIPPED_FOLDER)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert {line.split()[0] for line in lines[1:-1]} == TEN
    assert lines[-1] == "holds"
