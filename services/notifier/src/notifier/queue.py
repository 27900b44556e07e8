"""PgQueuer as a wake-up, in a schema of its own (docs/decisions/0004-pgqueuer-as-wake-up-only.md).

A row of the queue says only "look at this delivery again". The truth is in our own tables; a row that is lost is put
back by the reconciler, and a row too many does nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from pgqueuer.adapters.persistence.qb import QueryBuilderEnvironment, QueryQueueBuilder, QuerySchedulerBuilder
from pgqueuer.adapters.persistence.queries import Queries
from pgqueuer.domain.settings import DBSettings
from pgqueuer.domain.types import Channel
from pgqueuer.ports.driver import Driver
from sqlmodel.ext.asyncio.session import AsyncSession

QUEUE_SCHEMA: Final = "queue"
QUEUE_TABLE: Final = "queue.pgqueuer"
LOG_TABLE: Final = "queue.pgqueuer_log"
ENTRYPOINT: Final = "deliver"
SETTINGS: Final = DBSettings(db_schema=QUEUE_SCHEMA, channel=Channel("notifier_wake_ups"))
_ENQUEUE: Final = QueryQueueBuilder(SETTINGS).build_enqueue_query("skip")


@dataclass(frozen=True, slots=True)
class WakeUp:
    """Look at attempt `attempt_no` of a delivery. Its text is the queue's payload and its key against doubles."""

    municipality_code: str
    delivery_id: UUID
    attempt_no: int

    def __str__(self) -> str:
        return f"{self.municipality_code}:{self.delivery_id}:{self.attempt_no}"

    @classmethod
    def parse(cls, payload: bytes) -> "WakeUp":
        municipality_code, delivery_id, attempt_no = payload.decode().split(":")
        return cls(municipality_code, UUID(delivery_id), int(attempt_no))


def queries(driver: Driver) -> Queries:
    """PgQueuer's statements over our schema."""
    return Queries(
        driver,
        qbe=QueryBuilderEnvironment(SETTINGS),
        qbq=QueryQueueBuilder(SETTINGS),
        qbs=QuerySchedulerBuilder(SETTINGS),
    )


async def wake(session: AsyncSession, wake_ups: Sequence[WakeUp], after: timedelta = timedelta(0)) -> None:
    """Puts wake-ups in the queue, in the session's transaction; one that is there already is left alone.

    Through SQLAlchemy's connection and not the driver's beneath it: before SQLAlchemy's first statement that one is
    outside the transaction, and what it wrote would survive a rollback.
    """
    if not wake_ups:
        return
    number, texts = len(wake_ups), [str(each) for each in wake_ups]
    columns = (
        [0] * number,  # priority
        [ENTRYPOINT] * number,
        [text.encode() for text in texts],  # payload
        [after] * number,
        texts,  # key against doubles
        ["null"] * number,  # headers
    )
    await (await session.connection()).exec_driver_sql(_ENQUEUE, columns)
