"""Ids in a request that must belong together: a wrong one is a wrong field, never a database error."""

from typing import TypeVar
from uuid import UUID

from case_api.context import Work
from case_api.employers.models import ContactPerson, CooperationAgreement, Employer, Workplace
from case_api.tables import VersionedRow
from rettematch.problems import InvalidRequest

Row = TypeVar("Row", bound=VersionedRow)


async def hold(work: Work, table: type[Row], row_id: UUID | None) -> None:
    """Keeps a row as it is until the transaction ends, if it is there.

    Whoever changes it publishes the places that rest on it, and would not yet see the one that is being written here.
    Held before any place is locked: see `case_api.placements.situation` for the order.
    """
    if row_id is not None:
        await work.session.get(table, (work.municipality_code, row_id), with_for_update={"read": True})


async def require_employer(work: Work, employer_id: UUID, field: str) -> Employer:
    """An employer of the municipality.

    Raises:
        InvalidRequest: there is none; names `field`, as do the others here.
    """
    row = await work.session.get(Employer, (work.municipality_code, employer_id))
    if row is None:
        raise InvalidRequest.field(field, "must be an employer of the municipality", "skal være en oprettet virksomhed")
    return row


async def require_workplace(work: Work, workplace_id: UUID, field: str, employer_id: UUID | None = None) -> Workplace:
    """A workplace of the municipality, and of the employer when one is given."""
    row = await work.session.get(Workplace, (work.municipality_code, workplace_id))
    if row is None or employer_id not in {None, row.employer_id}:
        raise InvalidRequest.field(
            field, "must be a workplace of the employer", "skal være et arbejdssted hos virksomheden"
        )
    return row


async def require_contact(work: Work, contact_id: UUID, field: str, *employer_ids: UUID) -> ContactPerson:
    """An active contact person of one of the employers."""
    row = await work.session.get(ContactPerson, (work.municipality_code, contact_id))
    if row is None or row.employer_id not in employer_ids or not row.active:
        raise InvalidRequest.field(
            field, "must be an active contact person of the employer", "skal være en kontaktperson hos virksomheden"
        )
    return row


async def require_mentor(work: Work, contact_id: UUID, field: str, *employer_ids: UUID) -> ContactPerson:
    """An active company mentor of one of the employers."""
    row = await require_contact(work, contact_id, field, *employer_ids)
    if not row.is_mentor:
        raise InvalidRequest.field(
            field, "must be a company mentor: is_mentor is false", "skal være en virksomhedsmentor"
        )
    return row


async def require_agreement(work: Work, agreement_id: UUID, field: str, workplace: Workplace) -> CooperationAgreement:
    """A cooperation agreement that names the workplace, or of its employer and naming no workplace at all."""
    row = await work.session.get(CooperationAgreement, (work.municipality_code, agreement_id))
    covers_all = row is not None and not row.workplaces and row.employer_id == workplace.employer_id
    if row is None or not (covers_all or str(workplace.id) in row.workplaces):
        raise InvalidRequest.field(
            field,
            "must be a cooperation agreement that covers the workplace",
            "skal være en samarbejdsaftale, der dækker arbejdsstedet",
        )
    return row
