"""Workers that die, freeze or are told to stop in the middle of a delivery: real processes, real signals."""

import asyncio
import signal
import time

import asyncpg

from notifier.deliveries.outcomes import default_retry_policy
from tests.notifier.conftest import Notifier
from tests.notifier.processes import process
from tests.notifier.stand_ins import Receiver

TAKE_OVER_SECONDS = 15


async def ping(notifier: Notifier, receiver: Receiver) -> tuple[str, str]:
    """An endpoint's secret, and a message on its way to it."""
    made = await notifier.register(receiver.url)
    sent = await notifier.call("POST", f"/v1/endpoints/{made['id']}/test")
    return made["secret"], sent.json()["delivery_id"]


async def delivered(notifier: Notifier, delivery_id: str, seconds: float = 10) -> dict[str, object]:
    end = time.monotonic() + seconds
    while True:
        read: dict[str, object] = (await notifier.call("GET", f"/v1/deliveries/{delivery_id}")).json()
        if read["state"] == "delivered":
            return read
        assert time.monotonic() < end, read["state"]
        await asyncio.sleep(0.05)


async def test_a_worker_killed_in_the_middle_is_taken_over_with_the_same_id(
    notifier: Notifier, receiver: Receiver
) -> None:
    receiver.delay = 60
    secret, delivery_id = await ping(notifier, receiver)
    async with process(notifier, "work") as first:
        await receiver.wait_for(1)
        first.kill()
        await first.wait()
    receiver.delay = 0
    killed = time.monotonic()
    async with process(notifier, "work"):
        await receiver.wait_for(2, TAKE_OVER_SECONDS)
        took_over = time.monotonic() - killed
        read = await delivered(notifier, delivery_id)
    one, two = receiver.received
    assert one.webhook_id == two.webhook_id
    assert two.verify(secret) == one.verify(secret)
    assert [(each["attempt_no"], each["runs"]) for each in read["attempts"]] == [(1, 2)]  # type: ignore[attr-defined]  # a list of objects
    assert took_over < TAKE_OVER_SECONDS


async def test_a_frozen_worker_is_taken_over_and_changes_nothing_when_it_thaws(
    notifier: Notifier, receiver: Receiver
) -> None:
    receiver.delay = 60
    _, delivery_id = await ping(notifier, receiver)
    async with process(notifier, "work") as frozen:
        await receiver.wait_for(1)
        frozen.send_signal(signal.SIGSTOP)
        receiver.delay = 0
        async with process(notifier, "work"):
            await receiver.wait_for(2, TAKE_OVER_SECONDS)
            before = await delivered(notifier, delivery_id)
            frozen.send_signal(signal.SIGCONT)
            await asyncio.sleep(1)
            assert await delivered(notifier, delivery_id) == before


async def test_a_worker_told_to_stop_finishes_what_is_under_way(notifier: Notifier, receiver: Receiver) -> None:
    receiver.delay = 1.5
    _, delivery_id = await ping(notifier, receiver)
    async with process(notifier, "work") as worker:
        await receiver.wait_for(1)
        worker.terminate()
        assert await asyncio.wait_for(worker.wait(), 10) == 0
    read = await delivered(notifier, delivery_id, 1)
    assert len(receiver.received) == 1
    assert [(each["attempt_no"], each["runs"]) for each in read["attempts"]] == [(1, 1)]  # type: ignore[attr-defined]  # a list of objects


async def test_a_worker_whose_database_connections_break_ends_and_tells_its_supervisor(
    notifier: Notifier, receiver: Receiver
) -> None:
    async with process(notifier, "work") as worker:
        await ping(notifier, receiver)
        await receiver.wait_for(1)
        connection = await asyncpg.connect(notifier.settings.database_url)
        ended = await connection.fetch(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and application_name = 'notifier-queue'"
        )
        await connection.close()
        assert ended
        assert await asyncio.wait_for(worker.wait(), 40) == 1


async def test_a_slow_receiver_keeps_its_lease(notifier: Notifier, receiver: Receiver) -> None:
    """Slower than the lease and slower than PgQueuer's heartbeat, but within the time-out: one attempt."""
    receiver.delay = default_retry_policy().lease_seconds + 6
    _, delivery_id = await ping(notifier, receiver)
    async with process(notifier, "work"), process(notifier, "work"):
        await receiver.wait_for(1)
        read = await delivered(notifier, delivery_id, receiver.delay + 5)
    assert len(receiver.received) == 1
    assert read["attempt_no"] == 1
