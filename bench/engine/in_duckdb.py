"""The search as one SQL statement in DuckDB, one thread, on a table in the order of postcodes."""

from typing import Any

import duckdb

from bench.engine.work import Ask, Engine, Line, Lists, Table, worth_something
from matcher.catalogue.encoding import (
    CHILD_PROTECTION,
    CRIMINAL_RECORD,
    FIRST_BITS,
    LANGUAGE_MASK,
    MINUTES_A_QUARTER,
    UNKNOWN_CAPACITY,
)
from matcher.ranking.query import Query

Prepared = tuple[str, dict[str, Any]]


def _dimensions(bits: str) -> str:
    return f"bit_count(({bits} | ({bits} >> 1) | ({bits} >> 2)) & {FIRST_BITS}::ubigint)"


class DuckDb(Engine):
    """The table as it is; tables of points come as lists (measured faster than joins and than prepared statements)."""

    name = "DuckDB, 1 thread"

    def __init__(self, table: Table) -> None:
        self._occupations = range(table.occupations)
        self._connection = duckdb.connect(config={"threads": 1})
        # With tables as parameters these two passes of the planner cost more than all of the search at 100,000 places.
        self._connection.execute("set disabled_optimizers = 'common_subexpressions,statistics_propagation'")
        self._connection.register("given", dict(table.arrays))
        self._connection.execute("create table place as select * from given order by postcode")
        self._connection.unregister("given")

    def prepare(self, query: Query, ask: Ask, k: int, max_ask_first: int) -> Prepared:
        del query
        parameters = {
            "postcodes": list(ask.reach),
            "commutes": [int(ask.commute_points[band]) for band in ask.reach.values()],
            "goal": ask.goal_points.tolist(),
            "skill": ask.skill_points.tolist(),
            "character": ask.character_points.tolist(),
        }
        return self._statement(ask, k, max_ask_first), parameters

    def run(self, prepared: Prepared) -> list[tuple[Any, ...]]:
        return self._connection.execute(*prepared).fetchall()

    def read(self, answer: list[tuple[Any, ...]]) -> Lists:
        lists: tuple[list[Line], list[Line]] = ([], [])
        for high, low, asked, score in answer:
            lists[asked > 0].append((high << 64 | low, asked, score))
        return lists

    def close(self) -> None:
        self._connection.close()

    def _statement(self, ask: Ask, k: int, max_ask_first: int) -> str:
        open_facts = (
            f"((facts_assumed & {ask.facts_lacking | ask.facts_unknown}) | (facts_known & {ask.facts_unknown}))"
        )
        lacking = f"{ask.lacking}::ubigint"
        missing = f"((schemes & {ask.unsupported_schemes}) = 0 and capacity < greatest(week_min, 1))"
        held_sets = ", ".join(str(number) for number, held in enumerate(ask.certificates_held) if held) or "null"
        avoided = ", ".join(map(str, ask.avoided)) or "-1"
        days = f"days & {ask.days}"
        enough_days = f"{days} <> 0 and bit_count({days})::smallint * {ask.day_max} >= week_min"
        needed = f"greatest(day_min, 1)::smallint * {MINUTES_A_QUARTER}"
        enough_hours = " or ".join(
            f'least("end", {latest}) - greatest(start, {earliest}) >= {needed}' for earliest, latest in ask.windows
        )
        packages = " ".join(
            f"when {number} then {points}" for number, points in worth_something(ask.package_points).items()
        )
        package = f"case package {packages} else 0 end" if packages else "0"
        best_goal, best_skill = (
            ", ".join(f"${points}[occupation_{number} + 1]" for number in self._occupations)
            for points in ("goal", "skill")
        )
        where = f"""
            schemes & {ask.schemes} <> 0 and facts_known & {ask.facts_lacking} = 0
            and accommodated_known & {lacking} = 0
            and week_min <= {ask.week_max} and day_min <= {ask.day_max} and ({enough_days})
            and open_from <= {ask.as_of} and open_until >= {ask.as_of}
            and certificates in ({held_sets}) and employer not in ({avoided}) and ({enough_hours})
        """
        score = f"""
            greatest({package}, {best_goal}) + greatest({best_skill}) + commute + $character[character + 1]
            + {_dimensions(f"(usual_known & {lacking})")}::int * {ask.accommodation_points} as score
        """
        reach = "select unnest($postcodes)::smallint as postcode, unnest($commutes)::int as commute"
        if not max_ask_first:
            return f"""
            with reach as ({reach})
            select id_high, id_low, 0, {score} from place join reach using (postcode)
            where {where} and not {missing} and {open_facts} = 0 and usual_assumed & {lacking} = 0
            order by score desc, id_high, id_low limit {k}
            """
        asked = " + ".join(
            [
                *(f"({open_facts} & {bits} <> 0)::int" for bits in (LANGUAGE_MASK, CRIMINAL_RECORD, CHILD_PROTECTION)),
                f"{missing}::int",
                _dimensions(f"(usual_assumed & {lacking})"),
            ]
        )
        return f"""
        with reach as ({reach}),
        scored as materialized (
            select id_high, id_low, {asked} as asked, {score} from place join reach using (postcode)
            where {where} and not ({missing} and capacity <> {UNKNOWN_CAPACITY})
        )
        (select * from scored where asked = 0 order by score desc, id_high, id_low limit {k})
        union all
        (select * from scored where asked > 0 order by asked, score desc, id_high, id_low limit {max_ask_first})
        """
