"""The matcher's own engines: the numpy reference and the kernel."""

import importlib
from collections.abc import Callable
from typing import Any

from bench.engine.work import Ask, Engine, Line, Lists
from matcher.catalogue.columns import Columns
from matcher.ranking import engine
from matcher.ranking.engine import Search, questions
from matcher.ranking.query import Query

Searching = Callable[..., Search]
KERNEL_MODULE = "matcher.ranking.kernel"


def kernel_search() -> Searching | None:
    """The compiled search; None when this matcher has none."""
    try:
        found: Searching = importlib.import_module(KERNEL_MODULE).search
    except ImportError:
        return None
    return found


class Own(Engine):
    """A search of the matcher on its columns."""

    def __init__(self, columns: Columns, search: Searching) -> None:
        self._columns = columns
        self._search = search

    def prepare(self, query: Query, ask: Ask, k: int, max_ask_first: int) -> tuple[Query, int, int]:
        del ask
        return query, k, max_ask_first

    def run(self, prepared: tuple[Query, int, int]) -> tuple[Query, Search]:
        query, k, max_ask_first = prepared
        return query, self._search(self._columns, query, k, max_ask_first, counted=False)

    def read(self, answer: tuple[Query, Search]) -> Lists:
        query, found = answer
        asked = questions(self._columns, query, found.ask_first.rows).tolist()
        return self._lines(found.fits, [0] * len(found.fits.rows)), self._lines(found.ask_first, asked)

    def _lines(self, found: Any, asked: list[int]) -> list[Line]:
        rows, scores = found.rows.tolist(), found.scores.tolist()
        return [
            (self._columns.place_id(row).int, open_, score)
            for row, open_, score in zip(rows, asked, scores, strict=True)
        ]


class Numpy(Own):
    """The reference that every other engine must agree with."""

    name = "numpy, in reach"

    def __init__(self, columns: Columns) -> None:
        super().__init__(columns, engine.search)


class Kernel(Own):
    """What the matcher answers with."""

    name = "kernel"
