"""The ranking as one SQL statement in DuckDB: same places, same constraints, same points, same two lists.

DuckDB gets the places in the matcher's own encoding (thermometer words, quarters, minutes), which spares it text and
lists, and ESCO as tables. What the matcher prepares for each query (points by occupation, by skill, by package) DuckDB
works out in the statement.
"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import duckdb
import numpy as np

from matcher.catalogue.columns import Columns
from matcher.catalogue.encoding import (
    CHILD_PROTECTION,
    CONTACT_PERSON,
    CRIMINAL_RECORD,
    FIRST_BITS,
    INTERNSHIP_ONLY,
    LANGUAGE_MASK,
    MENTOR,
    PRIVATE,
    PROSPECTS,
    UNKNOWN_CAPACITY,
)
from matcher.ranking.points import PARTS, Weights
from matcher.ranking.query import Query
from rettematch.contracts.matching import MatchingProfile
from rettematch.reference.occupations import ISCO_PREFIX, all_occupations, find_occupation
from rettematch.reference.skills import all_skills, skills_of

Line = tuple[UUID, int, int, dict[str, int]]
"""Place, number of open questions, score, parts."""


class DuckDbRanking:
    """The places of the columns as a DuckDB table, ranked by one thread."""

    def __init__(self, columns: Columns, weights: Weights) -> None:
        self._columns = columns
        self._weights = weights
        self._skills = {skill.uri: number for number, skill in enumerate(all_skills())}
        self._connection = duckdb.connect(config={"threads": 1})
        self._load_places()
        self._load_esco()

    def _load_places(self) -> None:
        held = self._columns.arrays
        names = [name for name in type(held).__slots__ if name != "occupations"]
        table = {name: getattr(held, name) for name in names}
        table |= {f"occupation_{number}": held.occupations[number] for number in range(len(held.occupations))}
        self._connection.register("given", table)
        self._connection.execute("create table place as select * from given order by postcode")
        self._connection.unregister("given")

    def _load_esco(self) -> None:
        isco = np.array([int(each.isco08) for each in all_occupations()], dtype=np.int32)
        self._connection.register("given", {"number": np.arange(len(isco), dtype=np.int16), "isco": isco})
        self._connection.execute("create table occupation as select * from given")
        self._connection.unregister("given")
        relations = [
            (number, self._skills[uri], essential)
            for number, each in enumerate(all_occupations())
            for essential, uris in zip((True, False), skills_of(each.uri), strict=True)
            for uri in uris
        ]
        occupation, skill, essential = (np.array(column) for column in zip(*relations, strict=True))
        given = {"occupation": occupation.astype(np.int16), "skill": skill.astype(np.int32), "essential": essential}
        self._connection.register("given", given)
        self._connection.execute("create table relation as select * from given order by skill")
        self._connection.unregister("given")

    def _goals(self, profile: MatchingProfile) -> Iterator[str]:
        give, at_rank = self._weights.give, self._weights.at_rank
        for goal in profile.goals:
            wanted = find_occupation(goal.uri)
            code = wanted.isco08 if wanted else goal.uri.removeprefix(ISCO_PREFIX)
            cases = []
            if wanted:
                number = next(at for at, each in enumerate(all_occupations()) if each.uri == goal.uri)
                cases.append(f"when number = {number} then {at_rank(give('job_goal', 'occupation'), goal.rank)}")
            for digits in (4, 3, 2):
                if len(code) >= digits:
                    points = at_rank(give("job_goal", f"isco-{digits}"), goal.rank)
                    cases.append(f"when isco // {10 ** (4 - digits)} = {int(code[:digits])} then {points}")
            yield f"select number, case {' '.join(cases)} else 0 end as points from occupation"

    def _skill_statement(self, profile: MatchingProfile) -> str:
        give = self._weights.give
        numbers = ", ".join(str(self._skills[uri]) for uri in set(profile.skills)) or "null"
        each = f"case when essential then {give('skills', 'essential')} else {give('skills', 'optional')} end"
        total = f"least(sum({each}), {give('skills', 'cap')})"
        return f"select occupation as number, {total} as points from relation where skill in ({numbers}) group by 1"

    def _package_cases(self, profile: MatchingProfile) -> str:
        points = self._weights.give("job_goal", "package")
        cases = [
            f"when {self._columns.packages.find(package)} then {self._weights.at_rank(points, rank)}"
            for rank, package in enumerate(profile.packages, start=1)
            if self._columns.packages.find(package) is not None
        ]
        return f"case package {' '.join(cases)} else 0 end" if cases else "0"

    def _statement(self, profile: MatchingProfile, query: Query, k: int, max_ask_first: int) -> str:
        give = self._weights.give
        width = range(len(self._columns.arrays.occupations))
        goals = " union all ".join(self._goals(profile)) or "select 0 as number, 0 as points where false"
        open_facts = (
            f"((facts_assumed & {query.facts_lacking | query.facts_unknown}) | (facts_known & {query.facts_unknown}))"
        )
        capacity_missing = f"(schemes & {query.unsupported_schemes}) = 0 and capacity < greatest(week_min, 1)"
        held_sets = ", ".join(str(number) for number, held in enumerate(query.certificates_held) if held) or "null"
        avoided = ", ".join(str(number) for number in query.avoided) or "-1"
        common = f"bit_count(days & {query.days})"
        needed = "greatest(day_min, 1)::int * 15"
        day = " or ".join(
            f'least("end", {latest}) - greatest(start, {earliest}) >= {needed}' for earliest, latest in query.windows
        )
        paid = " ".join(f"when {code} then {give('paid_hours', name)}" for code, name in enumerate(PROSPECTS))
        commute = self._weights.commute_points()
        bands = " ".join(f"when {band} then {points}" for band, points in enumerate(commute[:-1]))
        best_goal = ", ".join(f"coalesce(goal_{number}.points, 0)" for number in width)
        best_skill = ", ".join(f"coalesce(skill_{number}.points, 0)" for number in width)
        joins = " ".join(
            f"left join goal goal_{number} on goal_{number}.number = occupation_{number} "
            f"left join skilled skill_{number} on skill_{number}.number = occupation_{number}"
            for number in width
        )
        usual_known = f"(usual_known & {query.lacking}::ubigint)"
        usual_assumed = f"(usual_assumed & {query.lacking}::ubigint)"

        def dimensions(word: str) -> str:
            return f"bit_count(({word} | ({word} >> 1) | ({word} >> 2)) & {FIRST_BITS}::ubigint)"

        score = " + ".join(PARTS)
        lines = f"id_high, id_low, asked, {score} as score, {', '.join(PARTS)}"
        return f"""
        with reach as (select unnest($postcodes) as postcode, unnest($bands) as band),
        goal as (select number, max(points) as points from ({goals}) group by number),
        skilled as ({self._skill_statement(profile)}),
        possible as (
            select place.*, band,
                (({open_facts} & {LANGUAGE_MASK}) <> 0)::int + (({open_facts} & {CRIMINAL_RECORD}) <> 0)::int
                + (({open_facts} & {CHILD_PROTECTION}) <> 0)::int + ({capacity_missing})::int
                + {dimensions(usual_assumed)} as asked
            from place join reach using (postcode)
            where schemes & {query.schemes} <> 0 and facts_known & {query.facts_lacking} = 0
            and accommodated_known & {query.lacking}::ubigint = 0
            and week_min <= {query.week_max} and day_min <= {query.day_max}
            and {common} > 0 and {common}::int * {query.day_max} >= week_min
            and open_from <= {query.as_of} and open_until >= {query.as_of}
            and certificates in ({held_sets}) and employer not in ({avoided}) and ({day})
            and not ({capacity_missing} and capacity <> {UNKNOWN_CAPACITY})
        ),
        scored as materialized (
            select id_high, id_low, asked,
                greatest({self._package_cases(profile)}, {best_goal}) as job_goal,
                greatest({best_skill}, 0) as skills,
                case character % {len(PROSPECTS)} {paid} end as paid_hours,
                (character & {CONTACT_PERSON} <> 0)::int * {give("company_contact", "contact-person")}
                + (character & {MENTOR} <> 0)::int * {give("company_contact", "mentor")} as company_contact,
                case when character & {PRIVATE} <> 0 then {give("sector", "private")}
                else {give("sector", "public")} end as sector,
                case band {bands} else {commute[-1]} end as commute,
                {dimensions(usual_known)}::int * {give("accommodation", "each")} as accommodation,
                (character & {INTERNSHIP_ONLY} <> 0)::int * {give("internship_only", "internship-only")}
                as internship_only
            from possible {joins}
        )
        (select {lines} from scored where asked = 0 order by score desc, id_high, id_low limit {k})
        union all
        (select {lines} from scored where asked > 0 order by asked, score desc, id_high, id_low limit {max_ask_first})
        """

    def rank(self, profile: MatchingProfile, query: Query, k: int, max_ask_first: int) -> tuple[list[Line], list[Line]]:
        """The two lists. Of `query` only the scalars are used, not its tables of points."""
        statement = self._statement(profile, query, k, max_ask_first)
        reach = {int(each.postcode): each.band for each in sorted(profile.reach, key=lambda each: -each.band)}
        parameters: dict[str, Any] = {"postcodes": list(reach), "bands": list(reach.values())}
        fits: list[Line] = []
        ask_first: list[Line] = []
        for high, low, asked, score, *parts in self._connection.execute(statement, parameters).fetchall():
            line = (UUID(int=high << 64 | low), asked, score, dict(zip(PARTS, parts, strict=True)))
            (ask_first if asked else fits).append(line)
        return fits, ask_first
