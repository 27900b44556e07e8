"""Publishing places again when a day has passed that changes them, though nobody touched them.

A placement that begins uses up room under the ratio rule, one that ends frees its seat, and a place closes after its
last day. A job that was vacated can be subsidised again after a while, and the staff of last month is another one from
the first of the next. Each place keeps the day for which it was last published, so a missed run is made up for.
"""

import asyncio
import contextlib
from datetime import date, timedelta
from uuid import UUID

import structlog
from sqlalchemy import ColumnElement, cast, exists
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, select

from case_api.context import Actor, Work
from case_api.employers.feed import lock_places, publish_places
from case_api.employers.models import Employer, Place, Workplace
from case_api.employers.occupancy import last_day
from case_api.placements.models import Placement
from case_api.staff.models import Municipality
from rettematch.clock import Clock, local_date
from rettematch.contracts.base import Scheme
from rettematch.database import PLATFORM_SCOPE, Database, DataScope
from rettematch.programmes.law_parameters import AdditionalEmployment
from rettematch.programmes.legal_facts import stated
from rettematch.programmes.periods import Span
from rettematch.programmes.rulebook import SHIPPED
from rettematch.sealing import MasterKeys

FIRST_RUN_SECONDS = 30.0
SECONDS_BETWEEN_RUNS = 600.0
_NOBODY = UUID(int=0)
_ANY_DAY = date(2026, 1, 1)
_MARGIN_DAYS = 7
"""Months differ in length, and a run can be missed for some days."""
_log = structlog.get_logger(__name__)


def _changed_by(today: date) -> ColumnElement[bool]:
    """Places that stand in the feed as they were on an earlier day and are otherwise today."""
    published, yesterday = col(Place.published_on), today - timedelta(days=1)
    begun = col(Placement.starts_on).between(published + timedelta(days=1), today)
    ended = last_day().between(published, yesterday)
    at_workplace = col(Placement.workplace_id) == col(Place.workplace_id)
    closed = col(Place.open_until).between(published, yesterday)
    return (published < today) & (closed | exists().where(at_workplace, begun | ended) | _of_law(today))


def _of_law(today: date) -> ColumnElement[bool]:
    """Places whose schemes the additional-employment rule (merbeskæftigelse) may judge otherwise than before."""
    longest = max((row.vacated_within for _, row in stated(AdditionalEmployment, today)), key=_days, default=None)
    since = today if longest is None else today - timedelta(days=_days(longest) + _MARGIN_DAYS)
    nothing = cast([], JSONB)
    counted = exists().where(
        col(Workplace.municipality_code) == col(Place.municipality_code),
        col(Workplace.id) == col(Place.workplace_id),
        col(Employer.municipality_code) == col(Workplace.municipality_code),
        col(Employer.id) == col(Workplace.employer_id),
        (col(Workplace.staff_by_month) != nothing) | (col(Employer.staff_by_month) != nothing),
    )
    another_month = (col(Place.published_on) < today.replace(day=1)) & counted
    return col(Place.schemes).contains([Scheme.WAGE_SUBSIDY.value]) & (another_month | (col(Place.vacated_on) >= since))


def _days(span: Span) -> int:
    return (span.after(_ANY_DAY) - _ANY_DAY).days


async def publish_what_the_day_changed(database: Database, keys: MasterKeys, clock: Clock) -> int:
    """Publishes every place of every municipality that is otherwise today than when it was last published.

    Returns:
        How many places it published; a second run on the same day publishes none.
    """
    async with database.transaction(PLATFORM_SCOPE) as session:
        codes = (await session.exec(select(Municipality.municipality_code))).all()
    published = 0
    for code in codes:
        async with database.transaction(DataScope(code)) as session:
            work = Work(session, Actor(_NOBODY, code, None, frozenset()), clock(), keys, "calendar", False, SHIPPED)
            places = await lock_places(work, _changed_by(local_date(work.now)))
            await publish_places(work, places)
            published += len(places)
    return published


class Calendar:
    """Runs `publish_what_the_day_changed` now and then while the service runs. More than one at once do no harm."""

    def __init__(self, database: Database, keys: MasterKeys, clock: Clock) -> None:
        self._database = database
        self._keys = keys
        self._clock = clock
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _run(self) -> None:
        await asyncio.sleep(FIRST_RUN_SECONDS)
        while True:
            try:
                count = await publish_what_the_day_changed(self._database, self._keys, self._clock)
                _log.info("places published for the day", count=count)
            except (OSError, SQLAlchemyError) as error:
                _log.warning("places could not be published for the day", kind=type(error).__name__)
            await asyncio.sleep(SECONDS_BETWEEN_RUNS)
