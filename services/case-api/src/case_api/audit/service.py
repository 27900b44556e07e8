"""Reading the audit. Reading it is audited too."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select

from case_api.audit.models import AuditEvent
from case_api.audit.schemas import AccessLogEntry, AuditEventRead
from case_api.citizens.models import Citizen
from case_api.context import Work
from case_api.history.records import find
from rettematch.contracts.base import Role
from rettematch.pagination import Page, PageRequest, read_page
from rettematch.problems import InvalidRequest


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What the events are narrowed to; null does not narrow. `until` itself is not included."""

    citizen_id: UUID | None = None
    actor_id: UUID | None = None
    action: str | None = None
    since: datetime | None = None
    until: datetime | None = None


async def list_events(work: Work, paging: PageRequest, wanted: AuditFilter) -> Page[AuditEventRead]:
    """Events of the municipality, the earliest first.

    Raises:
        InvalidRequest: the period ends before it begins.
    """
    if wanted.since is not None and wanted.until is not None and wanted.until < wanted.since:
        raise InvalidRequest.field("query.to", "must not be before from", "må ikke ligge før starten")
    statement = select(AuditEvent)
    if wanted.citizen_id is not None:
        statement = statement.where(col(AuditEvent.citizen_id) == wanted.citizen_id)
    if wanted.actor_id is not None:
        statement = statement.where(col(AuditEvent.actor_id) == wanted.actor_id)
    if wanted.action is not None:
        statement = statement.where(col(AuditEvent.action) == wanted.action)
    if wanted.since is not None:
        statement = statement.where(col(AuditEvent.recorded_at) >= wanted.since)
    if wanted.until is not None:
        statement = statement.where(col(AuditEvent.recorded_at) < wanted.until)
    rows, pagination = await read_page(work.session, statement, [col(AuditEvent.id)], paging)
    work.audit("audit:read", [] if wanted.citizen_id is None else [wanted.citizen_id])
    return Page(items=[AuditEventRead.model_validate(row, from_attributes=True) for row in rows], pagination=pagination)


async def access_log(work: Work, citizen_id: UUID, paging: PageRequest) -> Page[AccessLogEntry]:
    """Who, by role, saw or changed a citizen's data, the earliest first; for the citizen's own right of access.

    Raises:
        NotFound: no such citizen in the municipality.
    """
    citizen = await find(work, Citizen, citizen_id)
    statement = select(AuditEvent).where(col(AuditEvent.citizen_id) == citizen.id)
    rows, pagination = await read_page(work.session, statement, [col(AuditEvent.id)], paging)
    work.audit("audit:read-access-log", [citizen.id])
    return Page(items=[_entry(row) for row in rows], pagination=pagination)


def _entry(row: AuditEvent) -> AccessLogEntry:
    roles = [Role(role).danish_name for role in row.actor_roles]
    return AccessLogEntry(recorded_at=row.recorded_at, roles=roles, action=row.action, purpose=row.purpose)
