"""Rows that belong to a citizen, found only under that citizen's path."""

from datetime import date
from typing import TypeVar
from uuid import UUID

from case_api.citizens.models import Citizen, CitizenSkill, Consideration, CvEntry, JobGoal
from case_api.context import Work
from case_api.history.records import find, find_for_change, revisions
from case_api.history.schemas import History, history_of
from rettematch.problems import InvalidRequest, NotFound

Part = TypeVar("Part", JobGoal, CitizenSkill, CvEntry, Consideration)


async def find_part(work: Work, table: type[Part], citizen_id: UUID, part_id: UUID) -> tuple[Citizen, Part]:
    """A citizen and one of its rows.

    Raises:
        NotFound: no such citizen, or no such row of this citizen.
    """
    citizen = await find(work, Citizen, citizen_id)
    return citizen, _of(citizen, await find(work, table, part_id))


async def find_part_for_change(
    work: Work, table: type[Part], citizen_id: UUID, part_id: UUID, version: int
) -> tuple[Citizen, Part]:
    """As `find_part`, the row locked and in the expected version."""
    citizen = await find(work, Citizen, citizen_id)
    return citizen, _of(citizen, await find_for_change(work, table, part_id, version))


async def part_history(work: Work, table: type[Part], citizen_id: UUID, part_id: UUID) -> History:
    """All versions of a row of a citizen, audited. What is sealed shows only that it changed."""
    citizen, _ = await find_part(work, table, citizen_id, part_id)
    work.audit(f"{str(table.__tablename__).replace('_', '-')}:read-history", [citizen.id], subject=part_id)
    return history_of(await revisions(work, table, part_id))


def require_past(work: Work, **dates: date | None) -> None:
    """Refuses dates after today.

    Args:
        work: The request, for today.
        dates: Body fields with their value; null passes.

    Raises:
        InvalidRequest: names the first field that lies in the future.
    """
    for field, value in dates.items():
        if value is not None and value > work.today:
            raise InvalidRequest.field(f"body.{field}", "must not be in the future", "må ikke ligge i fremtiden")


def _of(citizen: Citizen, row: Part) -> Part:
    if row.citizen_id != citizen.id:
        raise NotFound
    return row
