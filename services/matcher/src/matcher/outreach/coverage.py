"""Choosing workplaces so that the list as a whole serves as many citizens as possible: greedy maximum coverage.

Greedy reaches at least 1 - 1/e of the best possible coverage with the same number of workplaces (Nemhauser, Wolsey and
Fisher 1978), and a list that is cut short is still the greedy list of that length.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Choice:
    """A workplace as it was chosen: in which round, and how many citizens it newly served in that round."""

    workplace: int
    round: int
    newly_served: int


def choose(served_at: Sequence[Numbers], *, workplaces: int, urgent: Sequence[bool], limit: int) -> list[Choice]:
    """The workplaces to visit, best first.

    The next one is that which serves most citizens whom no earlier one of the round serves; of equals that with more
    urgent ones among these, then the lowest number. When a round can serve nobody new, another begins with all citizens
    and the workplaces that are left: employers say no, so a second chance is worth a visit.

    Args:
        served_at: For each citizen the workplaces that would serve them, each once.
        workplaces: How many there are; they are numbered from 0.
        urgent: For each citizen whether nothing fits today.
        limit: How many at most.
    """
    weights = np.array([len(served_at) + 1 + each for each in urgent], dtype=np.int64)
    scale = len(served_at) + 1
    citizens_at = _CitizensAt(served_at, workplaces)
    base = np.zeros(workplaces, dtype=np.int64)
    for citizen, at in enumerate(served_at):
        base[at] += weights[citizen]
    chosen: list[Choice] = []
    turn = 0
    while len(chosen) < limit and base.any():
        turn += 1
        gain, waiting = base.copy(), np.array([len(each) > 0 for each in served_at], dtype=np.bool_)
        while len(chosen) < limit:
            best = int(gain.argmax())
            if gain[best] <= 0:  # who still waits in this round is served by workplaces of earlier rounds only
                break
            chosen.append(Choice(best, turn, int(gain[best]) // scale))
            new = [citizen for citizen in citizens_at(best) if waiting[citizen]]
            waiting[new] = False
            base[best] = 0
            if not waiting.any():
                break
            for citizen in new:
                gain[served_at[citizen]] -= weights[citizen]
    return chosen


class _CitizensAt:
    """The citizens that each workplace would serve."""

    def __init__(self, served_at: Sequence[Numbers], workplaces: int) -> None:
        at = np.concatenate([*served_at, np.zeros(0, dtype=np.intp)])
        citizens = np.repeat(np.arange(len(served_at)), [len(each) for each in served_at])
        order = np.argsort(at, kind="stable")
        self._citizens = citizens.take(order)
        self._begins = np.searchsorted(at.take(order), np.arange(workplaces + 1))

    def __call__(self, workplace: int) -> list[int]:
        begin, end = self._begins[workplace], self._begins[workplace + 1]
        found: list[int] = self._citizens[begin:end].tolist()
        return found
