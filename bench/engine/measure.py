"""Times the engines in turn on the same searches and compares their lists."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bench.engine.work import Ask, Engine, Lists
from bench.report import median, percentile
from matcher.ranking.query import Query

BLOCK = 20
"""So many searches in a row by one engine, then the next engine: its code is warm, its places are not."""
ROUNDS = 3
"""Each engine does each search so often, far apart, and the middle time counts: one interrupt counts nowhere."""

Search = tuple[Query, Ask]


@dataclass(frozen=True, slots=True)
class Measured:
    """One engine on all searches."""

    name: str
    exact: bool
    ms: list[float] = field(default_factory=list)
    """CPU milliseconds of each search."""
    lists: list[Lists] = field(default_factory=list)

    @property
    def p50(self) -> float:
        return median(self.ms)

    @property
    def p99(self) -> float:
        return percentile(self.ms, 0.99)

    @property
    def mean(self) -> float:
        return sum(self.ms) / len(self.ms)

    def identical(self, other: "Measured") -> float:
        """The share of searches with the same lists: places, questions, scores and order; places alone if not exact."""
        pairs = zip(self.lists, other.lists, strict=True)
        if self.exact:
            same = sum(mine == theirs for mine, theirs in pairs)
        else:
            same = sum(_places(mine) == _places(theirs) for mine, theirs in pairs)
        return same / len(self.lists)

    def recall(self, other: "Measured") -> float:
        """The share of the other's places that are on this one's list of the same search."""
        wanted = found = 0
        for mine, theirs in zip(self.lists, other.lists, strict=True):
            expected = set(_places(theirs))
            wanted += len(expected)
            found += len(expected.intersection(_places(mine)))
        return found / max(wanted, 1)


def _places(lists: Lists) -> list[int]:
    return [place for place, _, _ in lists[0]]


def _timed(engine: Engine, search: Search, k: int, max_ask_first: int) -> tuple[float, Callable[[], Lists]]:
    away, begun = engine.elsewhere(), time.process_time()
    answer = engine.run(engine.prepare(*search, k, max_ask_first))
    taken = time.process_time() - begun
    return (taken + engine.elsewhere() - away) * 1000, lambda: engine.read(answer)


def measure(
    engines: Sequence[Engine], searches: Sequence[Search], k: int, max_ask_first: int, rounds: int = ROUNDS
) -> list[Measured]:
    """All engines on all searches, after a block of each to warm up."""
    measured = [Measured(engine.name, engine.exact) for engine in engines]
    for engine in engines:
        for search in searches[:BLOCK]:
            _timed(engine, search, k, max_ask_first)
    times: list[list[list[float]]] = [[[] for _ in searches] for _ in engines]
    for round_ in range(rounds):
        for first in range(0, len(searches), BLOCK):
            for number, engine in enumerate(engines):
                for at in range(first, min(first + BLOCK, len(searches))):
                    taken, read = _timed(engine, searches[at], k, max_ask_first)
                    times[number][at].append(taken)
                    if round_ == 0:
                        measured[number].lists.append(read())
    for each, by_search in zip(measured, times, strict=True):
        each.ms.extend(median(tries) for tries in by_search)
    return measured
