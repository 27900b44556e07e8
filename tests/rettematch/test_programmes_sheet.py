from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest
from pydantic import BaseModel

from rettematch.contracts.cases import EventKind
from rettematch.programmes.definitions import law, programmes
from rettematch.programmes.findings import danish_words
from rettematch.programmes.law_parameters import Statutory
from rettematch.programmes.parameters import Limit, Quantity
from rettematch.programmes.periods import Span
from rettematch.programmes.sheet import main, sheet, summary
from rettematch.programmes.vocabulary import Derived, Lasting, Phase

PAGE = Path(__file__).parents[2] / "docs" / "rules.md"
NOT_SHOWN = {"type", "unit", "as_of", "phase", "kinds", "when_exceeded", "role", "responsible"}


def test_the_page_of_the_rules_is_the_one_that_the_definitions_make() -> None:
    """When this fails, run `make rules` and read the difference: it is what the change means."""
    assert PAGE.read_text(encoding="utf-8") == sheet()


def test_the_page_can_be_written_and_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "rules.md")]) == 0
    assert main([]) == 0
    assert capsys.readouterr().out == (tmp_path / "rules.md").read_text(encoding="utf-8")


def test_a_rule_shows_every_figure_that_it_states() -> None:
    quantity = Quantity(type="quantity", unit="persons", at_least=25, by=date(2016, 7, 1), parts={"a": 5, "b": 20})
    assert summary(quantity) == "quantity: unit persons, at least 25, by 2016-07-01, parts (a 5, b 20)"
    assert summary(Limit(type="limit", at_most=Span(weeks=13))) == "limit: at most 13 weeks"


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
        for programme in programmes().values()
        for rule in programme.rules
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
