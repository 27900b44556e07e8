"""What has to happen next: in a case, and for a person or a team."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from case_api.dates import Moment
from case_api.follow_ups import queries
from case_api.follow_ups.queries import Worklist
from case_api.follow_ups.schemas import FollowUpRead
from case_api.policies import ReadFollowUps
from rettematch.contracts.follow_ups import FollowUpStatus
from rettematch.pagination import Page, Paging

case_router = APIRouter(prefix="/v1/cases/{case_id}/follow-ups", tags=["follow-ups"])
router = APIRouter(prefix="/v1/follow-ups", tags=["follow-ups"])

_EACH_ONCE = len(FollowUpStatus)
Statuses = Annotated[
    list[FollowUpStatus], Query(max_length=_EACH_ONCE, description="Only with one of these; can be repeated.")
]


async def _worklist(
    responsible_id: Annotated[UUID | None, Query(description="Whose they are.")] = None,
    team_id: Annotated[UUID | None, Query(description="Of the people of this team.")] = None,
    status: Statuses = [],  # noqa: B006 - FastAPI copies the default of a query parameter
    due_before: Annotated[Moment | None, Query(description="Only those that are due before this moment.")] = None,
) -> Worklist:
    return Worklist(responsible_id, team_id, status, due_before)


@case_router.get("", summary="List the follow-ups of a case")
async def case_follow_ups(
    work: ReadFollowUps,
    case_id: UUID,
    paging: Paging,
    status: Statuses = [],  # noqa: B006 - as above
) -> Page[FollowUpRead]:
    """In order of due time, each with the rule that asks for it; also those that are fulfilled, missed or cancelled."""
    return await queries.follow_ups_of(work, case_id, paging, status)


@router.get("", summary="List what has to be done")
async def worklist(
    work: ReadFollowUps, paging: Paging, wanted: Annotated[Worklist, Depends(_worklist)]
) -> Page[FollowUpRead]:
    """In order of due time, each with the rule that asks for it: your own, a person's or a team's.

    Planned, due and overdue ones, unless `status` names others. The citizen of every follow-up on the page is audited
    as seen.
    """
    return await queries.worklist(work, paging, wanted)
