"""The change feed: nothing is lost, nothing appears behind a cursor, and a long poll wakes."""

import asyncio
import time
from typing import Any

import asyncpg
import pytest

from tests.case_api import bodies_employers
from tests.case_api.conftest import NORDDJURS, SYDDJURS, Api

CONSULTANT = "job-consultant"


async def follow(api: Api, **parameters: Any) -> Any:
    headers = {"Authorization": f"Bearer {api.issuer.service_token('matcher', now=api.clock())}"}
    return await api.http.get("/v1/changes", params=parameters, headers=headers)


async def test_lines_come_in_order_and_end_at_the_head(api: Api) -> None:
    empty = await api.feed()
    assert (empty["items"], empty["next"], empty["head"]) == ([], "0.0", "0.0")
    first = await bodies_employers.make_place(api, 1)
    second = await bodies_employers.make_place(api, 2, NORDDJURS)
    page = await api.feed()
    assert [(line["id"], line["municipality_code"]) for line in page["items"]] == [
        (first["id"], SYDDJURS),
        (second["id"], NORDDJURS),
    ]
    assert page["next"] == page["head"] == page["items"][-1]["cursor"]
    again = await api.feed(page["next"])
    assert (again["items"], again["next"]) == ([], page["next"])


async def test_pages_join_without_loss_or_repetition(api: Api) -> None:
    at = await bodies_employers.make_workplace(api)
    made = [(await api.make("/v1/places", CONSULTANT, bodies_employers.place(at["id"])))["id"] for _ in range(7)]
    await api.call("PATCH", f"/v1/workplaces/{at['id']}", CONSULTANT, json={"name": "Nyt navn"}, version=1)
    seen: list[tuple[str, int]] = []
    cursor = "0.0"
    while True:
        page = (await follow(api, after=cursor, limit=3)).json()
        assert len(page["items"]) <= 3
        seen += [(line["id"], line["version"]) for line in page["items"]]
        cursor = page["next"]
        if cursor == page["head"]:
            break
    assert seen == [(each, 1) for each in made] + [(each, 2) for each in sorted(made)]


async def test_an_older_open_transaction_hides_later_commits_and_nothing_is_lost(api: Api) -> None:
    at = await bodies_employers.make_workplace(api)
    slow = await asyncpg.connect(api.database.app_url)
    transaction = slow.transaction()
    await transaction.start()
    await slow.execute("select set_config('app.municipality', $1, true)", SYDDJURS)
    older = await _line(slow)
    later = await api.make("/v1/places", CONSULTANT, bodies_employers.place(at["id"]))
    assert (await api.feed())["items"] == [], "a later commit is not shown while an older one can still come before it"
    await transaction.commit()
    await slow.close()
    page = await api.feed()
    assert [line["id"] for line in page["items"]] == [older, later["id"]]


async def test_an_older_transaction_that_gives_up_hides_nothing_for_good(api: Api) -> None:
    at = await bodies_employers.make_workplace(api)
    slow = await asyncpg.connect(api.database.app_url)
    transaction = slow.transaction()
    await transaction.start()
    await slow.execute("select set_config('app.municipality', $1, true)", SYDDJURS)
    await _line(slow)
    later = await api.make("/v1/places", CONSULTANT, bodies_employers.place(at["id"]))
    await transaction.rollback()
    await slow.close()
    assert [line["id"] for line in (await api.feed())["items"]] == [later["id"]]


async def _line(connection: Any) -> str:
    """A line of the feed by a transaction of the test's own."""
    made: str = await connection.fetchval(
        """insert into change (municipality_code, id, entity, entity_id, entity_version, recorded_at, data)
           select $1::text, gen_random_uuid(), 'case', id, 1, now(), jsonb_build_object(
             'case_id', id, 'version', 1, 'municipality_code', $1::text, 'programme', 'flere-skal-med-2',
             'started_on', '2026-11-01', 'closed_on', null, 'caseworker_id', id, 'job_broker_id', null,
             'job_broker_since', null, 'cv_begun_on', null, 'ready_on', null, 'self_supporting_on', null,
             'conversations', '[]'::jsonb, 'placements', '[]'::jsonb)
           from (select gen_random_uuid() as id) as made
           returning entity_id::text""",
        SYDDJURS,
    )
    return made


async def test_a_long_poll_wakes_within_a_second_of_a_commit(api: Api) -> None:
    at = await bodies_employers.make_workplace(api)
    waiting = asyncio.create_task(follow(api, after="0.0", wait=20))
    await asyncio.sleep(0.3)
    assert not waiting.done()
    made = await api.make("/v1/places", CONSULTANT, bodies_employers.place(at["id"]))
    committed = time.monotonic()
    page = (await asyncio.wait_for(waiting, 5)).json()
    assert time.monotonic() - committed < 1
    assert [line["id"] for line in page["items"]] == [made["id"]]


async def test_a_long_poll_without_news_ends_with_the_cursor_it_came_with(api: Api) -> None:
    begun = time.monotonic()
    page = (await follow(api, after="0.0", wait=1)).json()
    assert 0.9 < time.monotonic() - begun < 3
    assert (page["items"], page["next"]) == ([], "0.0")


@pytest.mark.parametrize(
    "parameters",
    [
        {"after": "x"},
        {"after": "1"},
        {"after": "1.2.3"},
        {"after": "-1.0"},
        {"after": "1.٣"},
        {"after": "9" * 30 + ".1"},
        {"after": "99999999999999999999.0"},
        {"after": "1" * 41},
        {"limit": 0},
        {"limit": 1001},
        {"wait": 31},
        {"wait": -1},
    ],
)
async def test_a_cursor_or_limit_out_of_bounds_is_a_wrong_field(api: Api, parameters: dict[str, Any]) -> None:
    answer = await follow(api, **parameters)
    assert answer.status_code == 422, answer.text
    assert [error["field"] for error in answer.json()["errors"]] == [f"query.{next(iter(parameters))}"]


async def test_only_a_service_with_the_feed_follows_it(api: Api) -> None:
    for role in ("caseworker", "administrator", "team-leader"):
        assert (await api.call("GET", "/v1/changes", role)).status_code == 403
    assert (await api.http.get("/v1/changes")).status_code == 401
    headers = {"Authorization": f"Bearer {api.issuer.service_token('notifier', now=api.clock())}"}
    assert (await api.http.get("/v1/changes", headers=headers)).status_code == 200
    assert (await api.http.get("/v1/employers", headers=headers)).status_code == 403


async def test_a_line_carries_the_trace_of_the_request_that_wrote_it(api: Api) -> None:
    at = await bodies_employers.make_workplace(api)
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    headers = {"Authorization": f"Bearer {api.token(CONSULTANT)}", "traceparent": trace}
    made = await api.http.post("/v1/places", json=bodies_employers.place(at["id"]), headers=headers)
    assert made.status_code == 201
    [line] = (await api.feed())["items"]
    assert line["trace_parent"].split("-")[1] == trace.split("-")[1]
