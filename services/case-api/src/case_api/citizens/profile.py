"""The matching profile of a case's citizen: pseudonymous, for one run, its subject id meaning nothing elsewhere."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID, uuid4

from sqlmodel import col, select

from case_api.cases.models import Case
from case_api.citizens.models import Citizen, CitizenSkill, Consideration, JobGoal
from case_api.citizens.rules import Effective, Statement, distinct_goals, effective, reach
from case_api.citizens.sealing import CitizenSeal, seal_of
from case_api.context import Work
from case_api.history.records import find
from case_api.legal_facts.schemes import Options, options_of
from case_api.staff.municipalities import legal_bases_in_force
from rettematch.contracts.base import Scheme, Weekday
from rettematch.contracts.matching import Goal, LegalBasis, MatchingProfile, ReachablePostcode, Tolerance

CONSIDERATIONS = "considerations"
"""The category that a legal basis must name before considerations are used in matching (docs/security.md D5)."""


def profile_of(
    citizen: Citizen,
    *,
    subject: UUID,
    today: date,
    goals: Iterable[tuple[str, int]],
    skills: Iterable[str],
    considerations: Iterable[Effective] | None,
    legal_bases: Sequence[LegalBasis],
    schemes: Iterable[Scheme] | None = None,
    barred_employers: Iterable[UUID] = (),
) -> MatchingProfile:
    """Builds the profile from what is recorded.

    Args:
        citizen: Whose it is; name, CPR and address are not looked at, the postcode only for the reach.
        subject: A random id for this run.
        today: The local date.
        goals: Concepts with their rank.
        skills: ESCO skills.
        considerations: What counts today on each dimension; null when they may not be used.
        legal_bases: In force today.
        schemes: Those in question; None for all that may be offered to the citizen.
        barred_employers: Where the law leaves none of these schemes.
    """
    tolerances = tuple(
        Tolerance(dimension=each.statement.dimension, level=each.statement.level, expired=each.expired)
        for each in sorted(considerations or (), key=lambda one: one.statement.dimension)
    )
    return MatchingProfile(
        subject=subject,
        municipality_code=citizen.municipality_code,
        as_of=today,
        goals=tuple(Goal(uri=uri, rank=rank) for uri, rank in distinct_goals(goals)),
        packages=tuple(citizen.packages),
        skills=tuple(sorted(set(skills))),
        tolerances=None if considerations is None else tolerances,
        legal_bases=tuple(legal_bases),
        hours_per_day_max=citizen.hours_per_day_max,
        hours_per_week_max=citizen.hours_per_week_max,
        days=tuple(day for day in Weekday if day.value in citizen.days),
        earliest_start=citizen.earliest_start,
        latest_end=citizen.latest_end,
        danish_spoken=citizen.danish_spoken,
        danish_read=citizen.danish_read,
        certificates=tuple(citizen.certificates),
        clean_criminal_record=citizen.clean_criminal_record,
        child_protection_certificate=citizen.child_protection_certificate,
        schemes=tuple(wanted_schemes(citizen) if schemes is None else schemes),
        reach=tuple(
            ReachablePostcode(postcode=code, band=band) for code, band in reach(citizen.postcode, citizen.travel_km)
        ),
        avoided_employers=tuple(
            dict.fromkeys([*(UUID(each) for each in citizen.avoided_employers), *barred_employers])
        ),
    )


def wanted_schemes(citizen: Citizen) -> tuple[Scheme, ...]:
    """The schemes that may be offered to the citizen."""
    return tuple(Scheme(scheme) for scheme in citizen.schemes)


async def matching_profile(work: Work, case: Case) -> MatchingProfile:
    """The profile as of today; considerations are opened only under a legal basis in force.

    Schemes that the law is known to be against, whatever the place, are left out (`GET /v1/cases/{id}/schemes` says
    why). It is neither audited nor kept here: a disclosure to the matcher does both (cases/disclosures).
    """
    return await _profile(work, case, for_placing=False)


async def placing_profile(work: Work, case: Case) -> MatchingProfile:
    """What one placement that somebody has chosen is judged by: always with the considerations.

    The legal basis is about searching and ranking by health (docs/architecture.md). Whether this citizen can meet what
    this place demands is part of deciding the case, and a place that hurts must be refused in every municipality. The
    law is asked by itself about one placement, so every scheme stays in.
    """
    return await _profile(work, case, for_placing=True)


async def _profile(work: Work, case: Case, *, for_placing: bool) -> MatchingProfile:
    citizen = await find(work, Citizen, case.citizen_id)
    legal_bases = [
        LegalBasis(category=row.category, citation=row.citation, in_force_from=row.in_force_from)
        for row in await legal_bases_in_force(work)
    ]
    allowed = for_placing or any(basis.category == CONSIDERATIONS for basis in legal_bases)
    wanted = wanted_schemes(citizen)
    options = Options(wanted, {}) if for_placing else await options_of(work, citizen, wanted)
    counting = effective(await read_statements(work, citizen), work.today).values() if allowed else None
    return profile_of(
        citizen,
        subject=uuid4(),
        today=work.today,
        goals=await _goals(work, citizen.id),
        skills=await _skills(work, citizen.id),
        considerations=counting,
        legal_bases=legal_bases,
        schemes=options.schemes,
        barred_employers=options.barred_employers,
    )


def statement_of(seal: CitizenSeal, row: Consideration) -> Statement:
    """A recorded consideration, opened."""
    content = json.loads(seal.open(row.sealed, "consideration", row.id, "sealed"))
    return Statement(
        id=row.id,
        dimension=content["dimension"],
        level=content["level"],
        stated_on=row.stated_on,
        valid_until=row.valid_until,
        withdrawn_on=row.withdrawn_on,
    )


async def read_statements(work: Work, citizen: Citizen) -> list[Statement]:
    """Everything that was stated about what a citizen can meet."""
    rows = (await work.session.exec(select(Consideration).where(col(Consideration.citizen_id) == citizen.id))).all()
    seal = seal_of(work, citizen)
    return [statement_of(seal, row) for row in rows]


async def _goals(work: Work, citizen_id: UUID) -> list[tuple[str, int]]:
    rows = (
        await work.session.exec(
            select(JobGoal).where(
                col(JobGoal.citizen_id) == citizen_id,
                col(JobGoal.occupation).is_not(None),
                col(JobGoal.ended_on).is_(None) | (col(JobGoal.ended_on) > work.today),
            )
        )
    ).all()
    return [(row.occupation, row.rank) for row in rows if row.occupation is not None]


async def _skills(work: Work, citizen_id: UUID) -> list[str]:
    statement = select(CitizenSkill.skill).where(col(CitizenSkill.citizen_id) == citizen_id)
    return list((await work.session.exec(statement)).all())
