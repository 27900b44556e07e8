"""Each municipality has the shipped programmes with its own file, and a faulty file stops the start."""

from datetime import date
from pathlib import Path

import pytest

from rettematch.programmes import overlay_check
from rettematch.programmes.definitions import UnknownProgrammeError, programme
from rettematch.programmes.parameters import Deadline
from rettematch.programmes.rulebook import SHIPPED, RulebookError, read_rulebook

OWN = """
municipality_code = "0706"
reason = "Besluttet den 1. oktober 2026"

[[changes]]
programme = "jobfirst"
rule = "jf_coord_need"
in_force_from = 2026-10-01
[changes.parameters]
type = "deadline"
after = ["course-started"]
of = "coordination-need"
within = { weeks = 2 }
responsible = "caseworker"
"""


def test_only_the_municipality_with_a_file_has_its_own_rules(tmp_path: Path) -> None:
    (tmp_path / "0706.toml").write_text(OWN, encoding="utf-8")
    rules = read_rulebook(tmp_path)
    stated = {
        code: rules.programme("jobfirst", code).rule("jf_coord_need", date(2026, 11, 2)).parameters
        for code in ("0706", "0707")
    }
    weeks = {code: each.within.weeks for code, each in stated.items() if isinstance(each, Deadline) and each.within}
    assert weeks == {"0706": 2, "0707": 4}
    assert rules.programme("stv", "0707") is programme("stv")


def test_without_a_folder_all_have_what_is_shipped() -> None:
    assert read_rulebook(None) is SHIPPED
    with pytest.raises(UnknownProgrammeError):
        SHIPPED.programme("canary", "0706")


@pytest.mark.parametrize(
    ("name", "old", "new", "reason"),
    [
        ("0706.toml", "weeks = 2", "weeks = 5", "jf_coord_need: a hard rule cannot be loosened"),
        ("0706.toml", "reason =", "canary = 1\nreason =", "canary"),
        ("0706.toml", "reason =", "reason", "0706.toml"),
        ("0706.toml", "jf_coord_need", "jf_canary", "no such rule"),
        ("0707.toml", "", "", "another|0706"),
    ],
)
def test_a_faulty_file_is_refused_by_name_and_reason(
    tmp_path: Path, name: str, old: str, new: str, reason: str
) -> None:
    (tmp_path / name).write_text(OWN.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RulebookError, match=name) as refused:
        read_rulebook(tmp_path)
    assert any(each in str(refused.value) for each in reason.split("|"))


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RulebookError, match="no such folder"):
        read_rulebook(tmp_path / "nowhere")


EXAMPLE = Path(__file__).parents[2] / "deploy" / "rules" / "0706.toml"


def test_the_example_of_the_docs_can_be_used(capsys: pytest.CaptureFixture[str]) -> None:
    assert overlay_check.main([str(EXAMPLE)]) == 0
    assert capsys.readouterr().out.endswith("0706: 2 changed, 1 added; usable\n")


def test_the_check_names_file_rule_and_field(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "0706.toml"
    path.write_text(OWN.replace("weeks = 2", "fortnights = 1"), encoding="utf-8")
    assert overlay_check.main([str(path)]) == 1
    told = capsys.readouterr().err
    assert told.startswith("0706.toml: jf_coord_need: parameters.deadline.within.fortnights: Extra inputs")
    assert overlay_check.main([str(tmp_path / "0707.toml")]) == 1
    assert overlay_check.main([]) == 2
