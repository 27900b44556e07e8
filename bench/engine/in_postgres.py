"""The search as one prepared SQL statement in PostgreSQL: the embedded server that the stack and the tests start.

The table is narrow, lies in the order of postcodes and has a partial index on the postcodes of places that anyone can
get (open, with a free seat); all of it fits in shared buffers, and the statement is planned anew for each query, since
reach decides between index and whole table. GiST on coordinates would find the same rows: reach is a set of postcodes.
Time is that of the server's process, which the kernel counts in nanoseconds, and of this one, the client.
"""

import asyncio
import io
import tempfile
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, Final, TypeAlias, TypeVar

import asyncpg
import numpy as np
from asyncpg.prepared_stmt import PreparedStatement

from bench.engine.work import Ask, Engine, Line, Lists, Table, day_limits
from local_stack.postgres import EmbeddedPostgres
from matcher.catalogue.encoding import (
    CHILD_PROTECTION,
    CLOSED,
    CRIMINAL_RECORD,
    FIRST_BITS,
    FULL,
    LANGUAGE_MASK,
    MINUTES_A_QUARTER,
    UNKNOWN_CAPACITY,
)
from matcher.ranking.query import Query

_WORDS: Final = ("usual_known", "usual_assumed", "accommodated_known")
_NUMBERS: Final = ("facts_known", "facts_assumed", "open_from", "open_until", "employer", "certificates")
_COPY_HEAD: Final = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_COPY_END: Final = b"\xff\xff"

Result = TypeVar("Result")
Statement: TypeAlias = "PreparedStatement[asyncpg.Record]"
Prepared = tuple[Statement, list[Any]]

_WINDOWS: Final = 3
_KINDS: Final = {
    **dict.fromkeys(("postcodes", "commute", "week_limits"), "smallint[]"),
    **dict.fromkeys(("goal", "skill", "package", "character"), "smallint[]"),
    **dict.fromkeys(("certificates", "avoided"), "int[]"),
    **dict.fromkeys(("facts_lacking", "facts_unknown", "as_of", "accommodation_points"), "int"),
    **dict.fromkeys(("lacking", "k", "max_ask_first"), "bigint"),
    **dict.fromkeys(("schemes", "unsupported_schemes", "day_max", "week_max", "days"), "smallint"),
    **{f"{edge}_{number}": "smallint" for number in range(_WINDOWS) for edge in ("earliest", "latest")},
}
"""The parameters of the statement in order, with their types."""


def _dimensions(bits: str) -> str:
    return f"bit_count((({bits} | ({bits} >> 1) | ({bits} >> 2)) & {FIRST_BITS})::bit(64))::int"


# Names in angle brackets stand for another of these texts, names in braces for parameters.
_SCORED: Final = """
    select id, <asked> as asked,
        greatest({package}[package + 1], <goals>) + greatest(<skills>) + {character}[character + 1]
        + {commute}[postcode + 1] + <eased> * {accommodation_points} as score
    from place
    where facts_known & <taken> = 0 and postcode = any({postcodes})
    and schemes & {schemes} <> 0 and facts_known & {facts_lacking} = 0 and accommodated_known & {lacking} = 0
    and week_min <= {week_max} and day_min <= {day_max} and week_min <= {week_limits}[(days & {days}) + 1]
    and open_from <= {as_of} and open_until >= {as_of}
    and certificates = any({certificates}) and employer <> all({avoided})
    and not (<missing> and capacity <> <unknown>) and (<hours>) <settled>"""
_ONE_LIST: Final = "<scored> order by score desc, id limit {k} + 0 * {max_ask_first}"
_TWO_LISTS: Final = """
    with scored as materialized (<scored>)
    (select * from scored where asked = 0 order by score desc, id limit {k})
    union all
    (select * from scored where asked > 0 order by asked, score desc, id limit {max_ask_first})"""
_SETTLED: Final = "and <open_facts> = 0 and usual_assumed & {lacking} = 0 and not <missing>"
_ASKED: Final = " + ".join(
    [
        *(f"(<open_facts> & {bits} <> 0)::int" for bits in (LANGUAGE_MASK, CRIMINAL_RECORD, CHILD_PROTECTION)),
        "<missing>::int",
        _dimensions("(usual_assumed & {lacking})"),
    ]
)
_HOURS: Final = (
    f'least("end", {{latest_0}}) - greatest(start, {{earliest_0}}) >= greatest(day_min, 1) * {MINUTES_A_QUARTER}'
)
_PARTS: Final = {
    "missing": "(schemes & {unsupported_schemes} = 0 and capacity < greatest(week_min, 1))",
    "open_facts": "((facts_assumed & ({facts_lacking} | {facts_unknown})) | (facts_known & {facts_unknown}))",
    "eased": _dimensions("(usual_known & {lacking})"),
    "taken": str(CLOSED | FULL),
    "unknown": str(UNKNOWN_CAPACITY),
}


def _copied(table: Table, columns: dict[str, str]) -> bytes:
    """The places in the binary form of COPY."""
    widths = {"uuid": "V16", "bigint": ">i8", "int": ">i4", "smallint": ">i2"}
    fields: list[tuple[str, str]] = [("fields", ">i2")]
    for name, kind in columns.items():
        fields += [(f"{name} length", ">i4"), (name, widths[kind])]
    rows = np.zeros(len(table), dtype=fields)
    rows["fields"] = len(columns)
    for name in columns:
        field = rows.dtype[name]
        rows[f"{name} length"] = field.itemsize
        if name == "id":
            words = np.stack([table.arrays["id_high"], table.arrays["id_low"]], axis=1).astype(">u8")
            rows[name] = words.view("V16")[:, 0]
        else:
            rows[name] = table.arrays[name].astype(field)
    return _COPY_HEAD + rows.tobytes() + _COPY_END


class Postgres(Engine):
    """A server of its own for as long as it is not closed."""

    name = "PostgreSQL"

    def __init__(self, table: Table) -> None:
        self._occupations = [f"occupation_{number}" for number in range(table.occupations)]
        self._statements: dict[str, Statement] = {}
        self._loop = asyncio.new_event_loop()
        self._folder = tempfile.TemporaryDirectory(prefix="rettematch-bench-")
        Path(self._folder.name).chmod(0o711)  # the server may be another user
        self._server = EmbeddedPostgres(Path(self._folder.name) / "postgres", durable=False)
        try:
            self._server.start()
            self._wait(self._tune())
            self._server.stop()
            self._server.start()
            self._connection = self._wait(self._load(table))
            self._backend = self._connection.get_server_pid()
        except BaseException:
            self._server.stop()
            self._folder.cleanup()
            raise

    def prepare(self, query: Query, ask: Ask, k: int, max_ask_first: int) -> Prepared:
        del query
        given = {
            "postcodes": list(ask.reach),
            "commute": ask.commute_points[ask.bands].tolist(),
            "week_limits": day_limits(ask).tolist(),
            "certificates": np.flatnonzero(ask.certificates_held).tolist(),
            "k": k,
            "max_ask_first": max_ask_first,
        }
        for name in ("goal", "skill", "package", "character"):
            given[name] = getattr(ask, f"{name}_points").tolist()
        for number in range(_WINDOWS):
            given[f"earliest_{number}"], given[f"latest_{number}"] = ask.windows[number % len(ask.windows)]
        text = self._statement(two_lists=max_ask_first > 0)
        if text not in self._statements:
            self._statements[text] = self._wait(self._connection.prepare(text))
        return self._statements[text], [given[name] if name in given else getattr(ask, name) for name in _KINDS]

    def run(self, prepared: Prepared) -> list[asyncpg.Record]:
        statement, values = prepared
        return self._wait(statement.fetch(*values))

    def read(self, answer: list[asyncpg.Record]) -> Lists:
        lists: tuple[list[Line], list[Line]] = ([], [])
        for place, asked, score in answer:
            lists[asked > 0].append((place.int, asked, score))
        return lists

    def elsewhere(self) -> float:
        """The first number of schedstat is the nanoseconds that the server's process has been on a processor."""
        return int(Path(f"/proc/{self._backend}/schedstat").read_text().split()[0]) / 1e9

    def close(self) -> None:
        self._wait(self._connection.close())
        self._loop.close()
        self._server.stop()
        self._server.remove()
        self._folder.cleanup()

    def _wait(self, work: Coroutine[Any, Any, Result]) -> Result:
        return self._loop.run_until_complete(work)

    async def _tune(self) -> None:
        connection = await asyncpg.connect(self._server.admin_url)
        await connection.execute("alter system set shared_buffers = '1GB'")
        await connection.close()

    async def _load(self, table: Table) -> "asyncpg.Connection[asyncpg.Record]":
        connection = await asyncpg.connect(self._server.admin_url)
        small = [name for name in table.arrays if name not in {*_WORDS, *_NUMBERS, "id_high", "id_low"}]
        columns = {"id": "uuid", **dict.fromkeys(_WORDS, "bigint"), **dict.fromkeys(_NUMBERS, "int")}
        columns |= dict.fromkeys(small, "smallint")
        fields = ", ".join(f'"{name}" {kind} not null' for name, kind in columns.items())
        await connection.execute(f"create table place ({fields})")
        await connection.copy_to_table("place", source=io.BytesIO(_copied(table, columns)), format="binary")
        for setting in (
            "max_parallel_workers_per_gather = 0",
            "jit = off",
            "work_mem = '64MB'",
            "random_page_cost = 1.1",
        ):
            await connection.execute(f"set {setting}")
        await connection.execute("set plan_cache_mode = force_custom_plan")
        await connection.execute(f"create index on place (postcode) where facts_known & {CLOSED | FULL} = 0")
        await connection.execute("vacuum (analyze, freeze) place")
        return connection

    def _statement(self, *, two_lists: bool) -> str:
        text = _TWO_LISTS if two_lists else _ONE_LIST
        parts = {
            "asked": _ASKED if two_lists else "0",
            "settled": "" if two_lists else _SETTLED,
            "goals": ", ".join(f"{{goal}}[{name} + 1]" for name in self._occupations),
            "skills": ", ".join(f"{{skill}}[{name} + 1]" for name in self._occupations),
            "hours": " or ".join(_HOURS.replace("st_0}", f"st_{number}}}") for number in range(_WINDOWS)),
        }
        for name, part in {"scored": _SCORED, **parts, **_PARTS}.items():
            text = text.replace(f"<{name}>", part)
        return text.format(**{name: f"(${at}::{kind})" for at, (name, kind) in enumerate(_KINDS.items(), start=1)})
