"""Job goals, skills and CV entries of a citizen."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from case_api.citizens import cv, goals, skills
from case_api.citizens.background_schemas import (
    CvEntryChange,
    CvEntryRead,
    CvEntryWrite,
    JobGoalChange,
    JobGoalEnd,
    JobGoalRead,
    JobGoalWrite,
    SkillChange,
    SkillRead,
    SkillWrite,
)
from case_api.citizens.models import CitizenSkill, CvEntry, JobGoal
from case_api.citizens.parts import part_history
from case_api.history.schemas import History
from case_api.idempotency.service import Mark, create_once
from case_api.policies import ReadCitizens, WriteCitizens
from case_api.responses import with_etag
from rettematch.etags import ExpectedVersion
from rettematch.pagination import Page, Paging

router = APIRouter(prefix="/v1/citizens/{citizen_id}", tags=["citizens"])


@router.post("/job-goals", status_code=201, response_model=JobGoalRead, summary="Add a job goal")
async def create_goal(work: WriteCitizens, citizen_id: UUID, write: JobGoalWrite, mark: Mark) -> Any:
    """What the citizen wants, in words, and the occupation it was linked to."""
    return await create_once(work, mark, lambda: goals.create_goal(work, citizen_id, write))


@router.get("/job-goals", summary="List job goals")
async def list_goals(work: ReadCitizens, citizen_id: UUID, paging: Paging) -> Page[JobGoalRead]:
    """The most wanted first; ended ones are among them with `ended_on`."""
    return await goals.list_goals(work, citizen_id, paging)


@router.get("/job-goals/{goal_id}", summary="Read a job goal")
async def read_goal(work: ReadCitizens, citizen_id: UUID, goal_id: UUID, response: Response) -> JobGoalRead:
    return with_etag(response, await goals.read_goal(work, citizen_id, goal_id))


@router.patch("/job-goals/{goal_id}", summary="Change a job goal")
async def change_goal(
    work: WriteCitizens,
    citizen_id: UUID,
    goal_id: UUID,
    patch: JobGoalChange,
    version: ExpectedVersion,
    response: Response,
) -> JobGoalRead:
    """409 `job-goal-ended` when it was given up."""
    return with_etag(response, await goals.change_goal(work, citizen_id, goal_id, patch, version))


@router.post("/job-goals/{goal_id}/end", summary="End a job goal")
async def end_goal(
    work: WriteCitizens,
    citizen_id: UUID,
    goal_id: UUID,
    end: JobGoalEnd,
    version: ExpectedVersion,
    response: Response,
) -> JobGoalRead:
    """The citizen no longer wants this; the reason is kept."""
    return with_etag(response, await goals.end_goal(work, citizen_id, goal_id, end, version))


@router.get("/job-goals/{goal_id}/history", summary="Earlier versions of a job goal")
async def goal_history(work: ReadCitizens, citizen_id: UUID, goal_id: UUID) -> History:
    return await part_history(work, JobGoal, citizen_id, goal_id)


@router.post("/skills", status_code=201, response_model=SkillRead, summary="Add a skill")
async def create_skill(work: WriteCitizens, citizen_id: UUID, write: SkillWrite, mark: Mark) -> Any:
    """409 `skill-exists` when it is recorded already."""
    return await create_once(work, mark, lambda: skills.create_skill(work, citizen_id, write))


@router.get("/skills", summary="List skills")
async def list_skills(work: ReadCitizens, citizen_id: UUID, paging: Paging) -> Page[SkillRead]:
    return await skills.list_skills(work, citizen_id, paging)


@router.get("/skills/{skill_id}", summary="Read a skill")
async def read_skill(work: ReadCitizens, citizen_id: UUID, skill_id: UUID, response: Response) -> SkillRead:
    return with_etag(response, await skills.read_skill(work, citizen_id, skill_id))


@router.patch("/skills/{skill_id}", summary="Change a skill")
async def change_skill(
    work: WriteCitizens,
    citizen_id: UUID,
    skill_id: UUID,
    patch: SkillChange,
    version: ExpectedVersion,
    response: Response,
) -> SkillRead:
    return with_etag(response, await skills.change_skill(work, citizen_id, skill_id, patch, version))


@router.delete("/skills/{skill_id}", status_code=204, summary="Take back a skill")
async def remove_skill(work: WriteCitizens, citizen_id: UUID, skill_id: UUID, version: ExpectedVersion) -> None:
    """For what was recorded by mistake."""
    await skills.remove_skill(work, citizen_id, skill_id, version)


@router.get("/skills/{skill_id}/history", summary="Earlier versions of a skill")
async def skill_history(work: ReadCitizens, citizen_id: UUID, skill_id: UUID) -> History:
    return await part_history(work, CitizenSkill, citizen_id, skill_id)


@router.post("/cv-entries", status_code=201, response_model=CvEntryRead, summary="Add a CV entry")
async def create_entry(work: WriteCitizens, citizen_id: UUID, write: CvEntryWrite, mark: Mark) -> Any:
    """A job, an education, a course or voluntary work."""
    return await create_once(work, mark, lambda: cv.create_entry(work, citizen_id, write))


@router.get("/cv-entries", summary="List CV entries")
async def list_entries(work: ReadCitizens, citizen_id: UUID, paging: Paging) -> Page[CvEntryRead]:
    return await cv.list_entries(work, citizen_id, paging)


@router.get("/cv-entries/{entry_id}", summary="Read a CV entry")
async def read_entry(work: ReadCitizens, citizen_id: UUID, entry_id: UUID, response: Response) -> CvEntryRead:
    return with_etag(response, await cv.read_entry(work, citizen_id, entry_id))


@router.patch("/cv-entries/{entry_id}", summary="Change a CV entry")
async def change_entry(
    work: WriteCitizens,
    citizen_id: UUID,
    entry_id: UUID,
    patch: CvEntryChange,
    version: ExpectedVersion,
    response: Response,
) -> CvEntryRead:
    return with_etag(response, await cv.change_entry(work, citizen_id, entry_id, patch, version))


@router.delete("/cv-entries/{entry_id}", status_code=204, summary="Take back a CV entry")
async def remove_entry(work: WriteCitizens, citizen_id: UUID, entry_id: UUID, version: ExpectedVersion) -> None:
    """For what was recorded by mistake."""
    await cv.remove_entry(work, citizen_id, entry_id, version)


@router.get("/cv-entries/{entry_id}/history", summary="Earlier versions of a CV entry")
async def entry_history(work: ReadCitizens, citizen_id: UUID, entry_id: UUID) -> History:
    return await part_history(work, CvEntry, citizen_id, entry_id)
