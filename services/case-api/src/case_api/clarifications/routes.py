"""Start clarification of a case."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from case_api.clarifications import service
from case_api.clarifications.schemas import ClarificationChange, ClarificationRead, ClarificationWrite
from case_api.history.schemas import History
from case_api.idempotency.service import Mark, create_once
from case_api.policies import ReadClarifications, WriteClarifications
from case_api.responses import with_etag
from rettematch.etags import ExpectedVersion
from rettematch.pagination import Page, Paging

router = APIRouter(prefix="/v1/cases/{case_id}/clarifications", tags=["courses"])


@router.post("", status_code=201, response_model=ClarificationRead, summary="Record the start clarification")
async def create_clarification(work: WriteClarifications, case_id: UUID, write: ClarificationWrite, mark: Mark) -> Any:
    """Replaces the answer that held, and tells what the programme asks for after the new one."""
    return await create_once(work, mark, lambda: service.create_clarification(work, case_id, write))


@router.get("", summary="List answers of the start clarification")
async def list_clarifications(work: ReadClarifications, case_id: UUID, paging: Paging) -> Page[ClarificationRead]:
    """Of one case, the earliest first; the one without `replaced_on` holds."""
    return await service.list_clarifications(work, case_id, paging)


@router.get("/{clarification_id}", summary="Read an answer of the start clarification")
async def read_clarification(
    work: ReadClarifications, case_id: UUID, clarification_id: UUID, response: Response
) -> ClarificationRead:
    return with_etag(response, await service.read_clarification(work, case_id, clarification_id))


@router.patch("/{clarification_id}", summary="Correct the answer that holds")
async def change_clarification(
    work: WriteClarifications,
    case_id: UUID,
    clarification_id: UUID,
    patch: ClarificationChange,
    version: ExpectedVersion,
    response: Response,
) -> ClarificationRead:
    """409 `clarification-replaced` for an earlier one."""
    changed = await service.change_clarification(work, case_id, clarification_id, patch, version)
    return with_etag(response, changed)


@router.get("/{clarification_id}/history", summary="Earlier versions of an answer")
async def clarification_history(work: ReadClarifications, case_id: UUID, clarification_id: UUID) -> History:
    """Reasons are sealed and show only that they changed."""
    return await service.clarification_history(work, case_id, clarification_id)
