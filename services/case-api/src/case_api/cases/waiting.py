"""The citizens of a team who wait for a place, and their profiles for a run of the matcher over all of them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func
from sqlmodel import col, select

from case_api.cases.disclosures import disclose
from case_api.cases.facts import read_facts_of
from case_api.cases.models import Case
from case_api.citizens.models import Citizen
from case_api.citizens.profile import matching_profiles
from case_api.context import Work
from case_api.history.records import find
from case_api.placements.models import Placement
from case_api.staff.models import Team
from case_api.staff.municipalities import legal_bases_in_force
from rettematch.contracts.cases import CaseFacts
from rettematch.contracts.matching import BulkPurpose, DisclosurePurpose, LegalBasis, MatchingProfile
from rettematch.fill import require_fill
from rettematch.pagination import Page, PageRequest, read_page
from rettematch.programmes.definitions import Programme
from rettematch.programmes.occurrences import Occurrences
from rettematch.programmes.steps import search_began


async def waiting_profiles(
    work: Work, team_id: UUID, purpose: BulkPurpose, paging: PageRequest
) -> Page[MatchingProfile]:
    """A page of the profiles of a team's waiting citizens, in the order in which the citizens were recorded.

    A citizen waits when a case of the team is running and ready (`is_waiting`), and no placement in any case runs or
    lies ahead. Citizens with a protected address are left out: where they can travel to tells where they live, and
    nobody asked for them by name. A page can hold fewer profiles than its limit, since some of its citizens are not
    ready. Each profile is audited for its citizen with the purpose.

    Raises:
        NotFound: no such team here.
        Forbidden: the purpose is to fill a seat and the caller's roles may not.
        FillNotAllowed: the purpose is to fill a seat and the municipality has no legal basis for it.
    """
    team = await find(work, Team, team_id)
    if purpose is DisclosurePurpose.FILL:
        bases = await legal_bases_in_force(work)
        require_fill(
            work.actor.roles,
            [
                LegalBasis(category=row.category, citation=row.citation, in_force_from=row.in_force_from)
                for row in bases
            ],
            work.today,
        )
    statement = select(Citizen).where(
        col(Citizen.address_protected).is_(False),
        exists().where(_of_citizen(), *_running(team.id)),
        ~exists().where(_of_citizen(), _of_case(), *_placed(work)),
    )
    citizens, pagination = await read_page(work.session, statement, [col(Citizen.id)], paging)
    cases = await _waiting_cases(work, team.id, [citizen.id for citizen in citizens])
    waiting = [citizen for citizen in citizens if citizen.id in cases]
    profiles = [_without_what_if(each) for each in await matching_profiles(work, waiting)]
    for citizen, profile in zip(waiting, profiles, strict=True):
        disclose(work, "case:disclose-waiting", cases[citizen.id], citizen, profile, purpose)
    if not waiting:
        work.audit("case:disclose-waiting", subject=team.id, purpose=purpose.value)
    return Page(items=profiles, pagination=pagination)


def _without_what_if(profile: MatchingProfile) -> MatchingProfile:
    """Without the postcodes beyond the reach: nothing over a team asks what would be if a citizen travelled further."""
    return profile.model_copy(update={"beyond_reach": ()})


def is_waiting(programme: Programme, facts: CaseFacts, now: datetime) -> bool:
    """Whether the search for a match has begun and the citizen does not live by a job yet.

    The search begins when all that the first step waits for is there (in most programmes: the citizen is ready); in a
    programme whose first step waits for nothing, with the course.
    """
    case = Occurrences(programme, facts, now)
    began = search_began(case)
    return began is not None and began <= case.today and facts.self_supporting_on is None


async def _waiting_cases(work: Work, team_id: UUID, citizen_ids: Sequence[UUID]) -> Mapping[UUID, Case]:
    """For each of the citizens who waits the case to name, the one that was opened first."""
    statement = select(Case).where(col(Case.citizen_id).in_(citizen_ids), *_running(team_id)).order_by(col(Case.id))
    cases = (await work.session.exec(statement)).all()
    found: defaultdict[UUID, list[Case]] = defaultdict(list)
    for case, facts in zip(cases, await read_facts_of(work, cases), strict=True):
        if is_waiting(work.programme(case.programme), facts, work.now):
            found[case.citizen_id].append(case)
    return {citizen_id: waiting[0] for citizen_id, waiting in found.items()}


def _running(team_id: UUID) -> Sequence[ColumnElement[bool]]:
    return col(Case.team_id) == team_id, col(Case.closed_on).is_(None)


def _of_citizen() -> ColumnElement[bool]:
    return and_(col(Case.municipality_code) == col(Citizen.municipality_code), col(Case.citizen_id) == col(Citizen.id))


def _of_case() -> ColumnElement[bool]:
    return and_(col(Placement.municipality_code) == col(Case.municipality_code), col(Placement.case_id) == col(Case.id))


def _placed(work: Work) -> Sequence[ColumnElement[bool]]:
    """A placement that runs today or lies ahead; one that was ended before its first day is none."""
    last = func.least(col(Placement.ends_on), func.coalesce(col(Placement.ended_on), col(Placement.ends_on)))
    return last >= work.today, last >= col(Placement.starts_on)
