from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, text

from notifier.tables import TenantRow
from rettematch.columns import choice, moment, tenant_key
from rettematch.contracts.base import Role
from rettematch.contracts.follow_ups import FollowUpStatus


class FollowUpRow(TenantRow, table=True):
    """One follow-up of a case as the feed told it last, with the case API's id and version."""

    __tablename__ = "follow_up"
    __table_args__ = (
        tenant_key("case_id", "case_facts"),
        Index(None, "municipality_code", "case_id", "key", unique=True),
        Index(None, "municipality_code", "responsible_id", "status"),
        Index(None, "municipality_code", "due_at", "id"),
        Index("ix_follow_up_untold", "municipality_code", "id", postgresql_where=text("untold")),
    )

    case_id: UUID
    key: str
    rule_id: str
    responsible: Role = choice(Role, "responsible", constrained=False)
    responsible_id: UUID | None = None
    due_at: datetime = moment()
    overdue_at: datetime = moment()
    status: FollowUpStatus = choice(FollowUpStatus, "status")
    fulfilled_by: UUID | None = None
    placement_id: UUID | None = None
    danish: str | None = None
    version: int
    changed_at: datetime = moment()
    untold: bool = False
    """It became due or overdue, and nobody has looked yet whether somebody must be told."""
