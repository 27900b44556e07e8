from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from rettematch.programmes import definitions
from rettematch.programmes.definitions import (
    Confidence,
    DefinitionError,
    Kind,
    UnknownProgrammeError,
    UnknownRuleError,
    expected_rule_ids,
    law,
    programme,
    programmes,
)

RULE = """
[[rules]]
id = "xx_rule"
danish = "Regel"
english = "Rule"
kind = "hard"
section = "1"
confidence = "{confidence}"
{dates}
parameters = {{ type = "limit", at_most = {{ weeks = 1 }} }}
"""


def rules(tmp_path: Path, *rows: tuple[str, str]) -> definitions.RuleSet:
    path = tmp_path / "law.toml"
    path.write_text("".join(RULE.format(confidence=confidence, dates=dates) for confidence, dates in rows))
    return definitions.read_law(path)


def test_every_rule_of_the_sources_is_defined_and_none_besides() -> None:
    expected = expected_rule_ids()
    assert sum(len(ids) for name, ids in expected.items() if name != "law") == 136
    assert set(programmes()) == set(expected) - {"law"}
    for name, found in programmes().items():
        assert {rule.id for rule in found.rules} == set(expected[name]), name
    assert {rule.id for rule in law().rules} == set(expected["law"])


def test_weak_rows_of_the_law_ship_switched_off() -> None:
    assert {rule.id for rule in law().rules if not rule.enabled} == {"L3", "L11d", "L14", "L25"}


def test_what_the_reform_abolished_ends_and_older_courses_keep_it() -> None:
    fsm = programme("flere-skal-med-2")
    assert fsm.rule("fsm_group2_fast", date(2026, 6, 30)).enabled
    with pytest.raises(UnknownRuleError):
        fsm.rule("fsm_group2_fast", date(2026, 7, 1))
    assert law().rule("L19", date(2026, 6, 30)).enabled
    assert law().rule("L20", date(2026, 7, 1)).enabled
    with pytest.raises(UnknownRuleError):
        law().rule("L19", date(2026, 7, 1))


def test_the_estimates_of_each_month_add_up_to_all_participants() -> None:
    estimates = programme("jobfirst").estimates
    for month in ("3", "6", "12"):
        assert sum(each.persons_after_months[month] for each in estimates) == 100


@given(st.sampled_from([rule for found in programmes().values() for rule in found.rules]))
def test_every_rule_speaks_danish_and_english_and_names_its_section(rule: definitions.Rule) -> None:
    assert rule.danish != rule.english
    assert rule.section


STEP = """
id = "xx"
danish = "X"
english = "X"
source = "X"
steps = [{{ danish = "Trin", english = "Step", {step} }}]
reminder = {{ at = "08:00", late_after = {{ days = 1 }} }}
"""


@pytest.mark.parametrize(
    ("step", "what"),
    [
        ('limits = ["no_rule"]', "rule with a limit"),
        ('exits = ["xx_rule"]', "asks for something"),
        ("surprise = 1", "Extra"),
    ],
)
def test_steps_name_rules_that_exist(tmp_path: Path, step: str, what: str) -> None:
    path = tmp_path / "xx.toml"
    path.write_text(STEP.format(step=step) + RULE.format(confidence="H", dates=""))
    with pytest.raises(DefinitionError, match=what):
        definitions.read_programme(path)


def test_rules_tell_hard_from_aim_as_the_source_does() -> None:
    kinds = {rule.id: rule.kind for rule in programme("flere-skal-med-2").rules}
    assert kinds["fsm_weekly_until_match"] is Kind.AIM
    assert kinds["fsm_trin1_max"] is Kind.AIM
    assert kinds["fsm_monthly_after_match"] is Kind.HARD
    assert kinds["fsm_post_job"] is Kind.HARD


def test_definitions_are_frozen() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        programme("flere-skal-med-2").rules[0].danish = "andet"  # type: ignore[misc]  # the point of the test


def test_an_unknown_programme_is_an_error() -> None:
    with pytest.raises(UnknownProgrammeError):
        programme("no-such-programme")


def test_the_law_before_its_first_row_is_an_error() -> None:
    with pytest.raises(UnknownRuleError):
        law().rule("L6", date(2019, 12, 31))


def test_a_course_keeps_the_rule_in_force_when_it_began(tmp_path: Path) -> None:
    found = rules(tmp_path, ("H", "in_force_to = 2026-12-31"), ("M", "in_force_from = 2027-01-01"))
    assert found.rule("xx_rule", date(2026, 12, 31)).confidence is Confidence.HIGH
    assert found.rule("xx_rule", date(2027, 1, 1)).confidence is Confidence.MEDIUM


@pytest.mark.parametrize(
    ("rows", "what"),
    [
        ([("H", "in_force_to = 2027-01-01"), ("H", "in_force_from = 2027-01-01")], "in force at once"),
        ([("L", "")], "switched off"),
        ([("H", "in_force_from = 2027-01-01\nin_force_to = 2026-01-01")], "cannot end before"),
        ([("H", "surprise = 1")], "Extra inputs"),
    ],
)
def test_a_faulty_file_is_refused(tmp_path: Path, rows: list[tuple[str, str]], what: str) -> None:
    with pytest.raises(DefinitionError, match=what):
        rules(tmp_path, *rows)


def test_weak_rules_are_never_in_force(tmp_path: Path) -> None:
    found = rules(tmp_path, ("L", "enabled = false"))
    with pytest.raises(UnknownRuleError):
        found.rule("xx_rule", date(2026, 1, 1))


def test_a_fault_in_a_file_is_told_with_file_rule_and_reason(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError) as refused:
        rules(tmp_path, ("H", "surprise = 1"))
    assert str(refused.value) == "law.toml: xx_rule: surprise: Extra inputs are not permitted"
    with pytest.raises(DefinitionError) as refused:
        rules(tmp_path, ("H", "in_force_to = 2027-01-01"), ("H", "in_force_from = 2027-01-01"))
    assert str(refused.value) == "law.toml: two rules xx_rule are in force at once"
    with pytest.raises(DefinitionError, match=r"^law.toml: it is not TOML"):
        rules(tmp_path, ("H", "surprise"))


def test_two_files_of_one_programme_are_refused(tmp_path: Path) -> None:
    shipped = (Path(definitions.__file__).parent / "definitions" / "stv.toml").read_text(encoding="utf-8")
    (tmp_path / "a.toml").write_text(shipped, encoding="utf-8")
    (tmp_path / "b.toml").write_text(shipped, encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"^b.toml: another file defines programme stv"):
        definitions.read_programmes(tmp_path)
