import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from pydantic import BaseModel

from rettematch.contracts.cases import EventKind
from rettematch.programmes import definitions
from rettematch.programmes.definitions import law, programme, programmes
from rettematch.programmes.findings import danish_words
from rettematch.programmes.law_parameters import Statutory
from rettematch.programmes.sheet import main, sheet
from rettematch.programmes.sheet_example import example_dates
from rettematch.programmes.vocabulary import Derived, Lasting, Phase

PAGE = Path(__file__).parents[2] / "docs" / "rules.md"
STATUTORY_WORDS = tomllib.loads((Path(definitions.__file__).parent / "law_words.toml").read_text(encoding="utf-8"))
NOT_SHOWN = {"type", "unit", "as_of", "phase", "kinds", "when_exceeded", "role", "responsible"}


def test_the_page_of_the_rules_is_the_one_that_the_definitions_make() -> None:
    """When this fails, run `make rules` and read the difference: it is what the change means."""
    assert PAGE.read_text(encoding="utf-8") == sheet()


def test_the_page_can_be_written_and_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "rules.md")]) == 0
    assert main([]) == 0
    assert capsys.readouterr().out == (tmp_path / "rules.md").read_text(encoding="utf-8")


def test_every_rule_of_a_programme_stands_on_the_page_once_with_its_words() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for found in programmes().values():
        part = page.split(f"(`{found.id}`)\n")[1].split("\n## ")[0]
        for rule in found.rules:
            assert part.count(f"| `{rule.id}` | {rule.danish} |") == 1, rule.id


def test_the_page_shows_no_slug_but_in_ids_and_headings() -> None:
    page = PAGE.read_text(encoding="utf-8").split("\n## ", 1)[1]
    prose = re.sub(r"`[^`]*`", "", page)
    named = {
        slug for slug in (*danish_words(), *STATUTORY_WORDS) if "-" in slug and slug not in danish_words().values()
    }
    assert {slug for slug in named if re.search(rf"(?<![\w-]){re.escape(slug)}(?![\w-])", prose)} == set()


def test_a_deadline_has_its_dates_in_the_example() -> None:
    dates = example_dates(programme("jobfirst"))
    assert dates["jf_coord_need"] == ["man. 30.11.2026 (for sent fra tirs. 01.12.2026)"]
    assert dates["jf_taster_max"] == ["søn. 07.02.2027 (sidste dag)"]


def test_an_agreed_follow_up_is_shown_with_its_clock() -> None:
    [told] = example_dates(programme("flere-skal-med-2"))["fsm_agreement"]
    assert told == "fre. 18.12.2026 kl. 13.30 (for sent fra lør. 19.12.2026 kl. 13.30)"


def test_a_date_that_holds_for_one_cohort_begins_with_its_name() -> None:
    dates = example_dates(programme("jobviften"))
    assert dates["jv_course_cash"] == ["kontanthjælp: søn. 31.01.2027 (sidste dag)"]
    assert dates["jv_course_dagpenge"] == ["dagpenge: søn. 06.12.2026 (sidste dag)"]
    assert not any("kontanthjælp" in each for each in dates["jv_jobclub_weekly"])


def test_the_fields_of_a_document_are_listed_whatever_the_kind_of_its_rule() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert (
        "- **Arbejdsaftale** (`fsm_agreement`): opgaver, arbejdstid, delmål, opfølgningsplan og ordinære timer" in page
    )
    assert "- **Overblik over parallelle indsatser** (`jf_parallel_overview`): omfang, varighed, mål og aktører" in page


def slugs(stated: object) -> Iterator[str]:
    """Every slug that a finding could show."""
    if isinstance(stated, BaseModel):
        yield from (slug for name, each in stated if name not in NOT_SHOWN for slug in slugs(each))
    elif isinstance(stated, Mapping):
        yield from (slug for name, each in stated.items() for slug in (str(name), *slugs(each)))
    elif isinstance(stated, tuple | frozenset):
        yield from (slug for each in stated for slug in slugs(each))
    elif isinstance(stated, str) and not isinstance(stated, Lasting | Phase):
        yield str(stated)


def test_every_slug_has_a_danish_word() -> None:
    used = {
        slug
        for found in programmes().values()
        for rule in found.rules
        for stated in (rule.parameters, *rule.also)
        if not isinstance(stated, Statutory)
        for slug in slugs(stated)
    }
    happenings = {str(each) for each in (*EventKind, *Derived)}
    assert (used | happenings) - set(danish_words()) == set()


def test_every_row_of_the_law_stands_on_the_page() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for rule in law().rules:
        assert f"| `{rule.id}` | {rule.danish} |" in page
