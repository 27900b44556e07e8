"""Tenants: created by the platform's operator, kept by their own administrator."""

from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from case_api.audit.models import AuditEvent
from case_api.context import PlatformWork, Work
from case_api.staff.models import LegalBasisRow, Municipality, StaffMember
from case_api.staff.schemas import LegalBasisWrite, MunicipalityCreate, MunicipalityRead
from rettematch.contracts.base import Role
from rettematch.database import PLATFORM_SCOPE, DataScope
from rettematch.identifiers import uuid7
from rettematch.pagination import Page, PageRequest, read_page
from rettematch.problems import Conflict, InvalidRequest, NotFound
from rettematch.programmes.changes_of_law import profiling_by_consent_forbidden
from rettematch.reference.geography import find_municipality


async def create_municipality(work: PlatformWork, write: MunicipalityCreate) -> MunicipalityRead:
    """Makes a tenant with its first administrator.

    Raises:
        InvalidRequest: no Danish municipality has this code.
        Conflict: it exists already.
    """
    known = find_municipality(write.municipality_code)
    if known is None:
        raise InvalidRequest.field(
            "body.municipality_code", "must be the code of a Danish municipality", "er ikke en kommunekode"
        )
    stamps: dict[str, Any] = {"municipality_code": known.code, "created_at": work.now, "updated_at": work.now}
    administrator = StaffMember(
        **stamps, **write.administrator.model_dump(), id=uuid7(), roles=[Role.ADMINISTRATOR.value]
    )
    municipality = Municipality(**stamps, id=uuid7(), name=known.name)
    try:
        async with work.database.transaction(DataScope(known.code)) as session:
            session.add_all([municipality, administrator])
            session.add(
                AuditEvent(
                    municipality_code=known.code,
                    recorded_at=work.now,
                    actor_id=None,
                    actor_roles=["operator"],
                    action="municipality:create",
                    subject_id=administrator.id,
                    outcome="done",
                    request_id=work.request_id,
                )
            )
    except IntegrityError:
        raise Conflict("This municipality exists already.") from None
    return _read(municipality, [])


async def list_municipalities(work: PlatformWork, paging: PageRequest) -> Page[MunicipalityRead]:
    async with work.database.transaction(PLATFORM_SCOPE) as session:
        rows, pagination = await read_page(session, select(Municipality), [col(Municipality.municipality_code)], paging)
    return Page(items=[_read(row, []) for row in rows], pagination=pagination)


async def read_own(work: Work) -> MunicipalityRead:
    """The caller's municipality with its legal bases."""
    row = (await work.session.exec(select(Municipality))).first()
    if row is None:
        raise NotFound
    bases = (await work.session.exec(select(LegalBasisRow).order_by(col(LegalBasisRow.id)))).all()
    return _read(row, [LegalBasisWrite.model_validate(basis, from_attributes=True) for basis in bases])


async def add_legal_basis(work: Work, write: LegalBasisWrite) -> MunicipalityRead:
    """Records why a category of data may be used in matching, from a date on.

    Raises:
        InvalidRequest: it ends before it begins, or it rests on consent (law row L23).
    """
    if write.in_force_until is not None and write.in_force_until < write.in_force_from:
        raise InvalidRequest.field(
            "body.in_force_until", "must not be before in_force_from", "må ikke ligge før startdatoen"
        )
    if (rule := profiling_by_consent_forbidden(write.citation, write.in_force_from)) is not None:
        raise InvalidRequest.field(
            "body.citation",
            f"must be a law: consent is no basis for profiling ({rule.id}, {rule.section})",
            f"skal være en lov; samtykke er ikke hjemmel til profilering ({rule.section})",
        )
    row = LegalBasisRow(municipality_code=work.municipality_code, id=uuid7(), **write.model_dump())
    work.session.add(row)
    await work.session.flush()
    work.audit("municipality:add-legal-basis", subject=row.id)
    return await read_own(work)


async def legal_bases_in_force(work: Work) -> list[LegalBasisRow]:
    """The legal bases that hold today, one or none for each category."""
    rows = (
        await work.session.exec(
            select(LegalBasisRow)
            .where(col(LegalBasisRow.in_force_from) <= work.today)
            .where(col(LegalBasisRow.in_force_until).is_(None) | (col(LegalBasisRow.in_force_until) >= work.today))
            .order_by(col(LegalBasisRow.in_force_from), col(LegalBasisRow.id))
        )
    ).all()
    return list({row.category: row for row in rows}.values())


def _read(row: Municipality, bases: list[LegalBasisWrite]) -> MunicipalityRead:
    return MunicipalityRead(
        municipality_code=row.municipality_code, name=row.name, version=row.version, legal_bases=bases
    )
