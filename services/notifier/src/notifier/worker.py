"""`notifier work`: follows the feed, reminds, delivers and reconciles, in a process of its own.

Never inside the API's process: a torn-down event loop there would delete the queue row that was running. When the
database goes away the process ends, and whoever supervises it starts it again.
"""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from traceback import extract_tb

import asyncpg
import httpx
import structlog

from notifier.deliveries.dispatcher import Dispatcher
from notifier.deliveries.outcomes import RetryPolicy, default_retry_policy
from notifier.deliveries.reconciler import reconcile
from notifier.deliveries.sender import Sender
from notifier.feed.consumer import FeedConsumer
from notifier.settings import NotifierSettings
from rettematch.clients.case_api import CaseApiClient
from rettematch.clients.service_token import ServiceToken
from rettematch.database import Database
from rettematch.sealing import load_master_keys
from rettematch.tokens import OidcSettings

CLIENT_ID = "notifier"
_QUEUE_CONNECTIONS = 4
_FOLLOWING_CONNECTIONS = 3
_POOL_TIMEOUT_SECONDS = 30

_log = structlog.get_logger(__name__)


class WorkerFailedError(RuntimeError):
    """A part of the worker ended by itself; the process should be started again."""


def retry_policy(settings: NotifierSettings) -> RetryPolicy:
    """The policy of retry.toml with what the settings put in its place."""
    given = {"schedule_seconds": settings.retry_seconds, "floor_seconds": settings.retry_floor_seconds}
    changes = {name: value for name, value in given.items() if value is not None}
    return RetryPolicy.model_validate(default_retry_policy().model_dump() | changes)


class Worker:
    """All parts of the worker over one database."""

    def __init__(self, settings: NotifierSettings, oidc: OidcSettings) -> None:
        if oidc.token_url is None:
            raise ValueError("OIDC_TOKEN_URL is needed: the worker signs in to follow the feed")
        self._settings = settings
        self._token_url = oidc.token_url
        self._stop = asyncio.Event()

    def stop(self) -> None:
        """Ends the work; deliveries under way are finished first."""
        self._stop.set()

    async def run(self) -> None:
        """Works until `stop`.

        Raises:
            WorkerFailedError: a part ended by itself, or deliveries did not end within the grace.
        """
        settings = self._settings
        policy = retry_policy(settings)
        async with AsyncExitStack() as stack:
            delivering = Database(
                settings.database_url,
                application_name="notifier-deliver",
                pool_size=settings.pool_size,
                pool_timeout=_POOL_TIMEOUT_SECONDS,
            )
            stack.push_async_callback(delivering.close)
            # Connections of their own, so that a rush of deliveries never keeps the feed waiting.
            following = Database(
                settings.database_url,
                application_name="notifier-follow",
                pool_size=_FOLLOWING_CONNECTIONS,
                pool_timeout=_POOL_TIMEOUT_SECONDS,
            )
            stack.push_async_callback(following.close)
            http = await stack.enter_async_context(httpx.AsyncClient(trust_env=False))
            sender = await stack.enter_async_context(Sender(policy, allow_local=settings.allow_local_endpoints))
            pool = await stack.enter_async_context(_queue_pool(settings.database_url))
            consumer = FeedConsumer(
                following,
                CaseApiClient(http, settings.case_api_url),
                ServiceToken(http, self._token_url, CLIENT_ID, settings.client_secret),
                settings.link_base_url,
            )
            dispatcher = Dispatcher(delivering, sender, policy, load_master_keys(settings.key_file))
            await self._all(
                dispatcher.run(pool, self._stop),
                consumer.run(self._stop),
                self._every_tick(lambda: self._reconcile(following)),
            )

    async def _all(self, *parts: Awaitable[None]) -> None:
        """Runs the parts until they are told to stop; the end of one before that is the end of all."""
        tasks = [asyncio.ensure_future(part) for part in parts]
        stopping = asyncio.ensure_future(self._stop.wait())
        done, _ = await asyncio.wait({*tasks, stopping}, return_when=asyncio.FIRST_COMPLETED)
        failed = [task for task in done if task is not stopping and not self._stop.is_set()]
        self.stop()
        _, late = await asyncio.wait({*tasks, stopping}, timeout=self._settings.grace_seconds)
        for task in late:
            task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
        errors = [result for result in results if isinstance(result, Exception)]
        for error in errors:
            # Where, and not what: the words of a database error can hold a row's values.
            frames = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in extract_tb(error.__traceback__)]
            _log.error("a part of the worker failed", kind=type(error).__name__, where=" ".join(frames[-4:]))
        if failed or errors or late:
            raise WorkerFailedError from next(iter(errors), None)

    async def _every_tick(self, work: Callable[[], Awaitable[None]]) -> None:
        while not self._stop.is_set():
            await work()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), self._settings.tick_seconds)

    async def _reconcile(self, database: Database) -> None:
        found = await reconcile(database)
        if found:
            _log.warning("woke deliveries that had no wake-up", number=found)


@asynccontextmanager
async def _queue_pool(url: str) -> AsyncIterator[asyncpg.Pool]:
    """PgQueuer's own connections: one listens, the others take and hand back wake-ups."""
    pool = await asyncpg.create_pool(
        url,
        min_size=2,
        max_size=_QUEUE_CONNECTIONS,
        timeout=10,
        command_timeout=30,
        server_settings={"application_name": "notifier-queue", "timezone": "UTC"},
    )
    try:
        yield pool
    finally:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(pool.close(), 5)


async def work(settings: NotifierSettings, oidc: OidcSettings) -> None:
    """Runs a worker until SIGTERM or SIGINT.

    Raises:
        WorkerFailedError: see `Worker.run`.
    """
    worker = Worker(settings, oidc)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, worker.stop)
    _log.info("working")
    await worker.run()
    _log.info("stopped")
