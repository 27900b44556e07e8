"""The state machine of a delivery, on a real database: claims, leases, fences and ends."""

import asyncio
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notifier.deliveries.claims import Claimed, LookAgain, claim, finish, renew
from notifier.deliveries.outcomes import Outcome, Reason, default_retry_policy
from notifier.deliveries.states import FINAL, DeliveryState
from notifier.endpoints.models import Endpoint
from notifier.queue import WakeUp
from rettematch.sealing import MasterKeys, load_master_keys
from tests.notifier.conftest import Notifier
from tests.notifier.deliveries_made import SECRET, endpoint, let_lease_run_out, make_due, ping, read

POLICY = default_retry_policy().model_copy(update={"schedule_seconds": (0, 5, 5), "in_flight_per_endpoint": 1000})
DELIVERED = Outcome(Reason.DELIVERED, 12, 200)
REFUSED = Outcome(Reason.REFUSED, 12, 503)
GONE = Outcome(Reason.GONE, 12, 410)


@pytest.fixture
def keys(notifier: Notifier) -> MasterKeys:
    return load_master_keys(notifier.settings.key_file)


@pytest.fixture
async def to(notifier: Notifier, keys: MasterKeys) -> Endpoint:
    return await endpoint(notifier, keys)


async def claimed(notifier: Notifier, wake_up: WakeUp, keys: MasterKeys) -> Claimed:
    found = await claim(notifier.database, wake_up, POLICY, keys)
    assert isinstance(found, Claimed)
    return found


async def end(notifier: Notifier, mine: Claimed, outcome: Outcome) -> bool:
    return await finish(notifier.database, mine, outcome, POLICY, 0.5)


async def test_a_claim_holds_what_is_needed_to_send(notifier: Notifier, to: Endpoint, keys: MasterKeys) -> None:
    wake_up = await ping(notifier, to)
    mine = await claimed(notifier, wake_up, keys)
    assert (mine.url, mine.body, mine.signing) == (to.url, b"{}", [SECRET])
    row = await read(notifier, wake_up.delivery_id)
    assert (row.state, row.runs, row.total_runs) == (DeliveryState.SENDING, 1, 1)


async def test_a_live_lease_keeps_everybody_else_out(notifier: Notifier, to: Endpoint, keys: MasterKeys) -> None:
    wake_up = await ping(notifier, to)
    found = await asyncio.gather(*(claim(notifier.database, wake_up, POLICY, keys) for _ in range(3)))
    assert sum(isinstance(each, Claimed) for each in found) == 1
    waits = [each.after for each in found if isinstance(each, LookAgain)]
    assert all(timedelta(0) < wait <= timedelta(seconds=POLICY.lease_seconds) for wait in waits)
    assert len(waits) == 2


async def test_a_frozen_worker_that_wakes_up_late_changes_nothing(
    notifier: Notifier, to: Endpoint, keys: MasterKeys
) -> None:
    wake_up = await ping(notifier, to)
    frozen = await claimed(notifier, wake_up, keys)
    await let_lease_run_out(notifier, wake_up.delivery_id)
    mine = await claimed(notifier, wake_up, keys)
    assert not await renew(notifier.database, frozen, POLICY)
    assert not await end(notifier, frozen, REFUSED)
    assert await renew(notifier.database, mine, POLICY)
    assert await end(notifier, mine, DELIVERED)
    assert not await end(notifier, frozen, REFUSED)
    row = await read(notifier, wake_up.delivery_id)
    assert (row.state, row.attempt_no, row.total_runs) == (DeliveryState.DELIVERED, 1, 2)
    assert len(await notifier.rows("select * from attempt")) == 1


async def test_an_attempt_in_which_workers_keep_dying_is_given_up(
    notifier: Notifier, to: Endpoint, keys: MasterKeys
) -> None:
    wake_up = await ping(notifier, to)
    for _ in range(POLICY.runs_at_most):
        await claimed(notifier, wake_up, keys)
        await let_lease_run_out(notifier, wake_up.delivery_id)
    assert await claim(notifier.database, wake_up, POLICY, keys) is None
    row = await read(notifier, wake_up.delivery_id)
    assert (row.state, row.reason) == (DeliveryState.DEAD, Reason.WORKER_DIED)


async def test_a_failure_writes_attempt_state_and_wake_up_together(
    notifier: Notifier, to: Endpoint, keys: MasterKeys
) -> None:
    wake_up = await ping(notifier, to)
    assert await end(notifier, await claimed(notifier, wake_up, keys), REFUSED)
    row = await read(notifier, wake_up.delivery_id)
    assert (row.state, row.attempt_no, row.runs) == (DeliveryState.RETRYING, 2, 0)
    waiting = await notifier.rows(
        "select execute_after, $1::timestamptz as next_at from queue.pgqueuer where dedupe_key = $2",
        row.next_at,
        str(WakeUp(wake_up.municipality_code, wake_up.delivery_id, 2)),
    )
    assert abs(waiting[0]["execute_after"] - waiting[0]["next_at"]) < timedelta(seconds=1)
    assert await claim(notifier.database, wake_up, POLICY, keys) is None, "the wake-up of attempt 1 is spent"
    second = WakeUp(wake_up.municipality_code, wake_up.delivery_id, 2)
    assert isinstance(await claim(notifier.database, second, POLICY, keys), LookAgain)


async def test_the_last_failure_is_the_end(notifier: Notifier, to: Endpoint, keys: MasterKeys) -> None:
    wake_up = await ping(notifier, to)
    for attempt_no in (1, 2, 3):
        await make_due(notifier, wake_up.delivery_id)
        this = WakeUp(wake_up.municipality_code, wake_up.delivery_id, attempt_no)
        assert await end(notifier, await claimed(notifier, this, keys), REFUSED)
    row = await read(notifier, wake_up.delivery_id)
    assert (row.state, row.reason, row.next_at) == (DeliveryState.DEAD, Reason.NO_MORE_ATTEMPTS, None)
    assert len(await notifier.rows("select * from attempt")) == 3


async def test_an_endpoint_that_is_gone_is_disabled_and_gets_nothing_more(
    notifier: Notifier, to: Endpoint, keys: MasterKeys
) -> None:
    first, second = await ping(notifier, to), await ping(notifier, to)
    assert await end(notifier, await claimed(notifier, first, keys), GONE)
    assert (await read(notifier, first.delivery_id)).reason is Reason.GONE
    other = await read(notifier, second.delivery_id)
    assert (other.state, other.reason) == (DeliveryState.CANCELLED, Reason.ENDPOINT_GONE)
    assert await claim(notifier.database, second, POLICY, keys) is None
    answer = await notifier.call("GET", f"/v1/endpoints/{to.id}")
    assert (answer.json()["state"], answer.json()["state_reason"]) == ("disabled", "gone")


async def test_one_receiver_does_not_take_all_the_room(notifier: Notifier, to: Endpoint, keys: MasterKeys) -> None:
    narrow = POLICY.model_copy(update={"in_flight_per_endpoint": 3})
    for _ in range(3):
        assert isinstance(await claim(notifier.database, await ping(notifier, to), narrow, keys), Claimed)
    crowded = await ping(notifier, to)
    assert isinstance(await claim(notifier.database, crowded, narrow, keys), LookAgain)
    elsewhere = await ping(notifier, await endpoint(notifier, keys))
    assert isinstance(await claim(notifier.database, elsewhere, narrow, keys), Claimed)


async def test_a_wake_up_for_nothing_does_nothing(notifier: Notifier, to: Endpoint, keys: MasterKeys) -> None:
    assert await claim(notifier.database, WakeUp("0706", to.id, 1), POLICY, keys) is None
    wake_up = await ping(notifier, to)
    assert await claim(notifier.database, WakeUp("0707", wake_up.delivery_id, 1), POLICY, keys) is None


STEP = st.sampled_from(["claim", "stale-claim", "deliver", "refuse", "die", "wait", "late-finish"])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEP, max_size=14))
async def test_whatever_happens_a_delivery_ends_once_and_every_attempt_is_counted(
    notifier: Notifier, to: Endpoint, keys: MasterKeys, steps: list[str]
) -> None:
    first = await ping(notifier, to)
    held: list[Claimed] = []
    finished = 0
    ended: DeliveryState | None = None
    for step in steps:
        row = await read(notifier, first.delivery_id)
        if step in {"claim", "stale-claim"}:
            number = row.attempt_no if step == "claim" else row.attempt_no - 1
            found = await claim(notifier.database, WakeUp("0706", first.delivery_id, number), POLICY, keys)
            assert step == "claim" or found is None
            if isinstance(found, Claimed):
                held.append(found)
        elif step in {"deliver", "refuse"} and held:
            ours = await end(notifier, held[-1], DELIVERED if step == "deliver" else REFUSED)
            finished += ours
        elif step == "late-finish" and len(held) > 1:
            assert not await end(notifier, held[0], DELIVERED)
        elif step == "die" and row.state is DeliveryState.SENDING:
            await let_lease_run_out(notifier, first.delivery_id)
        elif step == "wait" and row.state is DeliveryState.RETRYING:
            await make_due(notifier, first.delivery_id)
        row = await read(notifier, first.delivery_id)
        assert ended is None or row.state is ended
        ended = row.state if row.state in FINAL else None
        assert (row.state is DeliveryState.SENDING) == (row.lease_token is not None)
        assert (row.finished_at is not None) == (row.state in FINAL)
    attempts = await notifier.rows("select * from attempt where delivery_id = $1", first.delivery_id)
    assert len(attempts) == finished
    assert (await read(notifier, first.delivery_id)).total_runs == len(held)
