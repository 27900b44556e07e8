"""Reading how the flex jobs of a case stand."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select

from case_api.cases.models import Case
from case_api.context import Work
from case_api.courses.models import CourseEvent
from case_api.flex_jobs.rules import PROGRAMME, Hours, standing
from case_api.flex_jobs.schemas import AidRead, FlexJobRead, HoursRead
from case_api.follow_ups.models import FollowUpRow
from case_api.history.records import find
from case_api.ordinary_hours.models import PaidHours, WageKind
from rettematch.contracts.cases import EventKind
from rettematch.contracts.follow_ups import FollowUpStatus

_FOLLOWED_UP = "uf_followup_6m"
_LATE = (FollowUpStatus.OVERDUE, FollowUpStatus.MISSED)


async def read_flex_job(work: Work, case_id: UUID) -> FlexJobRead:
    """Hours over time, growth, follow-ups and aids of a case's flex jobs."""
    case = await find(work, Case, case_id)
    rows = await _hours(work, case.id)
    found = standing(
        work.programme(PROGRAMME),
        [Hours(row.from_date, row.until_date, row.hours_per_week) for row in rows],
        work.today,
    )
    statuses = (
        await work.session.exec(
            select(FollowUpRow.status).where(
                col(FollowUpRow.case_id) == case.id, col(FollowUpRow.rule_id) == _FOLLOWED_UP
            )
        )
    ).all()
    work.audit("flex-job:read", [case.citizen_id], subject=case.id)
    return FlexJobRead(
        case_id=case.id,
        since=None if found is None else found.since,
        hours_at_start=None if found is None else found.hours_at_start,
        hours_now=None if found is None else found.hours_now,
        growth=None if found is None else found.growth,
        is_small=None if found is None else found.is_small,
        needs_no_phase_2=None if found is None else found.needs_no_phase_2,
        hours=[HoursRead.model_validate(row, from_attributes=True) for row in rows],
        follow_ups_kept=sum(each is FollowUpStatus.FULFILLED for each in statuses),
        follow_ups_late=sum(each in _LATE for each in statuses),
        aids=await _aids(work, case.id),
    )


async def _hours(work: Work, case_id: UUID) -> Sequence[PaidHours]:
    statement = select(PaidHours).where(
        col(PaidHours.case_id) == case_id, col(PaidHours.wage_kind) == WageKind.FLEX_JOB
    )
    return (await work.session.exec(statement.order_by(col(PaidHours.from_date), col(PaidHours.id)))).all()


async def _aids(work: Work, case_id: UUID) -> list[AidRead]:
    statement = select(CourseEvent).where(
        col(CourseEvent.case_id) == case_id, col(CourseEvent.kind) == EventKind.AID_APPLIED
    )
    rows = (await work.session.exec(statement.order_by(col(CourseEvent.happened_on), col(CourseEvent.id)))).all()
    return [
        AidRead(
            event_id=row.id,
            applied_on=row.happened_on,
            granted_on=row.until,
            days_to_grant=None if row.until is None else (row.until - row.happened_on).days,
            routes=row.items,
        )
        for row in rows
    ]
