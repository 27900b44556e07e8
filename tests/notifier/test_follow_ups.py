"""Follow-ups: taken over from the feed, told when they are due or overdue, and read over the API."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from notifier.feed import service
from notifier.feed.service import FeedMovedError
from notifier.reminders.service import tell
from rettematch.clock import local_date
from rettematch.contracts.cases import CaseFacts
from tests.notifier.conftest import Notifier
from tests.notifier.deliveries_made import inside
from tests.rettematch.case_facts import CASE, OTHER_BROKER, agreed, conversation, facts, local, placement

LINK = "https://rettematch.example"
YEAR = timedelta(days=365)
TODAY = local_date(datetime.now(UTC))


def searching(**changes: object) -> CaseFacts:
    """A case whose weekly contact has been asked for since three weeks."""
    begun = TODAY - timedelta(days=21)
    return facts(
        **({"started_on": begun, "job_broker_since": begun, "cv_begun_on": begun, "ready_on": begun} | changes)
    )


async def follow(notifier: Notifier) -> None:
    """Takes over what is in the feed, and tells of what is open."""
    after = await service.position(notifier.database)
    await service.apply(notifier.database, after, notifier.case_api.page(after))
    await tell(notifier.database, LINK)


async def apply(notifier: Notifier, *published: CaseFacts) -> None:
    notifier.case_api.publish(*published)
    await follow(notifier)


async def statuses(notifier: Notifier) -> dict[str, str]:
    rows = await notifier.rows("select key, status from follow_up order by due_at")
    return {row["key"].partition(":")[2]: row["status"] for row in rows}


async def kinds(notifier: Notifier) -> list[str]:
    """The reminders of the agreed follow-up."""
    rows = await notifier.rows("select kind from reminder where key like 'fsm_agreement:%' order by created_at")
    return [row["kind"] for row in rows]


def day(number: int) -> str:
    return (TODAY + timedelta(days=number)).isoformat()


async def test_facts_become_follow_ups(notifier: Notifier) -> None:
    await apply(notifier, searching())
    assert await statuses(notifier) == {
        day(-21): "missed",
        day(-14): "missed",
        day(-7): (await statuses(notifier))[day(-7)],
        day(0): "planned",
        day(7): "planned",
    }


async def test_a_page_is_applied_once(notifier: Notifier) -> None:
    notifier.case_api.publish(searching())
    page = notifier.case_api.page("0.0")
    await service.apply(notifier.database, "0.0", page)
    with pytest.raises(FeedMovedError):
        await service.apply(notifier.database, "0.0", page)
    assert await service.position(notifier.database) == notifier.case_api.head


async def test_a_page_that_fails_half_way_leaves_nothing(notifier: Notifier) -> None:
    broken = searching(municipality_code="0707").model_copy(update={"caseworker_id": None})
    notifier.case_api.publish(searching(), broken.model_copy(update={"case_id": OTHER_BROKER}))
    page = notifier.case_api.page("0.0")
    with pytest.raises(Exception, match="null value"):
        await service.apply(notifier.database, "0.0", page)
    assert await service.position(notifier.database) == "0.0"
    assert await notifier.rows("select * from case_facts") == []


async def test_what_the_plan_no_longer_has_is_cancelled_and_can_come_back(notifier: Notifier) -> None:
    placed = placement(1, TODAY, TODAY + timedelta(days=30), follow_ups=(agreed(1, local("2099-01-01 10:00")),))
    await apply(notifier, searching(placements=(placed,)))
    first = {row["key"]: row["id"] for row in await notifier.rows("select key, id from follow_up")}
    await apply(notifier, searching(version=2))
    cancelled = await notifier.rows("select key from follow_up where status = 'cancelled'")
    assert {row["key"].partition(":")[0] for row in cancelled} >= {"fsm_agreement", "fsm_monthly_after_match"}
    await apply(notifier, searching(version=3, placements=(placed,)))
    again = {
        row["key"]: row["id"] for row in await notifier.rows("select key, id from follow_up where status = 'planned'")
    }
    assert again.items() <= first.items()


async def test_what_time_moves_on_is_told_as_it_comes(notifier: Notifier) -> None:
    soon = datetime.now(UTC) + timedelta(seconds=0.3)
    placed = placement(1, TODAY, TODAY + timedelta(days=30), follow_ups=(agreed(1, soon),))
    await apply(notifier, searching(placements=(placed,)))
    assert await kinds(notifier) == []
    await asyncio.sleep(0.35)
    notifier.case_api.move_on()
    await follow(notifier)
    assert await kinds(notifier) == ["due"]


async def test_a_worker_that_was_away_for_days_reminds_of_what_is_open_now(notifier: Notifier) -> None:
    """Nothing is chosen by a window of days: what fell due meanwhile is overdue, and told as that, once."""
    past = datetime.now(UTC) - timedelta(days=3)
    placed = placement(1, TODAY - timedelta(days=9), TODAY + timedelta(days=30), follow_ups=(agreed(1, past),))
    await apply(notifier, searching(placements=(placed,)))
    assert await kinds(notifier) == ["overdue"]
    await tell(notifier.database, LINK)
    assert await kinds(notifier) == ["overdue"]


async def test_whoever_follows_from_the_beginning_reminds_nobody_of_what_was_done_since(notifier: Notifier) -> None:
    past = datetime.now(UTC) - timedelta(days=3)
    placed = placement(1, TODAY - timedelta(days=9), TODAY + timedelta(days=30), follow_ups=(agreed(1, past),))
    notifier.case_api.publish(searching(placements=(placed,)))
    held = conversation(1, past + timedelta(hours=1), fulfils=agreed(1, past).follow_up_id)
    notifier.case_api.publish(searching(placements=(placed,), conversations=(held,), version=2))
    notifier.case_api.recorded_at = past
    cursor = "0.0"
    while not service.is_caught_up(page := notifier.case_api.page(cursor, limit=1), datetime.now(UTC) + YEAR):
        await service.apply(notifier.database, cursor, page)
        cursor = page.next
    await service.apply(notifier.database, cursor, page)
    await tell(notifier.database, LINK)
    assert await kinds(notifier) == []
    (row,) = await notifier.rows("select status, version, untold from follow_up where rule_id = 'fsm_agreement'")
    assert tuple(row) == ("fulfilled", 2, False)


async def test_in_a_rush_without_end_what_is_fresh_is_told(notifier: Notifier) -> None:
    notifier.case_api.publish(searching())
    page, now = notifier.case_api.page("0.0", limit=1), datetime.now(UTC)
    assert page.next != page.head
    assert service.is_caught_up(page, now)
    assert not service.is_caught_up(page, now + timedelta(minutes=2))
    assert service.is_caught_up(notifier.case_api.page("0.0"), now + YEAR)


async def test_an_older_or_repeated_line_changes_nothing(notifier: Notifier) -> None:
    past = datetime.now(UTC) - timedelta(days=3)
    placed = placement(1, TODAY - timedelta(days=9), TODAY + timedelta(days=30), follow_ups=(agreed(1, past),))
    await apply(notifier, searching(placements=(placed,)))
    held = conversation(1, past + timedelta(hours=1), fulfils=agreed(1, past).follow_up_id)
    await apply(notifier, searching(placements=(placed,), conversations=(held,), version=2))
    before = await notifier.rows("select * from follow_up order by id")
    notifier.case_api.repeat()
    await follow(notifier)
    assert await notifier.rows("select * from follow_up order by id") == before
    assert await kinds(notifier) == ["overdue"]


async def test_two_workers_that_tell_at_once_remind_once(notifier: Notifier) -> None:
    past = datetime.now(UTC) - timedelta(days=3)
    placed = placement(1, TODAY - timedelta(days=9), TODAY + timedelta(days=30), follow_ups=(agreed(1, past),))
    notifier.case_api.publish(searching(placements=(placed,)))
    await service.apply(notifier.database, "0.0", notifier.case_api.page("0.0"))
    told = await asyncio.gather(*(tell(notifier.database, LINK) for _ in range(2)))
    assert sum(told) == len(await notifier.rows("select * from reminder")) > 0
    assert await kinds(notifier) == ["overdue"]


async def test_a_row_from_before_the_case_api_planned_gets_its_id(notifier: Notifier) -> None:
    """What was told of it already is not told again, and hangs on to it."""
    past = datetime.now(UTC) - timedelta(days=3)
    placed = placement(1, TODAY - timedelta(days=9), TODAY + timedelta(days=30), follow_ups=(agreed(1, past),))
    await apply(notifier, searching(placements=(placed,)))
    async with inside(notifier) as session:
        older = "update follow_up set id = gen_random_uuid(), version = 0, danish = null"
        await (await session.connection()).execute(text(older))
        await (await session.connection()).execute(text("update feed_position set cursor = '0.0'"))
    await follow(notifier)
    rows = await notifier.rows("select id, key, version, danish from follow_up")
    assert {row["key"]: (row["id"], row["version"]) for row in rows} == {
        key: (each.id, 1) for key, each in notifier.case_api.rows[CASE].items()
    }
    assert all(row["danish"] for row in rows)
    assert await kinds(notifier) == ["overdue"]
    (told,) = await notifier.rows("select follow_up_id from reminder where key like 'fsm_agreement:%'")
    assert told["follow_up_id"] in {row["id"] for row in rows}


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("broker", True),
        ("caseworker", True),
        ("administrator", True),
        ("other-broker", False),
        ("stranger", False),
        ("strange-administrator", False),
    ],
)
async def test_follow_ups_are_seen_by_those_whose_case_it_is(notifier: Notifier, who: str, sees: bool) -> None:
    await apply(notifier, searching())
    answer = await notifier.call("GET", "/v1/follow-ups", who, params={"case_id": str(CASE)})
    assert answer.status_code == 200
    assert bool(answer.json()["items"]) == sees


async def test_follow_ups_page_in_order_of_due_time_and_say_their_rule_in_danish(notifier: Notifier) -> None:
    await apply(notifier, searching())
    seen: list[dict[str, str]] = []
    after: str | None = None
    while True:
        parameters: dict[str, str] = {"limit": "2"} | ({"after": after} if after else {})
        page = (await notifier.call("GET", "/v1/follow-ups", params=parameters)).json()
        seen += page["items"]
        after = page["pagination"]["next"]
        if after is None:
            break
    assert [each["key"].partition(":")[2] for each in seen] == [day(number) for number in (-21, -14, -7, 0, 7)]
    assert {each["danish"] for each in seen} == {
        "Kontakt hver uge mellem borger og jobformidler, indtil der er et match"
    }
