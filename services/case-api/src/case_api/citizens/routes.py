"""Citizens: create, list, read, change, search by CPR, reveal."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from case_api.citizens import disclosure, service
from case_api.citizens.models import Benefit, MatchGroup
from case_api.citizens.schemas import (
    CitizenChange,
    CitizenCreate,
    CitizenRead,
    CitizenSummary,
    CprSearch,
    CprSearchResult,
    PersonName,
    Reveal,
    Revealed,
)
from case_api.citizens.service import CitizenFilter
from case_api.citizens.vocabularies import PackageId, Postcode
from case_api.history.schemas import History
from case_api.idempotency.service import Mark, create_once
from case_api.policies import ReadCitizens, RevealCitizen, SearchByCpr, WriteCitizens
from case_api.responses import with_etag
from rettematch.etags import ExpectedVersion
from rettematch.pagination import Page, Paging

router = APIRouter(prefix="/v1/citizens", tags=["citizens"])


async def _filter(
    name: Annotated[PersonName | None, Query(description="How the name begins.")] = None,
    benefit: Annotated[Benefit | None, Query()] = None,
    match_group: Annotated[MatchGroup | None, Query()] = None,
    postcode: Annotated[Postcode | None, Query()] = None,
    package: Annotated[PackageId | None, Query()] = None,
) -> CitizenFilter:
    return CitizenFilter(name, benefit, match_group, postcode, package)


@router.post("", status_code=201, response_model=CitizenRead, summary="Record a citizen")
async def create_citizen(work: WriteCitizens, write: CitizenCreate, mark: Mark) -> Any:
    """409 `citizen-exists` when the CPR number is recorded in the municipality already."""
    return await create_once(work, mark, lambda: service.create_citizen(work, write))


@router.get("", summary="List citizens")
async def list_citizens(
    work: ReadCitizens, paging: Paging, wanted: Annotated[CitizenFilter, Depends(_filter)]
) -> Page[CitizenSummary]:
    """In Danish order by name. Every citizen on the page is audited as seen."""
    return await service.list_citizens(work, paging, wanted)


@router.post("/search", summary="Find a citizen by CPR number")
async def search(work: SearchByCpr, asked: CprSearch) -> CprSearchResult:
    """Exact match in the caller's municipality. Audited with its purpose, also when nobody is found."""
    return await disclosure.search_by_cpr(work, asked)


@router.get("/{citizen_id}", summary="Read a citizen")
async def read_citizen(work: ReadCitizens, citizen_id: UUID, response: Response) -> CitizenRead:
    """Never the CPR number. A protected address and postcode are null for most roles."""
    return with_etag(response, await service.read_citizen(work, citizen_id))


@router.patch("/{citizen_id}", summary="Change a citizen")
async def change_citizen(
    work: WriteCitizens, citizen_id: UUID, patch: CitizenChange, version: ExpectedVersion, response: Response
) -> CitizenRead:
    """A merge patch: what is left out stays. The CPR number cannot be changed."""
    return with_etag(response, await service.change_citizen(work, citizen_id, patch, version))


@router.get("/{citizen_id}/history", summary="Earlier versions of a citizen")
async def citizen_history(work: ReadCitizens, citizen_id: UUID) -> History:
    """Who changed what and when. Sealed fields show only that they changed."""
    return await service.citizen_history(work, citizen_id)


@router.post("/{citizen_id}/reveal", summary="Reveal CPR number or address")
async def reveal(work: RevealCitizen, citizen_id: UUID, asked: Reveal, response: Response) -> Revealed:
    """For caseworkers and team leaders, with a purpose that stands in the audit. The answer must not be stored."""
    response.headers["Cache-Control"] = "no-store"
    return await disclosure.reveal(work, citizen_id, asked)
