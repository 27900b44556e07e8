"""Results of a case, and of the running cases of a staff member (stv_results_visible)."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlalchemy import or_
from sqlmodel import col, select

from case_api.cases.models import Case
from case_api.citizens.models import Citizen
from case_api.context import Work
from case_api.history.records import find
from case_api.ordinary_hours.models import PaidHours, WageKind
from case_api.ordinary_hours.rules import Worked
from case_api.progression.reading import curves_of
from case_api.progression.schemas import AreaCurve, Curve
from case_api.results.rules import hours_so_far
from case_api.results.schemas import CaseResults, OrdinaryHoursResult
from case_api.staff.models import StaffMember
from rettematch.pagination import Page, PageRequest, read_page
from rettematch.programmes.definitions import UnknownRuleError
from rettematch.programmes.findings import danish_word
from rettematch.programmes.parameters import Checklist
from rettematch.progression.questions import questionnaire

RULE = "stv_results_visible"
_ORDINARY_HOURS, _PROGRESSION = "ordinary-hours", "progression"


async def read_results(work: Work, case_id: UUID) -> CaseResults:
    case = await find(work, Case, case_id)
    [found] = await _results(work, [case])
    work.audit("results:read", [case.citizen_id], subject=case.id)
    return found


async def list_results(work: Work, staff_id: UUID, paging: PageRequest) -> Page[CaseResults]:
    """The results of the running cases of one staff member; the citizen of each one shown is audited.

    Raises:
        NotFound: no such staff member in the municipality.
    """
    await find(work, StaffMember, staff_id)
    statement = select(Case).where(
        or_(col(Case.job_broker_id) == staff_id, col(Case.caseworker_id) == staff_id), col(Case.closed_on).is_(None)
    )
    rows, pagination = await read_page(work.session, statement, [col(Case.id)], paging)
    found = await _results(work, rows)
    work.audit("results:list", [row.citizen_id for row in rows], subject=staff_id)
    return Page(items=found, pagination=pagination)


async def _results(work: Work, cases: Sequence[Case]) -> list[CaseResults]:
    citizens = await _citizens(work, [case.citizen_id for case in cases])
    curves = await curves_of(work, [(case, citizens[case.citizen_id]) for case in cases])
    worked = await _ordinary(work, [case.id for case in cases])
    return [_result(work, case, curve, worked[case.id]) for case, curve in zip(cases, curves, strict=True)]


def _result(work: Work, case: Case, curve: Curve, worked: Sequence[Worked]) -> CaseResults:
    on_wish = {each.area for each in questionnaire().questions if each.id in questionnaire().on_wish}
    hours = hours_so_far(worked, work.today)
    shown = [area for area in curve.areas if area.area not in on_wish]
    recorded = {name for name, is_there in ((_ORDINARY_HOURS, worked), (_PROGRESSION, shown)) if is_there}
    return CaseResults(
        case_id=case.id,
        citizen_id=case.citizen_id,
        programme=case.programme,
        started_on=case.started_on,
        closed_on=case.closed_on,
        ordinary_hours=OrdinaryHoursResult.model_validate(hours, from_attributes=True),
        progression=shown,
        symptom_progression=_first_of(curve, on_wish),
        missing=[danish_word(name) for name in _wanted(work, case) if name not in recorded],
    )


def _wanted(work: Work, case: Case) -> tuple[str, ...]:
    """What the programme wants staff to see of each citizen; nothing where it has no such rule."""
    try:
        rule = work.programme(case.programme).rule(RULE, case.started_on)
    except UnknownRuleError:
        return ()
    return rule.parameters.wanted if isinstance(rule.parameters, Checklist) else ()


def _first_of(curve: Curve, areas: Collection[str]) -> AreaCurve | None:
    return next((area for area in curve.areas if area.area in areas), None)


async def _citizens(work: Work, citizen_ids: Collection[UUID]) -> Mapping[UUID, Citizen]:
    rows = (await work.session.exec(select(Citizen).where(col(Citizen.id).in_(citizen_ids)))).all()
    return {row.id: row for row in rows}


async def _ordinary(work: Work, case_ids: Collection[UUID]) -> Mapping[UUID, list[Worked]]:
    found: defaultdict[UUID, list[Worked]] = defaultdict(list)
    statement = select(PaidHours).where(
        col(PaidHours.case_id).in_(case_ids), col(PaidHours.wage_kind) == WageKind.ORDINARY
    )
    for row in (await work.session.exec(statement)).all():
        found[row.case_id].append(Worked(row.from_date, row.until_date, row.hours_per_week))
    return found
