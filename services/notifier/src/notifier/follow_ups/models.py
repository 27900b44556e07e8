from datetime import datetime
from uuid import UUID

from sqlalchemy import Index

from notifier.tables import TenantRow
from rettematch.columns import choice, moment, tenant_key
from rettematch.contracts.base import Role
from rettematch.contracts.follow_ups import FollowUpStatus

OPEN = (FollowUpStatus.DUE, FollowUpStatus.OVERDUE)
"""What somebody should be reminded of."""


class FollowUpRow(TenantRow, table=True):
    """One follow-up of a case; the same row through every re-planning, found by its key."""

    __tablename__ = "follow_up"
    __table_args__ = (
        tenant_key("case_id", "case_facts"),
        Index(None, "municipality_code", "case_id", "key", unique=True),
        Index(None, "municipality_code", "responsible_id", "status"),
        Index(None, "municipality_code", "due_at", "id"),
    )

    case_id: UUID
    key: str
    rule_id: str
    responsible: Role = choice(Role, "responsible")
    responsible_id: UUID | None = None
    due_at: datetime = moment()
    overdue_at: datetime = moment()
    status: FollowUpStatus = choice(FollowUpStatus, "status")
    fulfilled_by: UUID | None = None
    placement_id: UUID | None = None
    changed_at: datetime = moment()
