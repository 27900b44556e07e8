"""Results per citizen and per worker."""

from uuid import UUID

from fastapi import APIRouter

from case_api.policies import ReadResults
from case_api.results import service
from case_api.results.schemas import CaseResults
from rettematch.pagination import Page, Paging

router = APIRouter(prefix="/v1", tags=["results"])


@router.get("/cases/{case_id}/results", summary="Results of a case")
async def read_results(work: ReadResults, case_id: UUID) -> CaseResults:
    """Ordinary hours so far, progression and, where the citizen wishes it, complaints in everyday life."""
    return await service.read_results(work, case_id)


@router.get("/staff/{staff_id}/results", summary="Results of a staff member's running cases")
async def list_results(work: ReadResults, staff_id: UUID, paging: Paging) -> Page[CaseResults]:
    """As job broker or as caseworker, in the order in which they were opened. Every citizen shown is audited."""
    return await service.list_results(work, staff_id, paging)
