"""The contract with PgQueuer: what our design relies on, asked of the pinned release."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from notifier.deliveries.reconciler import reconcile
from notifier.endpoints.models import Endpoint
from notifier.queue import WakeUp, wake
from rettematch.identifiers import uuid7
from rettematch.sealing import load_master_keys
from tests.notifier.conftest import SYDDJURS, Notifier
from tests.notifier.deliveries_made import endpoint, inside, let_lease_run_out, make_due, ping
from tests.notifier.stand_ins import Receiver


class ChangedMindError(Exception):
    """Something went wrong after the wake-up was written."""


@pytest.fixture
async def to(notifier: Notifier) -> Endpoint:
    return await endpoint(notifier, load_master_keys(notifier.settings.key_file))


async def queued(notifier: Notifier) -> list[str]:
    rows = await notifier.rows("select dedupe_key from queue.pgqueuer order by id")
    return [row["dedupe_key"] for row in rows]


async def test_a_wake_up_is_gone_when_its_transaction_is_rolled_back(notifier: Notifier) -> None:
    async def wake_and_fail() -> None:
        async with inside(notifier) as session:
            await wake(session, [WakeUp(SYDDJURS, uuid7(), 1)])
            raise ChangedMindError

    with pytest.raises(ChangedMindError):
        await wake_and_fail()
    assert await queued(notifier) == []


async def test_a_wake_up_is_gone_even_when_it_was_the_first_statement(notifier: Notifier) -> None:
    """The trap: before SQLAlchemy's first statement the driver's own connection is outside the transaction."""

    async def wake_and_fail() -> None:
        async with AsyncSession(notifier.database.engine) as session, session.begin():
            await wake(session, [WakeUp(SYDDJURS, uuid7(), 1)])
            raise ChangedMindError

    with pytest.raises(ChangedMindError):
        await wake_and_fail()
    assert await queued(notifier) == []


async def test_the_same_wake_up_twice_is_one(notifier: Notifier) -> None:
    wake_up = WakeUp(SYDDJURS, uuid7(), 1)
    for _ in range(2):
        async with inside(notifier) as session:
            await wake(session, [wake_up, wake_up])
    assert await queued(notifier) == [str(wake_up)]


def test_a_wake_up_reads_back_as_it_was_written() -> None:
    wake_up = WakeUp(SYDDJURS, uuid7(), 17)
    assert WakeUp.parse(str(wake_up).encode()) == wake_up


async def test_in_calm_the_reconciler_finds_nothing(notifier: Notifier, to: Endpoint) -> None:
    wake_up = await ping(notifier, to)
    await make_due(notifier, wake_up.delivery_id)
    assert await reconcile(notifier.database) == 0


@pytest.mark.parametrize("fate", ["lost", "failed"])
async def test_the_reconciler_wakes_what_has_no_wake_up(notifier: Notifier, to: Endpoint, fate: str) -> None:
    wake_up = await ping(notifier, to)
    await make_due(notifier, wake_up.delivery_id)
    change = "delete from queue.pgqueuer" if fate == "lost" else "update queue.pgqueuer set status = 'failed'"
    async with inside(notifier) as session:
        await (await session.connection()).execute(text(change))
    assert await reconcile(notifier.database) == 1
    assert (await queued(notifier))[-1] == str(wake_up)
    assert await reconcile(notifier.database) == 0


async def test_the_reconciler_wakes_what_a_dead_worker_held(notifier: Notifier, to: Endpoint) -> None:
    wake_up = await ping(notifier, to)
    async with inside(notifier) as session:
        await (await session.connection()).execute(text("update delivery set state = 'sending', next_at = null"))
        await (await session.connection()).execute(text("delete from queue.pgqueuer"))
    await let_lease_run_out(notifier, wake_up.delivery_id)
    assert await reconcile(notifier.database) == 1


async def test_what_is_not_due_needs_no_wake_up(notifier: Notifier, to: Endpoint) -> None:
    await ping(notifier, to)
    async with inside(notifier) as session:
        await (await session.connection()).execute(text("update delivery set next_at = now() + interval '1 hour'"))
        await (await session.connection()).execute(text("delete from queue.pgqueuer"))
    assert await reconcile(notifier.database) == 0


async def test_old_lines_of_the_queues_log_are_cleared(notifier: Notifier) -> None:
    await notifier.rows(
        "insert into queue.pgqueuer_log (created, job_id, status, priority, entrypoint)"
        " select now() - make_interval(days => days), days, 'successful', 0, 'deliver'"
        " from generate_series(0, 3) as days"
    )
    await reconcile(notifier.database)
    assert [row["job_id"] for row in await notifier.rows("select job_id from queue.pgqueuer_log")] == [0]


async def test_a_wake_up_written_behind_the_workers_back_is_seen_within_seconds(
    notifier: Notifier, receiver: Receiver
) -> None:
    keys = load_master_keys(notifier.settings.key_file)
    to = await endpoint(notifier, keys, receiver.url)
    async with notifier.working():
        started = datetime.now(UTC)
        await ping(notifier, to)
        await receiver.wait_for(1)
    assert datetime.now(UTC) - started < timedelta(seconds=3)
