"""Collecting the draft of a work agreement."""

from datetime import date
from uuid import UUID

from sqlmodel import col, select

from case_api.agreement_drafts.rules import cadences, follow_up_plan, wordings
from case_api.agreement_drafts.schemas import AgreementDraft
from case_api.cases.models import Case
from case_api.cases.service import CaseClosed
from case_api.citizens.models import Citizen, Consideration, JobGoal
from case_api.citizens.profile import statement_of
from case_api.citizens.rules import effective
from case_api.citizens.sealing import CitizenSeal, seal_of
from case_api.context import Work
from case_api.employers.models import ContactPerson
from case_api.history.records import find
from case_api.placements.models import Placement
from case_api.step_ups.agreement import open_agreement
from case_api.step_ups.models import StepUpEffort
from rettematch.contracts.base import Scheme
from rettematch.problems import InvalidRequest


async def read_draft(work: Work, case_id: UUID, scheme: Scheme, starts_on: date, ends_on: date) -> AgreementDraft:
    """What is known already of the next agreement.

    Raises:
        CaseClosed: nothing is agreed in a closed case.
        InvalidRequest: the placement would end before it begins, or begin before the case.
    """
    case = await find(work, Case, case_id)
    if case.closed_on is not None:
        raise CaseClosed
    if starts_on < case.started_on:
        raise InvalidRequest.field("query.from", "must not be before the start of the case", "ligger før sagens start")
    if ends_on < starts_on:
        raise InvalidRequest.field("query.to", "must not be before from", "må ikke ligge før startdatoen")
    citizen = await find(work, Citizen, case.citizen_id)
    seal, programme = seal_of(work, citizen), work.programme(case.programme)
    found = list(cadences(programme, scheme, case.cohort, case.started_on))
    contact_id, mentor_id = await _people(work, citizen)
    work.audit("case:draft-agreement", [citizen.id], subject=case.id)
    return AgreementDraft(
        case_id=case.id,
        scheme=scheme,
        starts_on=starts_on,
        ends_on=ends_on,
        goal=await _goal(work, citizen, seal),
        considerations_agreed=await _considerations(work, citizen, seal),
        contact_person_id=contact_id,
        mentor_id=mentor_id,
        jobcentre_contact_id=case.job_broker_id,
        follow_up_plan=follow_up_plan(programme, found, starts_on, ends_on, case.started_on),
        follow_up_rules=[rule.id for rule, _ in found],
    )


async def _goal(work: Work, citizen: Citizen, seal: CitizenSeal) -> str | None:
    statement = (
        select(JobGoal)
        .where(col(JobGoal.citizen_id) == citizen.id, col(JobGoal.ended_on).is_(None))
        .order_by(col(JobGoal.rank), col(JobGoal.id))
    )
    row = (await work.session.exec(statement)).first()
    return None if row is None else seal.open(row.text_sealed, "job_goal", row.id, "text_sealed")


async def _considerations(work: Work, citizen: Citizen, seal: CitizenSeal) -> list[str]:
    rows = (await work.session.exec(select(Consideration).where(col(Consideration.citizen_id) == citizen.id))).all()
    counting = effective([statement_of(seal, row) for row in rows], work.today)
    statement = (
        select(StepUpEffort)
        .join(Case, col(Case.id) == col(StepUpEffort.case_id))
        .where(col(Case.citizen_id) == citizen.id)
        .order_by(col(StepUpEffort.agreed_on), col(StepUpEffort.id))
    )
    agreed = {
        (each.dimension, each.level): each.wording
        for row in (await work.session.exec(statement)).all()
        for each in open_agreement(seal, row).considerations
        if each.wording is not None
    }
    return wordings(counting, agreed)


async def _people(work: Work, citizen: Citizen) -> tuple[UUID | None, UUID | None]:
    """Contact person and mentor of the citizen's last placement, as far as they are active."""
    statement = (
        select(Placement)
        .join(Case, col(Case.id) == col(Placement.case_id))
        .where(col(Case.citizen_id) == citizen.id)
        .order_by(col(Placement.starts_on).desc(), col(Placement.id).desc())
        .limit(1)
    )
    last = (await work.session.exec(statement)).first()
    if last is None:
        return None, None
    return await _active(work, last.contact_person_id), await _active(work, last.mentor_id)


async def _active(work: Work, contact_id: UUID | None) -> UUID | None:
    if contact_id is None:
        return None
    row = await find(work, ContactPerson, contact_id)
    return row.id if row.active else None
