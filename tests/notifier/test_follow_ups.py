"""Follow-ups: planned from the feed and from time, and read over the API."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from notifier.feed import service
from notifier.feed.service import FeedMovedError
from notifier.follow_ups.rules import next_change
from rettematch.clock import local_date
from rettematch.contracts.cases import CaseFacts
from rettematch.programmes.engine import plan
from tests.notifier.conftest import Notifier
from tests.notifier.deliveries_made import inside
from tests.rettematch.case_facts import CASE, OTHER_BROKER, agreed, facts, local, placement

LINK = "https://rettematch.example"
TODAY = local_date(datetime.now(UTC))


def searching(**changes: object) -> CaseFacts:
    """A case whose weekly contact has been asked for since three weeks."""
    begun = TODAY - timedelta(days=21)
    return facts(
        **({"started_on": begun, "job_broker_since": begun, "cv_begun_on": begun, "ready_on": begun} | changes)
    )


async def apply(notifier: Notifier, *published: CaseFacts) -> None:
    after = await service.position(notifier.database)
    notifier.case_api.publish(*published)
    await service.apply(notifier.database, after, notifier.case_api.page(after), LINK)


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
    await service.apply(notifier.database, "0.0", page, LINK)
    with pytest.raises(FeedMovedError):
        await service.apply(notifier.database, "0.0", page, LINK)
    assert await service.position(notifier.database) == "1.1"


async def test_a_page_that_fails_half_way_leaves_nothing(notifier: Notifier) -> None:
    broken = searching(municipality_code="0707").model_copy(update={"caseworker_id": None})
    notifier.case_api.publish(searching(), broken.model_copy(update={"case_id": OTHER_BROKER}))
    page = notifier.case_api.page("0.0")
    with pytest.raises(Exception, match="null value"):
        await service.apply(notifier.database, "0.0", page, LINK)
    assert await service.position(notifier.database) == "0.0"
    assert await notifier.rows("select * from case_facts") == []


async def test_a_case_of_a_programme_without_rules_does_not_stop_the_feed(notifier: Notifier) -> None:
    strange = searching(programme="nobody-knows").model_copy(update={"case_id": OTHER_BROKER})
    await apply(notifier, strange, searching())
    assert await service.position(notifier.database) == "1.2"
    assert {row["case_id"] for row in await notifier.rows("select case_id from follow_up")} == {CASE}


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


async def test_time_alone_moves_a_plan_on(notifier: Notifier) -> None:
    soon = datetime.now(UTC) + timedelta(seconds=0.3)
    placed = placement(1, TODAY, TODAY + timedelta(days=30), follow_ups=(agreed(1, soon),))
    await apply(notifier, searching(placements=(placed,)))
    left = await service.plan_due(notifier.database, LINK)
    assert left is not None
    assert left <= 0.3
    for _ in range(100):
        await service.plan_due(notifier.database, LINK)
        rows = await notifier.rows("select status from follow_up where rule_id = 'fsm_agreement'")
        if rows[0]["status"] == "due":
            break
    assert rows[0]["status"] == "due"
    assert [row["kind"] for row in await notifier.rows("select kind from reminder where key like 'fsm_agr%'")] == [
        "due"
    ]


async def test_a_worker_that_was_away_for_days_reminds_of_what_is_open_now(notifier: Notifier) -> None:
    """Nothing is chosen by a window of days: what fell due meanwhile is overdue, and told as that, once."""
    past = datetime.now(UTC) - timedelta(days=3)
    placed = placement(1, TODAY - timedelta(days=9), TODAY + timedelta(days=30), follow_ups=(agreed(1, past),))
    await apply(notifier, searching(placements=(placed,)))
    async with inside(notifier) as session:
        await (await session.connection()).execute(text("update case_facts set replan_at = now() - interval '2 days'"))
    await service.plan_due(notifier.database, LINK)
    assert await kinds(notifier) == ["overdue"]


def test_a_plan_changes_by_itself_when_something_falls_due_or_is_late_and_each_midnight() -> None:
    case = facts()
    for now, change in [
        ("2026-11-07 12:00", "2026-11-08 00:00"),
        ("2026-11-08 07:00", "2026-11-08 08:00"),
        ("2026-11-08 08:00", "2026-11-09 00:00"),
        ("2026-11-09 00:00", "2026-11-09 08:00"),
    ]:
        moment = local(now)
        assert next_change(case, plan(case, moment), moment) == local(change)


def test_a_closed_course_is_not_planned_again() -> None:
    case = facts(closed_on=date(2026, 11, 8))
    before, after = local("2026-11-07 12:00"), local("2026-11-08 00:00")
    assert next_change(case, plan(case, before), before) == local("2026-11-08 00:00")
    assert next_change(case, plan(case, after), after) is None


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
