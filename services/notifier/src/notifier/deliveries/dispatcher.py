"""Carrying out wake-ups: PgQueuer says when, `claims` says whether, the sender does it."""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import asyncpg
import structlog
from pgqueuer.adapters.drivers.asyncpg import AsyncpgPoolDriver
from pgqueuer.core.qm import QueueManager
from pgqueuer.domain.errors import FailingListenerError, RetryRequested
from pgqueuer.domain.models import HealthCheckEvent, Job

from notifier.deliveries import claims, signing
from notifier.deliveries.claims import Claimed, LookAgain
from notifier.deliveries.outcomes import RetryPolicy
from notifier.deliveries.sender import Sender
from notifier.queue import ENTRYPOINT, SETTINGS, WakeUp, queries
from rettematch.database import Database
from rettematch.sealing import MasterKeys

_BATCH = 25
_AT_ONCE = 100
_HEARTBEAT = timedelta(seconds=10)
_LOOK_EVERY = timedelta(seconds=2)
"""The heartbeat alone does nothing for an idle worker: this is how often it looks for what a dead one left."""
_RENEWALS_PER_LEASE = 3
_HEALTH_QUESTIONS = 4

_log = structlog.get_logger(__name__)


class PatientQueueManager(QueueManager):
    """Asks more than once whether notifications still arrive, before it gives up.

    PgQueuer asks for the first time while it is still starting to listen; a question sent a moment too early is never
    answered, and the worker would end ten seconds later for nothing.
    """

    async def listener_healthy(self, timeout: timedelta = timedelta(seconds=10)) -> HealthCheckEvent:  # noqa: ASYNC109 - the library's signature
        for _ in range(_HEALTH_QUESTIONS - 1):
            with contextlib.suppress(FailingListenerError):
                return await super().listener_healthy(timeout / _HEALTH_QUESTIONS)
        return await super().listener_healthy(timeout / _HEALTH_QUESTIONS)


class Dispatcher:
    """Delivers what falls due, in one process among any number of such."""

    def __init__(self, database: Database, sender: Sender, policy: RetryPolicy, keys: MasterKeys) -> None:
        self._database = database
        self._sender = sender
        self._policy = policy
        self._keys = keys

    async def run(self, pool: asyncpg.Pool, stop: asyncio.Event) -> None:
        """Works until `stop`, and then until what is under way has ended.

        Raises:
            Exception: the database is gone; the process should end and be started again.
        """
        manager = PatientQueueManager(queries(AsyncpgPoolDriver(pool)), channel=SETTINGS.channel)
        manager.shutdown = stop

        # "hold": what fails for an unforeseen reason stays in the queue to be seen; the reconciler wakes it again.
        @manager.entrypoint(ENTRYPOINT, on_failure="hold")
        async def deliver(job: Job) -> None:
            await self.deliver(WakeUp.parse(job.payload or b""))

        await manager.run(
            dequeue_timeout=_LOOK_EVERY,
            batch_size=_BATCH,
            max_concurrent_tasks=_AT_ONCE,
            shutdown_on_listener_failure=True,
            heartbeat_timeout=_HEARTBEAT,
            log_aggregation_interval=timedelta(0),
        )

    async def deliver(self, wake_up: WakeUp) -> None:
        """Makes one attempt, if it is to be made.

        Raises:
            RetryRequested: it is somebody else's, or not yet due: the wake-up is kept for later.
        """
        claimed = await claims.claim(self._database, wake_up, self._policy, self._keys)
        if claimed is None:
            return
        if isinstance(claimed, LookAgain):
            raise RetryRequested(delay=claimed.after)
        headers = signing.headers(claimed.webhook_id, claimed.claimed_at, claimed.body, claimed.signing)
        async with self._lease(claimed):
            outcome = await self._sender.post(claimed.url, claimed.body, headers)
        chance = random.random()  # noqa: S311 - spreads attempts; nothing secret
        ours = await claims.finish(self._database, claimed, outcome, self._policy, chance)
        _log.info(
            "attempt" if ours else "attempt taken over by another worker",
            delivery=str(wake_up.delivery_id),
            attempt=wake_up.attempt_no,
            reason=outcome.reason.value,
            status=outcome.status,
            ms=outcome.duration_ms,
        )

    @asynccontextmanager
    async def _lease(self, claimed: Claimed) -> AsyncIterator[None]:
        """Keeps the lease while the receiver takes its time."""

        async def keep() -> None:
            kept = True
            while kept:
                await asyncio.sleep(self._policy.lease_seconds / _RENEWALS_PER_LEASE)
                kept = await claims.renew(self._database, claimed, self._policy)

        keeping = asyncio.create_task(keep())
        try:
            yield
        finally:
            keeping.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await keeping
