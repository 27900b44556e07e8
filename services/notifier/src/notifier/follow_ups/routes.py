"""What has to happen next in each case."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from notifier.follow_ups import queries
from notifier.follow_ups.schemas import FollowUpRead
from notifier.policies import ReadFollowUps
from rettematch.contracts.follow_ups import FollowUpStatus
from rettematch.pagination import Page, Paging

router = APIRouter(prefix="/v1/follow-ups", tags=["follow-ups"])


@router.get("", summary="List follow-ups")
async def list_follow_ups(
    access: ReadFollowUps,
    paging: Paging,
    case_id: Annotated[UUID | None, Query(description="Only of this case.")] = None,
    status: Annotated[FollowUpStatus | None, Query(description="Only with this status.")] = None,
) -> Page[FollowUpRead]:
    """In order of due time: of your own cases, as job broker or caseworker.

    Administrators and team leaders see those of the municipality.
    """
    return await queries.list_follow_ups(access, paging, case_id, status)
