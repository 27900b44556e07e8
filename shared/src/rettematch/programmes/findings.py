"""A rule that a course or a programme does not keep, in words for a caseworker."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from uuid import UUID

from rettematch.programmes.definitions import Kind, Rule

_WORDS = Path(__file__).parent / "words.toml"


@dataclass(frozen=True, slots=True)
class Finding:
    """Rule `rule_id` is not kept from `on`, which may lie ahead when what is planned will break it.

    A hard rule is broken (red), another one is missed (amber). `danish` may be shown to a caseworker as it is;
    `about` tells two findings of one rule apart: the id or date of what they are about.
    """

    rule_id: str
    kind: Kind
    section: str
    on: date
    about: str
    danish: str
    english: str
    placement_id: UUID | None = None

    @property
    def is_hard(self) -> bool:
        return self.kind.is_hard


def finding(
    rule: Rule, on: date, danish: str, english: str, about: object = None, placement_id: UUID | None = None
) -> Finding:
    """A finding about a rule, with what is wrong after the rule's own words."""
    return Finding(
        rule_id=rule.id,
        kind=rule.kind,
        section=rule.section,
        on=on,
        about=str(about if about is not None else on),
        danish=f"{rule.danish}. {danish}",
        english=f"{rule.english}. {english}",
        placement_id=placement_id,
    )


def listed(items: Iterable[str]) -> str:
    """Slugs as a list, in order."""
    return ", ".join(sorted(items))


@cache
def danish_words() -> Mapping[str, str]:
    """The Danish word for each slug of the definitions."""
    found: dict[str, str] = tomllib.loads(_WORDS.read_text(encoding="utf-8"))
    return found


def danish_word(slug: str) -> str:
    """What a caseworker reads for a slug; the slug itself when a municipality has added it without a word."""
    return danish_words().get(slug, slug)


def danish_list(items: Iterable[str]) -> str:
    """The Danish words for slugs as a list, in order."""
    return ", ".join(sorted(danish_word(each) for each in items))


def danish_number(value: float) -> str:
    """A number as Danes write it: 7,5."""
    return f"{value:g}".replace(".", ",")
