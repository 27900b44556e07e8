"""Places: what employers offer."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from case_api.citizens.parts import require_past
from case_api.context import Work
from case_api.employers.feed import publish_place
from case_api.employers.models import ContactPerson, CooperationAgreement, Employer, Place, Workplace
from case_api.employers.occupancy import seats_taken, seats_taken_column, taken_seats
from case_api.employers.place_schemas import PlaceCreate, PlaceRead, PlaceWrite
from case_api.employers.references import (
    hold,
    require_agreement,
    require_contact,
    require_mentor,
    require_workplace,
)
from case_api.employers.rules import is_open
from case_api.history.records import add, change, find, find_for_change, stamp
from case_api.idempotency.service import Created
from rettematch.contracts.base import Scheme
from rettematch.identifiers import uuid7
from rettematch.pagination import Page, PageRequest, read_page
from rettematch.patches import merge
from rettematch.problems import Conflict


class SeatsTaken(Conflict):
    slug = "seats-taken"
    title = "More seats are taken than the place would have"
    danish = "Der er flere i gang på pladsen, end der ville være pladser til."


@dataclass(frozen=True, slots=True)
class PlaceFilter:
    """Which places are wanted; None for all."""

    package: str | None = None
    postcode: str | None = None
    employer_id: UUID | None = None
    workplace_id: UUID | None = None
    scheme: Scheme | None = None
    open_on: date | None = None
    free_seats: bool | None = None


def _read(work: Work, row: Place, taken: int) -> PlaceRead:
    open_now = is_open(withdrawn=row.withdrawn, open_until=row.open_until, today=work.today)
    return PlaceRead.model_validate({**row.model_dump(), "open": open_now, "seats_taken": taken})


async def _read_one(work: Work, row: Place) -> PlaceRead:
    taken = (await taken_seats(work, [row.id]))[row.id]
    return _read(work, row, seats_taken(taken, work.today))


def _columns(write: PlaceWrite) -> dict[str, Any]:
    values = write.model_dump(include=set(PlaceWrite.model_fields))
    as_json = write.model_dump(mode="json", include={"demands", "schemes", "days"})
    return {**values, **as_json}


async def create_place(work: Work, write: PlaceCreate) -> Created:
    """Records a place and publishes it.

    Raises:
        InvalidRequest: an id does not belong to the workplace's employer.
    """
    await hold(work, Workplace, write.workplace_id)
    workplace = await require_workplace(work, write.workplace_id, "body.workplace_id")
    await hold(work, Employer, workplace.employer_id)
    require_past(work, vacated_on=write.vacated_on)
    await _hold_people(work, write, set(PlaceWrite.model_fields))
    await _check_people(work, workplace, write, set(PlaceWrite.model_fields))
    row = Place(**stamp(work), id=uuid7(), workplace_id=workplace.id, **_columns(write))
    await add(work, row)
    await publish_place(work, row)
    work.audit("place:create", subject=row.id)
    return Created(_read(work, row, 0), f"/v1/places/{row.id}")


async def list_places(work: Work, paging: PageRequest, wanted: PlaceFilter) -> Page[PlaceRead]:
    """Places in the order in which they were recorded."""
    statement = select(Place).join(
        Workplace,
        (col(Workplace.municipality_code) == col(Place.municipality_code))
        & (col(Workplace.id) == col(Place.workplace_id)),
    )
    if wanted.package is not None:
        statement = statement.where(col(Place.package) == wanted.package)
    if wanted.postcode is not None:
        statement = statement.where(col(Workplace.postcode) == wanted.postcode)
    if wanted.employer_id is not None:
        statement = statement.where(col(Workplace.employer_id) == wanted.employer_id)
    if wanted.workplace_id is not None:
        statement = statement.where(col(Place.workplace_id) == wanted.workplace_id)
    if wanted.scheme is not None:
        statement = statement.where(col(Place.schemes).contains([wanted.scheme.value]))
    if wanted.open_on is not None:
        statement = statement.where(
            col(Place.withdrawn).is_(False),
            col(Place.open_from) <= wanted.open_on,
            col(Place.open_until).is_(None) | (col(Place.open_until) >= wanted.open_on),
        )
    if wanted.free_seats is not None:
        free = seats_taken_column(work.today) < col(Place.seats)
        statement = statement.where(free if wanted.free_seats else ~free)
    rows, pagination = await read_page(work.session, statement, [col(Place.id)], paging)
    taken = await taken_seats(work, [row.id for row in rows])
    items = [_read(work, row, seats_taken(taken[row.id], work.today)) for row in rows]
    return Page(items=items, pagination=pagination)


async def read_place(work: Work, place_id: UUID) -> PlaceRead:
    return await _read_one(work, await find(work, Place, place_id))


async def change_place(work: Work, place_id: UUID, patch: PlaceWrite, version: int) -> PlaceRead:
    """Changes a place and publishes it; the workplace stays the same.

    Raises:
        SeatsTaken: fewer seats than are taken now or later.
    """
    if "vacated_on" in patch.model_fields_set:
        require_past(work, vacated_on=patch.vacated_on)
    await _hold_people(work, patch, patch.model_fields_set)
    row = await find_for_change(work, Place, place_id, version)
    merged = merge(PlaceWrite, row.model_dump(), patch)
    workplace = await find(work, Workplace, row.workplace_id)
    await _check_people(work, workplace, merged, patch.model_fields_set)
    taken = seats_taken((await taken_seats(work, [row.id]))[row.id], work.today)
    if merged.seats < taken:
        raise SeatsTaken
    await change(work, row, _columns(merged))
    await publish_place(work, row)
    work.audit("place:change", subject=row.id)
    return _read(work, row, taken)


async def withdraw_place(work: Work, place_id: UUID, version: int) -> PlaceRead:
    """Offers a place no longer; placements at it go on. Withdrawing it twice changes nothing."""
    row = await find_for_change(work, Place, place_id, version)
    if not row.withdrawn:
        await change(work, row, {"withdrawn": True})
        await publish_place(work, row)
        work.audit("place:withdraw", subject=row.id)
    return await _read_one(work, row)


async def _hold_people(work: Work, write: PlaceWrite, fields: set[str]) -> None:
    if "agreement_id" in fields:
        await hold(work, CooperationAgreement, write.agreement_id)
    people = {each for name in ("contact_person_id", "mentor_id") if name in fields and (each := getattr(write, name))}
    for contact_id in sorted(people):
        await hold(work, ContactPerson, contact_id)


async def _check_people(work: Work, workplace: Workplace, write: PlaceWrite, fields: set[str]) -> None:
    employer = workplace.employer_id
    if "agreement_id" in fields and write.agreement_id is not None:
        await require_agreement(work, write.agreement_id, "body.agreement_id", workplace)
    if "contact_person_id" in fields and write.contact_person_id is not None:
        await require_contact(work, write.contact_person_id, "body.contact_person_id", employer)
    if "mentor_id" in fields and write.mentor_id is not None:
        await require_mentor(work, write.mentor_id, "body.mentor_id", employer)
