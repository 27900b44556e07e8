"""Employers and workplaces."""

from typing import Any
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from case_api.context import Work
from case_api.employers.feed import publish_places_of_employer, publish_places_of_workplace
from case_api.employers.models import Employer, Workplace
from case_api.employers.references import require_employer
from case_api.employers.schemas import (
    EmployerRead,
    EmployerWrite,
    WorkplaceCreate,
    WorkplaceRead,
    WorkplaceWrite,
)
from case_api.employers.staff_months import check_months
from case_api.history.records import add, change, find, find_for_change, stamp
from case_api.idempotency.service import Created
from case_api.tables import danish_order
from rettematch.contracts.places import Sector
from rettematch.identifiers import uuid7
from rettematch.pagination import Page, PageRequest, read_page
from rettematch.patches import merge
from rettematch.problems import Conflict


class EmployerExists(Conflict):
    slug = "employer-exists"
    title = "An employer with this CVR number is recorded already"
    danish = "Virksomheden er allerede oprettet med dette CVR-nummer."


class WorkplaceExists(Conflict):
    slug = "workplace-exists"
    title = "A workplace with this P-number is recorded already"
    danish = "Arbejdsstedet er allerede oprettet med dette P-nummer."


def _employer(row: Employer) -> EmployerRead:
    return EmployerRead.model_validate(row, from_attributes=True)


def _workplace(row: Workplace) -> WorkplaceRead:
    return WorkplaceRead.model_validate(row, from_attributes=True)


def _employer_columns(work: Work, write: EmployerWrite) -> dict[str, Any]:
    check_months(write.staff_by_month, work.today)
    return {**write.model_dump(), **write.model_dump(mode="json", include={"staff_by_month"})}


def _workplace_columns(work: Work, write: WorkplaceWrite) -> dict[str, Any]:
    check_months(write.staff_by_month, work.today)
    columns = write.model_dump(include=set(WorkplaceWrite.model_fields))
    return {**columns, **write.model_dump(mode="json", include={"staff_by_month"})}


async def create_employer(work: Work, write: EmployerWrite) -> Created:
    """Records an employer; EmployerExists when its CVR number is recorded already."""
    row = Employer(**stamp(work), id=uuid7(), **_employer_columns(work, write))
    try:
        await add(work, row)
    except IntegrityError:
        raise EmployerExists from None
    work.audit("employer:create", subject=row.id)
    return Created(_employer(row), f"/v1/employers/{row.id}")


async def list_employers(
    work: Work, paging: PageRequest, name: str | None, cvr: str | None, sector: Sector | None
) -> Page[EmployerRead]:
    """Employers in Danish order."""
    statement = select(Employer)
    if name is not None:
        statement = statement.where(func.starts_with(danish_order(col(Employer.name)), danish_order(name)))
    if cvr is not None:
        statement = statement.where(col(Employer.cvr) == cvr)
    if sector is not None:
        statement = statement.where(col(Employer.sector) == sector)
    keys = [danish_order(col(Employer.name)), col(Employer.id)]
    rows, pagination = await read_page(work.session, statement, keys, paging)
    return Page(items=[_employer(row) for row in rows], pagination=pagination)


async def read_employer(work: Work, employer_id: UUID) -> EmployerRead:
    return _employer(await find(work, Employer, employer_id))


async def change_employer(work: Work, employer_id: UUID, patch: EmployerWrite, version: int) -> EmployerRead:
    """Changes an employer; a new sector or other staff goes to the feed with all its places."""
    row = await find_for_change(work, Employer, employer_id, version)
    merged = merge(EmployerWrite, row.model_dump(), patch)
    sector_changes = merged.sector is not row.sector
    staff_changes = "staff_by_month" in patch.model_fields_set
    try:
        await change(work, row, _employer_columns(work, merged))
    except IntegrityError:
        raise EmployerExists from None
    if sector_changes or staff_changes:
        await publish_places_of_employer(work, row.id)
    work.audit("employer:change", subject=row.id)
    return _employer(row)


async def create_workplace(work: Work, write: WorkplaceCreate) -> Created:
    """Records a workplace; WorkplaceExists when its P-number is recorded already."""
    await require_employer(work, write.employer_id, "body.employer_id")
    row = Workplace(**stamp(work), id=uuid7(), employer_id=write.employer_id, **_workplace_columns(work, write))
    try:
        await add(work, row)
    except IntegrityError:
        raise WorkplaceExists from None
    work.audit("workplace:create", subject=row.id)
    return Created(_workplace(row), f"/v1/workplaces/{row.id}")


async def list_workplaces(
    work: Work, paging: PageRequest, employer_id: UUID | None, postcode: str | None, industry_code: str | None
) -> Page[WorkplaceRead]:
    """Workplaces in Danish order; `industry_code` is the beginning of a DB07 code."""
    statement = select(Workplace)
    if employer_id is not None:
        statement = statement.where(col(Workplace.employer_id) == employer_id)
    if postcode is not None:
        statement = statement.where(col(Workplace.postcode) == postcode)
    if industry_code is not None:
        statement = statement.where(func.starts_with(col(Workplace.industry_code), industry_code))
    keys = [danish_order(col(Workplace.name)), col(Workplace.id)]
    rows, pagination = await read_page(work.session, statement, keys, paging)
    return Page(items=[_workplace(row) for row in rows], pagination=pagination)


async def read_workplace(work: Work, workplace_id: UUID) -> WorkplaceRead:
    return _workplace(await find(work, Workplace, workplace_id))


async def change_workplace(work: Work, workplace_id: UUID, patch: WorkplaceWrite, version: int) -> WorkplaceRead:
    """Changes a workplace; its places go to the feed."""
    row = await find_for_change(work, Workplace, workplace_id, version)
    merged = merge(WorkplaceWrite, row.model_dump(), patch)
    try:
        await change(work, row, _workplace_columns(work, merged))
    except IntegrityError:
        raise WorkplaceExists from None
    await publish_places_of_workplace(work, row.id)
    work.audit("workplace:change", subject=row.id)
    return _workplace(row)
