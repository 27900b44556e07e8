"""The facts of a case that deadlines rest on: ids, dates and kinds. No names, no text, no health."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Final, Self
from uuid import UUID

from pydantic import AwareDatetime, Field, model_validator

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


class EventKind(StrEnum):
    """What can be recorded in a course beside conversations and placements."""

    ABSENCE = "absence"
    ABSENCE_FOLLOWED_UP = "absence-followed-up"
    ABSENCE_SHEET = "absence-sheet"
    ACTIVATION_OFFER = "activation-offer"
    ACTIVITY = "activity"
    ACTIVITY_PLAN = "activity-plan"
    AGREEMENT_OWNER = "agreement-owner"
    AID_APPLIED = "aid-applied"
    ATTENDANCE = "attendance"
    AVAILABILITY_ASSESSED = "availability-assessed"
    CASE_MEETING = "case-meeting"
    CHILD_JOB_ASKED = "child-job-asked"
    CLUB_ASSIGNED = "club-assigned"
    CLUB_DAY = "club-day"
    COMPANY_FOLLOW_UP = "company-follow-up"
    CONSENT = "consent"
    COORDINATION_NEED = "coordination-need"
    CV_UPDATED = "cv-updated"
    DECISION = "decision"
    END_TALK = "end-talk"
    ENTRY = "entry"
    EXEMPTED = "exempted"
    EXTENSION = "extension"
    FOLLOW_UP_REMINDER = "follow-up-reminder"
    GROUP = "group"
    INFORMATION_MEETING = "information-meeting"
    INFORMATION_SHARED = "information-shared"
    INTERNSHIP_PURPOSE = "internship-purpose"
    JOB_GOAL_CHANGED = "job-goal-changed"
    JOB_GOAL_REVIEWED = "job-goal-reviewed"
    LOG_ENTRY = "log-entry"
    LOG_FOLLOWED_UP = "log-followed-up"
    MODERATORS = "moderators"
    MONTHLY_MEETING = "monthly-meeting"
    ORDINARY_HOURS_RAISED = "ordinary-hours-raised"
    PAID_HOURS = "paid-hours"
    PARALLEL_OVERVIEW = "parallel-overview"
    PLAN = "plan"
    PLAN_FOR_JOB = "plan-for-job"
    PRESENTED_TO_TEAM = "presented-to-team"
    PROGRESS_TALK = "progress-talk"
    PROGRESSION = "progression"
    REHABILITATION_MEETING = "rehabilitation-meeting"
    REPEATED_ABSENCE = "repeated-absence"
    RE_REGISTERED = "re-registered"
    SOCIAL_SERVICES_TOLD = "social-services-told"
    START_CONVERSATION = "start-conversation"
    START_TALK = "start-talk"
    STATUS_MEETING = "status-meeting"
    STEP_UP = "step-up"
    STEP_UP_AGREEMENT = "step-up-agreement"
    STEP_UP_PREPARED_FAMILY = "step-up-prepared-family"
    STEP_UP_PREPARED_HEALTH = "step-up-prepared-health"
    STEP_UP_TALK = "step-up-talk"
    SUPPORT_CONTACT = "support-contact"
    SUPPORT_PERSON = "support-person"
    VISITATION = "visitation"
    WORK_AGREEMENT = "work-agreement"
    WRITTEN_EVALUATION = "written-evaluation"


WITHOUT_END: Final = date(2199, 12, 31)
"""The `until` of an event that lasts and whose end nobody knows yet."""


class CaseEvent(Contract):
    """Something that happened in a course, by kind and date.

    `items` names what it covered in the words of the programme's definition: the fields of a document, the parties of
    a meeting, the option that was chosen. `amount` is a number in the unit of the rule that asks for it.
    """

    event_id: UUID
    kind: EventKind
    on: date
    until: date | None = Field(default=None, description="The last day of what lasts; null: one day.")
    placement_id: UUID | None = None
    items: tuple[Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)], ...] = ()
    amount: Annotated[float | None, Field(ge=0)] = None

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.until is not None and self.until < self.on:
            raise ValueError("an event cannot end before it begins")
        return self


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
    hours_per_week: Annotated[float | None, Field(ge=0)] = None


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
    cohort: str | None = Field(
        default=None,
        pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$",
        max_length=60,
        examples=["cash-benefit"],
        description="The group that the programme's rules tell apart, as a rule what the citizen lives by.",
    )
    events: tuple[CaseEvent, ...] = ()
