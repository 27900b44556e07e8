"""What has to happen next in a case, by which rule, and who does it."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field

from rettematch.contracts.base import Contract, MunicipalityCode, Role


class FollowUpStatus(StrEnum):
    """Where a follow-up stands at a given moment."""

    PLANNED = "planned"
    DUE = "due"
    OVERDUE = "overdue"
    FULFILLED = "fulfilled"
    MISSED = "missed"
    CANCELLED = "cancelled"

    @property
    def danish_name(self) -> str:
        return _DANISH_STATUSES[self]


_DANISH_STATUSES = {
    FollowUpStatus.PLANNED: "planlagt",
    FollowUpStatus.DUE: "skal gøres nu",
    FollowUpStatus.OVERDUE: "overskredet",
    FollowUpStatus.FULFILLED: "opfyldt",
    FollowUpStatus.MISSED: "ikke nået",
    FollowUpStatus.CANCELLED: "bortfaldet",
}

UNFINISHED = (FollowUpStatus.PLANNED, FollowUpStatus.DUE, FollowUpStatus.OVERDUE)
"""What somebody still has to do."""
OPEN = (FollowUpStatus.DUE, FollowUpStatus.OVERDUE)
"""What somebody should be reminded of."""


class FollowUp(Contract):
    """One follow-up. `key` is stable over re-planning: the same facts give the same key."""

    key: str = Field(description="Rule id and period, e.g. `fsm_weekly_until_match:2026-11-23`.")
    rule_id: str
    case_id: UUID
    responsible: Role
    due_at: AwareDatetime = Field(description="When the reminder goes out.")
    overdue_at: AwareDatetime = Field(description="From when it is late.")
    status: FollowUpStatus
    fulfilled_by: UUID | None = Field(
        default=None, description="The conversation, placement or event that fulfilled it."
    )
    placement_id: UUID | None = None


class FollowUpSnapshot(FollowUp):
    """A follow-up as its row in the case API stands: with an id, a version and the person who is responsible."""

    follow_up_id: UUID
    version: Annotated[int, Field(ge=1)]
    municipality_code: MunicipalityCode
    programme: str = Field(examples=["flere-skal-med-2"])
    danish: str | None = Field(
        description="The rule in Danish, as a caseworker may read it; null when there is no such rule any more.",
        examples=["Kontakt hver uge mellem borger og jobformidler, indtil der er et match"],
    )
    responsible_id: UUID = Field(description="The member of staff who has to act.")
