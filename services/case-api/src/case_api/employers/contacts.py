"""Contact persons, company mentors and cooperation agreements."""

from typing import Any
from uuid import UUID

from sqlmodel import col, select

from case_api.context import Work
from case_api.employers.feed import publish_places_of_agreement, publish_places_of_contact
from case_api.employers.models import ContactPerson, CooperationAgreement
from case_api.employers.references import require_employer, require_mentor, require_workplace
from case_api.employers.rules import MENTOR_PROGRAMME, agreement_faults, training_faults
from case_api.employers.schemas import (
    AgreementCreate,
    AgreementRead,
    AgreementWrite,
    ContactPersonCreate,
    ContactPersonRead,
    ContactPersonWrite,
)
from case_api.history.records import add, change, find, find_for_change, stamp
from case_api.idempotency.service import Created
from case_api.staff.models import StaffMember
from case_api.tables import danish_order
from rettematch.contracts.places import CooperationModel
from rettematch.identifiers import uuid7
from rettematch.pagination import Page, PageRequest, read_page
from rettematch.patches import merge
from rettematch.problems import InvalidRequest


def _contact(row: ContactPerson) -> ContactPersonRead:
    return ContactPersonRead.model_validate(row, from_attributes=True)


def _agreement(row: CooperationAgreement) -> AgreementRead:
    return AgreementRead.model_validate(row, from_attributes=True)


async def create_contact(work: Work, write: ContactPersonCreate) -> Created:
    await require_employer(work, write.employer_id, "body.employer_id")
    await _check_contact(work, write.employer_id, write)
    row = ContactPerson(**stamp(work), id=uuid7(), **_contact_columns(write))
    await add(work, row)
    work.audit("contact-person:create", subject=row.id)
    return Created(_contact(row), f"/v1/contact-persons/{row.id}")


async def list_contacts(
    work: Work,
    paging: PageRequest,
    employer_id: UUID | None,
    workplace_id: UUID | None,
    is_mentor: bool | None,
    active: bool | None,
) -> Page[ContactPersonRead]:
    """Contact persons in Danish order."""
    statement = select(ContactPerson)
    if employer_id is not None:
        statement = statement.where(col(ContactPerson.employer_id) == employer_id)
    if workplace_id is not None:
        statement = statement.where(col(ContactPerson.workplace_id) == workplace_id)
    if is_mentor is not None:
        statement = statement.where(col(ContactPerson.is_mentor).is_(is_mentor))
    if active is not None:
        statement = statement.where(col(ContactPerson.active).is_(active))
    keys = [danish_order(col(ContactPerson.name)), col(ContactPerson.id)]
    rows, pagination = await read_page(work.session, statement, keys, paging)
    return Page(items=[_contact(row) for row in rows], pagination=pagination)


async def read_contact(work: Work, contact_id: UUID) -> ContactPersonRead:
    return _contact(await find(work, ContactPerson, contact_id))


async def change_contact(work: Work, contact_id: UUID, patch: ContactPersonWrite, version: int) -> ContactPersonRead:
    """Changes a contact person; the places where the person stands go to the feed."""
    row = await find_for_change(work, ContactPerson, contact_id, version)
    merged = merge(ContactPersonWrite, row.model_dump(), patch)
    await _check_contact(work, row.employer_id, merged)
    await change(work, row, _contact_columns(merged))
    await publish_places_of_contact(work, row.id)
    work.audit("contact-person:change", subject=row.id)
    return _contact(row)


def _contact_columns(write: ContactPersonWrite) -> dict[str, Any]:
    return {**write.model_dump(), "trainings": [each.model_dump(mode="json") for each in write.trainings]}


async def _check_contact(work: Work, employer_id: UUID, write: ContactPersonWrite) -> None:
    if faults := training_faults(work.programme(MENTOR_PROGRAMME), write.trainings, work.today):
        raise InvalidRequest(errors=faults)
    if write.workplace_id is not None:
        await require_workplace(work, write.workplace_id, "body.workplace_id", employer_id)


async def create_agreement(work: Work, write: AgreementCreate) -> Created:
    """Records a cooperation agreement.

    Raises:
        InvalidRequest: something that its model needs is missing, or an id is of another employer; a cluster's
            workplaces may be of several, and its central mentor of any of these.
    """
    await require_employer(work, write.employer_id, "body.employer_id")
    await _check_agreement(work, write.employer_id, write)
    row = CooperationAgreement(**stamp(work), id=uuid7(), employer_id=write.employer_id, **_columns(write))
    await add(work, row)
    work.audit("cooperation-agreement:create", subject=row.id)
    return Created(_agreement(row), f"/v1/cooperation-agreements/{row.id}")


async def list_agreements(work: Work, paging: PageRequest, employer_id: UUID | None) -> Page[AgreementRead]:
    """Cooperation agreements by their first day."""
    statement = select(CooperationAgreement)
    if employer_id is not None:
        statement = statement.where(col(CooperationAgreement.employer_id) == employer_id)
    rows, pagination = await read_page(work.session, statement, [col(CooperationAgreement.id)], paging)
    return Page(items=[_agreement(row) for row in rows], pagination=pagination)


async def read_agreement(work: Work, agreement_id: UUID) -> AgreementRead:
    return _agreement(await find(work, CooperationAgreement, agreement_id))


async def change_agreement(work: Work, agreement_id: UUID, patch: AgreementWrite, version: int) -> AgreementRead:
    """Changes a cooperation agreement; the places under it go to the feed."""
    row = await find_for_change(work, CooperationAgreement, agreement_id, version)
    merged = merge(AgreementWrite, row.model_dump(), patch)
    await _check_agreement(work, row.employer_id, merged)
    await change(work, row, _columns(merged))
    await publish_places_of_agreement(work, row.id)
    work.audit("cooperation-agreement:change", subject=row.id)
    return _agreement(row)


def _columns(write: AgreementWrite) -> dict[str, Any]:
    values = write.model_dump(include=set(AgreementWrite.model_fields))
    changes = [each.model_dump(mode="json") for each in write.seat_changes]
    return {**values, "workplaces": [str(each) for each in write.workplaces], "seat_changes": changes}


async def _check_agreement(work: Work, employer_id: UUID, write: AgreementWrite) -> None:
    if faults := agreement_faults(write):
        raise InvalidRequest(errors=faults)
    owner = None if write.model is CooperationModel.CLUSTER else employer_id
    employers = {employer_id}
    for position, workplace_id in enumerate(write.workplaces):
        employers.add((await require_workplace(work, workplace_id, f"body.workplaces.{position}", owner)).employer_id)
    if write.central_mentor_id is not None:
        await require_mentor(work, write.central_mentor_id, "body.central_mentor_id", *employers)
    if write.jobcentre_contact_id is not None:
        member = await work.session.get(StaffMember, (work.municipality_code, write.jobcentre_contact_id))
        if member is None or not member.active:
            raise InvalidRequest.field(
                "body.jobcentre_contact_id", "must be an active staff member", "skal være en medarbejder i kommunen"
            )
