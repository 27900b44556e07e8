"""Paid hours of a case."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from case_api.history.schemas import History
from case_api.idempotency.service import Mark, create_once
from case_api.ordinary_hours import service
from case_api.ordinary_hours.schemas import PaidHoursChange, PaidHoursRead, PaidHoursWrite
from case_api.policies import ReadPaidHours, WritePaidHours
from case_api.responses import with_etag
from rettematch.etags import ExpectedVersion
from rettematch.pagination import Page, Paging

router = APIRouter(prefix="/v1/cases/{case_id}/paid-hours", tags=["paid hours"])


@router.post("", status_code=201, response_model=PaidHoursRead, summary="Record paid hours")
async def create_hours(work: WritePaidHours, case_id: UUID, write: PaidHoursWrite, mark: Mark) -> Any:
    """At one employer; they may belong to a placement and still be elsewhere."""
    return await create_once(work, mark, lambda: service.create_hours(work, case_id, write))


@router.get("", summary="List paid hours")
async def list_hours(work: ReadPaidHours, case_id: UUID, paging: Paging) -> Page[PaidHoursRead]:
    """Of one case, the earliest first."""
    return await service.list_hours(work, case_id, paging)


@router.get("/{hours_id}", summary="Read paid hours")
async def read_hours(work: ReadPaidHours, case_id: UUID, hours_id: UUID, response: Response) -> PaidHoursRead:
    return with_etag(response, await service.read_hours(work, case_id, hours_id))


@router.patch("/{hours_id}", summary="Correct or end paid hours")
async def change_hours(
    work: WritePaidHours,
    case_id: UUID,
    hours_id: UUID,
    patch: PaidHoursChange,
    version: ExpectedVersion,
    response: Response,
) -> PaidHoursRead:
    """When the hours rise, end these and record the new ones: then the months before stay as they were."""
    return with_etag(response, await service.change_hours(work, case_id, hours_id, patch, version))


@router.delete("/{hours_id}", status_code=204, summary="Take back paid hours")
async def remove_hours(work: WritePaidHours, case_id: UUID, hours_id: UUID, version: ExpectedVersion) -> None:
    """For what was recorded by mistake. Its versions stay in the history."""
    await service.remove_hours(work, case_id, hours_id, version)


@router.get("/{hours_id}/history", summary="Earlier versions of paid hours")
async def hours_history(work: ReadPaidHours, case_id: UUID, hours_id: UUID) -> History:
    """The name of an employer is sealed and shows only that it changed."""
    return await service.hours_history(work, case_id, hours_id)
