"""The matcher's search beside its rivals: same places, same queries, same whole numbers, in turn in one process.

From a prepared query (building one is a row of its own) to the list of the twenty best places that fit, with scores;
then the same with a second list of twenty places to ask about first. One thread each, CPU milliseconds. Lists are
compared place by place with questions, scores and order; the numpy reference is what they must equal.

    python -m bench.engine [--places N ...] [--queries N] [--rounds N]
"""

import argparse
import gc
import time
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, Final

from bench.engine.floor import Floor, measure_floor
from bench.engine.full_mask import FullMask
from bench.engine.in_duckdb import DuckDb
from bench.engine.in_polars import Polars
from bench.engine.in_postgres import Postgres
from bench.engine.in_python import PlainPython
from bench.engine.in_tantivy import Tantivy
from bench.engine.measure import ROUNDS, Measured, measure
from bench.engine.own import Kernel, Numpy
from bench.engine.work import Engine, ask_of, table_of
from bench.places import make_columns, make_profiles, say
from bench.report import Bar, finish, machine, median, percentile, print_table, save, shortfalls
from matcher.ranking import concepts
from matcher.ranking.points import weights_on
from matcher.ranking.query import build_query
from matcher.synthetic import AS_OF

MILLION: Final = 1_000_000
K: Final = 20
QUERIES: Final = 400

KERNEL_MS: Final = {MILLION: {"p50": 0.3, "p99": 5.0, "mean": 0.35}, 100_000: {"p99": 1.5}}
"""The issue: 1M, one core, CPU ms: at most p50 0.3, p99 5, mean 0.35; 100k p99 at most 1.5 ms."""
OVER_FLOOR: Final = 0.7
"""The issue: mean over full-scan bandwidth floor, 1M: at most 0.7."""
OVER_KERNEL: Final = {Postgres.name: 150.0, DuckDb.name: 60.0, Polars.name: 40.0, FullMask.name: 12.0}
"""The issue: same run, mean, over the kernel's: PostgreSQL 150, DuckDB 60, polars 40, numpy mask 12 at least."""
IDENTICAL_PERCENT: Final = 100.0
"""The issue: identical lists over 400 queries or more, exact engines: 100 %."""
MEMORY_MB: Final = 200.0
"""The issue: one process holding 1,000,000 places in at most 200 MB of columns and index."""

NOTES: Final = [
    "The same whole numbers for all engines, one thread each, in turn in one process.",
    "The citizens are 70 % typical, 20 % tight (small reach, many considerations, few hours) and 10 % nationwide.",
    "x kernel and x floor are of the mean.",
    "tantivy is approximate; its filters leave out the ratio rule, hours of the day and pace over the week.",
]
HEADING: Final = ["engine", "p50", "p99", "mean", "x kernel", "x floor", "identical %", "recall %"]


@dataclass(frozen=True, slots=True)
class Run:
    """All engines on one number of places."""

    places: int
    fits: list[Measured]
    both: list[Measured]
    floor: Floor
    building: list[float]
    """CPU milliseconds of building each query."""
    megabytes: float

    def table(self, measured: list[Measured]) -> list[list[Any]]:
        """A row for each engine, as HEADING says; the first engine is what the others are compared with."""
        base, reference = measured[0], next(each for each in measured if each.name == Numpy.name)
        return [
            [
                each.name,
                *(each.p50, each.p99, each.mean),
                each.mean / base.mean,
                each.mean / self.floor.ms,
                100 * each.identical(reference),
                100 * each.recall(reference),
            ]
            for each in measured
        ]


def one_list(engine: Engine) -> bool:
    """Whether an engine cannot tell which places are to be asked about first."""
    return isinstance(engine, Tantivy)


def run(places: int, queries: int, rounds: int) -> Run:
    """Makes the places, loads the engines, and measures."""
    columns, weights = make_columns(places), weights_on(AS_OF)
    concepts.warm()
    searches, building = [], []
    for profile in make_profiles(columns, queries):
        begun = time.process_time()
        query = build_query(profile, weights, columns)
        building.append((time.process_time() - begun) * 1000)
        searches.append((query, ask_of(query)))
    table = table_of(columns)
    engines: list[Engine] = [Kernel(columns), Numpy(columns)]
    with ExitStack() as stack:
        for kind in (FullMask, Polars, DuckDb, Postgres, Tantivy, PlainPython):
            say(f"{places:,} places: loading {kind.name}")
            engine: Engine = kind(table)
            stack.callback(engine.close)
            engines.append(engine)
        gc.collect()
        gc.freeze()  # the rows of plain Python are millions of objects that nobody needs to visit again
        say(f"{places:,} places: {queries} queries, list of those that fit")
        floor = measure_floor(table)
        fits = measure(engines, searches, K, 0, rounds)
        say(f"{places:,} places: {queries} queries, both lists")
        both = measure([each for each in engines if not one_list(each)], searches, K, K, rounds)
        gc.unfreeze()
    return Run(places, fits, both, floor, building, columns.nbytes / 1e6)


def bars_of(result: Run) -> list[Bar]:
    """The issue's bars that this run speaks to."""
    kernel, size = result.fits[0], f"{result.places // 1000:,}k"
    bars = [
        Bar(f"{size} {kernel.name} {figure}", getattr(kernel, figure), bar, "CPU ms")
        for figure, bar in KERNEL_MS.get(result.places, {}).items()
    ]
    if result.places == MILLION:
        bars.append(Bar(f"{size} {kernel.name} mean over floor", kernel.mean / result.floor.ms, OVER_FLOOR))
        ratios = {each.name: each.mean / kernel.mean for each in result.fits}
        bars += [
            Bar(f"{size} {name} over {kernel.name}", ratios[name], bar, at_least=True)
            for name, bar in OVER_KERNEL.items()
        ]
        bars.append(Bar(f"{size} columns and index", result.megabytes, MEMORY_MB, "MB"))
    for lists, measured in (("fits", result.fits), ("both lists", result.both)):
        reference = next(each for each in measured if each.name == Numpy.name)
        worst = min(100 * each.identical(reference) for each in measured if each.exact)
        figure = f"{size} identical lists, {lists}, exact engines, {len(reference.lists)} queries"
        bars.append(Bar(figure, worst, IDENTICAL_PERCENT, "%", at_least=True))
    return bars


def rows_of(result: Run) -> list[list[Any]]:
    """What is measured beside the engines."""
    size, kernel, floor = f"{result.places // 1000:,}k", result.fits[0], result.floor
    return [
        [f"{size} columns and index", result.megabytes, "MB"],
        [f"{size} building a query, p50", median(result.building), "CPU ms"],
        [f"{size} building a query, p99", percentile(result.building, 0.99), "CPU ms"],
        [f"{size} floor: filter columns streamed once, {floor.bytes_a_place} bytes a place", floor.ms, "CPU ms"],
        [f"{size} floor, memory read", floor.gigabytes_a_second, "GB/s"],
        [f"{size} words of considerations alone streamed once, 16 bytes a place", floor.words_alone_ms, "CPU ms"],
        [f"{size} {kernel.name} mean over words of considerations alone", kernel.mean / floor.words_alone_ms, ""],
    ]


def main() -> None:
    """Prints the tables, writes bench/results/engine.json, says whether the bars hold."""
    parser = argparse.ArgumentParser(prog="bench-engine", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--places", type=int, nargs="+", default=[MILLION, 100_000])
    parser.add_argument("--queries", type=int, default=QUERIES)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    wanted = parser.parse_args()
    results = [run(places, wanted.queries, wanted.rounds) for places in wanted.places]
    tables = []
    for result in results:
        for lists, measured in (("twenty that fit", result.fits), ("and twenty to ask about first", result.both)):
            title = f"{result.places:,} places, {wanted.queries} queries, {lists}; CPU ms"
            rows = result.table(measured)
            tables.append({"title": title, "heading": HEADING, "rows": rows})
            print(title)
            print_table(HEADING, [(row[0], *(f"{value:.3f}" for value in row[1:])) for row in rows])
            print()
    rows = [row for result in results for row in rows_of(result)]
    print_table(("", "value", "unit"), [(row[0], f"{row[1]:.3f}", row[2]) for row in rows])
    bars = [bar for result in results for bar in bars_of(result)]
    save(
        "engine",
        {
            "title": "Search beside its rivals",
            "command": "make bench-engine",
            "machine": machine(),
            "notes": NOTES,
            "bars": [bar.as_json() for bar in bars],
            "rows": rows,
            "tables": tables,
        },
    )
    finish(shortfalls(bars))


if __name__ == "__main__":
    main()
