"""The matching profile of a case's citizen: pseudonymous, for one run, its subject id meaning nothing elsewhere."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID, uuid4

from sqlmodel import col, select

from case_api.cases.models import Case
from case_api.citizens.models import Citizen, CitizenSkill, Consideration, JobGoal
from case_api.citizens.rules import Effective, Statement, beyond_reach, distinct_goals, effective, reach
from case_api.citizens.sealing import CitizenSeal, seal_of
from case_api.context import Work
from case_api.history.records import find
from case_api.legal_facts.schemes import Options, options_of_all
from case_api.staff.municipalities import legal_bases_in_force
from rettematch.contracts.base import Scheme, Weekday
from rettematch.contracts.matching import (
    FURTHER_KM,
    FurtherPostcode,
    Goal,
    LegalBasis,
    MatchingProfile,
    ReachablePostcode,
    Tolerance,
)

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
        beyond_reach=tuple(
            FurtherPostcode(postcode=code, band=band, further_km=step)
            for code, band, step in beyond_reach(citizen.postcode, citizen.travel_km, FURTHER_KM)
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
    return (await matching_profiles(work, [await find(work, Citizen, case.citizen_id)]))[0]


async def matching_profiles(work: Work, citizens: Sequence[Citizen]) -> list[MatchingProfile]:
    """The profiles of several citizens, in their order, in as many statements as for one."""
    return await _profiles(work, citizens, for_placing=False)


async def placing_profile(work: Work, case: Case) -> MatchingProfile:
    """What one placement that somebody has chosen is judged by: always with the considerations.

    The legal basis is about searching and ranking by health (docs/architecture.md). Whether this citizen can meet what
    this place demands is part of deciding the case, and a place that hurts must be refused in every municipality. The
    law is asked by itself about one placement, so every scheme stays in.
    """
    return (await _profiles(work, [await find(work, Citizen, case.citizen_id)], for_placing=True))[0]


async def _profiles(work: Work, citizens: Sequence[Citizen], *, for_placing: bool) -> list[MatchingProfile]:
    legal_bases = [
        LegalBasis(category=row.category, citation=row.citation, in_force_from=row.in_force_from)
        for row in await legal_bases_in_force(work)
    ]
    allowed = for_placing or any(basis.category == CONSIDERATIONS for basis in legal_bases)
    wanted = {citizen.id: wanted_schemes(citizen) for citizen in citizens}
    ids = list(wanted)
    if for_placing:
        options: Mapping[UUID, Options] = {each: Options(schemes, {}) for each, schemes in wanted.items()}
    else:
        options = await options_of_all(work, [(citizen, wanted[citizen.id]) for citizen in citizens])
    statements = await _statements(work, citizens) if allowed else {}
    goals, skills = await _goals(work, ids), await _skills(work, ids)
    return [
        profile_of(
            citizen,
            subject=uuid4(),
            today=work.today,
            goals=goals.get(citizen.id, ()),
            skills=skills.get(citizen.id, ()),
            considerations=effective(statements.get(citizen.id, ()), work.today).values() if allowed else None,
            legal_bases=legal_bases,
            schemes=options[citizen.id].schemes,
            barred_employers=options[citizen.id].barred_employers,
        )
        for citizen in citizens
    ]


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
    return list((await _statements(work, [citizen])).get(citizen.id, ()))


async def _statements(work: Work, citizens: Sequence[Citizen]) -> Mapping[UUID, list[Statement]]:
    seals = {citizen.id: seal_of(work, citizen) for citizen in citizens}
    statement = select(Consideration).where(col(Consideration.citizen_id).in_(list(seals)))
    found: defaultdict[UUID, list[Statement]] = defaultdict(list)
    for row in (await work.session.exec(statement)).all():
        found[row.citizen_id].append(statement_of(seals[row.citizen_id], row))
    return found


async def _goals(work: Work, citizen_ids: Sequence[UUID]) -> Mapping[UUID, list[tuple[str, int]]]:
    rows = (
        await work.session.exec(
            select(JobGoal).where(
                col(JobGoal.citizen_id).in_(citizen_ids),
                col(JobGoal.occupation).is_not(None),
                col(JobGoal.ended_on).is_(None) | (col(JobGoal.ended_on) > work.today),
            )
        )
    ).all()
    found: defaultdict[UUID, list[tuple[str, int]]] = defaultdict(list)
    for row in rows:
        if row.occupation is not None:
            found[row.citizen_id].append((row.occupation, row.rank))
    return found


async def _skills(work: Work, citizen_ids: Sequence[UUID]) -> Mapping[UUID, list[str]]:
    statement = select(CitizenSkill.citizen_id, CitizenSkill.skill).where(col(CitizenSkill.citizen_id).in_(citizen_ids))
    found: defaultdict[UUID, list[str]] = defaultdict(list)
    for citizen_id, skill in (await work.session.exec(statement)).all():
        found[citizen_id].append(skill)
    return found
