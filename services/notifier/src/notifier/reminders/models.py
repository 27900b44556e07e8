from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index

from notifier.tables import TenantRow
from rettematch.columns import choice, moment, tenant_key


class ReminderKind(StrEnum):
    """Which moment of a follow-up is told."""

    DUE = "due"
    OVERDUE = "overdue"


class Reminder(TenantRow, table=True):
    """That a follow-up became due or overdue was told, or would have been had the person an endpoint. Once each."""

    __tablename__ = "reminder"
    __table_args__ = (
        tenant_key("follow_up_id", "follow_up", onupdate="CASCADE"),
        Index(None, "municipality_code", "case_id", "key", "kind", unique=True),
        Index(None, "municipality_code", "follow_up_id"),
    )

    case_id: UUID
    key: str
    kind: ReminderKind = choice(ReminderKind, "kind")
    follow_up_id: UUID
    staff_id: UUID
    at: datetime = moment()
    created_at: datetime = moment()
