"""What the misses of all citizens come to: by workplace and thing to ask, by industry and thing, and by citizen."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matcher.outreach.asks import ASKS
from matcher.outreach.coverage import Choice, Numbers, choose
from matcher.outreach.market import Market
from matcher.outreach.misses import Outcome


@dataclass(frozen=True, slots=True)
class Opening:
    """One thing that one workplace can be asked for, and how many citizens it would serve."""

    workplace: int
    ask: int
    citizens: int


@dataclass(frozen=True, slots=True)
class Group:
    """One thing, asked for in one industry: how many citizens it would serve, and the fewest visits that greedy finds.

    `workplaces` serve all of the citizens together; the industry can have more at which the thing is missing.
    """

    package: int
    ask: int
    citizens: int
    workplaces: int


@dataclass(frozen=True, slots=True)
class Tally:
    """All misses side by side: entry i says that `rows[i]` misses `asks[i]` for `citizens[i]`, a citizen after another.

    `served_at` has for each citizen the workplaces that would serve them, and `urgent` whether nothing fits them today.
    """

    market: Market
    rows: Numbers
    asks: Numbers
    citizens: Numbers
    served_at: Sequence[Numbers]
    urgent: Sequence[bool]

    def at(self, workplaces: Collection[int]) -> "Tally":
        """The same with the misses at these workplaces only."""
        wanted = np.zeros(len(self.market.workplaces), dtype=np.bool_)
        wanted[list(workplaces)] = True
        keep = wanted.take(self.market.of["workplace"]).take(self.rows)
        return replace(
            self, rows=self.rows.compress(keep), asks=self.asks.compress(keep), citizens=self.citizens.compress(keep)
        )

    def visits(self, limit: int) -> list[Choice]:
        """The workplaces to visit, best first (`matcher.outreach.coverage.choose`)."""
        return choose(self.served_at, workplaces=len(self.market.workplaces), urgent=self.urgent, limit=limit)

    def openings(self, limit: int) -> list[Opening]:
        """Workplaces with one thing to ask, by falling number of citizens served; ties by workplace and thing."""
        width = len(ASKS)
        keys = self.market.of["workplace"].take(self.rows) * width + self.asks
        counts = np.zeros(len(self.market.workplaces) * width, dtype=np.int64)
        for begin, end in self._spans():
            counts[keys[begin:end]] += 1  # a key that stands there twice counts once: it is one citizen
        found = np.flatnonzero(counts)
        best = found[np.argsort(-counts.take(found), kind="stable")[:limit]]
        return [Opening(int(key) // width, int(key) % width, int(counts[key])) for key in best.tolist()]

    def groups(self, limit: int) -> list[Group]:
        """Industries with one thing to ask, by falling number of citizens served; ties by thing and industry."""
        size = max(len(self.market.packages), 1)
        keys = self.asks * size + self.market.of["package"].take(self.rows)
        counts = np.zeros(len(ASKS) * size, dtype=np.int64)
        for begin, end in self._spans():
            counts[keys[begin:end]] += 1
        found = np.flatnonzero(counts)
        best = found[np.argsort(-counts.take(found), kind="stable")[:limit]]
        return [
            Group(int(key) % size, int(key) // size, int(counts[key]), self._visits_needed(keys == key))
            for key in best.tolist()
        ]

    def places_at(self, workplace: int, ask: int) -> Numbers:
        """The rows of a workplace that miss exactly this for somebody."""
        there = (self.market.of["workplace"].take(self.rows) == workplace) & (self.asks == ask)
        return np.unique(self.rows.compress(there))

    def asks_at(self, workplace: int) -> list[Opening]:
        """What to ask at a workplace, by falling number of citizens served."""
        there = self.market.of["workplace"].take(self.rows) == workplace
        pairs = np.unique(self.asks.compress(there) * len(self.served_at) + self.citizens.compress(there))
        asks, counts = np.unique(pairs // max(len(self.served_at), 1), return_counts=True)
        found = [Opening(workplace, ask, count) for ask, count in zip(asks.tolist(), counts.tolist(), strict=True)]
        return sorted(found, key=lambda each: (-each.citizens, each.ask))

    def _visits_needed(self, chosen: NDArray[np.bool_]) -> int:
        rows, citizens = self.rows.compress(chosen), self.citizens.compress(chosen)
        workplaces = self.market.of["workplace"].take(rows)
        numbers, inverse = np.unique(workplaces, return_inverse=True)
        served_at = [np.unique(each) for each in np.split(inverse, np.flatnonzero(np.diff(citizens)) + 1)]
        first = choose(served_at, workplaces=len(numbers), urgent=[False] * len(served_at), limit=len(served_at))
        return sum(each.round == 1 for each in first)

    def _spans(self) -> Iterable[tuple[int, int]]:
        ends = np.searchsorted(self.citizens, np.arange(len(self.served_at) + 1))
        return zip(ends[:-1].tolist(), ends[1:].tolist(), strict=True)


def tally_of(market: Market, outcomes: Sequence[Outcome]) -> Tally:
    """The misses of all citizens together, in the order of the citizens."""
    nothing = np.zeros(0, dtype=np.intp)
    return Tally(
        market=market,
        rows=np.concatenate([nothing, *(each.misses for each in outcomes)]),
        asks=np.concatenate([nothing, *(each.asks for each in outcomes)]),
        citizens=np.repeat(np.arange(len(outcomes)), [len(each.misses) for each in outcomes]),
        served_at=[np.unique(market.of["workplace"].take(each.misses)) for each in outcomes],
        urgent=[len(each.fits) == 0 for each in outcomes],
    )
