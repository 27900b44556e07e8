"""How the lists are used: counts of choices by month, and nothing from which one choice could be told."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from case_api.placements.choices import OVERRIDE_REASONS
from case_api.reports.matching_use import class_of, key_of
from rettematch.identifiers import uuid7
from tests.case_api.audit_trail import events as audit_events
from tests.case_api.bodies_placements import another_case
from tests.case_api.conftest import NORDDJURS, SYDDJURS, Api
from tests.case_api.placed_rows import place_somewhere
from tests.case_api.reports.many_cases import copy_row

RUN = UUID("0193a000-0000-7000-8000-000000000011")
Choice = tuple[int | None, str | None]
"""Rank and reason; a placement without a list is None in its stead."""


async def read(api: Api, role: str = "project-manager", **query: str) -> dict[str, Any]:
    asked = {"programme": "flere-skal-med-2", "from": "2026-11-01"} | query
    answer = await api.call("GET", "/v1/reports/matching-use", role, params=asked)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def chosen(api: Api, *choices: tuple[int, Choice | None], at: datetime | None = None) -> None:
    """So many placements with each choice beside the one that they are copies of, which came from no list."""
    connection = await asyncpg.connect(api.database.owner_url)
    try:
        await connection.execute("select set_config('app.municipality', $1, false)", SYDDJURS)
        original = await connection.fetchval("select id from placement where run_id is null limit 1")
        for number, choice in choices:
            for _ in range(number):
                rank, reason = choice or (None, None)
                changes = {
                    "id": uuid7(), "run_id": RUN if choice else None, "chosen_rank": rank, "override_reason": reason,
                    **({"created_at": at} if at else {}),
                }  # fmt: skip
                await copy_row(connection, "placement", original, changes)
    finally:
        await connection.close()


@pytest.fixture
async def placed(api: Api) -> Api:
    case = await another_case(api, 6)
    await place_somewhere(api, case["id"])
    return api


async def test_ranks_and_reasons_are_counted_by_month(placed: Api) -> None:
    await chosen(
        placed,
        (9, None),
        (20, (1, None)),
        (6, (2, "citizens-wish")),
        (6, (7, "citizens-wish")),
        (5, (11, "transport")),
        (5, (None, "asked-first")),
        (8, (None, None)),
    )
    await chosen(placed, (5, (1, None)), at=datetime(2026, 10, 31, 23, 30, tzinfo=UTC))
    report = await read(placed, **{"from": "2026-10-01"})
    [november] = [row["values"] for row in report["rows"]]
    assert november["month"] == "2026-11-01", "half past midnight on the first of November here"
    assert november["placements"] == 65
    assert (november["from_list"], november["from_list_share"]) == (55, 84.6)
    assert (november["first"], november["first_share"]) == (25, 45.5)
    bands = ("second_third", "fourth_tenth", "further", "beside", "unstated")
    assert [november[each] for each in bands] == [6, 6, 5, 5, 8]
    reasons = {each: november[key_of(each)] for each in OVERRIDE_REASONS}
    assert {name: number for name, number in reasons.items() if number} == {
        "citizens-wish": 12,
        "transport": 5,
        "asked-first": 5,
    }
    assert {row["key"]: row["danish"] for row in report["columns"]}["reason_transport"].startswith("Begrundelse: ")


async def test_small_counts_are_hidden_in_both_margins_and_in_what_follows_from_them(placed: Api) -> None:
    await chosen(placed, (9, None), (20, (1, None)), (2, (2, "transport")), (8, (3, "timing")))
    [row] = (await read(placed))["rows"]
    assert "reason_transport" in row["hidden"]
    assert row["values"]["reason_transport"] is None
    shown = {name: row["values"][name] for name in ("second_third", "reason_timing")}
    assert None in shown.values(), "ten less eight would tell the two"


async def test_a_month_with_a_few_choices_from_a_list_shows_no_share(placed: Api) -> None:
    await chosen(placed, (19, None), (2, (1, None)), (1, (4, "other")))
    [row] = (await read(placed))["rows"]
    assert {"from_list", "from_list_share", "first_share", "first", "fourth_tenth"} <= set(row["hidden"])


async def test_programme_period_municipality_and_role_narrow_it_and_the_reading_is_audited(placed: Api) -> None:
    await chosen(placed, (9, None))
    assert (await read(placed, programme="jobfirst"))["rows"] == []
    assert (await read(placed, to="2026-10-31", **{"from": "2026-10-01"}))["rows"] == []
    there = await placed.call("GET", "/v1/reports/matching-use", "project-manager", NORDDJURS)
    assert there.json()["rows"] == []
    assert (await placed.call("GET", "/v1/reports/matching-use", "mentor")).status_code == 403
    read_events = [each for each in await audit_events(placed) if each["action"] == "report:read"]
    assert {each["purpose"] for each in read_events} == {"matching-use.json"}
    assert {each["citizen_id"] for each in read_events} == {None}


@pytest.mark.parametrize("format_", ["csv", "xlsx"])
async def test_it_can_be_had_as_a_file(placed: Api, format_: str) -> None:
    answer = await placed.call("GET", "/v1/reports/matching-use", "project-manager", params={"format": format_})
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].endswith(f'.{format_}"')


@given(
    st.booleans(),
    st.none() | st.integers(1, 100),
    st.none() | st.sampled_from(sorted(OVERRIDE_REASONS)),
)
def test_every_choice_falls_in_one_class(from_list: bool, rank: int | None, reason: str | None) -> None:
    found = class_of(from_list, rank, reason)
    assert (found == "no_list") == (not from_list)
    assert (found == "first") == (from_list and rank == 1)
