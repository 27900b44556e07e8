"""What a package file may not do: every error names the file and the key."""

import shutil

import pytest

from rettematch.industry import cli
from rettematch.industry.model import IndustryPackage
from rettematch.industry.packages import (
    SHIPPED_FOLDER,
    PackageFileError,
    all_packages,
    load_package,
    load_packages,
    package,
)
from rettematch.industry.validation import validate_packages

NO_SUCH_CONCEPT = "00000000-0000-0000-0000-000000000000"


@pytest.fixture
def folder(tmp_path):
    """A municipality's copy of the shipped files."""
    return shutil.copytree(SHIPPED_FOLDER, tmp_path / "packages")


def _rewrite(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def _altered(**changes) -> tuple[IndustryPackage, ...]:
    """The shipped packages with the kitchen changed."""
    kitchen = IndustryPackage.model_validate(package("kitchen").model_dump() | changes)
    return tuple(kitchen if each.id == "kitchen" else each for each in all_packages())


def _kitchen_list(key):
    return package("kitchen").model_dump()[key]


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('id = "kitchen"', 'id = "kitchen"\ncolour = "red"', "kitchen.toml: colour: "),
        ('dimension = "noise", level = 2', 'dimension = "noise", level = 4', "kitchen.toml: demands[noise].level: "),
        ('dimension = "noise", level = 2', 'dimension = "noise", level = -1', "kitchen.toml: demands[noise].level: "),
        ('dimension = "noise", level = 2', 'dimension = "noise", level = true', "kitchen.toml: demands[noise].level: "),
        ('dimension = "noise", level = 2', 'dimension = "noise", livel = 2', "kitchen.toml: demands[noise].livel: "),
        ('dimension = "noise", level = 2, ', 'dimension = "noise", ', "kitchen.toml: demands[noise].level: "),
        ('spoken = "A2"', 'spoken = "D1"', "kitchen.toml: language.spoken: "),
        ('id = "wash-up"', 'id = "Wash up"', "kitchen.toml: tasks[Wash up].id: "),
        ('latest_end = "22:00"', 'latest_end = "05:00"', "kitchen.toml: hours: "),
        ("per_week_from = 6", "per_week_from = 38", "kitchen.toml: hours.per_week_from: "),
        ('"56",', '"5a",', "kitchen.toml: industry_codes[0]: "),
        ('kind = "certificate"', 'kind = "diploma"', "kitchen.toml: limits[hygiene].kind: "),
        ('confidence = "unsure"', 'confidence = "sourced"', "kitchen.toml: limits[hygiene]: "),
        ("occupation/", "skill/", "kitchen.toml: occupations[0]: "),
        ('name_en = "Kitchen and canteen"', "", "kitchen.toml: name_en: "),
        ('id = "taster"', 'id = "second"', "kitchen.toml: the package as a whole: "),
        ('id = "kitchen"', 'id = "galley"', "kitchen.toml: id: "),
        ('id = "kitchen"', "id = kitchen", "kitchen.toml: not a TOML file"),
    ],
)
def test_a_wrong_key_is_named_with_its_file(folder, old, new, key):
    path = folder / "kitchen.toml"
    _rewrite(path, old, new)
    with pytest.raises(PackageFileError) as caught:
        load_package(path)
    assert any(line.startswith(key) for line in str(caught.value).splitlines()), str(caught.value)


def test_the_faults_of_all_files_are_listed(folder):
    _rewrite(folder / "kitchen.toml", 'dimension = "noise", level = 2', 'dimension = "noise", level = 9')
    _rewrite(folder / "shop.toml", 'id = "shop"', 'id = "shop"\ncolour = "red"')
    with pytest.raises(PackageFileError) as caught:
        load_packages(folder)
    assert [line.split(":")[0] for line in str(caught.value).splitlines()] == ["kitchen.toml", "shop.toml"]


def test_a_stage_may_not_ask_less_than_the_one_before(folder):
    _rewrite(folder / "care.toml", "tasks_without_help = 8", "tasks_without_help = 4")
    with pytest.raises(PackageFileError, match="stage third must not ask less than stage second"):
        load_package(folder / "care.toml")


def test_a_package_with_too_few_tasks_is_refused(folder):
    kitchen = package("kitchen").model_dump()
    with pytest.raises(ValueError, match="tasks"):
        IndustryPackage.model_validate(kitchen | {"tasks": kitchen["tasks"][:7]})


def test_a_missing_package_is_a_fault():
    assert validate_packages(all_packages()[1:]) == ("care.toml: the package is missing",)


def test_an_eleventh_package_is_a_fault():
    eleventh = package("kitchen").model_copy(update={"id": "fishing", "tasks": (), "industry_codes": ()})
    assert "fishing.toml: id: not one of the ten packages" in validate_packages((*all_packages(), eleventh))


def test_an_occupation_that_esco_does_not_have_is_a_fault():
    uri = f"http://data.europa.eu/esco/occupation/{NO_SUCH_CONCEPT}"
    faults = validate_packages(_altered(occupations=(*_kitchen_list("occupations"), uri)))
    assert faults == (f"kitchen.toml: occupations: {uri} is not an occupation of ESCO",)


def test_a_skill_that_esco_does_not_have_is_a_fault():
    uri = f"http://data.europa.eu/esco/skill/{NO_SUCH_CONCEPT}"
    unknown = {"skill": uri, "label_da": "koge vand", "reviewed": False}
    faults = validate_packages(_altered(competences=(*_kitchen_list("competences"), unknown)))
    assert faults == (f"kitchen.toml: competences: {uri} is not a skill of ESCO",)


@pytest.mark.parametrize("code", ["99999", "569999", "04"])
def test_a_code_that_db07_does_not_have_is_a_fault(code):
    assert f"kitchen.toml: industry_codes: {code} is not in DB07" in validate_packages(_altered(industry_codes=(code,)))


@pytest.mark.parametrize("code", ["47", "4711", "471120"])
def test_a_code_of_another_package_is_a_fault(code):
    faults = validate_packages(_altered(industry_codes=("56", code)))
    assert faults == (f"shop.toml: industry_codes: 47 overlaps {code} of kitchen.toml",)


def test_a_missing_dimension_is_a_fault():
    demands = [each for each in _kitchen_list("demands") if each["dimension"] != "heights"]
    faults = validate_packages(_altered(demands=demands))
    assert faults == ("kitchen.toml: demands[heights]: the dimension is missing",)


def test_an_unknown_dimension_is_a_fault():
    extra = {"dimension": "gravity", "level": 1, "basis_da": "Jorden trækker"}
    faults = validate_packages(_altered(demands=(*_kitchen_list("demands"), extra)))
    assert faults == ("kitchen.toml: demands[gravity]: no such dimension of considerations",)


@pytest.mark.parametrize("becomes", [2, 3])
def test_an_accommodation_that_lowers_nothing_is_a_fault(becomes):
    change = {"dimension": "noise", "becomes": becomes, "how_da": "Døren lukkes."}
    faults = validate_packages(_altered(accommodations=[change]))
    assert faults == ("kitchen.toml: accommodations[noise].becomes: must be below the usual level",)


def test_two_packages_with_the_same_task_are_a_fault():
    tasks = [*_kitchen_list("tasks")[:-1], package("shop").tasks[0].model_dump()]
    faults = validate_packages(_altered(tasks=tasks, first_paid_tasks=[_kitchen_list("first_paid_tasks")[0]]))
    assert faults == ("shop.toml: tasks: 'fylde varer op på hylderne' is also a task of kitchen.toml",)


def test_a_keyword_in_capitals_is_a_fault():
    faults = validate_packages(_altered(keywords_da=("kantine", "Mad")))
    assert faults == ("kitchen.toml: keywords_da: 'Mad' must be lower case",)


def test_a_value_that_stands_twice_is_a_fault():
    faults = validate_packages(_altered(keywords_da=("kantine", "mad", "kantine")))
    assert faults == ("kitchen.toml: keywords_da: kantine stands twice",)


def test_a_first_paid_task_must_be_a_task_of_the_package():
    first = {"task": "fly", "da": "flyve", "en": "fly"}
    faults = validate_packages(_altered(first_paid_tasks=[first]))
    assert faults == ("kitchen.toml: first_paid_tasks[fly]: no task of the package has this id",)


def test_the_same_skill_has_the_same_danish_label_everywhere():
    competences = [dict(each) for each in _kitchen_list("competences")]
    shared = next(each for each in competences if each["label_da"] == "bruge rengøringsmidler rigtigt")
    shared["label_da"] = "vaske med sæbe"
    faults = validate_packages(_altered(competences=competences))
    assert faults == (f"kitchen.toml: competences[{shared['skill']}].label_da: differs from cleaning.toml",)


def test_the_check_of_a_municipalitys_folder_says_what_falls_short(folder, capsys):
    _rewrite(folder / "kitchen.toml", '"kantine"', '"Kantine"')
    assert cli.main([str(folder)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[-2:] == ["kitchen.toml: keywords_da: 'Kantine' must be lower case", "falls short: faults 1 0"]


def test_the_check_of_an_unreadable_file_says_which_key(folder, capsys):
    _rewrite(folder / "kitchen.toml", 'id = "kitchen"', 'id = "kitchen"\ncolour = "red"')
    assert cli.main([str(folder)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("kitchen.toml: colour: ")
    assert lines[-1] == "falls short: faults 1 0"


def test_the_check_of_an_empty_folder_misses_all_ten(tmp_path, capsys):
    assert cli.main([str(tmp_path)]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "falls short: faults 10 0"
