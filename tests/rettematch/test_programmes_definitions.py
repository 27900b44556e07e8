from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from rettematch.programmes import definitions
from rettematch.programmes.definitions import Confidence, Kind, UnknownProgrammeError, UnknownRuleError, law, programme

FSM_RULES_THAT_DRIVE_TIME = {
    "fsm_trin1_max",
    "fsm_weekly_until_match",
    "fsm_monthly_after_match",
    "fsm_trin2_max",
    "fsm_post_job",
    "fsm_agreement",
    "fsm_broker_each",
    "fsm_company_contact",
    "fsm_trin1_exit",
    "fsm_trin2_exit",
    "fsm_trin3_exit",
}

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


def test_flere_skal_med_has_every_rule_that_drives_time() -> None:
    assert {rule.id for rule in programme("flere-skal-med-2").rules} == FSM_RULES_THAT_DRIVE_TIME


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
    with pytest.raises(ValidationError, match=what):
        rules(tmp_path, *rows)


def test_weak_rules_are_never_in_force(tmp_path: Path) -> None:
    found = rules(tmp_path, ("L", "enabled = false"))
    with pytest.raises(UnknownRuleError):
        found.rule("xx_rule", date(2026, 1, 1))
