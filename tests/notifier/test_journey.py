"""From the facts of a case to the signed reminder, through the real worker."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

from rettematch.clock import local_date
from rettematch.contracts.cases import CaseFacts
from tests.notifier.conftest import Notifier
from tests.notifier.stand_ins import Receiver
from tests.rettematch.case_facts import CASE, agreed, conversation, facts, placement


def running_case(at: datetime, **changes: object) -> CaseFacts:
    """A case with a running placement and one agreed follow-up."""
    today = local_date(datetime.now(UTC))
    placed = placement(1, today - timedelta(days=1), today + timedelta(days=60), follow_ups=(agreed(1, at),))
    begun = today - timedelta(days=20)
    return facts(
        started_on=begun, job_broker_since=begun, cv_begun_on=begun, ready_on=today, placements=(placed,), **changes
    )


async def test_a_follow_up_that_falls_due_reaches_the_job_broker_signed(notifier: Notifier, receiver: Receiver) -> None:
    endpoint = await notifier.register(receiver.url)
    due = datetime.now(UTC) + timedelta(seconds=1)
    async with notifier.working():
        notifier.case_api.publish(running_case(due))
        stop = asyncio.Event()
        time = asyncio.create_task(notifier.case_api.move_on_until(stop))
        (message,) = await receiver.wait_for(1)
        stop.set()
        await time
    payload = message.verify(endpoint["secret"])
    (row,) = await notifier.rows("select * from follow_up where rule_id = 'fsm_agreement'")
    assert payload["type"] == "follow_up.due"
    assert payload["data"] == {
        "follow_up_id": str(row["id"]),
        "case_id": str(CASE),
        "rule_id": "fsm_agreement",
        "due_at": due.isoformat().replace("+00:00", "Z"),
        "link": f"http://127.0.0.1:8000/v1/cases/{CASE}",
    }
    assert set(payload) == {"type", "timestamp", "data"}


async def test_an_unavailable_receiver_is_tried_again_with_the_same_id(notifier: Notifier, receiver: Receiver) -> None:
    endpoint = await notifier.register(receiver.url)
    receiver.answers = [503]
    async with notifier.working():
        notifier.case_api.publish(running_case(datetime.now(UTC) - timedelta(minutes=1)))
        first, second = await receiver.wait_for(2)
        await until_state(notifier, "delivered")
    assert first.webhook_id == second.webhook_id
    assert first.body == second.body
    assert first.verify(endpoint["secret"]) == second.verify(endpoint["secret"])
    attempts = await notifier.rows("select attempt_no, reason, status from attempt order by attempt_no")
    assert [tuple(each) for each in attempts] == [(1, "refused", 503), (2, "delivered", 200)]


async def test_a_fulfilled_follow_up_is_not_sent(notifier: Notifier, receiver: Receiver) -> None:
    await notifier.register(receiver.url)
    at = datetime.now(UTC) - timedelta(minutes=1)
    held = conversation(1, at + timedelta(seconds=30), fulfils=UUID(int=3001))
    async with notifier.working():
        notifier.case_api.publish(running_case(at, conversations=(held,)))
        await until_follow_up(notifier, "fulfilled")
        answer = await notifier.call("GET", "/v1/follow-ups", params={"case_id": str(CASE), "status": "fulfilled"})
    assert {each["rule_id"] for each in answer.json()["items"]} == {"fsm_agreement", "fsm_monthly_after_match"}
    assert receiver.received == []
    assert await notifier.rows("select * from message") == []


async def test_a_reminder_that_waits_is_taken_back_when_the_conversation_is_held(
    notifier: Notifier, receiver: Receiver
) -> None:
    await notifier.register(receiver.url)
    receiver.answers = [503]
    at = datetime.now(UTC) - timedelta(minutes=1)
    async with notifier.working(retry_seconds=(0, 2.0)):
        notifier.case_api.publish(running_case(at))
        await receiver.wait_for(1)
        await until_state(notifier, "retrying")
        held = conversation(1, at + timedelta(seconds=30), fulfils=UUID(int=3001))
        notifier.case_api.publish(running_case(at, conversations=(held,), version=2))
        await until_state(notifier, "cancelled")
    assert len(receiver.received) == 1
    (row,) = await notifier.rows("select reason from delivery")
    assert row["reason"] == "follow-up-closed"


async def test_an_older_or_repeated_change_changes_nothing(notifier: Notifier, receiver: Receiver) -> None:
    await notifier.register(receiver.url)
    at = datetime.now(UTC) - timedelta(minutes=1)
    held = conversation(1, at + timedelta(seconds=30), fulfils=UUID(int=3001))
    notifier.case_api.publish(running_case(at), running_case(at, conversations=(held,), version=2))
    async with notifier.working():
        await until_follow_up(notifier, "fulfilled")
        notifier.case_api.repeat()
        await until_cursor(notifier, notifier.case_api.head)
        await until_follow_up(notifier, "fulfilled")
    assert receiver.received == []


async def test_only_the_responsible_broker_is_told(notifier: Notifier, receiver: Receiver) -> None:
    await notifier.register(receiver.url, "other-broker")
    await notifier.register(receiver.url, "stranger")
    async with notifier.working():
        notifier.case_api.publish(running_case(datetime.now(UTC) - timedelta(minutes=1)))
        await until_cursor(notifier, notifier.case_api.head)
    assert len(await notifier.rows("select * from reminder")) == 1
    assert receiver.received == []


async def test_the_worker_goes_on_when_the_case_api_comes_back(notifier: Notifier, receiver: Receiver) -> None:
    await notifier.register(receiver.url)
    notifier.case_api.status = 503
    async with notifier.working():
        notifier.case_api.publish(running_case(datetime.now(UTC) - timedelta(minutes=1)))
        await asyncio.sleep(0.3)
        notifier.case_api.status = 200
        await receiver.wait_for(1)


async def test_a_feed_in_another_contract_stops_nothing_else(notifier: Notifier, receiver: Receiver) -> None:
    endpoint = await notifier.register(receiver.url)
    notifier.case_api.speaks_otherwise = True
    async with notifier.working():
        notifier.case_api.publish(running_case(datetime.now(UTC) - timedelta(minutes=1)))
        await asyncio.sleep(0.3)
        await notifier.call("POST", f"/v1/endpoints/{endpoint['id']}/test")
        (ping,) = await receiver.wait_for(1)
        notifier.case_api.speaks_otherwise = False
        _, reminder = await receiver.wait_for(2)
    assert [each.verify(endpoint["secret"])["type"] for each in (ping, reminder)] == ["ping", "follow_up.due"]


async def until_state(notifier: Notifier, state: str) -> None:
    await _until(notifier, "select 1 from delivery where state = $1", state)


async def until_follow_up(notifier: Notifier, status: str) -> None:
    await _until(notifier, "select 1 from follow_up where rule_id = 'fsm_agreement' and status = $1", status)


async def until_cursor(notifier: Notifier, cursor: str) -> None:
    await _until(notifier, "select 1 from feed_position where cursor = $1", cursor)


async def _until(notifier: Notifier, query: str, value: str) -> None:
    for _ in range(500):
        if await notifier.rows(query, value):
            return
    raise AssertionError(value)
