"""The facts of a case that deadlines rest on: ids, dates and kinds. No names, no text, no health."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from pydantic import AwareDatetime, Field

from rettematch.contracts.base import Contract, MunicipalityCode, Scheme


class ContactKind(StrEnum):
    """How a contact was held."""

    MEETING = "meeting"
    PHONE = "phone"
    VIDEO = "video"
    VISIT = "visit"
    MESSAGE = "message"

    @property
    def danish_name(self) -> str:
        return _DANISH_CONTACTS[self]


_DANISH_CONTACTS = {
    ContactKind.MEETING: "møde",
    ContactKind.PHONE: "telefon",
    ContactKind.VIDEO: "video",
    ContactKind.VISIT: "besøg på virksomheden",
    ContactKind.MESSAGE: "besked",
}


class ConversationFact(Contract):
    """A contact that was held."""

    conversation_id: UUID
    held_at: AwareDatetime
    kind: ContactKind
    with_citizen: bool
    with_employer: bool
    by_staff_id: UUID
    fulfils: UUID | None = Field(default=None, description="The agreed follow-up it fulfils, if any.")


class AgreedFollowUp(Contract):
    """One line of the follow-up plan in a work agreement."""

    follow_up_id: UUID
    at: AwareDatetime
    kind: ContactKind


class PlacementFact(Contract):
    """A placement as far as deadlines are concerned."""

    placement_id: UUID
    scheme: Scheme
    starts_on: date
    ends_on: date
    ended_on: date | None
    has_contact_person: bool
    ordinary_hours_planned: bool
    follow_ups: tuple[AgreedFollowUp, ...]


class CaseFacts(Contract):
    """Everything from which the follow-ups of a running case can be planned."""

    case_id: UUID
    version: int
    municipality_code: MunicipalityCode
    programme: str = Field(examples=["flere-skal-med-2"])
    started_on: date
    closed_on: date | None
    caseworker_id: UUID
    job_broker_id: UUID | None
    job_broker_since: date | None
    cv_begun_on: date | None
    ready_on: date | None = Field(description="Ready for the effort (trin 1 ends with it).")
    self_supporting_on: date | None = Field(description="Job or education that the citizen lives by (trin 3 ends).")
    conversations: tuple[ConversationFact, ...]
    placements: tuple[PlacementFact, ...]
