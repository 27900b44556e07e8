"""Places are published again when a day has passed that changes them."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from case_api.employers import calendar
from case_api.employers.calendar import Calendar, publish_what_the_day_changed
from rettematch.database import Database
from rettematch.sealing import MasterKeys, load_master_keys
from tests.case_api import bodies_employers
from tests.case_api.bodies_legal_facts import STAFF_MONTHS, subsidy_situation
from tests.case_api.bodies_placements import situation
from tests.case_api.conftest import NORDDJURS, Api

CONSULTANT = "job-consultant"


@pytest.fixture
async def database(api: Api) -> AsyncIterator[Database]:
    database = Database(api.database.app_url, application_name="test", pool_size=2)
    yield database
    await database.close()


@pytest.fixture
def keys(key_file: Path) -> MasterKeys:
    return load_master_keys(key_file)


async def newest(api: Api, place_id: str) -> dict[str, Any]:
    lines = [line["data"] for line in (await api.feed())["items"] if line["id"] == place_id]
    found: dict[str, Any] = max(lines, key=lambda data: data["version"])
    return found


async def test_a_placement_that_begins_and_ends_by_the_calendar_is_published_when_it_does(
    api: Api, database: Database, keys: MasterKeys
) -> None:
    there = await situation(api, workplace={"ordinary_full_time": 1})
    taken = await there.take(starts_on="2026-11-25", ends_on="2026-11-26", follow_up_plan=[], step_up=[])
    assert taken.status_code == 201, taken.text
    seen = []
    for _ in range(6):
        published = await publish_what_the_day_changed(database, keys, api.clock)
        assert await publish_what_the_day_changed(database, keys, api.clock) == 0, "once a day is enough"
        now = await newest(api, there.place["id"])
        seen.append((published, now["seats_taken"], now["supported_hours_free"]))
        api.clock.advance(days=1)
    assert seen == [
        (0, 1, 37),  # 23 November: to come
        (0, 1, 37),
        (1, 1, 28),  # 25 November: begins
        (0, 1, 28),
        (1, 0, 37),  # 27 November: the seat is free
        (0, 0, 37),
    ]


async def test_a_missed_run_is_made_up_for(api: Api, database: Database, keys: MasterKeys) -> None:
    there = await situation(api)
    neighbour = await api.make("/v1/places", CONSULTANT, bodies_employers.place(there.workplace["id"]))
    await there.take(starts_on="2026-11-25", ends_on="2026-11-26", follow_up_plan=[], step_up=[])
    api.clock.advance(days=40)
    assert await publish_what_the_day_changed(database, keys, api.clock) == 2, "the neighbour shares the room"
    assert (await newest(api, there.place["id"]))["seats_taken"] == 0
    assert (await newest(api, neighbour["id"]))["version"] == 3


async def test_a_place_closes_after_its_last_day_in_every_municipality(
    api: Api, database: Database, keys: MasterKeys
) -> None:
    first = await bodies_employers.make_place(api, 1, open_until="2026-11-24")
    second = await bodies_employers.make_place(api, 1, NORDDJURS, open_until="2026-11-24")
    await bodies_employers.make_place(api, 2)
    api.clock.advance(days=1)
    assert await publish_what_the_day_changed(database, keys, api.clock) == 0
    api.clock.advance(days=1)
    assert await publish_what_the_day_changed(database, keys, api.clock) == 2
    for place in (first, second):
        assert (await newest(api, place["id"]))["open"] is False


async def test_two_runs_at_once_publish_a_place_once(api: Api, database: Database, keys: MasterKeys) -> None:
    await bodies_employers.make_place(api, open_until="2026-11-23")
    api.clock.advance(days=1)
    counts = await asyncio.gather(*(publish_what_the_day_changed(database, keys, api.clock) for _ in range(2)))
    assert sorted(counts) == [0, 1]


async def test_the_service_runs_it_by_itself_and_a_failure_does_not_end_it(
    api: Api, database: Database, keys: MasterKeys, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = await bodies_employers.make_place(api, open_until="2026-11-23")
    api.clock.advance(days=1)
    monkeypatch.setattr(calendar, "FIRST_RUN_SECONDS", 0.0)
    monkeypatch.setattr(calendar, "SECONDS_BETWEEN_RUNS", 0.02)
    failures = iter([OSError("away for a moment")])

    def clock() -> Any:
        for failure in failures:
            raise failure
        return api.clock()

    keeper = Calendar(database, keys, clock)
    keeper.start()
    for _ in range(100):
        await asyncio.sleep(timedelta(milliseconds=20).total_seconds())
        if not (await newest(api, place["id"]))["open"]:
            break
    await keeper.stop()
    assert (await newest(api, place["id"]))["open"] is False


async def test_a_vacated_job_is_offered_with_a_wage_subsidy_again_after_three_months(
    api: Api, database: Database, keys: MasterKeys
) -> None:
    place = await bodies_employers.make_place(api, vacated_on="2026-11-20")
    assert "wage-subsidy" not in (await newest(api, place["id"]))["schemes"]
    seen = []
    for days in (88, 1, 30):  # 19 February, 20 February, 22 March
        api.clock.advance(days=days)
        await publish_what_the_day_changed(database, keys, api.clock)
        assert await publish_what_the_day_changed(database, keys, api.clock) == 0, "once a day is enough"
        seen.append("wage-subsidy" in (await newest(api, place["id"]))["schemes"])
    assert seen == [False, True, True]


async def test_the_staff_of_last_month_is_another_one_from_the_first_of_the_next(
    api: Api, database: Database, keys: MasterKeys
) -> None:
    shrunk = [*STAFF_MONTHS[:-1], {"month": "2026-10", "full_time": 9}]
    there = await subsidy_situation(api, months=shrunk)
    assert "wage-subsidy" not in (await newest(api, there.place["id"]))["schemes"]
    api.clock.advance(days=7)  # 30 November
    assert await publish_what_the_day_changed(database, keys, api.clock) == 0
    api.clock.advance(days=1)
    assert await publish_what_the_day_changed(database, keys, api.clock) == 1
    schemes = (await newest(api, there.place["id"]))["schemes"]
    assert "wage-subsidy" in schemes, "nobody has told the staff of November yet: it is asked before a seat is taken"
    assert await publish_what_the_day_changed(database, keys, api.clock) == 0
