from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field

from rettematch.contracts.base import Role
from rettematch.contracts.follow_ups import FollowUpStatus


class FollowUpRead(BaseModel):
    """One follow-up of a case, by the rule that asks for it."""

    id: UUID
    case_id: UUID
    key: str = Field(
        description="Rule and period; stable through re-planning.", examples=["fsm_weekly_until_match:2026-11-23"]
    )
    rule_id: str = Field(examples=["fsm_weekly_until_match"])
    danish: str | None = Field(
        description="The rule in Danish, as a caseworker may read it.",
        examples=["Kontakt hver uge mellem borger og jobformidler, indtil der er et match"],
    )
    responsible: Role
    responsible_id: UUID | None = Field(description="The member of staff; null while nobody holds the role.")
    due_at: datetime = Field(description="When the reminder goes out.")
    overdue_at: datetime = Field(description="From when it is late.")
    status: FollowUpStatus
    fulfilled_by: UUID | None = Field(description="The conversation, placement or event that fulfilled it.")
    placement_id: UUID | None
