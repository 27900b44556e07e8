"""The search as one lazy polars query, one thread: all constraints in one filter, points for what is left."""

from typing import Any

import numpy as np
import polars as pl

from bench.engine.work import Ask, Engine, Line, Lists, Table
from matcher.catalogue.encoding import (
    CHILD_PROTECTION,
    CRIMINAL_RECORD,
    FIRST_BITS,
    LANGUAGE_MASK,
    MINUTES_A_QUARTER,
    UNKNOWN_CAPACITY,
)
from matcher.ranking.query import Query

_IDS = ("id_high", "id_low")


def _word(name: str, bits: int, kind: type[pl.DataType]) -> pl.Expr:
    """The bits of a column that are set in a number."""
    return pl.col(name) & pl.lit(bits, dtype=kind)


def _dimensions(bits: pl.Expr) -> pl.Expr:
    folded = (bits | bits // 2 | bits // 4) & pl.lit(FIRST_BITS, dtype=pl.UInt64)
    return folded.bitwise_count_ones().cast(pl.Int32)


def _looked_up(points: np.ndarray[Any, Any], column: str) -> pl.Expr:
    return pl.lit(pl.Series(points)).gather(pl.col(column))


class Polars(Engine):
    """The table as a frame, asked lazily."""

    name = "polars, 1 thread"

    def __init__(self, table: Table) -> None:
        if pl.thread_pool_size() != 1:
            raise RuntimeError("polars was imported before bench.engine and has more than one thread")
        self._frame = pl.DataFrame({name: pl.Series(array) for name, array in table.arrays.items()}).lazy()
        self._occupations = [f"occupation_{number}" for number in range(table.occupations)]

    def prepare(self, query: Query, ask: Ask, k: int, max_ask_first: int) -> list[pl.LazyFrame]:
        del query
        possible = self._frame.filter(*_possible(ask))
        fits = possible.filter(*_settled(ask)).select(*_IDS, asked=pl.lit(0), score=self._score(ask))
        plans = [fits.top_k(k, by=["score", *_IDS], reverse=[False, True, True])]
        if max_ask_first:
            waiting = possible.select(*_IDS, asked=_asked(ask), score=self._score(ask)).filter(pl.col("asked") > 0)
            first = waiting.bottom_k(max_ask_first, by=["asked", "score", *_IDS], reverse=[False, True, False, False])
            plans.append(first)
        return plans

    def run(self, prepared: list[pl.LazyFrame]) -> list[pl.DataFrame]:
        return pl.collect_all(prepared)

    def read(self, answer: list[pl.DataFrame]) -> Lists:
        lists: list[list[Line]] = [
            [(high << 64 | low, asked, score) for high, low, asked, score in frame.rows()] for frame in answer
        ]
        return lists[0], lists[1] if len(lists) > 1 else []

    def _score(self, ask: Ask) -> pl.Expr:
        goal = [_looked_up(ask.package_points, "package")]
        goal += [_looked_up(ask.goal_points, name) for name in self._occupations]
        skill = [_looked_up(ask.skill_points, name) for name in self._occupations]
        commute = ask.commute_points[ask.bands]  # by postcode; those out of reach are not asked for
        return (
            pl.max_horizontal(goal)
            + pl.max_horizontal(skill)
            + _looked_up(ask.character_points, "character")
            + _looked_up(commute, "postcode")
            + _dimensions(_word("usual_known", ask.lacking, pl.UInt64)) * ask.accommodation_points
        )


def _possible(ask: Ask) -> list[pl.Expr]:
    """What no known fact excludes."""
    common = _word("days", ask.days, pl.UInt8).bitwise_count_ones().cast(pl.Int16)
    needed = pl.max_horizontal(pl.col("day_min"), pl.lit(1, dtype=pl.UInt8)).cast(pl.Int16) * MINUTES_A_QUARTER
    held = np.flatnonzero(ask.certificates_held).tolist()
    return [
        pl.col("postcode").is_in(list(ask.reach)),
        _word("schemes", ask.schemes, pl.UInt8) != 0,
        _word("facts_known", ask.facts_lacking, pl.UInt32) == 0,
        _word("accommodated_known", ask.lacking, pl.UInt64) == 0,
        pl.col("week_min") <= ask.week_max,
        pl.col("day_min") <= ask.day_max,
        common > 0,
        common * ask.day_max >= pl.col("week_min"),
        pl.col("open_from") <= ask.as_of,
        pl.col("open_until") >= ask.as_of,
        pl.col("certificates").is_in(held),
        ~pl.col("employer").is_in(list(ask.avoided)),
        pl.any_horizontal(
            pl.min_horizontal("end", pl.lit(latest, dtype=pl.Int16))
            - pl.max_horizontal("start", pl.lit(earliest, dtype=pl.Int16))
            >= needed
            for earliest, latest in ask.windows
        ),
        ~_missing(ask) | (pl.col("capacity") == UNKNOWN_CAPACITY),
    ]


def _missing(ask: Ask) -> pl.Expr:
    supported = _word("schemes", ask.unsupported_schemes, pl.UInt8) == 0
    return supported & (pl.col("capacity") < pl.max_horizontal("week_min", pl.lit(1, dtype=pl.UInt8)).cast(pl.Int16))


def _open_facts(ask: Ask, bits: int) -> pl.Expr:
    assumed = _word("facts_assumed", (ask.facts_lacking | ask.facts_unknown) & bits, pl.UInt32)
    return (assumed | _word("facts_known", ask.facts_unknown & bits, pl.UInt32)) != 0


def _settled(ask: Ask) -> list[pl.Expr]:
    """Nothing left to ask."""
    everything = LANGUAGE_MASK | CRIMINAL_RECORD | CHILD_PROTECTION
    return [~_open_facts(ask, everything), _word("usual_assumed", ask.lacking, pl.UInt64) == 0, ~_missing(ask)]


def _asked(ask: Ask) -> pl.Expr:
    flags = [_open_facts(ask, bits) for bits in (LANGUAGE_MASK, CRIMINAL_RECORD, CHILD_PROTECTION)]
    assumed = _dimensions(_word("usual_assumed", ask.lacking, pl.UInt64))
    return sum((flag.cast(pl.Int32) for flag in [*flags, _missing(ask)]), start=assumed)
