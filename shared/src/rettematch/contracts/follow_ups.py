"""What has to happen next in a case, by which rule, and who does it."""

from enum import StrEnum
from uuid import UUID

from pydantic import AwareDatetime, Field

from rettematch.contracts.base import Contract, Role


class FollowUpStatus(StrEnum):
    """Where a follow-up stands at a given moment."""

    PLANNED = "planned"
    DUE = "due"
    OVERDUE = "overdue"
    FULFILLED = "fulfilled"
    MISSED = "missed"
    CANCELLED = "cancelled"


class FollowUp(Contract):
    """One follow-up. `key` is stable over re-planning: the same facts give the same key."""

    key: str = Field(description="Rule id and period, e.g. `fsm_weekly_until_match:2026-11-23`.")
    rule_id: str
    case_id: UUID
    responsible: Role
    due_at: AwareDatetime = Field(description="When the reminder goes out.")
    overdue_at: AwareDatetime = Field(description="From when it is late.")
    status: FollowUpStatus
    fulfilled_by: UUID | None = Field(default=None, description="The conversation that fulfilled it.")
    placement_id: UUID | None = None
