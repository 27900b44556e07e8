"""Employers, workplaces, contact persons and cooperation agreements."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response

from case_api.dates import Day
from case_api.employers import capacity, contacts, service
from case_api.employers.models import ContactPerson, CooperationAgreement, Employer, Workplace
from case_api.employers.schemas import (
    AgreementChange,
    AgreementCreate,
    AgreementRead,
    CapacityRead,
    ContactPersonChange,
    ContactPersonCreate,
    ContactPersonRead,
    EmployerChange,
    EmployerRead,
    EmployerWrite,
    WorkplaceChange,
    WorkplaceCreate,
    WorkplaceRead,
)
from case_api.history.records import revisions
from case_api.history.schemas import History, history_of
from case_api.idempotency.service import Mark, create_once
from case_api.policies import ReadEmployers, WriteEmployers
from case_api.responses import with_etag
from rettematch.contracts.places import Sector
from rettematch.etags import ExpectedVersion
from rettematch.pagination import Page, Paging

router = APIRouter(prefix="/v1", tags=["employers"])

OfEmployer = Annotated[UUID | None, Query(description="Only those of this employer.")]


@router.post("/employers", status_code=201, response_model=EmployerRead, summary="Record an employer")
async def create_employer(work: WriteEmployers, write: EmployerWrite, mark: Mark) -> Any:
    """409 `employer-exists` when the CVR number is recorded already."""
    return await create_once(work, mark, lambda: service.create_employer(work, write))


@router.get("/employers", summary="List employers")
async def list_employers(
    work: ReadEmployers,
    paging: Paging,
    name: Annotated[str | None, Query(min_length=1, max_length=200, description="Beginning of the name.")] = None,
    cvr: Annotated[str | None, Query(pattern=r"^[0-9]{8}$")] = None,
    sector: Annotated[Sector | None, Query()] = None,
) -> Page[EmployerRead]:
    """In Danish order, with æ, ø and å last."""
    return await service.list_employers(work, paging, name, cvr, sector)


@router.get("/employers/{employer_id}", summary="Read an employer")
async def read_employer(work: ReadEmployers, employer_id: UUID, response: Response) -> EmployerRead:
    return with_etag(response, await service.read_employer(work, employer_id))


@router.patch("/employers/{employer_id}", summary="Change an employer")
async def change_employer(
    work: WriteEmployers, employer_id: UUID, patch: EmployerChange, version: ExpectedVersion, response: Response
) -> EmployerRead:
    return with_etag(response, await service.change_employer(work, employer_id, patch, version))


@router.get("/employers/{employer_id}/history", summary="Earlier versions of an employer")
async def employer_history(work: ReadEmployers, employer_id: UUID) -> History:
    return history_of(await revisions(work, Employer, employer_id))


@router.post("/workplaces", status_code=201, response_model=WorkplaceRead, summary="Record a workplace")
async def create_workplace(work: WriteEmployers, write: WorkplaceCreate, mark: Mark) -> Any:
    """409 `workplace-exists` when the P-number is recorded already."""
    return await create_once(work, mark, lambda: service.create_workplace(work, write))


@router.get("/workplaces", summary="List workplaces")
async def list_workplaces(
    work: ReadEmployers,
    paging: Paging,
    employer_id: OfEmployer = None,
    postcode: Annotated[str | None, Query(pattern=r"^[0-9]{4}$")] = None,
    industry_code: Annotated[
        str | None, Query(pattern=r"^[0-9]{2,6}$", description="The first digits of a DB07 code.")
    ] = None,
) -> Page[WorkplaceRead]:
    return await service.list_workplaces(work, paging, employer_id, postcode, industry_code)


@router.get("/workplaces/{workplace_id}", summary="Read a workplace")
async def read_workplace(work: ReadEmployers, workplace_id: UUID, response: Response) -> WorkplaceRead:
    return with_etag(response, await service.read_workplace(work, workplace_id))


@router.patch("/workplaces/{workplace_id}", summary="Change a workplace")
async def change_workplace(
    work: WriteEmployers, workplace_id: UUID, patch: WorkplaceChange, version: ExpectedVersion, response: Response
) -> WorkplaceRead:
    return with_etag(response, await service.change_workplace(work, workplace_id, patch, version))


@router.get("/workplaces/{workplace_id}/history", summary="Earlier versions of a workplace")
async def workplace_history(work: ReadEmployers, workplace_id: UUID) -> History:
    return history_of(await revisions(work, Workplace, workplace_id))


@router.get("/workplaces/{workplace_id}/capacity", summary="Room under the ratio rule")
async def read_capacity(
    work: ReadEmployers,
    workplace_id: UUID,
    from_: Annotated[Day, Query(alias="from", description="First day.")],
    to: Annotated[Day, Query(description="Last day.")],
) -> CapacityRead:
    """Supported weekly hours allowed, used and free (rimelighedskravet), with the rule they rest on."""
    return await capacity.read_capacity(work, workplace_id, from_, to)


@router.post("/contact-persons", status_code=201, response_model=ContactPersonRead, summary="Record a contact person")
async def create_contact(work: WriteEmployers, write: ContactPersonCreate, mark: Mark) -> Any:
    """A contact person, a company mentor (virksomhedsmentor), or both."""
    return await create_once(work, mark, lambda: contacts.create_contact(work, write))


@router.get("/contact-persons", summary="List contact persons")
async def list_contacts(
    work: ReadEmployers,
    paging: Paging,
    employer_id: OfEmployer = None,
    workplace_id: Annotated[UUID | None, Query()] = None,
    is_mentor: Annotated[bool | None, Query()] = None,
    active: Annotated[bool | None, Query()] = None,
) -> Page[ContactPersonRead]:
    return await contacts.list_contacts(work, paging, employer_id, workplace_id, is_mentor, active)


@router.get("/contact-persons/{contact_id}", summary="Read a contact person")
async def read_contact(work: ReadEmployers, contact_id: UUID, response: Response) -> ContactPersonRead:
    return with_etag(response, await contacts.read_contact(work, contact_id))


@router.patch("/contact-persons/{contact_id}", summary="Change a contact person")
async def change_contact(
    work: WriteEmployers, contact_id: UUID, patch: ContactPersonChange, version: ExpectedVersion, response: Response
) -> ContactPersonRead:
    return with_etag(response, await contacts.change_contact(work, contact_id, patch, version))


@router.get("/contact-persons/{contact_id}/history", summary="Earlier versions of a contact person")
async def contact_history(work: ReadEmployers, contact_id: UUID) -> History:
    return history_of(await revisions(work, ContactPerson, contact_id))


@router.post(
    "/cooperation-agreements",
    status_code=201,
    response_model=AgreementRead,
    summary="Record a cooperation agreement",
)
async def create_agreement(work: WriteEmployers, write: AgreementCreate, mark: Mark) -> Any:
    """Fixed seats need `seats`; a cluster needs two workplaces and a central mentor."""
    return await create_once(work, mark, lambda: contacts.create_agreement(work, write))


@router.get("/cooperation-agreements", summary="List cooperation agreements")
async def list_agreements(work: ReadEmployers, paging: Paging, employer_id: OfEmployer = None) -> Page[AgreementRead]:
    return await contacts.list_agreements(work, paging, employer_id)


@router.get("/cooperation-agreements/{agreement_id}", summary="Read a cooperation agreement")
async def read_agreement(work: ReadEmployers, agreement_id: UUID, response: Response) -> AgreementRead:
    return with_etag(response, await contacts.read_agreement(work, agreement_id))


@router.patch("/cooperation-agreements/{agreement_id}", summary="Change a cooperation agreement")
async def change_agreement(
    work: WriteEmployers, agreement_id: UUID, patch: AgreementChange, version: ExpectedVersion, response: Response
) -> AgreementRead:
    return with_etag(response, await contacts.change_agreement(work, agreement_id, patch, version))


@router.get("/cooperation-agreements/{agreement_id}/history", summary="Earlier versions of a cooperation agreement")
async def agreement_history(work: ReadEmployers, agreement_id: UUID) -> History:
    return history_of(await revisions(work, CooperationAgreement, agreement_id))
