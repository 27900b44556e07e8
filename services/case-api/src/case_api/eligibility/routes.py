"""The target group of a case."""

from uuid import UUID

from fastapi import APIRouter

from case_api.eligibility import service
from case_api.eligibility.schemas import EligibilityRead
from case_api.policies import AssessCases

router = APIRouter(prefix="/v1/cases/{case_id}/eligibility", tags=["cases"])


@router.get("", summary="Read whether the citizen belongs to the target group")
async def read_eligibility(work: AssessCases, case_id: UUID) -> EligibilityRead:
    """What the programme asks of its citizens, judged on the day of the visitation, each with its rule.

    A finding stops nothing: whoever visitates decides, and sees before what the programme's document says.
    """
    return await service.read_eligibility(work, case_id)
