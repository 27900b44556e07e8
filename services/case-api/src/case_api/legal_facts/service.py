"""Recording what the placement law asks about a citizen."""

import json
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from case_api.citizens.models import Citizen
from case_api.citizens.parts import require_past
from case_api.citizens.sealing import CitizenSeal, seal_of
from case_api.context import Work
from case_api.employers.models import Employer
from case_api.history.records import add, change, find, find_for_change, revisions, stamp
from case_api.history.schemas import History, history_of
from case_api.idempotency.service import Created
from case_api.legal_facts.models import LegalFacts
from case_api.legal_facts.schemas import LegalFactsRead, LegalFactsWrite
from rettematch.identifiers import uuid7
from rettematch.patches import merge
from rettematch.problems import Conflict, InvalidRequest, NotFound
from rettematch.programmes.changes_of_law import abolished

_TABLE = "legal_facts"
_PAST = ("unemployed_since", "last_employed_until", "years_on", "revalidering_granted_on")


class LegalFactsExist(Conflict):
    """A citizen has one record of them, which is changed."""

    slug = "legal-facts-exist"
    title = "The legal facts of the citizen are recorded already"
    danish = "Borgerens juridiske oplysninger er allerede oprettet; ret dem i stedet."


async def create_facts(work: Work, citizen_id: UUID, write: LegalFactsWrite) -> Created:
    """Records the facts.

    Raises:
        InvalidRequest: a date in the future, an employer that does not exist, or revalidering after its abolition.
        LegalFactsExist: they are recorded.
    """
    citizen = await find(work, Citizen, citizen_id)
    await _check(work, write)
    seal, row_id = seal_of(work, citizen), uuid7()
    row = LegalFacts(**stamp(work), id=row_id, citizen_id=citizen.id, **_columns(seal, row_id, write))
    try:
        await add(work, row)
    except IntegrityError:
        raise LegalFactsExist from None
    work.audit("legal-facts:create", [citizen.id], subject=row.id)
    return Created(_read(seal, row), f"/v1/citizens/{citizen.id}/legal-facts")


async def read_facts(work: Work, citizen_id: UUID) -> LegalFactsRead:
    """The facts of a citizen; NotFound before somebody has recorded any."""
    citizen, row = await _found(work, citizen_id)
    work.audit("legal-facts:read", [citizen.id], subject=row.id)
    return _read(seal_of(work, citizen), row)


async def change_facts(work: Work, citizen_id: UUID, patch: LegalFactsWrite, version: int) -> LegalFactsRead:
    """Changes what the patch names; raises as `create_facts`, and VersionStale."""
    citizen, found = await _found(work, citizen_id)
    row = await find_for_change(work, LegalFacts, found.id, version)
    seal = seal_of(work, citizen)
    merged = merge(LegalFactsWrite, written(seal, row), patch)
    await _check(work, merged)
    columns = _columns(seal, row.id, merged)
    if sorted(merged.exemptions) == sorted(open_exemptions(seal, row)):
        columns.pop("exemptions_sealed")  # sealing it again would look like a change in the history
    await change(work, row, columns)
    work.audit("legal-facts:change", [citizen.id], subject=row.id)
    return _read(seal, row)


async def facts_history(work: Work, citizen_id: UUID) -> History:
    """All versions; exemptions are sealed and show only that they changed."""
    citizen, row = await _found(work, citizen_id)
    work.audit("legal-facts:read-history", [citizen.id], subject=row.id)
    return history_of(await revisions(work, LegalFacts, row.id))


async def facts_row(work: Work, citizen_id: UUID) -> LegalFacts | None:
    """The facts of a citizen as they stand, or None."""
    return (await work.session.exec(select(LegalFacts).where(col(LegalFacts.citizen_id) == citizen_id))).first()


def open_exemptions(seal: CitizenSeal, row: LegalFacts) -> list[str]:
    """The circumstances that the law names."""
    found: list[str] = json.loads(seal.open(row.exemptions_sealed, _TABLE, row.id, "exemptions_sealed"))
    return found


def written(seal: CitizenSeal, row: LegalFacts) -> dict[str, Any]:
    """The row as it could be written again."""
    return {**row.model_dump(include=set(LegalFactsWrite.model_fields)), "exemptions": open_exemptions(seal, row)}


async def _found(work: Work, citizen_id: UUID) -> tuple[Citizen, LegalFacts]:
    citizen = await find(work, Citizen, citizen_id)
    row = await facts_row(work, citizen.id)
    if row is None:
        raise NotFound
    return citizen, row


def _columns(seal: CitizenSeal, row_id: UUID, write: LegalFactsWrite) -> dict[str, Any]:
    return {
        **write.model_dump(exclude={"exemptions"}),
        "spouse_employers": [str(each) for each in write.spouse_employers],
        "exemptions_sealed": seal.close(json.dumps(sorted(write.exemptions)), _TABLE, row_id, "exemptions_sealed"),
    }


def _read(seal: CitizenSeal, row: LegalFacts) -> LegalFactsRead:
    return LegalFactsRead.model_validate(
        {**written(seal, row), "id": row.id, "version": row.version, "citizen_id": row.citizen_id}
    )


async def _check(work: Work, write: LegalFactsWrite) -> None:
    """What only the database, the calendar or the law can tell."""
    require_past(work, **{name: getattr(write, name) for name in _PAST})
    granted = write.revalidering_granted_on
    if granted is not None and (rule := abolished("revalidering", granted)) is not None:
        raise InvalidRequest.field(
            "body.revalidering_granted_on",
            f"must be before revalidering was abolished ({rule.id}, {rule.section})",
            f"revalidering kan ikke bevilges længere ({rule.section})",
        )
    named = {"last_employer_id": write.last_employer_id} if write.last_employer_id is not None else {}
    named |= {f"spouse_employers.{position}": each for position, each in enumerate(write.spouse_employers)}
    if named:
        known = set((await work.session.exec(select(Employer.id).where(col(Employer.id).in_(named.values())))).all())
        for field, employer_id in named.items():
            if employer_id not in known:
                raise InvalidRequest.field(f"body.{field}", "must be an employer of the municipality", "findes ikke")
