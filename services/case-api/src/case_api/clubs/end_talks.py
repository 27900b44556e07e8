"""The last talk of a course, and the note with which it is handed over."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from case_api.cases.facts import publish_case
from case_api.cases.models import Case
from case_api.citizens.sealing import CitizenSeal
from case_api.clubs.cases import locked_case, locked_club_case, read_case
from case_api.clubs.course_days import check_day
from case_api.clubs.course_models import EndTalk
from case_api.clubs.course_schemas import EndTalkRead, EndTalkWrite
from case_api.context import Work
from case_api.courses.events import EventWritten, set_events
from case_api.history.records import add, change, find, find_for_change, revisions, stamp
from case_api.history.schemas import History, history_of
from case_api.idempotency.service import Created
from case_api.placements.models import Placement
from rettematch.contracts.cases import EventKind
from rettematch.identifiers import uuid7
from rettematch.pagination import Page, PageRequest, read_page
from rettematch.patches import merge
from rettematch.problems import Conflict, InvalidRequest, NotFound

_TABLE = "end_talk"
_SOURCE = "end-talk"


class EndTalkExists(Conflict):
    """A course ends once."""

    slug = "end-talk-exists"
    title = "The end talk of this course is recorded already"
    danish = "Den afsluttende samtale er allerede registreret."


async def create_talk(work: Work, case_id: UUID, write: EndTalkWrite) -> Created:
    """Records the end talk.

    Raises:
        InvalidRequest: the day lies in the future or before the course, or the placement is not of this case.
        NotInJobClubs, CaseClosed, EndTalkExists: it cannot be.
    """
    case, seal = await locked_club_case(work, case_id)
    await _check(work, case, write)
    row_id = uuid7()
    row = EndTalk(
        **stamp(work), id=row_id, case_id=case.id, held_by=work.actor.staff_id, **_columns(seal, row_id, write)
    )
    try:
        await add(work, row)
    except IntegrityError:
        raise EndTalkExists from None
    await _publish(work, case, row)
    work.audit("end-talk:create", [case.citizen_id], subject=row.id)
    return Created(_read(seal, row), f"/v1/cases/{case.id}/end-talks/{row.id}")


async def list_talks(work: Work, case_id: UUID, paging: PageRequest) -> Page[EndTalkRead]:
    """The end talk of a case, if it was held."""
    case, seal = await read_case(work, case_id)
    statement = select(EndTalk).where(col(EndTalk.case_id) == case.id)
    rows, pagination = await read_page(work.session, statement, [col(EndTalk.id)], paging)
    work.audit("end-talk:list", [case.citizen_id], subject=case.id)
    return Page(items=[_read(seal, row) for row in rows], pagination=pagination)


async def read_talk(work: Work, case_id: UUID, talk_id: UUID) -> EndTalkRead:
    case, seal = await read_case(work, case_id)
    row = _of(case, await find(work, EndTalk, talk_id))
    work.audit("end-talk:read", [case.citizen_id], subject=row.id)
    return _read(seal, row)


async def change_talk(work: Work, case_id: UUID, talk_id: UUID, patch: EndTalkWrite, version: int) -> EndTalkRead:
    """Corrects the end talk; raises as `create_talk`."""
    case, seal = await locked_case(work, case_id)
    row = _of(case, await find_for_change(work, EndTalk, talk_id, version))
    current = _written(seal, row)
    merged = merge(EndTalkWrite, current, patch)
    await _check(work, case, merged)
    values = _columns(seal, row.id, merged)
    if merged.hand_over == current["hand_over"]:
        values["hand_over_sealed"] = row.hand_over_sealed  # sealing it again would look like a change in the history
    await change(work, row, values)
    await _publish(work, case, row)
    work.audit("end-talk:change", [case.citizen_id], subject=row.id)
    return _read(seal, row)


async def talk_history(work: Work, case_id: UUID, talk_id: UUID) -> History:
    """The note is sealed and shows only that it changed."""
    case, _ = await read_case(work, case_id)
    row = _of(case, await find(work, EndTalk, talk_id))
    work.audit("end-talk:read-history", [case.citizen_id], subject=row.id)
    return history_of(await revisions(work, EndTalk, row.id))


def events_of_talk(row: EndTalk) -> Sequence[EventWritten]:
    """The end talk with what it covered and what it ended with."""
    matched = ("zero-setting-match",) if row.zero_setting_match else ()
    items = (*matched, row.result.value)
    return [EventWritten(kind=EventKind.END_TALK, on=row.held_on, placement_id=row.placement_id, items=items)]


async def _publish(work: Work, case: Case, row: EndTalk) -> None:
    await set_events(work, case, _SOURCE, row.id, events_of_talk(row))
    await publish_case(work, case)


async def _check(work: Work, case: Case, write: EndTalkWrite) -> None:
    check_day(work, case, write.held_on, "body.held_on")
    if write.placement_id is not None:
        found = await work.session.get(Placement, (work.municipality_code, write.placement_id))
        if found is None or found.case_id != case.id:
            raise InvalidRequest.field("body.placement_id", "must be a placement of the case", "hører ikke til sagen")


def _of(case: Case, row: EndTalk) -> EndTalk:
    if row.case_id != case.id:
        raise NotFound
    return row


def _columns(seal: CitizenSeal, row_id: UUID, write: EndTalkWrite) -> dict[str, Any]:
    return {
        **write.model_dump(exclude={"hand_over"}),
        "hand_over_sealed": seal.close(write.hand_over, _TABLE, row_id, "hand_over_sealed"),
    }


def _written(seal: CitizenSeal, row: EndTalk) -> dict[str, Any]:
    return {
        **row.model_dump(include=set(EndTalkWrite.model_fields)),
        "hand_over": seal.open(row.hand_over_sealed, _TABLE, row.id, "hand_over_sealed"),
    }


def _read(seal: CitizenSeal, row: EndTalk) -> EndTalkRead:
    return EndTalkRead(**_written(seal, row), id=row.id, version=row.version, case_id=row.case_id, held_by=row.held_by)
