"""The search as full-text search does it: terms and ranges as filters, BM25 with boosts for the order. Not exact.

What a place is about (occupations, package, character) is its text, and the citizen's points are boosts of the words.
Filters stand for the constraints that are a word or a range. Those that join several facts of a place (pace over the
week, hours of the day, the ratio rule) are no term of an inverted index and are left out, as are sums without the
weight of rare words; the report says what that does to the lists.
"""

from collections.abc import Iterable
from typing import Any, Final

import numpy as np
import tantivy
from tantivy import Occur, Query

from bench.engine.work import Ask, Engine, Lists, Table, worth_something
from matcher.ranking.query import Query as Prepared

_RANGES: Final = ("week_min", "day_min", "open_from", "open_until")
_TERMS: Final = ("postcode", "certificates", "employer")
_BITS: Final = {"facts_known": 0, "facts_assumed": 32, "schemes": 64, "accommodated_known": 128, "usual_assumed": 192}
"""Words of bits, with the number of each one's first bit in the field `bits`."""
_WRITER_BYTES: Final = 500_000_000
_DAYS: Final = 0b111_1111


def _set_bits(word: int, first: int) -> list[int]:
    return [first + bit for bit in range(word.bit_length()) if word >> bit & 1]


class Tantivy(Engine):
    """An index in memory of the places that anyone can get, in one segment."""

    name = "tantivy, BM25"
    exact = False

    def __init__(self, table: Table) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("work", tokenizer_name="whitespace", index_option="freq")
        for name in (*_TERMS, "bits"):
            builder.add_unsigned_field(name, indexed=True)
        for name in _RANGES:
            builder.add_unsigned_field(name, fast=True)
        builder.add_unsigned_field("row", fast=True)
        self._schema = builder.build()
        self._index = tantivy.Index(self._schema)
        self._ids = [table.id_of(int(row)) for row in np.flatnonzero(table.usable)]
        writer = self._index.writer(_WRITER_BYTES, 1)
        for document in _documents(table, self._schema):
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def prepare(self, query: Prepared, ask: Ask, k: int, max_ask_first: int) -> tuple[Query, int]:
        del query, max_ask_first
        unwanted = [
            *_set_bits(ask.facts_lacking | ask.facts_unknown, _BITS["facts_known"]),
            *_set_bits(ask.facts_lacking | ask.facts_unknown, _BITS["facts_assumed"]),
            *_set_bits(ask.lacking, _BITS["accommodated_known"]),
            *_set_bits(ask.lacking, _BITS["usual_assumed"]),
        ]
        filters = [
            (Occur.Must, self._any("postcode", ask.reach)),
            (Occur.Must, self._any("bits", _set_bits(ask.schemes, _BITS["schemes"]))),
            (Occur.Must, self._any("certificates", np.flatnonzero(ask.certificates_held).tolist())),
            (Occur.Must, self._range("week_min", None, ask.week_max)),
            (Occur.Must, self._range("day_min", None, ask.day_max)),
            (Occur.Must, self._range("open_from", None, ask.as_of)),
            (Occur.Must, self._range("open_until", ask.as_of, None)),
            (Occur.MustNot, self._any("bits", unwanted)),
            (Occur.MustNot, self._any("employer", ask.avoided)),
        ]
        both = ask.goal_points + ask.skill_points
        words = {f"o{number}": points for number, points in worth_something(both).items()}
        words |= {f"p{number}": points for number, points in worth_something(ask.package_points).items()}
        words |= {
            f"c{number}": points for number, points in worth_something(ask.character_points).items() if points > 0
        }
        wishes = [(Occur.Should, self._word(word, points)) for word, points in words.items()]
        return Query.boolean_query([*filters, *wishes]), k

    def run(self, prepared: tuple[Query, int]) -> list[int]:
        query, k = prepared
        hits = self._searcher.search(query, k, count=False).hits
        return [int(row or 0) for row in self._searcher.fast_field_values("row", [address for _, address in hits])]

    def read(self, answer: list[int]) -> Lists:
        return [(self._ids[row], 0, 0) for row in answer], []

    def _any(self, name: str, values: Iterable[int]) -> Query:
        """A filter: whatever it matches weighs nothing."""
        return Query.const_score_query(Query.term_set_query(self._schema, name, list(values)), 0.0)

    def _range(self, name: str, least: int | None, most: int | None) -> Query:
        kind = tantivy.FieldType.Unsigned
        return Query.const_score_query(Query.range_query(self._schema, name, kind, least, most), 0.0)

    def _word(self, word: str, points: int) -> Query:
        return Query.boost_query(Query.term_query(self._schema, "work", word, "freq"), float(points))


def _documents(table: Table, schema: tantivy.Schema) -> Iterable[tantivy.Document]:
    usable = table.usable
    names = (*_RANGES, *_TERMS, *_BITS, "package", "character")
    occupations = [f"occupation_{number}" for number in range(table.occupations)]
    lists = (table.arrays[name][usable].tolist() for name in (*names, *occupations))
    for row, values in enumerate(zip(*lists, strict=True)):
        held: dict[str, Any] = dict(zip(names, values, strict=False))
        words = {f"o{number}" for number in values[len(names) :]} | {f"p{held['package']}", f"c{held['character']}"}
        fields = {
            "work": " ".join(words),
            "bits": [bit for name, first in _BITS.items() for bit in _set_bits(held[name], first)],
            "row": row,
            **{name: held[name] for name in (*_RANGES, *_TERMS)},
        }
        yield tantivy.Document.from_dict(fields, schema)
