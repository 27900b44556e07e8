"""Twenty places each for 10,000 citizens out of 100,000 places, on one core: from matching profiles to lists.

Preparing each query is part of it. The mix of citizens is that of `make bench-engine`, all of them different; the
first citizens are ranked once before, so that nothing is compiled or read meanwhile. A sample of the lists is compared
with those of the numpy reference.

    python -m bench.batch [--citizens N] [--places N]
"""

import argparse
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

import numpy as np

from bench.places import make_columns, make_profiles, say
from bench.report import Bar, finish, machine, print_table, save, shortfalls
from matcher.catalogue.columns import Columns
from matcher.ranking import concepts, engine, engines
from matcher.ranking.answers import usable
from matcher.ranking.batch import rank_many
from matcher.ranking.engines import Best
from matcher.ranking.points import Weights, weights_on
from matcher.ranking.query import build_query
from matcher.synthetic import AS_OF
from rettematch.contracts.matching import MatchingProfile

CITIZENS: Final = 10_000
PLACES: Final = 100_000
K: Final = 20
WARM_UP: Final = 200
COMPARED: Final = 500
BAR_S: Final = 1.5
"""The issue: 10k citizens x 100k places, top 20: at most 1.5 CPU s."""

Ranking = Callable[[Sequence[MatchingProfile], Columns, Weights, int], Iterable[Best]]


def one_by_one(profiles: Sequence[MatchingProfile], columns: Columns, weights: Weights, k: int) -> Iterator[Best]:
    """What a caller without a batch does, with the same search."""
    for profile in profiles:
        found = engines.search(columns, build_query(usable(profile), weights, columns), k, 0, counted=False).fits
        yield found.rows, found.scores


def cpu_seconds(ranking: Ranking, profiles: Sequence[MatchingProfile], columns: Columns, weights: Weights) -> float:
    """The CPU seconds of ranking these citizens, lists thrown away."""
    begun = time.process_time()
    for _ in ranking(profiles, columns, weights, K):
        pass
    return time.process_time() - begun


def same(one: Best, other: Best) -> bool:
    """The same places in the same order with the same scores."""
    return np.array_equal(one[0], other[0]) and np.array_equal(one[1], other[1])


def main() -> None:
    """Prints the table, writes bench/results/batch.json, says whether the bar holds."""
    parser = argparse.ArgumentParser(prog="bench-batch")
    parser.add_argument("--citizens", type=int, default=CITIZENS)
    parser.add_argument("--places", type=int, default=PLACES)
    wanted = parser.parse_args()
    columns, weights = make_columns(wanted.places), weights_on(AS_OF)
    concepts.warm()
    if not engines.compile_search():
        finish(["the search is not compiled here"])
    say(f"making {wanted.citizens:,} citizens")
    profiles = make_profiles(columns, wanted.citizens, seed=3)
    say("ranking")
    cpu_seconds(rank_many, profiles[:WARM_UP], columns, weights)
    cpu_seconds(one_by_one, profiles[:WARM_UP], columns, weights)
    together = cpu_seconds(rank_many, profiles, columns, weights)
    singly = cpu_seconds(one_by_one, profiles, columns, weights)
    sample = profiles[:: max(1, len(profiles) // COMPARED)]
    expected = engine.best_places(columns, (build_query(usable(each), weights, columns) for each in sample), K)
    found = rank_many(sample, columns, weights, K)
    identical = sum(same(mine, theirs) for mine, theirs in zip(found, expected, strict=True))
    name = f"{wanted.citizens:,} citizens x {wanted.places:,} places"
    rows: list[list[object]] = [
        [f"{name}, together", together, "CPU s"],
        [f"{name}, one by one", singly, "CPU s"],
        ["a citizen, together", together / len(profiles) * 1e6, "CPU us"],
        [f"lists compared with the reference's, of {len(sample)} identical", identical, ""],
    ]
    print_table(("", "value", "unit"), [[str(row[0]), f"{row[1]:.3f}", str(row[2])] for row in rows])
    bars = [
        Bar(name, together, BAR_S, "CPU s"),
        Bar("identical lists", 100 * identical / len(sample), 100.0, "%", at_least=True),
    ]
    save(
        "batch",
        {
            "title": "Many citizens at once",
            "command": "make bench-batch",
            "machine": machine(),
            "notes": [
                "From matching profiles to the twenty best places of each, queries prepared meanwhile, one core."
            ],
            "bars": [bar.as_json() for bar in bars],
            "rows": rows,
        },
    )
    finish(shortfalls(bars))


if __name__ == "__main__":
    main()
