"""Assessing the items of a programme's checklists, for the municipality or for one team."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from case_api.checklists.models import ChecklistAssessment, ItemStatus
from case_api.checklists.rules import Entry, RuleChecklist, checklist, checklists
from case_api.checklists.schemas import (
    AssessmentCreate,
    AssessmentRead,
    AssessmentWrite,
    ChecklistRead,
    Checklists,
    ChecklistSummary,
    EntryRead,
)
from case_api.context import Work
from case_api.findings import findings_read
from case_api.history.models import Revision
from case_api.history.records import add, change, find, find_for_change, revisions, stamp
from case_api.history.schemas import History, history_of
from case_api.idempotency.service import Created
from case_api.staff.models import Team
from rettematch.identifiers import uuid7
from rettematch.patches import merge
from rettematch.problems import Conflict, InvalidRequest, NotFound
from rettematch.programmes.findings import danish_word


class AssessmentExists(Conflict):
    """The item is assessed already; its assessment is changed instead."""

    slug = "assessment-exists"
    title = "The item of the checklist is assessed already"
    danish = "Punktet er allerede vurderet; ret vurderingen i stedet."


async def list_checklists(work: Work, on: date | None, team_id: UUID | None) -> Checklists:
    """Every checklist of every programme that is in force on a day, with how much of it is met.

    Args:
        work: The request.
        on: The day; today when None. What was assessed later stands as it did then.
        team_id: A team's; the municipality's own when None.

    Raises:
        InvalidRequest: there is no such team.
    """
    day = on or work.today
    await _check_team(work, team_id, "query.team_id")
    rows = await _assessments(work, team_id, day)
    return Checklists(items=[_summary(each, _met(each, rows)) for each in checklists(work.programmes(), day)])


async def read_checklist(work: Work, rule_id: str, on: date | None, team_id: UUID | None) -> ChecklistRead:
    """Every item of a checklist with its assessment, and what the checklist lacks; arguments as `list_checklists`.

    Raises:
        NotFound: no rule with such a checklist is in force on the day.
        InvalidRequest: there is no such team.
    """
    day = on or work.today
    found = _require(work, rule_id, day)
    await _check_team(work, team_id, "query.team_id")
    rows = [row for row in await _assessments(work, team_id, day) if row.rule_id == rule_id]
    met = _met(found, rows)
    by_item = {row.item: row for row in rows}
    return ChecklistRead(
        **_summary(found, met).model_dump(),
        on=day,
        team_id=team_id,
        entries=[_entry(each, by_item.get(each.item)) for each in found.entries],
        findings=findings_read(found.lacks(met, day)),
    )


async def create_assessment(work: Work, rule_id: str, write: AssessmentCreate) -> Created:
    """Assesses an item for the first time.

    Raises:
        NotFound: no rule with such a checklist is in force.
        InvalidRequest: the item is not of the checklist, the day lies ahead, or there is no such team.
        AssessmentExists: the item is assessed already.
    """
    found = _require(work, rule_id, work.today)
    if write.item not in found.items:
        expected = "must be an item of the checklist: " + ", ".join(sorted(found.items))
        raise InvalidRequest.field("body.item", expected, "er ikke et punkt på listen")
    _check(work, write)
    await _check_team(work, write.team_id, "body.team_id")
    row = ChecklistAssessment(
        **stamp(work), id=uuid7(), rule_id=rule_id, assessed_by=work.actor.staff_id, **write.model_dump()
    )
    try:
        await add(work, row)
    except IntegrityError:
        raise AssessmentExists from None
    work.audit("checklist:assess", subject=row.id)
    return Created(_read(row), f"/v1/checklists/{rule_id}/assessments/{row.id}")


async def read_assessment(work: Work, rule_id: str, assessment_id: UUID) -> AssessmentRead:
    return _read(_of(rule_id, await find(work, ChecklistAssessment, assessment_id)))


async def change_assessment(
    work: Work, rule_id: str, assessment_id: UUID, patch: AssessmentWrite, version: int
) -> AssessmentRead:
    """Assesses an item anew; who changes it is who has assessed it.

    Raises:
        InvalidRequest: the day lies ahead.
    """
    row = _of(rule_id, await find_for_change(work, ChecklistAssessment, assessment_id, version))
    merged = merge(AssessmentWrite, row.model_dump(), patch)
    _check(work, merged)
    await change(work, row, {**merged.model_dump(), "assessed_by": work.actor.staff_id})
    work.audit("checklist:assess", subject=row.id)
    return _read(row)


async def assessment_history(work: Work, rule_id: str, assessment_id: UUID) -> History:
    row = _of(rule_id, await find(work, ChecklistAssessment, assessment_id))
    return history_of(await revisions(work, ChecklistAssessment, row.id))


def _require(work: Work, rule_id: str, on: date) -> RuleChecklist:
    found = checklist(work.programmes(), rule_id, on)
    if found is None:
        raise NotFound
    return found


def _of(rule_id: str, row: ChecklistAssessment) -> ChecklistAssessment:
    if row.rule_id != rule_id:
        raise NotFound
    return row


async def _check_team(work: Work, team_id: UUID | None, field: str) -> None:
    if team_id is not None and await work.session.get(Team, (work.municipality_code, team_id)) is None:
        raise InvalidRequest.field(field, "must be a team of the municipality", "skal være et team i kommunen")


def _check(work: Work, write: AssessmentWrite) -> None:
    if write.assessed_on > work.today:
        raise InvalidRequest.field("body.assessed_on", "must not be in the future", "må ikke ligge i fremtiden")


async def _assessments(work: Work, team_id: UUID | None, on: date) -> Sequence[ChecklistAssessment]:
    statement = select(ChecklistAssessment).where(col(ChecklistAssessment.team_id).is_not_distinct_from(team_id))
    rows = (await work.session.exec(statement)).all()
    later = [row.id for row in rows if row.assessed_on > on]
    return [*(row for row in rows if row.assessed_on <= on), *await _earlier(work, later, on)]


async def _earlier(work: Work, assessment_ids: Sequence[UUID], on: date) -> Sequence[ChecklistAssessment]:
    """Assessments that were made anew after a day, as they stood on it."""
    if not assessment_ids:
        return ()
    statement = (
        select(Revision)
        .where(
            col(Revision.resource) == str(ChecklistAssessment.__tablename__),
            col(Revision.resource_id).in_(assessment_ids),
        )
        .order_by(col(Revision.resource_id), col(Revision.resource_version))
    )
    stood = {
        revision.resource_id: _version(revision)
        for revision in (await work.session.exec(statement)).all()
        if date.fromisoformat(revision.data["assessed_on"]) <= on
    }
    return list(stood.values())


def _version(revision: Revision) -> ChecklistAssessment:
    return ChecklistAssessment.model_validate(
        {
            **revision.data,
            "municipality_code": revision.municipality_code,
            "id": revision.resource_id,
            "version": revision.resource_version,
            "created_at": revision.recorded_at,
            "updated_at": revision.recorded_at,
        }
    )


def _met(found: RuleChecklist, rows: Iterable[ChecklistAssessment]) -> frozenset[str]:
    return frozenset(row.item for row in rows if row.rule_id == found.rule.id and row.status is ItemStatus.MET)


def _summary(found: RuleChecklist, met: frozenset[str]) -> ChecklistSummary:
    wanted = [entry for entry in found.entries if not entry.optional]
    return ChecklistSummary(
        rule_id=found.rule.id,
        danish=found.rule.danish,
        programme=found.programme.id,
        programme_danish=found.programme.danish,
        kind=found.rule.kind,
        section=found.rule.section,
        items=len(wanted),
        met=sum(1 for entry in wanted if entry.item in met),
    )


def _entry(entry: Entry, row: ChecklistAssessment | None) -> EntryRead:
    return EntryRead(
        item=entry.item,
        danish=danish_word(entry.item),
        part=entry.part,
        part_danish=None if entry.part is None else danish_word(entry.part),
        optional=entry.optional,
        assessment=None if row is None else _read(row),
    )


def _read(row: ChecklistAssessment) -> AssessmentRead:
    return AssessmentRead(**row.model_dump(), danish=danish_word(row.item), status_danish=row.status.danish_name)
