"""The labels that the linker compares a text with."""

import csv
import gzip
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from rettematch.reference.occupations import ESCO_PREFIX, OCCUPATION_PREFIX, all_isco_groups, all_occupations

LabelLanguage = Literal["da", "en", "no", "sv"]

_DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Label:
    """A name of a concept; `concept` is the full uri of an ESCO occupation or ISCO-08 group."""

    concept: str
    language: LabelLanguage
    text: str
    preferred: bool


def _rows(name: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(gzip.decompress((_DATA / name).read_bytes()).decode(), newline=""))
    next(reader)
    yield from reader


def reference_labels() -> Iterator[Label]:
    """Danish and English labels of every occupation and ISCO group."""
    for occupation in all_occupations():
        if occupation.label_da:
            yield Label(occupation.uri, "da", occupation.label_da, preferred=True)
        yield Label(occupation.uri, "en", occupation.label_en, preferred=True)
        for text in occupation.alternative_labels_da:
            yield Label(occupation.uri, "da", text, preferred=False)
        for text in occupation.alternative_labels_en:
            yield Label(occupation.uri, "en", text, preferred=False)
    for group in all_isco_groups():
        yield Label(group.uri, "da", group.label_da, preferred=True)
        yield Label(group.uri, "en", group.label_en, preferred=True)


def neighbour_labels() -> Iterator[Label]:
    """Swedish and Norwegian labels: near enough to Danish to lend words that the Danish labels lack."""
    known = {occupation.uri for occupation in all_occupations()} | {group.uri for group in all_isco_groups()}
    seen: set[tuple[str, str]] = set()
    for concept, language, text in _rows("neighbour_labels.csv.gz"):
        uri = ESCO_PREFIX + concept
        if uri in known:
            preferred = (concept, language) not in seen
            seen.add((concept, language))
            yield Label(uri, "sv" if language == "sv" else "no", text, preferred=preferred)


def star_title_relations() -> Iterator[tuple[str, str, str]]:
    """Danish job titles of the labour market authority: title, uri of the occupation, exactMatch or closeMatch."""
    known = {occupation.uri for occupation in all_occupations()}
    for title, occupation, relation in _rows("star_titles.csv.gz"):
        uri = OCCUPATION_PREFIX + occupation
        if uri in known:
            yield title, uri, relation


def star_titles() -> Iterator[Label]:
    """The labour market authority's titles as further names of the occupations they match."""
    for title, uri, _ in star_title_relations():
        yield Label(uri, "da", title, preferred=False)


def all_labels() -> tuple[Label, ...]:
    """Everything the product links with."""
    return (*reference_labels(), *neighbour_labels(), *star_titles())
