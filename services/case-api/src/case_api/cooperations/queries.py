"""Reading what cooperations are judged by."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlmodel import col, select

from case_api.context import Work
from case_api.cooperations.rules import CooperationFacts, HeldPlace, Mentor
from case_api.cooperations.seats import Stay, periods
from case_api.employers.models import ContactPerson, CooperationAgreement, Place, Workplace
from case_api.employers.occupancy import last_day
from case_api.employers.rules import course_day
from case_api.employers.schemas import SeatChange, Training
from case_api.placements.models import Placement
from case_api.staff.models import StaffMember
from rettematch.clock import local_date


async def agreements_on(work: Work, on: date) -> Sequence[CooperationAgreement]:
    """The agreements whose term a day lies in, in the order in which they were recorded."""
    statement = (
        select(CooperationAgreement)
        .where(
            col(CooperationAgreement.valid_from) <= on,
            col(CooperationAgreement.valid_until).is_(None) | (col(CooperationAgreement.valid_until) >= on),
        )
        .order_by(col(CooperationAgreement.id))
    )
    return (await work.session.exec(statement)).all()


async def workplaces_of(work: Work, agreements: Sequence[CooperationAgreement]) -> Mapping[UUID, tuple[Workplace, ...]]:
    """The workplaces that each agreement covers: those it names, else all of its employer."""
    named = {UUID(each) for agreement in agreements for each in agreement.workplaces}
    employers = {agreement.employer_id for agreement in agreements if not agreement.workplaces}
    statement = (
        select(Workplace)
        .where(col(Workplace.id).in_(named) | col(Workplace.employer_id).in_(employers))
        .order_by(col(Workplace.id))
    )
    rows = (await work.session.exec(statement)).all() if agreements else ()
    return {
        agreement.id: tuple(
            row
            for row in rows
            if (
                str(row.id) in agreement.workplaces
                if agreement.workplaces
                else row.employer_id == agreement.employer_id
            )
        )
        for agreement in agreements
    }


async def facts_of(work: Work, agreements: Sequence[CooperationAgreement]) -> Sequence[CooperationFacts]:
    """What the states of some agreements are worked out from, in their order. Nothing about any citizen."""
    workplaces = await workplaces_of(work, agreements)
    places = await _places(work, [agreement.id for agreement in agreements])
    employers = {agreement.employer_id for agreement in agreements}
    employers |= {row.employer_id for rows in workplaces.values() for row in rows}
    mentors = await mentors_of(work, employers)
    contacts = await _active_staff(work, {agreement.jobcentre_contact_id for agreement in agreements})
    return [
        _facts(agreement, workplaces[agreement.id], places[agreement.id], mentors, contacts) for agreement in agreements
    ]


def _facts(
    agreement: CooperationAgreement,
    workplaces: Sequence[Workplace],
    places: Sequence[HeldPlace],
    mentors: Sequence[Mentor],
    contacts: Collection[UUID],
) -> CooperationFacts:
    changes = [SeatChange.model_validate(each) for each in agreement.seat_changes]
    employers = {agreement.employer_id, *(row.employer_id for row in workplaces)}
    return CooperationFacts(
        agreement_id=agreement.id,
        employer_id=agreement.employer_id,
        model=agreement.model,
        periods=periods(agreement.seats, changes, agreement.valid_from, agreement.valid_until),
        workplaces=tuple(row.id for row in workplaces),
        places=tuple(places),
        mentors={each.contact_id: each for each in mentors if each.employer_id in employers},
        central_mentor_id=agreement.central_mentor_id,
        jobcentre_contact_id=agreement.jobcentre_contact_id if agreement.jobcentre_contact_id in contacts else None,
    )


async def mentors_of(work: Work, employer_ids: Collection[UUID]) -> Sequence[Mentor]:
    """The active company mentors of some employers."""
    statement = (
        select(ContactPerson)
        .where(
            col(ContactPerson.employer_id).in_(employer_ids),
            col(ContactPerson.is_mentor),
            col(ContactPerson.active),
        )
        .order_by(col(ContactPerson.id))
    )
    rows = (await work.session.exec(statement)).all() if employer_ids else ()
    return [Mentor(row.id, row.employer_id, row.workplace_id, course_day(trainings_of(row))) for row in rows]


def trainings_of(row: ContactPerson) -> list[Training]:
    """What a mentor has taken, in the order of the days."""
    return sorted((Training.model_validate(each) for each in row.trainings), key=lambda each: each.on)


async def _active_staff(work: Work, staff_ids: Collection[UUID | None]) -> frozenset[UUID]:
    wanted = {each for each in staff_ids if each is not None}
    statement = select(StaffMember.id).where(col(StaffMember.id).in_(wanted), col(StaffMember.active))
    return frozenset((await work.session.exec(statement)).all()) if wanted else frozenset()


async def _places(work: Work, agreement_ids: Sequence[UUID]) -> Mapping[UUID, list[HeldPlace]]:
    found: defaultdict[UUID, list[HeldPlace]] = defaultdict(list)
    if not agreement_ids:
        return found
    statement = select(Place).where(col(Place.agreement_id).in_(agreement_ids)).order_by(col(Place.id))
    rows = (await work.session.exec(statement)).all()
    stays = await _stays(work, [row.id for row in rows])
    for row in rows:
        if row.agreement_id is not None:
            found[row.agreement_id].append(
                HeldPlace(
                    place_id=row.id,
                    workplace_id=row.workplace_id,
                    seats=row.seats,
                    open_from=row.open_from,
                    open_until=row.open_until,
                    withdrawn=row.withdrawn,
                    mentor_id=row.mentor_id,
                    stays=tuple(stays[row.id]),
                )
            )
    return found


async def _stays(work: Work, place_ids: Sequence[UUID]) -> Mapping[UUID, list[Stay]]:
    found: defaultdict[UUID, list[Stay]] = defaultdict(list)
    if place_ids:
        statement = select(
            col(Placement.place_id), col(Placement.starts_on), last_day(), col(Placement.created_at)
        ).where(col(Placement.place_id).in_(place_ids))
        for place_id, from_, to, recorded_at in (await work.session.exec(statement)).all():
            found[place_id].append(Stay(from_, to, local_date(recorded_at)))
    return found
