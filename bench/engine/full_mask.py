"""Every constraint on every row by numpy, then points for what is left: what one writes first."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.engine.work import Ask, Engine, Lists, Table
from matcher.catalogue.encoding import (
    CHILD_PROTECTION,
    CRIMINAL_RECORD,
    FIRST_BITS,
    LANGUAGE_MASK,
    MINUTES_A_QUARTER,
    UNKNOWN_CAPACITY,
)
from matcher.ranking.query import Query

Prepared = tuple[Ask, int, int]
Ranked = tuple[NDArray[Any], NDArray[Any], NDArray[Any]]
"""Rows, questions and scores, in order."""


class FullMask(Engine):
    """On the table's arrays, which are sorted by postcode but are not searched by it."""

    name = "numpy, full mask"

    def __init__(self, table: Table) -> None:
        self._table = table
        self._occupations = [table.arrays[f"occupation_{number}"] for number in range(table.occupations)]

    def prepare(self, query: Query, ask: Ask, k: int, max_ask_first: int) -> Prepared:
        del query
        return ask, k, max_ask_first

    def run(self, prepared: Prepared) -> tuple[Ranked, Ranked]:
        ask, k, max_ask_first = prepared
        rows = np.flatnonzero(self._possible(ask))
        asked = self._asked(ask, rows)
        fitting = asked == 0
        waiting = ~fitting if max_ask_first else np.zeros_like(fitting)
        return (
            self._first(ask, rows.compress(fitting), asked.compress(fitting), k),
            self._first(ask, rows.compress(waiting), asked.compress(waiting), max_ask_first),
        )

    def read(self, answer: tuple[Ranked, Ranked]) -> Lists:
        fits, ask_first = (
            [
                (self._table.id_of(row), asked, score)
                for row, asked, score in zip(*(each.tolist() for each in ranked), strict=True)
            ]
            for ranked in answer
        )
        return fits, ask_first

    def _possible(self, ask: Ask) -> NDArray[np.bool_]:
        held = self._table.arrays
        keep: NDArray[np.bool_] = ask.bands.take(held["postcode"]) >= 0
        keep &= (held["schemes"] & np.uint8(ask.schemes)) != 0
        keep &= (held["facts_known"] & np.uint32(ask.facts_lacking)) == 0
        keep &= (held["accommodated_known"] & np.uint64(ask.lacking)) == 0
        keep &= held["week_min"] <= ask.week_max
        keep &= held["day_min"] <= ask.day_max
        common = np.bitwise_count(held["days"] & np.uint8(ask.days))
        keep &= common > 0
        keep &= common.astype(np.int16) * np.int16(ask.day_max) >= held["week_min"]
        keep &= held["open_from"] <= ask.as_of
        keep &= held["open_until"] >= ask.as_of
        keep &= ask.certificates_held.take(held["certificates"])
        for employer in ask.avoided:
            keep &= held["employer"] != employer
        needed = np.maximum(held["day_min"], 1).astype(np.int16) * np.int16(MINUTES_A_QUARTER)
        enough = np.zeros(len(keep), dtype=np.bool_)
        for earliest, latest in ask.windows:
            enough |= (
                np.minimum(held["end"], np.int16(latest)) - np.maximum(held["start"], np.int16(earliest)) >= needed
            )
        keep &= enough
        missing = (held["schemes"] & np.uint8(ask.unsupported_schemes)) == 0
        missing &= held["capacity"] < np.maximum(held["week_min"], 1)
        keep &= ~missing | (held["capacity"] == UNKNOWN_CAPACITY)
        return keep

    def _asked(self, ask: Ask, rows: NDArray[np.intp]) -> NDArray[np.int64]:
        held = self._table.arrays
        lacking, unknown = np.uint32(ask.facts_lacking), np.uint32(ask.facts_unknown)
        open_facts = (held["facts_assumed"][rows] & (lacking | unknown)) | (held["facts_known"][rows] & unknown)
        asked = np.zeros(len(rows), dtype=np.int64)
        for bits in (LANGUAGE_MASK, CRIMINAL_RECORD, CHILD_PROTECTION):
            asked += (open_facts & np.uint32(bits)) != 0
        asked += _dimensions(held["usual_assumed"][rows] & np.uint64(ask.lacking))
        supported = (held["schemes"][rows] & np.uint8(ask.unsupported_schemes)) == 0
        asked += supported & (held["capacity"][rows] < np.maximum(held["week_min"][rows], 1))
        return asked

    def _scores(self, ask: Ask, rows: NDArray[np.intp]) -> NDArray[np.int64]:
        held = self._table.arrays
        goal = ask.package_points.take(held["package"][rows])
        skill = np.zeros(len(rows), dtype=np.int32)
        for occupation in self._occupations:
            chosen = occupation[rows]
            goal = np.maximum(goal, ask.goal_points.take(chosen))
            skill = np.maximum(skill, ask.skill_points.take(chosen))
        total: NDArray[np.int64] = (goal + skill).astype(np.int64)
        total += ask.character_points.take(held["character"][rows])
        total += ask.commute_points.take(ask.bands.take(held["postcode"][rows]))
        eased = _dimensions(held["usual_known"][rows] & np.uint64(ask.lacking))
        return total + eased.astype(np.int64) * ask.accommodation_points

    def _first(self, ask: Ask, rows: NDArray[np.intp], asked: NDArray[np.int64], k: int) -> Ranked:
        scores = self._scores(ask, rows)
        order = (asked << 32) - scores
        if 0 < k < len(rows):
            near = order <= np.partition(order, k - 1)[k - 1]
            rows, asked, scores, order = (each.compress(near) for each in (rows, asked, scores, order))
        held = self._table.arrays
        first = np.lexsort((held["id_low"][rows], held["id_high"][rows], order))[:k]
        return rows[first], asked[first], scores[first]


def _dimensions(bits: NDArray[np.uint64]) -> NDArray[np.uint8]:
    """How many dimensions have any bit set."""
    count: NDArray[np.uint8] = np.bitwise_count(
        (bits | bits >> np.uint64(1) | bits >> np.uint64(2)) & np.uint64(FIRST_BITS)
    )
    return count
