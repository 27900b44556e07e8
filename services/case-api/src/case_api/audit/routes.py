"""The audit for leaders, and the access log of one citizen."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from case_api.audit import service
from case_api.audit.schemas import AccessLogEntry, AuditEventRead
from case_api.audit.service import AuditFilter
from case_api.dates import Moment
from case_api.policies import ReadAudit
from rettematch.pagination import Page, Paging

router = APIRouter(prefix="/v1", tags=["audit"])


async def _filter(
    citizen_id: Annotated[UUID | None, Query(description="Whose data was touched.")] = None,
    actor_id: Annotated[UUID | None, Query(description="The staff member who acted.")] = None,
    action: Annotated[str | None, Query(pattern=r"^[a-z:+-]{3,80}$", examples=["citizen:read"])] = None,
    since: Annotated[Moment | None, Query(alias="from", description="From this moment on.")] = None,
    until: Annotated[Moment | None, Query(alias="to", description="Before this moment.")] = None,
) -> AuditFilter:
    return AuditFilter(citizen_id, actor_id, action, since, until)


@router.get("/audit-events", summary="Read the audit")
async def list_events(
    work: ReadAudit, paging: Paging, wanted: Annotated[AuditFilter, Depends(_filter)]
) -> Page[AuditEventRead]:
    """Who saw or changed what about whom, the earliest first. For team leaders and administrators; itself audited."""
    return await service.list_events(work, paging, wanted)


@router.get("/citizens/{citizen_id}/access-log", summary="Access log of a citizen")
async def access_log(work: ReadAudit, citizen_id: UUID, paging: Paging) -> Page[AccessLogEntry]:
    """What may be handed to the citizen: when, by which role, for what; never which employee. Itself audited."""
    return await service.access_log(work, citizen_id, paging)
