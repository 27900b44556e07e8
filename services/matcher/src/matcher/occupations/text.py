"""From what somebody typed to the lists of words that are searched for.

The vocabulary (filler, negations, abbreviations, everyday words for tasks) is in phrases.toml.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Language = Literal["da", "en"]

MAX_CHARACTERS = 500

_WORD = re.compile(r"[^\W_]+")
_STOP = re.compile(r"[,;!?\n]|[.:](?=\s|$)|\b(?:men|but)\b")
_DOTTED = re.compile(r"([^\W_]+)\.([^\W_]+)")
_PART = re.compile(r"[,;!?\n/]|[.:](?=\s|$)|\b(?:men|but|og|and|eller|or|samt)\b")


class EverydayWords(BaseModel):
    """Tasks or surroundings that people name, and the job title to search for beside their own words."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    patterns: tuple[str, ...]
    search: str


class Phrases(BaseModel):
    """The contents of phrases.toml."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    connecting: Mapping[Language, frozenset[str]]
    filler: Mapping[Language, frozenset[str]]
    negation: Mapping[Language, frozenset[str]]
    abbreviations: Mapping[str, str]
    abbreviated_ends: Mapping[Annotated[str, Field(min_length=3)], str]
    everyday: tuple[EverydayWords, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """Words to search for; the weight says how much of a match with them counts (1: the person's own words)."""

    words: tuple[str, ...]
    weight: float


PART_WEIGHT = 0.95  # one goal out of several in a sentence
EVERYDAY_WEIGHT = 0.8  # our words in place of theirs


@cache
def _phrases() -> Phrases:
    path = Path(__file__).with_name("phrases.toml")
    return Phrases.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))


def words(text: str) -> tuple[str, ...]:
    """The words of a text in lower case, without punctuation, signs and pictures."""
    return tuple(_WORD.findall(unicodedata.normalize("NFC", text).lower()))


def _spelt_out(word: str) -> tuple[str, ...]:
    phrases = _phrases()
    whole = phrases.abbreviations.get(word)
    if whole is not None:
        return words(whole)
    for end, full in phrases.abbreviated_ends.items():
        if word.endswith(end):
            return (word.removesuffix(end) + full,)
    return (word,)


def _joined(match: re.Match[str]) -> str:
    """A compound written with a stop inside (pæd.medhj.) becomes one word when its end is an abbreviation."""
    end = _phrases().abbreviations.get(match.group(2))
    return match.group() if end is None else "".join(_spelt_out(match.group(1))) + end


def _without_wishes_against(text: str, language: Language) -> str:
    negations = _phrases().negation[language]
    kept = []
    for clause in _STOP.split(text):
        for match in _WORD.finditer(clause):
            if match.group() in negations:
                kept.append(clause[: match.start()])
                break
        else:
            kept.append(clause)
    return ", ".join(kept)


def _meaningful(text: str, language: Language) -> tuple[str, ...]:
    phrases = _phrases()
    filler = phrases.filler[language] | phrases.connecting[language]
    spelt_out = [full for word in words(text) for full in _spelt_out(word)]
    return tuple(word for word in spelt_out if word not in filler and len(word) > 1)


def _everyday(said: Sequence[str], language: Language) -> Iterator[Query]:
    if language != "da":
        return
    for entry in _phrases().everyday:
        if any(_says(said, pattern.split()) for pattern in entry.patterns):
            yield Query(words(entry.search), EVERYDAY_WEIGHT)


def _says(said: Sequence[str], pattern: Sequence[str]) -> bool:
    return all(any(fnmatchcase(word, wanted) for word in said) for wanted in pattern)


def queries(text: str, language: Language) -> tuple[Query, ...]:
    """What to search for: the whole text, the parts of a spoken sentence, and everyday words spelt as a job.

    A job title is not taken apart: half a title ("Receptionist, kontor") misleads more often than it helps.

    Empty when the text names no work: only filler ("I don't know") or wishes against. Characters beyond
    MAX_CHARACTERS are left out.
    """
    text = unicodedata.normalize("NFC", text[:MAX_CHARACTERS]).lower()
    wanted = _without_wishes_against(_DOTTED.sub(_joined, text), language)
    whole = _meaningful(wanted, language)
    if not whole:
        return ()
    found = {whole: Query(whole, 1.0)}
    if not _phrases().filler[language].isdisjoint(words(wanted)):
        for part in _PART.split(wanted):
            part_words = _meaningful(part, language)
            if part_words:
                found.setdefault(part_words, Query(part_words, PART_WEIGHT))
    for query in _everyday(words(wanted), language):
        found.setdefault(query.words, query)
    return tuple(found.values())
