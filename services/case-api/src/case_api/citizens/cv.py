"""CV entries of a citizen. Writing one updates the CV in the sense of the programmes that ask for it."""

from typing import Any
from uuid import UUID

from sqlmodel import col, select

from case_api.citizens.background_schemas import CvEntryRead, CvEntryWrite
from case_api.citizens.course_marks import mark_courses, unmark_courses
from case_api.citizens.models import Citizen, CvEntry
from case_api.citizens.parts import find_part, find_part_for_change
from case_api.citizens.sealing import CitizenSeal, seal_of
from case_api.context import Work
from case_api.history.records import add, change, find, remove, stamp
from case_api.idempotency.service import Created
from rettematch.contracts.cases import EventKind
from rettematch.identifiers import uuid7
from rettematch.pagination import Page, PageRequest, read_page
from rettematch.patches import merge
from rettematch.reference.occupations import concept_label

_TABLE = "cv_entry"
_SOURCE = "cv-entry"


async def create_entry(work: Work, citizen_id: UUID, write: CvEntryWrite) -> Created:
    """Adds a line to the CV."""
    citizen = await find(work, Citizen, citizen_id)
    seal, entry_id = seal_of(work, citizen), uuid7()
    row = CvEntry(
        **stamp(work),
        id=entry_id,
        citizen_id=citizen.id,
        text_sealed=seal.close(write.text, _TABLE, entry_id, "text_sealed"),
        **write.model_dump(exclude={"text"}),
    )
    await add(work, row)
    await mark_courses(work, citizen.id, EventKind.CV_UPDATED, _SOURCE, row.id)
    work.audit("cv-entry:create", [citizen.id], subject=row.id)
    return Created(_read(seal, row), f"/v1/citizens/{citizen.id}/cv-entries/{row.id}")


async def list_entries(work: Work, citizen_id: UUID, paging: PageRequest) -> Page[CvEntryRead]:
    """The CV in the order in which its lines were recorded."""
    citizen = await find(work, Citizen, citizen_id)
    statement = select(CvEntry).where(col(CvEntry.citizen_id) == citizen.id)
    rows, pagination = await read_page(work.session, statement, [col(CvEntry.id)], paging)
    seal = seal_of(work, citizen)
    work.audit("cv-entry:list", [citizen.id])
    return Page(items=[_read(seal, row) for row in rows], pagination=pagination)


async def read_entry(work: Work, citizen_id: UUID, entry_id: UUID) -> CvEntryRead:
    citizen, row = await find_part(work, CvEntry, citizen_id, entry_id)
    work.audit("cv-entry:read", [citizen.id], subject=row.id)
    return _read(seal_of(work, citizen), row)


async def change_entry(work: Work, citizen_id: UUID, entry_id: UUID, patch: CvEntryWrite, version: int) -> CvEntryRead:
    citizen, row = await find_part_for_change(work, CvEntry, citizen_id, entry_id, version)
    seal = seal_of(work, citizen)
    current = _written(seal, row)
    merged = merge(CvEntryWrite, current, patch)
    values = merged.model_dump(exclude={"text"})
    if merged.text != current["text"]:
        values["text_sealed"] = seal.close(merged.text, _TABLE, row.id, "text_sealed")
    await change(work, row, values)
    await mark_courses(work, citizen.id, EventKind.CV_UPDATED, _SOURCE, row.id)
    work.audit("cv-entry:change", [citizen.id], subject=row.id)
    return _read(seal, row)


async def remove_entry(work: Work, citizen_id: UUID, entry_id: UUID, version: int) -> None:
    """Takes back an entry that was recorded by mistake."""
    citizen, row = await find_part_for_change(work, CvEntry, citizen_id, entry_id, version)
    await remove(work, row)
    await unmark_courses(work, citizen.id, _SOURCE, entry_id)
    work.audit("cv-entry:remove", [citizen.id], subject=entry_id)


def _written(seal: CitizenSeal, row: CvEntry) -> dict[str, Any]:
    columns = row.model_dump(include={"kind", "occupation", "from_date", "until_date"})
    return {**columns, "text": seal.open(row.text_sealed, _TABLE, row.id, "text_sealed")}


def _read(seal: CitizenSeal, row: CvEntry) -> CvEntryRead:
    return CvEntryRead(
        **_written(seal, row),
        id=row.id,
        version=row.version,
        occupation_label=None if row.occupation is None else concept_label(row.occupation),
    )
