"""The search as a plain Python loop that has been tuned: whole numbers, rows by postcode, rare tests last, a heap.

Places that nobody can get (closed or full) are left out of its rows beforehand, and what depends on few values (days,
schemes, certificates, character) is looked up in tables made for the query.
"""

import heapq
from itertools import pairwise
from typing import Any

import numpy as np

from bench.engine.work import Ask, Engine, Line, Lists, Table, day_limits
from matcher.catalogue.encoding import (
    CHILD_PROTECTION,
    CRIMINAL_RECORD,
    FIRST_BITS,
    LANGUAGE_MASK,
    MINUTES_A_QUARTER,
    UNKNOWN_CAPACITY,
)
from matcher.ranking.query import Query

Row = tuple[Any, ...]

_FIELDS = (
    "accommodated_known",
    "facts_known",
    "schemes",
    "days",
    "week_min",
    "day_min",
    "start",
    "end",
    "open_from",
    "open_until",
    "certificates",
    "employer",
    "capacity",
    "facts_assumed",
    "usual_assumed",
    "usual_known",
    "character",
    "package",
)


class PlainPython(Engine):
    """Tuples in lists, a list for each postcode."""

    name = "plain Python"

    def __init__(self, table: Table) -> None:
        usable = table.usable
        columns = [table.arrays[name][usable].tolist() for name in _FIELDS]
        words = (table.arrays[name][usable].tolist() for name in ("id_high", "id_low"))
        ids = [high << 64 | low for high, low in zip(*words, strict=True)]
        kinds = (table.arrays[f"occupation_{number}"][usable].tolist() for number in range(table.occupations))
        occupations = [tuple(dict.fromkeys(each)) for each in zip(*kinds, strict=True)]
        rows: list[Row] = list(zip(*columns, occupations, ids, strict=True))
        postcodes, first = np.unique(table.arrays["postcode"][usable], return_index=True)
        bounds = pairwise([*first.tolist(), len(rows)])
        self._rows = {code: rows[begin:end] for code, (begin, end) in zip(postcodes.tolist(), bounds, strict=True)}

    def prepare(self, query: Query, ask: Ask, k: int, max_ask_first: int) -> tuple[Ask, dict[str, Any], int, int]:
        del query
        tables = {
            "goal": ask.goal_points.tolist(),
            "skill": ask.skill_points.tolist(),
            "package": ask.package_points.tolist(),
            "character": ask.character_points.tolist(),
            "commute": ask.commute_points.tolist(),
            "held": ask.certificates_held.tolist(),
            "week_limit": [min(each, ask.week_max) for each in day_limits(ask).tolist()],
            "wanted": [bool(schemes & ask.schemes) for schemes in range(256)],
        }
        return ask, tables, k, max_ask_first

    def run(self, prepared: tuple[Ask, dict[str, Any], int, int]) -> list[list[tuple[int, int, int]]]:
        ask, tables, k, max_ask_first = prepared
        fits: list[tuple[int, int, int]] = []
        waiting: list[tuple[int, int, int]] = []
        for postcode, band in ask.reach.items():
            if postcode in self._rows:
                self._visit(
                    self._rows[postcode], tables["commute"][band], ask, tables, fits, waiting if max_ask_first else None
                )
        return [heapq.nsmallest(k, fits), heapq.nsmallest(max_ask_first, waiting)]

    def read(self, answer: list[list[tuple[int, int, int]]]) -> Lists:
        lists: list[list[Line]] = [[(place, asked, -score) for asked, score, place in each] for each in answer]
        return lists[0], lists[1]

    def _visit(  # noqa: C901, PLR0912 - one loop without calls is what makes it quick
        self,
        rows: list[Row],
        commute: int,
        ask: Ask,
        tables: dict[str, Any],
        fits: list[tuple[int, int, int]],
        waiting: list[tuple[int, int, int]] | None,
    ) -> None:
        lacking, facts_lacking, facts_unknown = ask.lacking, ask.facts_lacking, ask.facts_unknown
        questionable, unsupported, as_of = facts_lacking | facts_unknown, ask.unsupported_schemes, ask.as_of
        day_max, windows, avoided, penalty = ask.day_max, ask.windows, ask.avoided, ask.accommodation_points
        wanted, week_limit, held = tables["wanted"], tables["week_limit"], tables["held"]
        goal, skill, by_package, by_character = (tables[name] for name in ("goal", "skill", "package", "character"))
        for (
            accommodated, known, schemes, days, week_min, day_min, start, end, opens, closes, certificates, employer,
            capacity, assumed, usual_assumed, usual_known, character, package, occupations, place,
        ) in rows:  # fmt: skip
            if (
                known & facts_lacking
                or accommodated & lacking
                or not wanted[schemes]
                or week_limit[days] < week_min
                or day_min > day_max
                or opens > as_of
                or closes < as_of
                or not held[certificates]
                or employer in avoided
            ):
                continue
            needed = (day_min or 1) * MINUTES_A_QUARTER
            for earliest, latest in windows:
                if (end if end < latest else latest) - (start if start > earliest else earliest) >= needed:  # noqa: FURB136 - a call costs more
                    break
            else:
                continue
            asked = 0
            if not schemes & unsupported and capacity < (week_min or 1):
                if capacity != UNKNOWN_CAPACITY:
                    continue
                asked = 1
            open_facts = assumed & questionable | known & facts_unknown
            if open_facts:
                asked += (open_facts & LANGUAGE_MASK) != 0
                asked += (open_facts & CRIMINAL_RECORD != 0) + (open_facts & CHILD_PROTECTION != 0)
            if open_levels := usual_assumed & lacking:
                asked += ((open_levels | open_levels >> 1 | open_levels >> 2) & FIRST_BITS).bit_count()
            if asked and waiting is None:
                continue
            best_goal, best_skill = by_package[package], 0
            for occupation in occupations:
                if goal[occupation] > best_goal:  # noqa: PLR1730 - a call costs more
                    best_goal = goal[occupation]
                if skill[occupation] > best_skill:  # noqa: PLR1730 - a call costs more
                    best_skill = skill[occupation]
            score = best_goal + best_skill + by_character[character] + commute
            if eased := usual_known & lacking:
                score += ((eased | eased >> 1 | eased >> 2) & FIRST_BITS).bit_count() * penalty
            (waiting if asked and waiting is not None else fits).append((asked, -score, place))
