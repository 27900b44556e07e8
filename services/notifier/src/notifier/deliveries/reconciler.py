"""Puts back wake-ups that were lost, and clears what the queue keeps too long."""

from sqlalchemy import text

from notifier.queue import LOG_TABLE, QUEUE_TABLE, WakeUp, wake
from notifier.scopes import WORKER_SCOPE
from rettematch.database import Database

_AT_ONCE = 1000
# What is due has a wake-up or gets one. A moment's patience lets a transaction that is just committing be seen whole.
_FORGOTTEN = text(f"""
select delivery.municipality_code, delivery.id, delivery.attempt_no
from delivery
where (
    (delivery.state in ('pending', 'retrying') and delivery.next_at < now() - interval '5 seconds')
    or (delivery.state = 'sending' and delivery.lease_until < now() - interval '5 seconds')
) and not exists (
    select from {QUEUE_TABLE} as queued
    where queued.dedupe_key = delivery.municipality_code || ':' || delivery.id || ':' || delivery.attempt_no
    and queued.status in ('queued', 'picked')
)
order by coalesce(delivery.next_at, delivery.lease_until), delivery.id
limit {_AT_ONCE}
""")  # noqa: S608 - our own names, no values
_CLEAR_HELD = text(f"delete from {QUEUE_TABLE} where status = 'failed' and updated < now() - interval '7 days'")  # noqa: S608 - as above
_CLEAR_LOG = text(f"delete from {LOG_TABLE} where created < now() - interval '1 day'")  # noqa: S608 - as above


async def reconcile(database: Database) -> int:
    """Wakes every delivery that is due and has no wake-up, in whatever municipality.

    Returns:
        How many there were; 0 when all is well.
    """
    async with database.transaction(WORKER_SCOPE) as session:
        rows = (await (await session.connection()).execute(_FORGOTTEN)).all()
        await wake(session, [WakeUp(*row) for row in rows])
    async with database.transaction(WORKER_SCOPE) as session:
        connection = await session.connection()
        await connection.execute(_CLEAR_HELD)
        await connection.execute(_CLEAR_LOG)
    return len(rows)
