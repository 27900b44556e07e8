"""Cases as the clubs need them: locked, of a programme that has clubs, and with the seal of their citizen."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select

from case_api.cases.models import Case
from case_api.citizens.models import Citizen
from case_api.citizens.sealing import CitizenSeal, seal_of
from case_api.clubs.offer_rules import PROGRAMME
from case_api.context import Work
from case_api.history.records import find, find_for_change
from rettematch.problems import Conflict, InvalidRequest, NotFound


class NotInJobClubs(Conflict):
    """The case is of another programme, which has no job clubs."""

    slug = "case-without-job-clubs"
    title = "The case's programme has no job clubs"
    danish = "Sagens indsats har ingen jobklubber."


async def lock_clubs(work: Work) -> None:
    """Lets one writer at a time book seats in the municipality's clubs. Taken before any case is locked."""
    key = f"{work.municipality_code}:job-clubs"
    await work.session.exec(select(func.pg_advisory_xact_lock(func.hashtextextended(key, 0))))


async def locked_case(work: Work, case_id: UUID) -> tuple[Case, CitizenSeal]:
    """The case of a record that stands already, locked; raises NotFound."""
    case = await find_for_change(work, Case, case_id)
    return case, seal_of(work, await find(work, Citizen, case.citizen_id))


async def locked_club_case(work: Work, case_id: UUID) -> tuple[Case, CitizenSeal]:
    """The case in which something new is recorded, locked.

    Raises:
        NotFound: there is none.
        NotInJobClubs: it is of another programme.
    """
    case, seal = await locked_case(work, case_id)
    if case.programme != PROGRAMME:
        raise NotInJobClubs
    return case, seal


async def named_case(work: Work, case_id: UUID) -> Case:
    """The case that a body names, locked.

    Raises:
        InvalidRequest: there is none; names the field.
        NotInJobClubs: it is of another programme.
    """
    try:
        case, _ = await locked_club_case(work, case_id)
    except NotFound:
        raise InvalidRequest.field("body.case_id", "must be a case of the municipality", "findes ikke") from None
    return case


async def read_case(work: Work, case_id: UUID) -> tuple[Case, CitizenSeal]:
    """The case of a path, not locked."""
    case = await find(work, Case, case_id)
    return case, seal_of(work, await find(work, Citizen, case.citizen_id))


async def locked_cases(work: Work, case_ids: Iterable[UUID]) -> dict[UUID, Case]:
    """Cases that exist, locked in the order of their ids, so that two writers never wait for each other."""
    return {each: await find_for_change(work, Case, each) for each in sorted(set(case_ids))}


async def citizens_of(work: Work, case_ids: Sequence[UUID]) -> dict[UUID, Citizen]:
    """The citizen of each case."""
    if not case_ids:
        return {}
    statement = (
        select(col(Case.id), Citizen)
        .join(Citizen, col(Citizen.id) == col(Case.citizen_id))
        .where(col(Case.id).in_(case_ids))
    )
    return dict((await work.session.exec(statement)).all())
