"""Every table of the case API, imported so that its metadata is complete."""

from sqlalchemy import MetaData

from case_api.audit.models import AuditEvent
from case_api.cases.models import Case, Disclosure
from case_api.changes.models import ChangeRow
from case_api.checklists.models import ChecklistAssessment
from case_api.citizens.models import Citizen, CitizenSkill, Consideration, CvEntry, JobGoal
from case_api.clarifications.models import Clarification
from case_api.clubs.course_models import AvailabilityAssessment, EndTalk, LogEntry
from case_api.clubs.models import (
    AbsenceLine,
    AbsenceSheet,
    ClubAttendance,
    ClubMembership,
    ClubOffer,
    ClubSession,
    IndividualSeat,
    JobClub,
)
from case_api.consents.models import ConsentRow, InformationShare
from case_api.conversations.models import Conversation
from case_api.courses.models import CourseEvent
from case_api.employers.models import ContactPerson, CooperationAgreement, Employer, Place, Workplace
from case_api.follow_ups.models import FollowUpRow
from case_api.history.models import Revision
from case_api.idempotency.models import IdempotencyRecord
from case_api.legal_facts.models import LegalFacts
from case_api.measurements.models import MeasurementRow
from case_api.ordinary_hours.models import PaidHours
from case_api.people.models import CasePerson
from case_api.placements.models import AgreedFollowUpRow, Placement
from case_api.progression.models import ProgressionMeasurement, ProgressionWish
from case_api.staff.models import LegalBasisRow, Municipality, StaffMember, Team
from case_api.step_ups.models import StepUpEffort
from case_api.tables import Table

TABLES: tuple[type[Table], ...] = (
    Municipality,
    LegalBasisRow,
    Team,
    StaffMember,
    Citizen,
    JobGoal,
    CitizenSkill,
    CvEntry,
    Consideration,
    Case,
    Disclosure,
    CasePerson,
    Clarification,
    StepUpEffort,
    Employer,
    Workplace,
    ContactPerson,
    CooperationAgreement,
    Place,
    LegalFacts,
    Placement,
    AgreedFollowUpRow,
    Conversation,
    CourseEvent,
    PaidHours,
    ChecklistAssessment,
    MeasurementRow,
    ProgressionMeasurement,
    ProgressionWish,
    ConsentRow,
    InformationShare,
    FollowUpRow,
    ClubOffer,
    JobClub,
    ClubMembership,
    ClubSession,
    ClubAttendance,
    AbsenceSheet,
    AbsenceLine,
    IndividualSeat,
    LogEntry,
    AvailabilityAssessment,
    EndTalk,
    AuditEvent,
    ChangeRow,
    Revision,
    IdempotencyRecord,
)

metadata: MetaData = Table.metadata
