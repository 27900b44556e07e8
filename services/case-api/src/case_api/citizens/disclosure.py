"""Finding a citizen by CPR number, and showing what ordinary reads leave out. Both name a purpose and are audited."""

from uuid import UUID

from sqlmodel import col, select

from case_api.citizens.models import Citizen
from case_api.citizens.schemas import CprSearch, CprSearchResult, Reveal, Revealed, RevealField
from case_api.citizens.sealing import seal_of
from case_api.citizens.service import cpr_index, open_address, open_cpr, read_cpr, summary
from case_api.context import Work
from case_api.history.records import find


async def search_by_cpr(work: Work, search: CprSearch) -> CprSearchResult:
    """The citizen with exactly this CPR number in the caller's municipality; audited also when there is none.

    Raises:
        InvalidRequest: not a CPR number.
    """
    cpr = read_cpr(work, search.cpr.get_secret_value())
    statement = select(Citizen).where(col(Citizen.cpr_index) == cpr_index(work, cpr))
    rows = (await work.session.exec(statement)).all()
    work.audit(
        "citizen:search-cpr",
        [row.id for row in rows],
        purpose=search.purpose,
        outcome="done" if rows else "no-hit",
    )
    return CprSearchResult(items=[summary(work, row) for row in rows])


async def reveal(work: Work, citizen_id: UUID, asked: Reveal) -> Revealed:
    """The CPR number or the address of a citizen; the audit event tells which, and why."""
    row = await find(work, Citizen, citizen_id)
    seal = seal_of(work, row)
    work.audit(f"citizen:reveal:{'+'.join(sorted(asked.fields))}", [row.id], purpose=asked.purpose)
    shown = Revealed()
    if RevealField.CPR in asked.fields:
        shown.cpr = open_cpr(seal, row)
    if RevealField.ADDRESS in asked.fields:
        shown.address, shown.postcode = open_address(seal, row), row.postcode
    return shown
