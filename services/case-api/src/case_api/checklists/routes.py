"""Checklists of the programmes: what must be in place in the work as a whole, with evidence."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response

from case_api.checklists import service
from case_api.checklists.schemas import AssessmentChange, AssessmentCreate, AssessmentRead, ChecklistRead, Checklists
from case_api.dates import Day
from case_api.history.schemas import History
from case_api.idempotency.service import Mark, create_once
from case_api.policies import ReadChecklists, WriteChecklists
from case_api.responses import with_etag
from rettematch.etags import ExpectedVersion

router = APIRouter(prefix="/v1/checklists", tags=["checklists"])

ChecklistId = Annotated[
    str,
    Path(
        pattern=r"^[a-z]+(_[a-z0-9]+)+$", max_length=60, description="The rule's id.", examples=["stv_ips_principles"]
    ),
]
On = Annotated[Day | None, Query(description="As it stood on this day; today when left out.")]
OfTeam = Annotated[UUID | None, Query(description="A team's; the municipality's own when left out.")]


@router.get("", summary="List checklists")
async def list_checklists(work: ReadChecklists, on: On = None, team_id: OfTeam = None) -> Checklists:
    """Every checklist that is in force, with how many of its items are met."""
    return await service.list_checklists(work, on, team_id)


@router.get("/{checklist_id}", summary="Read a checklist")
async def read_checklist(
    work: ReadChecklists, checklist_id: ChecklistId, on: On = None, team_id: OfTeam = None
) -> ChecklistRead:
    """Every item with its evidence, and what is missing by the rule."""
    return await service.read_checklist(work, checklist_id, on, team_id)


@router.post(
    "/{checklist_id}/assessments", status_code=201, response_model=AssessmentRead, summary="Assess an item of it"
)
async def create_assessment(
    work: WriteChecklists, checklist_id: ChecklistId, write: AssessmentCreate, mark: Mark
) -> Any:
    """409 `assessment-exists` when the item is assessed already: change that assessment."""
    return await create_once(work, mark, lambda: service.create_assessment(work, checklist_id, write))


@router.get("/{checklist_id}/assessments/{assessment_id}", summary="Read an assessment")
async def read_assessment(
    work: ReadChecklists, checklist_id: ChecklistId, assessment_id: UUID, response: Response
) -> AssessmentRead:
    return with_etag(response, await service.read_assessment(work, checklist_id, assessment_id))


@router.patch("/{checklist_id}/assessments/{assessment_id}", summary="Assess an item anew")
async def change_assessment(
    work: WriteChecklists,
    checklist_id: ChecklistId,
    assessment_id: UUID,
    patch: AssessmentChange,
    version: ExpectedVersion,
    response: Response,
) -> AssessmentRead:
    return with_etag(response, await service.change_assessment(work, checklist_id, assessment_id, patch, version))


@router.get("/{checklist_id}/assessments/{assessment_id}/history", summary="Earlier versions of an assessment")
async def assessment_history(work: ReadChecklists, checklist_id: ChecklistId, assessment_id: UUID) -> History:
    return await service.assessment_history(work, checklist_id, assessment_id)
