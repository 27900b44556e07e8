"""What leaders read of the audit."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field


class AuditEventRead(BaseModel):
    """One access to one citizen, or one act of administration. Ids and codes only."""

    id: UUID
    recorded_at: datetime
    actor_id: UUID | None = Field(description="The staff member; null for the platform's operator.")
    actor_roles: list[str]
    action: str = Field(examples=["citizen:read"])
    citizen_id: UUID | None
    subject_id: UUID | None = Field(description="The other thing acted on, such as a placement.")
    purpose: str | None
    outcome: str
    request_id: str


class AccessLogEntry(BaseModel):
    """One access to one citizen, as the citizen may be told: by which role and why, not by whom."""

    recorded_at: datetime
    roles: list[str] = Field(description="Danish names of the roles of the person who acted.")
    action: str
    purpose: str | None
