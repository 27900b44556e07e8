"""Twenty places each for 10,000 citizens out of 100,000 places, on one core: from matching profiles to lists.

Preparing each query is part of it. The mix of citizens is that of `make bench-engine`, all of them different; the
first citizens are ranked once before, so that nothing is compiled or read meanwhile. A sample of the lists is compared
with those of the numpy reference.

    python -m bench.batch [--citizens N] [--places N]
"""

import argparse
import importlib
import time
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from bench.places import make_columns, make_profiles, say
from bench.report import Bar, finish, machine, print_table, save, shortfalls
from matcher.catalogue.columns import Columns
from matcher.ranking import concepts, engine, kernel
from matcher.ranking.engine import Found, Search
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

Ranking = Callable[[Sequence[MatchingProfile], Columns, Weights, int], Sequence[Search]]


def one_by_one(profiles: Sequence[MatchingProfile], columns: Columns, weights: Weights, k: int) -> list[Search]:
    """What a caller without a batch does."""
    return [kernel.search(columns, build_query(profile, weights, columns), k, 0, counted=False) for profile in profiles]


def batch_ranking() -> Ranking | None:
    """The matcher's ranking of many citizens; None when it has none."""
    try:
        found: Ranking = importlib.import_module("matcher.ranking.batch").rank_many
    except ImportError:
        return None
    return found


def cpu_seconds(ranking: Ranking, profiles: Sequence[MatchingProfile], columns: Columns, weights: Weights) -> float:
    """The CPU seconds of ranking these citizens, lists thrown away."""
    begun = time.process_time()
    ranking(profiles, columns, weights, K)
    return time.process_time() - begun


def same(one: Found, other: Found) -> bool:
    """The same places in the same order with the same scores."""
    return np.array_equal(one.rows, other.rows) and np.array_equal(one.scores, other.scores)


def main() -> None:
    """Prints the table, writes bench/results/batch.json, says whether the bar holds."""
    parser = argparse.ArgumentParser(prog="bench-batch")
    parser.add_argument("--citizens", type=int, default=CITIZENS)
    parser.add_argument("--places", type=int, default=PLACES)
    wanted = parser.parse_args()
    columns, weights = make_columns(wanted.places), weights_on(AS_OF)
    concepts.warm()
    say(f"making {wanted.citizens:,} citizens")
    profiles = make_profiles(columns, wanted.citizens, seed=3)
    ranking = batch_ranking() or one_by_one
    say("ranking")
    cpu_seconds(ranking, profiles[:WARM_UP], columns, weights)
    cpu_seconds(one_by_one, profiles[:WARM_UP], columns, weights)
    together = cpu_seconds(ranking, profiles, columns, weights)
    singly = cpu_seconds(one_by_one, profiles, columns, weights)
    sample = profiles[:: max(1, len(profiles) // COMPARED)]
    expected = [
        engine.search(columns, build_query(profile, weights, columns), K, 0, counted=False) for profile in sample
    ]
    found = ranking(sample, columns, weights, K)
    identical = sum(same(mine.fits, theirs.fits) for mine, theirs in zip(found, expected, strict=True))
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
