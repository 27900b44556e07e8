from datetime import datetime
from uuid import UUID

from sqlalchemy import Index

from case_api.tables import TenantRow, texts
from rettematch.columns import moment


class AuditEvent(TenantRow, table=True):
    """One access to one citizen, or one act of administration. The service may add rows and never change them.

    Holds ids and codes only: no CPR, no name, no free text, no query (docs/security.md B5).
    """

    __tablename__ = "audit_event"
    __table_args__ = (
        Index(None, "municipality_code", "citizen_id", "recorded_at"),
        Index(None, "municipality_code", "actor_id", "recorded_at"),
    )

    recorded_at: datetime = moment()
    actor_id: UUID | None
    actor_roles: list[str] = texts()
    action: str
    citizen_id: UUID | None = None
    subject_id: UUID | None = None
    """The other thing acted on, such as a placement or an employer."""
    purpose: str | None = None
    outcome: str
    request_id: str
