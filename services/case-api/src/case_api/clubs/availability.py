"""Assessing an absence without an excuse: journal note, evidence, notice, the activation offer and the course's end."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select

from case_api.cases.facts import publish_case
from case_api.cases.models import Case, CaseOutcome
from case_api.cases.schemas import CaseClose
from case_api.cases.service import close_case
from case_api.citizens.sealing import CitizenSeal
from case_api.clubs.cases import lock_clubs, locked_club_case, read_case
from case_api.clubs.course_days import check_day
from case_api.clubs.course_models import AvailabilityAssessment
from case_api.clubs.course_schemas import AssessmentRead, AssessmentWrite
from case_api.clubs.members import end_memberships
from case_api.clubs.models import AttendanceState, ClubAttendance
from case_api.clubs.offer_rules import activation_hours, offered_in
from case_api.context import Work
from case_api.courses.events import EventWritten, set_events
from case_api.history.records import add, find, stamp
from case_api.idempotency.service import Created
from rettematch.contracts.cases import EventKind
from rettematch.identifiers import uuid7
from rettematch.pagination import Page, PageRequest, read_page
from rettematch.problems import InvalidRequest, NotFound

_TABLE = "availability_assessment"
_SOURCE = "availability-assessment"


async def assess(work: Work, case_id: UUID, write: AssessmentWrite) -> Created:
    """Records an assessment; with `ends_course` the memberships and the case end on the same day.

    Raises:
        InvalidRequest: the day lies in the future or before the course, or the evidence is no absence of the case.
        NotInJobClubs, CaseClosed, CaseHasRunningPlacement: it cannot be.
    """
    await lock_clubs(work)
    case, seal = await locked_club_case(work, case_id)
    check_day(work, case, write.assessed_on, "body.assessed_on")
    await _check_evidence(work, case, write)
    row_id = uuid7()
    row = AvailabilityAssessment(
        **stamp(work),
        id=row_id,
        case_id=case.id,
        journal_note_sealed=seal.close(write.journal_note, _TABLE, row_id, "journal_note_sealed"),
        activation_hours=activation_hours(offered_in(work), case.started_on) if write.activation_offer else None,
        assessed_by=work.actor.staff_id,
        **write.model_dump(exclude={"journal_note", "activation_offer"}),
    )
    await add(work, row)
    await set_events(work, case, _SOURCE, row.id, events_of_assessment(row))
    if write.ends_course:
        await end_memberships(work, case, write.assessed_on)
        await publish_case(work, case)
        close = CaseClose(closed_on=write.assessed_on, outcome=CaseOutcome.STILL_ON_BENEFIT)
        await close_case(work, case.id, close, case.version)
    else:
        await publish_case(work, case)
    work.audit("availability-assessment:create", [case.citizen_id], subject=row.id)
    return Created(_read(seal, row), f"/v1/cases/{case.id}/availability-assessments/{row.id}")


async def list_assessments(work: Work, case_id: UUID, paging: PageRequest) -> Page[AssessmentRead]:
    """Of a case, the earliest first."""
    case, seal = await read_case(work, case_id)
    statement = select(AvailabilityAssessment).where(col(AvailabilityAssessment.case_id) == case.id)
    order = [col(AvailabilityAssessment.assessed_on), col(AvailabilityAssessment.id)]
    rows, pagination = await read_page(work.session, statement, order, paging)
    work.audit("availability-assessment:list", [case.citizen_id], subject=case.id)
    return Page(items=[_read(seal, row) for row in rows], pagination=pagination)


async def read_assessment(work: Work, case_id: UUID, assessment_id: UUID) -> AssessmentRead:
    case, seal = await read_case(work, case_id)
    row = await find(work, AvailabilityAssessment, assessment_id)
    if row.case_id != case.id:
        raise NotFound
    work.audit("availability-assessment:read", [case.citizen_id], subject=row.id)
    return _read(seal, row)


def events_of_assessment(row: AvailabilityAssessment) -> Sequence[EventWritten]:
    """The assessment with what it rests on, and the offer when one was made."""
    evidence = () if row.attendance_id is None else ("attendance",)
    notice = ("notice",) if row.notice_sent else ()
    items = ("journal-note", *evidence, *notice)
    found = [EventWritten(kind=EventKind.AVAILABILITY_ASSESSED, on=row.assessed_on, items=items)]
    if row.activation_hours is not None:
        found.append(EventWritten(kind=EventKind.ACTIVATION_OFFER, on=row.assessed_on, amount=row.activation_hours))
    return found


async def _check_evidence(work: Work, case: Case, write: AssessmentWrite) -> None:
    if write.attendance_id is None:
        return
    found = await work.session.get(ClubAttendance, (work.municipality_code, write.attendance_id))
    if found is None or found.case_id != case.id or found.state is not AttendanceState.UNEXCUSED:
        raise InvalidRequest.field(
            "body.attendance_id", "must be an absence of the case without an excuse", "er ikke en udeblivelse i sagen"
        )


def _read(seal: CitizenSeal, row: AvailabilityAssessment) -> AssessmentRead:
    note = seal.open(row.journal_note_sealed, _TABLE, row.id, "journal_note_sealed")
    return AssessmentRead.model_validate({**row.model_dump(), "journal_note": note})
