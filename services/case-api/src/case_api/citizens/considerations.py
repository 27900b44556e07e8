"""Considerations (skånehensyn) of a citizen: statements that are added, corrected and withdrawn, never overwritten."""

import json
from uuid import UUID

from sqlmodel import col, select

from case_api.citizens.consideration_schemas import ConsiderationRead, ConsiderationWrite, EffectiveConsiderations
from case_api.citizens.models import Citizen, Consideration
from case_api.citizens.parts import find_part, find_part_for_change, require_past
from case_api.citizens.profile import statement_of
from case_api.citizens.rules import Effective, Statement, effective
from case_api.citizens.sealing import CitizenSeal, seal_of
from case_api.context import Work
from case_api.history.records import add, change, find, find_for_change, stamp
from case_api.idempotency.service import Created
from rettematch.considerations import dimension
from rettematch.identifiers import uuid7
from rettematch.pagination import Page, PageRequest, read_page
from rettematch.patches import merge
from rettematch.problems import Conflict

_TABLE = "consideration"


class ConsiderationWithdrawn(Conflict):
    """A withdrawn statement stays as it was."""

    slug = "consideration-withdrawn"
    title = "The consideration was withdrawn"
    danish = "Skånehensynet er trukket tilbage og kan ikke ændres."


async def create_consideration(work: Work, citizen_id: UUID, write: ConsiderationWrite) -> Created:
    """Adds a statement; from now on it counts on its dimension if it is the newest valid one."""
    require_past(work, stated_on=write.stated_on)
    citizen = await find(work, Citizen, citizen_id)
    row = await add_statement(work, citizen, write)
    work.audit("consideration:create", [citizen.id], subject=row.id)
    return Created(await _read(work, citizen, row), f"/v1/citizens/{citizen.id}/considerations/{row.id}")


async def add_statement(work: Work, citizen: Citizen, write: ConsiderationWrite) -> Consideration:
    """Adds a statement that another record leads to, such as a step-up; the caller checks its day and audits."""
    seal, row_id = seal_of(work, citizen), uuid7()
    row = Consideration(
        **stamp(work),
        id=row_id,
        citizen_id=citizen.id,
        sealed=_close(seal, row_id, write),
        **write.model_dump(exclude={"dimension", "level"}),
    )
    await add(work, row)
    return row


async def take_back(work: Work, citizen: Citizen, consideration_id: UUID) -> None:
    """Withdraws a statement from today on, unless that was done; the caller audits."""
    row = await find_for_change(work, Consideration, consideration_id)
    if row.citizen_id == citizen.id and row.withdrawn_on is None:
        await change(work, row, {"withdrawn_on": work.today})


async def list_considerations(work: Work, citizen_id: UUID, paging: PageRequest) -> Page[ConsiderationRead]:
    """Everything that was stated, in the order in which it was recorded."""
    citizen = await find(work, Citizen, citizen_id)
    statement = select(Consideration).where(col(Consideration.citizen_id) == citizen.id)
    rows, pagination = await read_page(work.session, statement, [col(Consideration.id)], paging)
    seal, counting = seal_of(work, citizen), await _counting(work, citizen)
    work.audit("consideration:list", [citizen.id])
    return Page(items=[_shown(work, seal, row, counting) for row in rows], pagination=pagination)


async def read_effective(work: Work, citizen_id: UUID) -> EffectiveConsiderations:
    """What counts today."""
    citizen = await find(work, Citizen, citizen_id)
    seal, counting = seal_of(work, citizen), await _counting(work, citizen)
    rows = await _rows(work, citizen)
    counted = {each.statement.id for each in counting.values()}
    items = [_shown(work, seal, row, counting) for row in rows if row.id in counted]
    work.audit("consideration:read-effective", [citizen.id])
    return EffectiveConsiderations(as_of=work.today, items=sorted(items, key=lambda one: one.dimension))


async def read_consideration(work: Work, citizen_id: UUID, consideration_id: UUID) -> ConsiderationRead:
    citizen, row = await find_part(work, Consideration, citizen_id, consideration_id)
    work.audit("consideration:read", [citizen.id], subject=row.id)
    return await _read(work, citizen, row)


async def change_consideration(
    work: Work, citizen_id: UUID, consideration_id: UUID, patch: ConsiderationWrite, version: int
) -> ConsiderationRead:
    """Corrects a statement; a new statement is a new row.

    Raises:
        ConsiderationWithdrawn: it was withdrawn.
    """
    citizen, row = await _standing(work, citizen_id, consideration_id, version)
    seal = seal_of(work, citizen)
    current = statement_of(seal, row)
    merged = merge(ConsiderationWrite, {**row.model_dump(), **_content(current)}, patch)
    require_past(work, stated_on=merged.stated_on)
    values = merged.model_dump(exclude={"dimension", "level"})
    if (merged.dimension, merged.level) != (current.dimension, current.level):
        values["sealed"] = _close(seal, row.id, merged)
    await change(work, row, values)
    work.audit("consideration:change", [citizen.id], subject=row.id)
    return await _read(work, citizen, row)


async def withdraw(work: Work, citizen_id: UUID, consideration_id: UUID, version: int) -> ConsiderationRead:
    """From today the statement no longer counts; it stays in the history.

    Raises:
        ConsiderationWithdrawn: it was withdrawn before.
    """
    citizen, row = await _standing(work, citizen_id, consideration_id, version)
    await change(work, row, {"withdrawn_on": work.today})
    work.audit("consideration:withdraw", [citizen.id], subject=row.id)
    return await _read(work, citizen, row)


async def _standing(
    work: Work, citizen_id: UUID, consideration_id: UUID, version: int
) -> tuple[Citizen, Consideration]:
    citizen, row = await find_part_for_change(work, Consideration, citizen_id, consideration_id, version)
    if row.withdrawn_on is not None:
        raise ConsiderationWithdrawn
    return citizen, row


async def _rows(work: Work, citizen: Citizen) -> list[Consideration]:
    statement = select(Consideration).where(col(Consideration.citizen_id) == citizen.id)
    return list((await work.session.exec(statement)).all())


async def _counting(work: Work, citizen: Citizen) -> dict[str, Effective]:
    seal = seal_of(work, citizen)
    return effective([statement_of(seal, row) for row in await _rows(work, citizen)], work.today)


def _content(statement: Statement) -> dict[str, object]:
    return {"dimension": statement.dimension, "level": statement.level}


def _close(seal: CitizenSeal, row_id: UUID, write: ConsiderationWrite) -> bytes:
    return seal.close(json.dumps({"dimension": write.dimension, "level": write.level}), _TABLE, row_id, "sealed")


async def _read(work: Work, citizen: Citizen, row: Consideration) -> ConsiderationRead:
    return _shown(work, seal_of(work, citizen), row, await _counting(work, citizen))


def _shown(work: Work, seal: CitizenSeal, row: Consideration, counting: dict[str, Effective]) -> ConsiderationRead:
    statement = statement_of(seal, row)
    counted = counting.get(statement.dimension)
    scale = dimension(statement.dimension)
    return ConsiderationRead.model_validate(
        {
            **row.model_dump(exclude={"sealed"}),
            **_content(statement),
            "dimension_name": scale.name_da,
            "level_text": scale.levels_da[statement.level],
            "counts": counted is not None and counted.statement.id == row.id,
            "expired": statement.is_expired(work.today),
        }
    )
