"""Skills of a citizen, as ESCO skills."""

from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from case_api.citizens.background_schemas import SkillRead, SkillWrite
from case_api.citizens.models import Citizen, CitizenSkill
from case_api.citizens.parts import find_part, find_part_for_change
from case_api.context import Work
from case_api.history.records import add, change, find, remove, stamp
from case_api.idempotency.service import Created
from rettematch.identifiers import uuid7
from rettematch.pagination import Page, PageRequest, read_page
from rettematch.patches import merge
from rettematch.problems import Conflict
from rettematch.reference.skills import find_skill


class SkillExists(Conflict):
    """The citizen has this skill already."""

    slug = "skill-exists"
    title = "The citizen has this skill already"
    danish = "Kompetencen er allerede registreret på borgeren."


async def create_skill(work: Work, citizen_id: UUID, write: SkillWrite) -> Created:
    """Adds a skill.

    Raises:
        SkillExists: it is recorded already.
    """
    citizen = await find(work, Citizen, citizen_id)
    row = CitizenSkill(**stamp(work), id=uuid7(), citizen_id=citizen.id, **write.model_dump())
    try:
        await add(work, row)
    except IntegrityError:
        raise SkillExists from None
    work.audit("citizen-skill:create", [citizen.id], subject=row.id)
    return Created(_read(row), f"/v1/citizens/{citizen.id}/skills/{row.id}")


async def list_skills(work: Work, citizen_id: UUID, paging: PageRequest) -> Page[SkillRead]:
    citizen = await find(work, Citizen, citizen_id)
    statement = select(CitizenSkill).where(col(CitizenSkill.citizen_id) == citizen.id)
    rows, pagination = await read_page(work.session, statement, [col(CitizenSkill.id)], paging)
    work.audit("citizen-skill:list", [citizen.id])
    return Page(items=[_read(row) for row in rows], pagination=pagination)


async def read_skill(work: Work, citizen_id: UUID, skill_id: UUID) -> SkillRead:
    citizen, row = await find_part(work, CitizenSkill, citizen_id, skill_id)
    work.audit("citizen-skill:read", [citizen.id], subject=row.id)
    return _read(row)


async def change_skill(work: Work, citizen_id: UUID, skill_id: UUID, patch: SkillWrite, version: int) -> SkillRead:
    """Changes a skill.

    Raises:
        SkillExists: the citizen has the other one already.
    """
    citizen, row = await find_part_for_change(work, CitizenSkill, citizen_id, skill_id, version)
    merged = merge(SkillWrite, row.model_dump(), patch)
    try:
        await change(work, row, merged.model_dump())
    except IntegrityError:
        raise SkillExists from None
    work.audit("citizen-skill:change", [citizen.id], subject=row.id)
    return _read(row)


async def remove_skill(work: Work, citizen_id: UUID, skill_id: UUID, version: int) -> None:
    """Takes back a skill that was recorded by mistake."""
    citizen, row = await find_part_for_change(work, CitizenSkill, citizen_id, skill_id, version)
    await remove(work, row)
    work.audit("citizen-skill:remove", [citizen.id], subject=skill_id)


def _read(row: CitizenSkill) -> SkillRead:
    known = find_skill(row.skill)
    return SkillRead.model_validate(
        {**row.model_dump(), "label": None if known is None else known.label_en},
    )
