"""Publishing places to the change feed: a snapshot at every change of the place or of what it rests on.

A snapshot holds nothing about any person. Whoever publishes has the place's row locked, so that a higher version is
always the later state; transactions that overlap may stand in the feed in either order, so readers go by the version.
Several places are locked by rising id, after whatever they rest on (`case_api.placements.situation`).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from case_api.changes.service import append
from case_api.context import Work
from case_api.employers.legal_state import lawful_schemes
from case_api.employers.models import ContactPerson, CooperationAgreement, Employer, Place, Workplace
from case_api.employers.occupancy import seats_taken, supported_hours_free, taken_seats
from case_api.employers.rules import is_open
from case_api.tables import VersionedRow
from rettematch.constraints import with_typical_demands
from rettematch.contracts.base import Scheme, Weekday
from rettematch.contracts.places import CooperationModel, Demand, LanguageDemand, PlaceSnapshot

Row = TypeVar("Row", bound=VersionedRow)


def snapshot_of(
    place: Place,
    workplace: Workplace,
    employer: Employer,
    *,
    today: date,
    taken: int,
    hours_free: float | None,
    contact: ContactPerson | None,
    mentor: ContactPerson | None,
    model: CooperationModel | None,
    schemes: Sequence[Scheme],
) -> PlaceSnapshot:
    """A place as the matcher needs it.

    Args:
        place: What is offered.
        workplace: Where.
        employer: By whom.
        today: The local date.
        taken: The most seats taken on any day from today on.
        hours_free: Weekly hours left under the ratio rule; None when the ordinary staff is not known.
        contact: The place's contact person.
        mentor: The place's mentor.
        model: Of the cooperation agreement it is under.
        schemes: Those in question.
    """
    return PlaceSnapshot(
        place_id=place.id,
        version=max(place.feed_version, 1),
        municipality_code=place.municipality_code,
        employer_id=employer.id,
        workplace_id=workplace.id,
        open=is_open(withdrawn=place.withdrawn, open_until=place.open_until, today=today),
        postcode=workplace.postcode,
        industry_code=workplace.industry_code,
        sector=employer.sector,
        occupations=tuple(place.occupations),
        package=place.package,
        demands=with_typical_demands(place.package, [Demand.model_validate(each) for each in place.demands]),
        language=LanguageDemand(spoken=place.language_spoken, read=place.language_read, known=place.language_known),
        certificates=tuple(place.certificates),
        clean_criminal_record=place.clean_criminal_record,
        child_protection_certificate=place.child_protection_certificate,
        schemes=tuple(schemes),
        hours_per_day_min=place.hours_per_day_min,
        hours_per_week_min=place.hours_per_week_min,
        hours_per_week_max=place.hours_per_week_max,
        days=tuple(day for day in Weekday if day.value in place.days),
        earliest_start=place.earliest_start,
        latest_end=place.latest_end,
        open_from=place.open_from,
        open_until=place.open_until,
        seats=place.seats,
        seats_taken=taken,
        supported_hours_free=hours_free,
        paid_hours_prospect=place.paid_hours_prospect,
        has_mentor=mentor is not None and mentor.active and mentor.is_mentor,
        has_contact_person=contact is not None and contact.active,
        cooperation_model=model,
    )


async def _by_id(work: Work, table: type[Row], ids: Iterable[UUID | None]) -> Mapping[UUID | None, Row]:
    wanted = {each for each in ids if each is not None}
    if not wanted:
        return {}
    rows = (await work.session.exec(select(table).where(col(table.id).in_(wanted)))).all()
    return {row.id: row for row in rows}


async def read_snapshots(work: Work, places: Sequence[Place], *, all_schemes: bool = False) -> list[PlaceSnapshot]:
    """The places with what workplaces, employers, agreements and placements add, as they are in this transaction.

    Args:
        work: The request.
        places: Which.
        all_schemes: Also those that the law does not leave the workplace now, for whoever asks the law by itself.
    """
    await work.session.flush()
    workplaces = await _by_id(work, Workplace, (place.workplace_id for place in places))
    employers = await _by_id(work, Employer, (workplace.employer_id for workplace in workplaces.values()))
    agreements = await _by_id(work, CooperationAgreement, (place.agreement_id for place in places))
    people = await _by_id(
        work, ContactPerson, (each for place in places for each in (place.contact_person_id, place.mentor_id))
    )
    taken = await taken_seats(work, [place.id for place in places])
    free = await supported_hours_free(work, workplaces.values())
    return [
        snapshot_of(
            place,
            (workplace := workplaces[place.workplace_id]),
            employers[workplace.employer_id],
            today=work.today,
            taken=seats_taken(taken[place.id], work.today),
            hours_free=free[workplace.id],
            contact=people.get(place.contact_person_id),
            mentor=people.get(place.mentor_id),
            model=None if place.agreement_id is None else agreements[place.agreement_id].model,
            schemes=[Scheme(each) for each in place.schemes]
            if all_schemes
            else lawful_schemes(employers[workplace.employer_id], workplace, place, work.today),
        )
        for place in places
    ]


async def publish_places(work: Work, places: Sequence[Place]) -> None:
    """Appends the places as they are now to the change feed.

    Args:
        work: The request; what it has changed so far is flushed here.
        places: New, or locked by this transaction.
    """
    for place in places:
        place.feed_version += 1
        place.published_on = work.today
        work.session.add(place)
    for snapshot in await read_snapshots(work, places):
        await append(work, snapshot)


async def publish_place(work: Work, place: Place) -> None:
    """The same for one place."""
    await publish_places(work, [place])


async def lock_places(work: Work, condition: ColumnElement[bool]) -> Sequence[Place]:
    """Places that meet a condition, locked by rising id and read anew."""
    statement = (
        select(Place)
        .where(condition)
        .order_by(col(Place.id))
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return (await work.session.exec(statement)).all()


async def _publish(work: Work, condition: ColumnElement[bool]) -> None:
    await work.session.flush()
    await publish_places(work, await lock_places(work, condition))


async def publish_places_of_workplace(work: Work, workplace_id: UUID) -> None:
    """After a change of the workplace, or of who is supported there."""
    await _publish(work, col(Place.workplace_id) == workplace_id)


async def publish_places_of_employer(work: Work, employer_id: UUID) -> None:
    """After a change of the employer's sector."""
    workplaces = select(Workplace.id).where(col(Workplace.employer_id) == employer_id)
    await _publish(work, col(Place.workplace_id).in_(workplaces))


async def publish_places_of_contact(work: Work, contact_id: UUID) -> None:
    """After a change of a contact person or mentor."""
    await _publish(work, (col(Place.contact_person_id) == contact_id) | (col(Place.mentor_id) == contact_id))


async def publish_places_of_agreement(work: Work, agreement_id: UUID) -> None:
    """After a change of a cooperation agreement."""
    await _publish(work, col(Place.agreement_id) == agreement_id)
