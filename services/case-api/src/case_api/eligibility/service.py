"""Judging the target group of a case by the programme's rules."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlmodel import col, func, select

from case_api.cases.models import Case
from case_api.citizens.models import Citizen
from case_api.citizens.sealing import seal_of
from case_api.citizens.service import open_cpr
from case_api.context import Work
from case_api.courses.models import CourseEvent
from case_api.eligibility.rules import Check, Person, checks, group_missing, planned
from case_api.eligibility.schemas import CheckRead, EligibilityRead, PlannedRead
from case_api.findings import findings_read
from case_api.history.records import find
from rettematch.contracts.cases import EventKind
from rettematch.identifiers import parse_cpr
from rettematch.programmes.definitions import programme


async def read_eligibility(work: Work, case_id: UUID) -> EligibilityRead:
    """Whether the citizen belongs to the target group, demand by demand. Nothing is decided by it."""
    case = await find(work, Case, case_id)
    citizen = await find(work, Citizen, case.citizen_id)
    born_on = parse_cpr(open_cpr(seal_of(work, citizen), citizen), allow_synthetic=True).born_on
    rules, visitated_on = programme(case.programme), await _visitated_on(work, case)
    found = list(checks(rules, Person(born_on, citizen.benefit_since), case.cohort, case.started_on, visitated_on))
    missing = group_missing(rules, case.cohort, case.started_on)
    groups = [
        PlannedRead(
            rule_id=each.rule.id,
            danish=each.rule.danish,
            cohorts=list(each.asked.cohorts),
            planned=each.asked.at_least,
            visitated=await _visitated(work, case.programme, each.asked.cohorts),
        )
        for each in planned(rules, case.cohort, case.started_on)
    ]
    work.audit("case:read-eligibility", [case.citizen_id], subject=case.id)
    return EligibilityRead(
        case_id=case.id,
        programme=case.programme,
        cohort=case.cohort,
        visitated_on=visitated_on,
        checks=[_read(each) for each in found],
        findings=findings_read(finding for each in found for finding in each.findings),
        missing=[] if missing is None else [missing],
        planned=groups,
    )


async def _visitated_on(work: Work, case: Case) -> date:
    statement = select(func.min(CourseEvent.happened_on)).where(
        col(CourseEvent.case_id) == case.id, col(CourseEvent.kind) == EventKind.VISITATION
    )
    found: Sequence[date | None] = (await work.session.exec(statement)).all()
    return next((day for day in found if day is not None), case.started_on)


async def _visitated(work: Work, programme_id: str, cohorts: Collection[str]) -> int:
    statement = select(func.count()).where(col(Case.programme) == programme_id, col(Case.cohort).in_(cohorts))
    return (await work.session.exec(statement)).one()


def _read(check: Check) -> CheckRead:
    return CheckRead(
        rule_id=check.rule.id,
        danish=check.rule.danish,
        section=check.rule.section,
        unit=check.asked.unit,
        at_least=check.asked.at_least,
        at_most=check.asked.at_most,
        value=check.value,
        holds=None if check.value is None else not check.findings,
    )
