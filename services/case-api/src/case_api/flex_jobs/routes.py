"""How the flex jobs of a case stand."""

from uuid import UUID

from fastapi import APIRouter

from case_api.flex_jobs import service
from case_api.flex_jobs.schemas import FlexJobRead
from case_api.policies import ReadCourses

router = APIRouter(prefix="/v1/cases/{case_id}/flex-job", tags=["paid hours"])


@router.get("", summary="Read how the flex jobs stand")
async def read_flex_job(work: ReadCourses, case_id: UUID) -> FlexJobRead:
    """Hours at the start and now, growth, whether the job is small, the follow-ups of the first months, and aids.

    An application for an aid is the event `aid-applied`, whose last day (`until`) is the day on which it was granted.
    """
    return await service.read_flex_job(work, case_id)
