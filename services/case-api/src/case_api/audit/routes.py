"""`GET /v1/audit-events`."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime

from case_api.audit import service
from case_api.audit.schemas import AuditEventRead
from case_api.audit.service import AuditFilter
from case_api.policies import ReadAudit
from rettematch.pagination import Page, Paging

router = APIRouter(prefix="/v1/audit-events", tags=["audit"])


async def _filter(
    citizen_id: Annotated[UUID | None, Query(description="Whose data was touched.")] = None,
    actor_id: Annotated[UUID | None, Query(description="The staff member who acted.")] = None,
    action: Annotated[str | None, Query(pattern=r"^[a-z:+-]{3,80}$", examples=["citizen:read"])] = None,
    since: Annotated[AwareDatetime | None, Query(alias="from", description="From this moment on.")] = None,
    until: Annotated[AwareDatetime | None, Query(alias="to", description="Before this moment.")] = None,
) -> AuditFilter:
    return AuditFilter(citizen_id, actor_id, action, since, until)


@router.get("", summary="Read the audit")
async def list_events(
    work: ReadAudit, paging: Paging, wanted: Annotated[AuditFilter, Depends(_filter)]
) -> Page[AuditEventRead]:
    """Who saw or changed what about whom, the earliest first. For team leaders and administrators; itself audited."""
    return await service.list_events(work, paging, wanted)
