"""The matcher's own engines: the kernel that answers, and the numpy reference. Neither counts what is not on a list."""

from typing import ClassVar, Protocol

from bench.engine.work import Ask, Engine, Line, Lists
from matcher.catalogue.columns import Columns
from matcher.ranking import engine, kernel
from matcher.ranking.engine import Found, Search, questions
from matcher.ranking.query import Query


class Searching(Protocol):
    """A search as `matcher.ranking.engine.search` describes it."""

    def __call__(self, columns: Columns, query: Query, k: int, max_ask_first: int, *, counted: bool) -> Search: ...


class Own(Engine):
    """A search of the matcher on its columns."""

    search: ClassVar[Searching]

    def __init__(self, columns: Columns) -> None:
        self._columns = columns

    def prepare(self, query: Query, ask: Ask, k: int, max_ask_first: int) -> tuple[Query, int, int]:
        del ask
        return query, k, max_ask_first

    def run(self, prepared: tuple[Query, int, int]) -> tuple[Query, Search]:
        query, k, max_ask_first = prepared
        return query, type(self).search(self._columns, query, k, max_ask_first, counted=False)

    def read(self, answer: tuple[Query, Search]) -> Lists:
        query, found = answer
        asked = questions(self._columns, query, found.ask_first.rows).tolist()
        return self._lines(found.fits, [0] * len(found.fits.rows)), self._lines(found.ask_first, asked)

    def _lines(self, found: Found, asked: list[int]) -> list[Line]:
        listed = zip(found.rows.tolist(), asked, found.scores.tolist(), strict=True)
        return [(self._columns.place_id(row).int, open_, score) for row, open_, score in listed]


class Numpy(Own):
    """The reference that every other engine must agree with."""

    name = "numpy, in reach"
    search = staticmethod(engine.search)


class Kernel(Own):
    """What the matcher answers with."""

    name = "kernel"
    search = staticmethod(kernel.search)
