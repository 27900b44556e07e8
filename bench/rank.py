"""In-process ranking of 100,000 synthetic places, beside DuckDB on the same work.

Seeded queries: 70 % typical, 20 % tight, 10 % nationwide, all places in one municipality so that its border helps
nobody. Times are CPU milliseconds from a matching profile to two lists of twenty with their points, one thread each;
the two take turns. Every list is compared, points and order. Counting what each constraint excludes over the whole
catalogue, which an answer over HTTP adds, is measured in a row of its own.

    python -m bench.rank
"""

import random
import sys
import time
from collections.abc import Callable
from typing import TypeVar

from bench.rank_in_duckdb import DuckDbRanking, Line
from bench.report import finish, median, percentile, print_table, save
from matcher.catalogue.columns import Columns, NewPlace
from matcher.catalogue.encoding import encode
from matcher.ranking import concepts
from matcher.ranking.constraints import excluded
from matcher.ranking.engine import Found, questions, search
from matcher.ranking.points import Weights, weights_on
from matcher.ranking.query import build_query
from matcher.synthetic import AS_OF, Shape, make_places, make_profile
from rettematch.constraints import complete_demands
from rettematch.contracts.matching import MatchingProfile

PLACES = 100_000
QUERIES = 300
WARM_UP = 30
K = 20
MIX = ("typical",) * 7 + ("tight",) * 2 + ("nationwide",)

Result = TypeVar("Result")


def timed(action: Callable[[], Result]) -> tuple[Result, float]:
    """A result and the CPU milliseconds that it took."""
    begun = time.process_time()
    result = action()
    return result, (time.process_time() - begun) * 1000


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def make_columns(count: int) -> Columns:
    """The places, as the catalogue holds them."""
    columns = Columns()
    columns.apply([NewPlace(place, encode(place, complete_demands(place))) for place in make_places(1, count)])
    return columns


def make_profiles(columns: Columns, count: int) -> list[MatchingProfile]:
    """The mix of queries."""
    chance = random.Random(2)
    employers = columns.employers.words[:2000]
    return [make_profile(chance, MIX[number % len(MIX)], Shape(), employers) for number in range(count)]


def lines(columns: Columns, found: Found, asked: list[int]) -> list[Line]:
    """One list, as it would be answered."""
    parts = {name: points.tolist() for name, points in found.parts.items()}
    return [
        (columns.place_id(row), asked[at], score, {name: points[at] for name, points in parts.items()})
        for at, (row, score) in enumerate(zip(found.rows.tolist(), found.scores.tolist(), strict=True))
    ]


def ranked(columns: Columns, weights: Weights, profile: MatchingProfile) -> tuple[list[Line], list[Line]]:
    """From profile to lists by the matcher's engine."""
    query = build_query(profile, weights, columns)
    found = search(columns, query, K, K)
    asked = questions(columns, query, found.ask_first.rows).tolist()
    return lines(columns, found.fits, [0] * K), lines(columns, found.ask_first, asked)


def main() -> None:
    """Prints the table and writes bench/results/rank.json."""
    say(f"making {PLACES:,} places")
    columns, weights = make_columns(PLACES), weights_on(AS_OF)
    concepts.warm()
    profiles = make_profiles(columns, WARM_UP + QUERIES)
    say("loading DuckDB")
    other = DuckDbRanking(columns, weights)
    say(f"{QUERIES} queries on both")
    ours: list[float] = []
    theirs: list[float] = []
    counting: list[float] = []
    identical = shown = 0
    for number, profile in enumerate(profiles):
        query = build_query(profile, weights, columns)
        mine, my_time = timed(lambda each=profile: ranked(columns, weights, each))  # type: ignore[misc]  # mypy cannot type a default
        duck, duck_time = timed(lambda each=profile, built=query: other.rank(each, built, K, K))  # type: ignore[misc]  # as above
        _, count_time = timed(lambda built=query: excluded(columns, built))  # type: ignore[misc]  # as above
        if number < WARM_UP:
            continue
        ours.append(my_time)
        theirs.append(duck_time)
        counting.append(count_time)
        identical += mine == duck
        shown += len(mine[0]) + len(mine[1])
    rows = {"matcher, numpy": ours, "DuckDB, 1 thread": theirs, "counting exclusions": counting}
    figures = {
        name: {"p50": median(each), "p99": percentile(each, 0.99), "mean": sum(each) / len(each)}
        for name, each in rows.items()
    }
    base = figures["matcher, numpy"]
    print(f"{PLACES:,} places, {QUERIES} queries, two lists of {K}, CPU ms; {shown:,} lines compared")
    print_table(
        ("", "p50", "p99", "mean", "p50 ratio", "p99 ratio", "mean ratio"),
        [
            (name, *(f"{value:.3f}" for value in each.values()), *(f"{each[key] / base[key]:.1f}" for key in each))
            for name, each in figures.items()
        ],
    )
    print(f"identical lists: {identical} of {QUERIES}")
    ratio = figures["DuckDB, 1 thread"]["mean"] / base["mean"]
    save(
        "rank",
        {
            "places": PLACES,
            "queries": QUERIES,
            "cpu_ms": {name: {key: round(value, 4) for key, value in each.items()} for name, each in figures.items()},
            "mean_ratio_duckdb": round(ratio, 2),
            "identical_lists": identical,
            "lines_compared": shown,
        },
    )
    shortfalls = [f"identical lists {identical} {QUERIES}"] if identical < QUERIES else []
    if ratio <= 1:
        shortfalls.append(f"mean ratio to DuckDB {ratio:.2f} above 1")
    finish(shortfalls)


if __name__ == "__main__":
    main()
