"""Locking and reading what a placement is judged by.

Everybody locks in the same order: citizen, case, employer, workplace, contact person or agreement, places by id,
placement. Locks are `for no key update`, so that a foreign key's own check never waits for them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, select

from case_api.cases.models import Case
from case_api.citizens.models import Citizen
from case_api.citizens.profile import placing_profile
from case_api.context import Work
from case_api.employers.feed import lock_places, read_snapshots
from case_api.employers.legal_state import workplace_state
from case_api.employers.models import Employer, Place, Workplace
from case_api.employers.occupancy import supported_staff, taken_seats
from case_api.employers.rules import without
from case_api.history.records import find, find_for_change
from case_api.legal_facts.queries import other_placements, recorded_of
from case_api.placements.law import LegalSide
from case_api.placements.rules import Situation
from rettematch.problems import InvalidRequest
from rettematch.programmes.law import Supported


@dataclass(frozen=True, slots=True)
class Locked:
    """The rows that a placement touches, locked until the transaction ends."""

    citizen: Citizen
    case: Case
    workplace: Workplace
    place: Place
    places: Sequence[Place]
    """Every place of the workplace: whoever is supported there uses up room for all of them."""


async def lock_for(work: Work, case_id: UUID, place_id: UUID) -> Locked:
    """Locks and reads citizen, case, workplace and places.

    Raises:
        InvalidRequest: no such case or place here; names the field of the body.
    """
    citizen_id = (await work.session.exec(select(Case.citizen_id).where(col(Case.id) == case_id))).first()
    if citizen_id is None:
        raise InvalidRequest.field("body.case_id", "must be a case of the municipality", "findes ikke")
    workplace_id = (await work.session.exec(select(Place.workplace_id).where(col(Place.id) == place_id))).first()
    if workplace_id is None:
        raise InvalidRequest.field("body.place_id", "must be a place of the municipality", "findes ikke")
    citizen = await find_for_change(work, Citizen, citizen_id)
    case = await find_for_change(work, Case, case_id)
    workplace = await find_for_change(work, Workplace, workplace_id)
    places = await lock_places(work, col(Place.workplace_id) == workplace_id)
    return Locked(citizen, case, workplace, next(each for each in places if each.id == place_id), places)


async def situation_of(work: Work, locked: Locked, placement_id: UUID | None = None) -> Situation:
    """What a placement is judged by now, without itself when it is there already."""
    taken = (await taken_seats(work, [locked.place.id]))[locked.place.id]
    legal = await legal_side(work, locked.citizen, locked.workplace, locked.place, placement_id)
    return Situation(
        profile=await placing_profile(work, locked.case),
        place=(await read_snapshots(work, [locked.place], all_schemes=True))[0],
        taken=without(taken, placement_id),
        own=[Supported(each.hours_per_week, each.starts_on, each.last_day) for each in legal.earlier],
        legal=legal,
    )


async def legal_side(
    work: Work, citizen: Citizen, workplace: Workplace, place: Place, placement_id: UUID | None = None
) -> LegalSide:
    """What the law is asked with, without the placement itself when it is there already."""
    employer = await find(work, Employer, workplace.employer_id)
    supported = (await supported_staff(work, [workplace.id], placement_id))[workplace.id]
    return LegalSide(
        recorded=await recorded_of(work, citizen),
        workplace=workplace_state(employer, workplace, place, supported, work.today),
        earlier=await other_placements(work, citizen.id, placement_id),
    )
