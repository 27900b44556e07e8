"""Caseloads (sagsstammer) of job brokers in a programme, judged before a case is given to one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Exists, exists, func, or_
from sqlmodel import col, select

from case_api.cases.models import Case
from case_api.citizens.models import Benefit, Citizen, MatchGroup
from case_api.context import Work
from case_api.findings import findings_read
from case_api.placements.models import Placement
from case_api.staff.models import StaffMember
from case_api.staff.schemas import AllocationHint, Caseload, CaseloadMeasure, ProgrammeCaseload
from case_api.staff.service import caseload, require_staff
from rettematch.contracts.base import Role, Scheme
from rettematch.problems import Conflict, InvalidRequest
from rettematch.programmes.definitions import Programme
from rettematch.programmes.findings import danish_word
from rettematch.programmes.measures import Measurement, is_allowed, judge, takers
from rettematch.programmes.parameters import Allowance, Quantity

CONSULTANT_AS_BROKER = "job-consultant-as-job-broker"
_TOTAL, _ALLOWANCE, _FLEX_JOB = "cases per job broker", "cases on ledighedsydelse", "cases in flex job"


class ConsultantNotAllowed(Conflict):
    """A job consultant is job broker only while the brokers have too many cases; `reasons` name the rule."""

    slug = "job-consultant-not-allowed"
    title = "The job brokers have room for the case"
    danish = "Virksomhedskonsulenten kan kun være jobformidler, når jobformidlernes sagsstamme er presset."


@dataclass(frozen=True, slots=True)
class Counts:
    """A broker's running cases in a programme, by the units of its rules."""

    total: int
    allowance: int
    flex_job: int

    def by_unit(self) -> Mapping[str, int]:
        return {_TOTAL: self.total, _ALLOWANCE: self.allowance, _FLEX_JOB: self.flex_job}

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.total + other.total, self.allowance + other.allowance, self.flex_job + other.flex_job)


def groups_of(benefit: Benefit, match_group: MatchGroup) -> tuple[str, ...]:
    """The groups of the allocation that a citizen may belong to.

    The former match groups 2 and 3 are both activity-ready today: the hint then names who takes either.
    """
    if benefit is Benefit.SICKNESS_BENEFIT:
        return ("sick-listed",)
    return {MatchGroup.JOB_READY: ("match-1",), MatchGroup.ACTIVITY_READY: ("match-2", "match-3")}.get(match_group, ())


def measures(programme: Programme, now: Counts, after: Counts | None, on: date) -> Iterator[CaseloadMeasure]:
    """Each rule about the size or mix of a caseload, with what it says of the caseload now and with one case more."""
    for rule, quantity in programme.with_parameters(Quantity, on):
        count = now.by_unit().get(quantity.unit)
        if count is None:
            continue
        later = None if after is None else after.by_unit()[quantity.unit]
        found = judge(programme, Measurement(rule.id, count, on))
        found_later = () if later is None else judge(programme, Measurement(rule.id, later, on))
        yield CaseloadMeasure(
            rule_id=rule.id,
            danish=rule.danish,
            at_least=quantity.at_least,
            at_most=quantity.at_most,
            now=count,
            after=later,
            findings=findings_read(found),
            findings_after=findings_read(found_later),
        )


def is_squeezed(programme: Programme, cases: int, on: date) -> bool:
    """Whether a broker with so many cases has so many that the job consultant may help out."""
    measured = [
        Measurement(allowance.when_exceeded, cases, on)
        for _, allowance in programme.with_parameters(Allowance, on)
        if allowance.allows == CONSULTANT_AS_BROKER
    ]
    return is_allowed(programme, CONSULTANT_AS_BROKER, measured, on)


async def read_caseload(work: Work, staff_id: UUID, programme_id: str | None, with_case: UUID | None) -> Caseload:
    """A person's running cases, judged by a programme's rules when one is named.

    Raises:
        InvalidRequest: `with_case` without a programme, or no running case of it.
    """
    found = await caseload(work, staff_id)
    if programme_id is not None:
        found.in_programme = await programme_caseload(work, staff_id, programme_id, with_case)
    elif with_case is not None:
        raise InvalidRequest.field("query.programme", "must be given with with_case", "skal udfyldes")
    return found


async def programme_caseload(
    work: Work, staff_id: UUID, programme_id: str, with_case: UUID | None
) -> ProgrammeCaseload:
    """A broker's caseload in a programme, and what it would be with one case more; nothing is decided by it.

    Raises:
        InvalidRequest: no such case in the municipality.
    """
    programme, now = work.programme(programme_id), await counts(work, staff_id, programme_id)
    after, hints = None, []
    if with_case is not None:
        case, citizen = await _weighed(work, with_case, programme_id)
        own = case.job_broker_id == staff_id
        after = now if own else now + await _one(work, case, citizen)
        hints = [
            AllocationHint(group=group, group_danish=danish_word(group), takers=list(by), takers_danish=_words(by))
            for group in groups_of(citizen.benefit, citizen.match_group)
            if (by := takers(programme, group, work.today))
        ]
        work.audit("caseload:weigh", [citizen.id], subject=case.id)
    return ProgrammeCaseload(
        programme=programme_id,
        measures=list(measures(programme, now, after, work.today)),
        consultant_may_be_broker=is_squeezed(programme, (after or now).total, work.today),
        allocation=hints,
    )


async def counts(work: Work, staff_id: UUID, programme_id: str) -> Counts:
    """The running cases that somebody has as job broker in a programme."""
    on_allowance = col(Citizen.benefit) == Benefit.UNEMPLOYMENT_ALLOWANCE
    in_flex_job = or_(col(Citizen.benefit) == Benefit.FLEX_WAGE_SUBSIDY, _running_flex_job(work.today))
    statement = (
        select(func.count(), func.count().filter(on_allowance & ~in_flex_job), func.count().filter(in_flex_job))
        .select_from(Case)
        .join(Citizen, col(Citizen.id) == col(Case.citizen_id))
        .where(col(Case.job_broker_id) == staff_id, col(Case.programme) == programme_id, col(Case.closed_on).is_(None))
    )
    return Counts(*(await work.session.exec(statement)).one())


async def require_broker(work: Work, programme_id: str, present: UUID | None, staff_id: UUID, field: str) -> None:
    """Whether somebody can be job broker of a case.

    Args:
        work: The request.
        programme_id: Of the case.
        present: Who is its job broker now.
        staff_id: Who is to be.
        field: Where it was asked.

    Raises:
        ConsultantNotAllowed: a job consultant, while the brokers' caseloads are not squeezed.
        InvalidRequest: nobody such; names `field`.
    """
    found = await work.session.get(StaffMember, (work.municipality_code, staff_id))
    programme = work.programme(programme_id)
    allowed_by = [
        rule for rule, each in programme.with_parameters(Allowance, work.today) if each.allows == CONSULTANT_AS_BROKER
    ]
    is_consultant = found is not None and found.active and Role.JOB_CONSULTANT in found.roles
    if found is None or Role.JOB_BROKER in found.roles or not (is_consultant and allowed_by):
        await require_staff(work, staff_id, Role.JOB_BROKER, field)
        return
    if not is_squeezed(programme, await _least(work, programme_id, present), work.today):
        raise ConsultantNotAllowed(reasons=[{"rule_id": rule.id, "danish": rule.danish} for rule in allowed_by])


async def _least(work: Work, programme_id: str, present: UUID | None) -> int:
    """The cases of the case's own broker; without one, of the broker with the fewest, the case given to that one."""
    brokers = (
        await work.session.exec(
            select(StaffMember.id).where(
                col(StaffMember.roles).contains([Role.JOB_BROKER.value]), col(StaffMember.active)
            )
        )
    ).all()
    if present is not None and present in brokers:
        return (await counts(work, present, programme_id)).total
    loads = [(await counts(work, each, programme_id)).total for each in brokers]
    return min(loads, default=0) + 1


def _running_flex_job(today: date) -> Exists:
    return (
        exists()
        .where(
            col(Placement.case_id) == col(Case.id),
            col(Placement.scheme) == Scheme.FLEX_JOB,
            col(Placement.starts_on) <= today,
            func.coalesce(col(Placement.ended_on), col(Placement.ends_on)) >= today,
        )
        .correlate(Case)
    )


async def _weighed(work: Work, case_id: UUID, programme_id: str) -> tuple[Case, Citizen]:
    case = await work.session.get(Case, (work.municipality_code, case_id))
    citizen = None if case is None else await work.session.get(Citizen, (work.municipality_code, case.citizen_id))
    if case is None or citizen is None or case.programme != programme_id or case.closed_on is not None:
        raise InvalidRequest.field(
            "query.with_case", "must be a running case in the programme", "skal være en åben sag i indsatsen"
        )
    return case, citizen


async def _one(work: Work, case: Case, citizen: Citizen) -> Counts:
    running = (
        await work.session.exec(
            select(func.count()).select_from(Case).where(col(Case.id) == case.id, _running_flex_job(work.today))
        )
    ).one()
    in_flex_job = citizen.benefit is Benefit.FLEX_WAGE_SUBSIDY or running > 0
    on_allowance = citizen.benefit is Benefit.UNEMPLOYMENT_ALLOWANCE and not in_flex_job
    return Counts(1, int(on_allowance), int(in_flex_job))


def _words(slugs: Sequence[str]) -> list[str]:
    return [danish_word(each) for each in slugs]
