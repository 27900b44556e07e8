"""Reading follow-ups."""

from uuid import UUID

from sqlalchemy import or_
from sqlmodel import col, select

from notifier.access import Access
from notifier.feed.models import CaseFactsRow
from notifier.follow_ups.models import FollowUpRow
from notifier.follow_ups.schemas import FollowUpRead
from rettematch.contracts.base import Role
from rettematch.contracts.follow_ups import FollowUpStatus
from rettematch.pagination import Page, PageRequest, read_page


async def list_follow_ups(
    access: Access, paging: PageRequest, case_id: UUID | None, status: FollowUpStatus | None
) -> Page[FollowUpRead]:
    """Follow-ups in order of due time: of the caller's own cases, as job broker or caseworker, or of all.

    Args:
        access: Of the caller. Administrators and team leaders see the municipality's.
        paging: Which page.
        case_id: Only of this case.
        status: Only with this status.
    """
    same_case = (col(CaseFactsRow.municipality_code) == col(FollowUpRow.municipality_code)) & (
        col(CaseFactsRow.id) == col(FollowUpRow.case_id)
    )
    statement = select(FollowUpRow).join(CaseFactsRow, same_case)
    if not {Role.ADMINISTRATOR, Role.TEAM_LEADER} & access.roles:
        statement = statement.where(
            or_(
                col(FollowUpRow.responsible_id) == access.staff_id,
                col(CaseFactsRow.job_broker_id) == access.staff_id,
                col(CaseFactsRow.caseworker_id) == access.staff_id,
            )
        )
    if case_id is not None:
        statement = statement.where(col(FollowUpRow.case_id) == case_id)
    if status is not None:
        statement = statement.where(col(FollowUpRow.status) == status)
    keys = [col(FollowUpRow.due_at), col(FollowUpRow.id)]
    async with access.transaction() as session:
        rows, pagination = await read_page(session, statement, keys, paging)
    return Page(items=[_read(row) for row in rows], pagination=pagination)


def _read(row: FollowUpRow) -> FollowUpRead:
    return FollowUpRead.model_validate(row.model_dump())
