from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field

from rettematch.contracts.base import Role
from rettematch.contracts.follow_ups import FollowUpStatus
from rettematch.programmes.definitions import Kind


class FollowUpRule(BaseModel):
    """The rule that asks for a follow-up, and where it is written."""

    id: str = Field(examples=["fsm_weekly_until_match"])
    danish: str = Field(
        description="As a caseworker may read it.",
        examples=["Kontakt hver uge mellem borger og jobformidler, indtil der er et match"],
    )
    kind: Kind = Field(description="A hard rule can be broken, an aim can be missed.")
    source: str = Field(description="The document.", examples=["Flere skal med II, indsatsbeskrivelse"])
    section: str = Field(description="Where in the document.")


class FollowUpRead(BaseModel):
    """One follow-up of a case. Its row stays the same through every planning."""

    id: UUID
    version: int
    case_id: UUID
    key: str = Field(
        description="Rule and period; stable through re-planning.", examples=["fsm_weekly_until_match:2026-11-23"]
    )
    programme: str = Field(examples=["flere-skal-med-2"])
    rule_id: str = Field(examples=["fsm_weekly_until_match"])
    rule: FollowUpRule | None = Field(description="Null when the programme has no such rule any more.")
    responsible: Role = Field(description="The role that the rule gives it to.")
    responsible_danish: str = Field(examples=["jobformidler"])
    responsible_id: UUID = Field(description="Who holds the role in the case, or stands in for it.")
    due_at: datetime = Field(description="When the reminder goes out.")
    overdue_at: datetime = Field(description="From when it is late.")
    status: FollowUpStatus
    status_danish: str = Field(examples=["skal gøres nu"])
    fulfilled_by: UUID | None = Field(description="The conversation, placement or event that fulfilled it.")
    placement_id: UUID | None
    changed_at: datetime
