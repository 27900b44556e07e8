"""Job goals: what the citizen wants to work with."""

from typing import Any
from uuid import UUID

from sqlmodel import col, select

from case_api.citizens.background_schemas import JobGoalEnd, JobGoalRead, JobGoalRevision, JobGoalWrite
from case_api.citizens.course_marks import mark_courses
from case_api.citizens.models import Citizen, JobGoal
from case_api.citizens.parts import find_part, find_part_for_change, require_past
from case_api.citizens.rules import goal_changed
from case_api.citizens.sealing import CitizenSeal, seal_of
from case_api.context import Work
from case_api.history.records import add, change, find, stamp
from case_api.idempotency.service import Created
from rettematch.contracts.cases import EventKind
from rettematch.identifiers import uuid7
from rettematch.pagination import Page, PageRequest, read_page
from rettematch.patches import merge
from rettematch.problems import Conflict
from rettematch.reference.occupations import concept_label

_TABLE = "job_goal"
_SOURCE = "job-goal"


class GoalEnded(Conflict):
    """An ended job goal stays as it was."""

    slug = "job-goal-ended"
    title = "The job goal has ended"
    danish = "Jobmålet er afsluttet og kan ikke ændres."


async def create_goal(work: Work, citizen_id: UUID, write: JobGoalWrite) -> Created:
    """Adds a job goal to a citizen."""
    citizen = await find(work, Citizen, citizen_id)
    seal, goal_id = seal_of(work, citizen), uuid7()
    row = JobGoal(
        **stamp(work),
        id=goal_id,
        citizen_id=citizen.id,
        rank=write.rank,
        occupation=write.occupation,
        text_sealed=seal.close(write.text, _TABLE, goal_id, "text_sealed"),
    )
    await add(work, row)
    work.audit("job-goal:create", [citizen.id], subject=row.id)
    return Created(_read(seal, row), f"/v1/citizens/{citizen.id}/job-goals/{row.id}")


async def list_goals(work: Work, citizen_id: UUID, paging: PageRequest) -> Page[JobGoalRead]:
    """All job goals of a citizen, also ended ones, the most wanted first."""
    citizen = await find(work, Citizen, citizen_id)
    statement = select(JobGoal).where(col(JobGoal.citizen_id) == citizen.id)
    rows, pagination = await read_page(work.session, statement, [col(JobGoal.rank), col(JobGoal.id)], paging)
    seal = seal_of(work, citizen)
    work.audit("job-goal:list", [citizen.id])
    return Page(items=[_read(seal, row) for row in rows], pagination=pagination)


async def read_goal(work: Work, citizen_id: UUID, goal_id: UUID) -> JobGoalRead:
    citizen, row = await find_part(work, JobGoal, citizen_id, goal_id)
    work.audit("job-goal:read", [citizen.id], subject=row.id)
    return _read(seal_of(work, citizen), row)


async def change_goal(work: Work, citizen_id: UUID, goal_id: UUID, patch: JobGoalRevision, version: int) -> JobGoalRead:
    """Changes a running job goal; what the citizen wants now is news in the running courses (jf_goal_change_free).

    Raises:
        GoalEnded: it was given up.
        InvalidRequest: `asked` names a question that no programme of the citizen has.
    """
    citizen, row = await _running(work, citizen_id, goal_id, version)
    seal = seal_of(work, citizen)
    current = _written(seal, row)
    merged = merge(JobGoalRevision, current, patch)
    values: dict[str, Any] = {"rank": merged.rank, "occupation": merged.occupation}
    if merged.text != current["text"]:
        values["text_sealed"] = seal.close(merged.text, _TABLE, row.id, "text_sealed")
    before = JobGoalWrite.model_validate(current)
    await change(work, row, values)
    if merged.asked or goal_changed(before, merged):
        await mark_courses(work, citizen.id, EventKind.JOB_GOAL_CHANGED, _SOURCE, row.id, items=merged.asked)
    work.audit("job-goal:change", [citizen.id], subject=row.id)
    return _read(seal, row)


async def end_goal(work: Work, citizen_id: UUID, goal_id: UUID, end: JobGoalEnd, version: int) -> JobGoalRead:
    """Gives a job goal up, with the reason.

    Raises:
        GoalEnded: it was given up before.
        InvalidRequest: `asked` names a question that no programme of the citizen has.
    """
    require_past(work, ended_on=end.ended_on)
    citizen, row = await _running(work, citizen_id, goal_id, version)
    seal = seal_of(work, citizen)
    sealed = seal.close(end.reason, _TABLE, row.id, "change_reason_sealed")
    await change(work, row, {"ended_on": end.ended_on, "change_reason_sealed": sealed})
    await mark_courses(work, citizen.id, EventKind.JOB_GOAL_CHANGED, _SOURCE, row.id, on=end.ended_on, items=end.asked)
    work.audit("job-goal:end", [citizen.id], subject=row.id)
    return _read(seal, row)


async def _running(work: Work, citizen_id: UUID, goal_id: UUID, version: int) -> tuple[Citizen, JobGoal]:
    citizen, row = await find_part_for_change(work, JobGoal, citizen_id, goal_id, version)
    if row.ended_on is not None:
        raise GoalEnded
    return citizen, row


def _written(seal: CitizenSeal, row: JobGoal) -> dict[str, Any]:
    text = seal.open(row.text_sealed, _TABLE, row.id, "text_sealed")
    return {"text": text, "occupation": row.occupation, "rank": row.rank}


def _read(seal: CitizenSeal, row: JobGoal) -> JobGoalRead:
    reason = row.change_reason_sealed
    return JobGoalRead(
        **_written(seal, row),
        id=row.id,
        version=row.version,
        occupation_label=None if row.occupation is None else concept_label(row.occupation),
        ended_on=row.ended_on,
        end_reason=None if reason is None else seal.open(reason, _TABLE, row.id, "change_reason_sealed"),
    )
