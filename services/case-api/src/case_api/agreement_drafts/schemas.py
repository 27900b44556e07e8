"""The draft of a work agreement, in the fields of a placement."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel, Field

from case_api.placements.schemas import FollowUpWrite
from rettematch.contracts.base import Scheme


class AgreementDraft(BaseModel):
    """What a new placement of the case can begin with; everything can be changed before it is taken."""

    case_id: UUID
    scheme: Scheme
    starts_on: date
    ends_on: date
    goal: str | None = Field(description="The citizen's first job goal; null when none is recorded.")
    considerations_agreed: list[str] = Field(
        description="What counts today, in words that an employer may read; those of the step-up where it gave some."
    )
    contact_person_id: UUID | None = Field(description="Of the citizen's last placement, while active.")
    mentor_id: UUID | None
    jobcentre_contact_id: UUID | None = Field(description="The job broker.")
    follow_up_plan: list[FollowUpWrite] = Field(description="By the programme's own cadence.")
    follow_up_rules: list[str] = Field(description="The rules that the plan follows.", examples=[["fsm_agreement"]])
