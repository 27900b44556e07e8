"""Progression: questions, measurements and curves of a case."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response

from case_api.history.schemas import History
from case_api.idempotency.service import Mark, create_once
from case_api.policies import ReadProgression, WriteProgression
from case_api.progression import reading, service, wishes
from case_api.progression.schemas import (
    Curve,
    ProgressionChange,
    ProgressionRead,
    ProgressionWrite,
    QuestionsDue,
    Wishes,
    WishRead,
    WishWrite,
)
from case_api.responses import with_etag
from rettematch.etags import ExpectedVersion
from rettematch.pagination import Page, Paging
from rettematch.progression.questions import Answerer

router = APIRouter(prefix="/v1/cases/{case_id}/progression", tags=["progression"])


@router.get("/questions", summary="What is asked now")
async def questions_due(work: ReadProgression, case_id: UUID) -> QuestionsDue:
    """For citizen and worker: today's questions, and when the programme asks for the next answers."""
    return await reading.questions_due(work, case_id)


@router.get("/curve", summary="Read the curves")
async def read_curve(work: ReadProgression, case_id: UUID) -> Curve:
    """By question and by area, both sides beside each other; never one number for the person."""
    return await reading.read_curve(work, case_id)


@router.post("/wishes", status_code=201, response_model=WishRead, summary="Record a wish")
async def record_wish(work: WriteProgression, case_id: UUID, write: WishWrite, mark: Mark) -> Any:
    """Whether the citizen wants to be asked about complaints in everyday life; nobody is asked without."""
    return await create_once(work, mark, lambda: wishes.record_wish(work, case_id, write))


@router.get("/wishes", summary="List wishes")
async def list_wishes(work: ReadProgression, case_id: UUID) -> Wishes:
    return await wishes.list_wishes(work, case_id)


@router.post("/measurements", status_code=201, response_model=ProgressionRead, summary="Record a measurement")
async def create_measurement(work: WriteProgression, case_id: UUID, write: ProgressionWrite, mark: Mark) -> Any:
    """A complete one keeps the programme's cadence; an incomplete one can be completed later."""
    return await create_once(work, mark, lambda: service.create_measurement(work, case_id, write))


@router.get("/measurements", summary="List measurements")
async def list_measurements(
    work: ReadProgression, case_id: UUID, paging: Paging, answered_by: Annotated[Answerer | None, Query()] = None
) -> Page[ProgressionRead]:
    """Of one case, the earliest first."""
    return await service.list_measurements(work, case_id, paging, answered_by)


@router.get("/measurements/{progression_id}", summary="Read a measurement")
async def read_measurement(
    work: ReadProgression, case_id: UUID, progression_id: UUID, response: Response
) -> ProgressionRead:
    return with_etag(response, await service.read_measurement(work, case_id, progression_id))


@router.patch("/measurements/{progression_id}", summary="Complete or correct a measurement")
async def change_measurement(
    work: WriteProgression,
    case_id: UUID,
    progression_id: UUID,
    patch: ProgressionChange,
    version: ExpectedVersion,
    response: Response,
) -> ProgressionRead:
    """409 `citizens-answer-stands` when it would overwrite what the citizen answered."""
    changed = await service.change_measurement(work, case_id, progression_id, patch, version)
    return with_etag(response, changed)


@router.post("/measurements/{progression_id}/withdraw", summary="Take back a measurement")
async def withdraw(
    work: WriteProgression, case_id: UUID, progression_id: UUID, version: ExpectedVersion, response: Response
) -> ProgressionRead:
    """For what was recorded by mistake. It counts no longer and stays readable."""
    return with_etag(response, await service.withdraw(work, case_id, progression_id, version))


@router.get("/measurements/{progression_id}/history", summary="Earlier versions of a measurement")
async def measurement_history(work: ReadProgression, case_id: UUID, progression_id: UUID) -> History:
    """Answers are sealed and show only that they changed."""
    return await service.measurement_history(work, case_id, progression_id)
