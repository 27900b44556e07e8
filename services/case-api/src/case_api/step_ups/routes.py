"""Step-up of a case."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from case_api.history.schemas import History
from case_api.idempotency.service import Mark, create_once
from case_api.policies import ReadStepUps, WriteStepUps
from case_api.responses import with_etag
from case_api.step_ups import service
from case_api.step_ups.schemas import (
    AgreementWrite,
    PreparationWrite,
    StepUpChange,
    StepUpRead,
    StepUps,
    StepUpWrite,
    TalkWrite,
)
from rettematch.etags import ExpectedVersion

router = APIRouter(prefix="/v1/cases/{case_id}/step-ups", tags=["step-ups"])


@router.post("", status_code=201, response_model=StepUpRead, summary="Begin a step-up")
async def create_step_up(work: WriteStepUps, case_id: UUID, write: StepUpWrite, mark: Mark) -> Any:
    """409 `step-up-needs-consent` when no consent in force covers what departments will tell each other."""
    return await create_once(work, mark, lambda: service.create_step_up(work, case_id, write))


@router.get("", summary="List step-ups")
async def list_step_ups(work: ReadStepUps, case_id: UUID) -> StepUps:
    """Of one case, the earliest first, with the rules on step-up that the case does not keep."""
    return await service.list_step_ups(work, case_id)


@router.get("/{step_up_id}", summary="Read a step-up")
async def read_step_up(work: ReadStepUps, case_id: UUID, step_up_id: UUID, response: Response) -> StepUpRead:
    return with_etag(response, await service.read_step_up(work, case_id, step_up_id))


@router.patch("/{step_up_id}", summary="Correct what triggered a step-up")
async def change_step_up(
    work: WriteStepUps,
    case_id: UUID,
    step_up_id: UUID,
    patch: StepUpChange,
    version: ExpectedVersion,
    response: Response,
) -> StepUpRead:
    return with_etag(response, await service.change_step_up(work, case_id, step_up_id, patch, version))


@router.post("/{step_up_id}/preparations", summary="Record which documents are ready")
async def prepare(
    work: WriteStepUps,
    case_id: UUID,
    step_up_id: UUID,
    write: PreparationWrite,
    version: ExpectedVersion,
    response: Response,
) -> StepUpRead:
    """Replaces what was recorded for the barrier; `findings` tell what is missing."""
    return with_etag(response, await service.prepare(work, case_id, step_up_id, write, version))


@router.post("/{step_up_id}/talks", summary="Record an interdisciplinary talk")
async def add_talk(
    work: WriteStepUps, case_id: UUID, step_up_id: UUID, write: TalkWrite, version: ExpectedVersion, response: Response
) -> StepUpRead:
    """`findings` tell when somebody was missing, or when it was one too many."""
    return with_etag(response, await service.add_talk(work, case_id, step_up_id, write, version))


@router.post("/{step_up_id}/agreement", summary="Write the agreement")
async def agree(
    work: WriteStepUps,
    case_id: UUID,
    step_up_id: UUID,
    write: AgreementWrite,
    version: ExpectedVersion,
    response: Response,
) -> StepUpRead:
    """Its considerations become considerations (skånehensyn) of the citizen and stand in the next agreement's draft."""
    return with_etag(response, await service.agree(work, case_id, step_up_id, write, version))


@router.get("/{step_up_id}/history", summary="Earlier versions of a step-up")
async def step_up_history(work: ReadStepUps, case_id: UUID, step_up_id: UUID) -> History:
    """The agreement and the notes are sealed and show only that they changed."""
    return await service.step_up_history(work, case_id, step_up_id)
