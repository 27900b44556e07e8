"""Recording course events by themselves. Each change publishes the facts of the case."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from case_api.cases.facts import publish_case
from case_api.cases.models import Case
from case_api.cases.service import CaseClosed
from case_api.citizens.models import Citizen
from case_api.citizens.sealing import CitizenSeal, seal_of
from case_api.context import Work
from case_api.courses.models import CourseEvent
from case_api.courses.rules import RECORDED_ELSEWHERE, covered_items, faults_of
from case_api.courses.schemas import EventRead, EventWrite, KindRead, Kinds
from case_api.history.records import add, change, find, find_for_change, remove, revisions, stamp
from case_api.history.schemas import History, history_of
from case_api.idempotency.service import Created
from case_api.placements.models import Placement
from rettematch.contracts.cases import EventKind
from rettematch.identifiers import uuid7
from rettematch.pagination import Page, PageRequest, read_page
from rettematch.patches import merge
from rettematch.problems import Conflict, InvalidRequest, NotFound
from rettematch.programmes.findings import danish_word
from rettematch.programmes.recordable import recordable

_TABLE = "course_event"
_INTERNAL = frozenset({"source", "source_id"})


class FollowsFromRecord(Conflict):
    """The event follows from another record, which is changed instead."""

    slug = "event-follows-from-record"
    title = "The event follows from another record"
    danish = "Hændelsen følger af en anden registrering; ret den i stedet."


def known_kinds(work: Work, case: Case) -> Mapping[EventKind, frozenset[str]]:
    """The kinds of event that the case's programme asks about, each with what it may cover."""
    return recordable(work.programme(case.programme), case.started_on)


async def read_kinds(work: Work, case_id: UUID) -> Kinds:
    """What can be recorded here, in the order of the kinds' Danish names."""
    case = await find(work, Case, case_id)
    found = [
        KindRead(kind=kind, danish=danish_word(kind), items={each: danish_word(each) for each in sorted(items)})
        for kind, items in known_kinds(work, case).items()
        if kind not in RECORDED_ELSEWHERE
    ]
    return Kinds(items=sorted(found, key=lambda each: each.danish))


async def create_event(work: Work, case_id: UUID, write: EventWrite) -> Created:
    """Records an event.

    Raises:
        InvalidRequest: it lies in the future or before the course, the programme does not know it, or the placement is
            not of this case.
        CaseClosed: it happened after the case was closed.
    """
    case, seal = await _locked_case(work, case_id)
    await _check(work, case, write)
    event_id = uuid7()
    row = CourseEvent(
        **stamp(work), id=event_id, case_id=case.id, recorded_by=work.actor.staff_id, **_columns(seal, event_id, write)
    )
    await add(work, row)
    await publish_case(work, case)
    work.audit("course-event:create", [case.citizen_id], subject=row.id)
    return Created(_read(seal, row), f"/v1/cases/{case.id}/events/{row.id}")


async def list_events(work: Work, case_id: UUID, paging: PageRequest, kind: EventKind | None) -> Page[EventRead]:
    """The events of a case, the earliest first."""
    case = await find(work, Case, case_id)
    seal = seal_of(work, await find(work, Citizen, case.citizen_id))
    statement = select(CourseEvent).where(col(CourseEvent.case_id) == case.id)
    if kind is not None:
        statement = statement.where(col(CourseEvent.kind) == kind)
    order = [col(CourseEvent.happened_on), col(CourseEvent.id)]
    rows, pagination = await read_page(work.session, statement, order, paging)
    work.audit("course-event:list", [case.citizen_id], subject=case.id)
    return Page(items=[_read(seal, row) for row in rows], pagination=pagination)


async def read_event(work: Work, case_id: UUID, event_id: UUID) -> EventRead:
    case = await find(work, Case, case_id)
    row = _of(case, await find(work, CourseEvent, event_id))
    work.audit("course-event:read", [case.citizen_id], subject=row.id)
    return _read(seal_of(work, await find(work, Citizen, case.citizen_id)), row)


async def change_event(work: Work, case_id: UUID, event_id: UUID, patch: EventWrite, version: int) -> EventRead:
    """Corrects an event; raises as `create_event` does, and FollowsFromRecord."""
    case, seal = await _locked_case(work, case_id)
    row = _of(case, await find_for_change(work, CourseEvent, event_id, version))
    _require_own(row)
    merged = merge(EventWrite, _written(seal, row), patch)
    await _check(work, case, merged)
    await change(work, row, _columns(seal, row.id, merged))
    await publish_case(work, case)
    work.audit("course-event:change", [case.citizen_id], subject=row.id)
    return _read(seal, row)


async def remove_event(work: Work, case_id: UUID, event_id: UUID, version: int) -> None:
    """Takes back an event that was recorded by mistake; its versions stay in the history."""
    case, _ = await _locked_case(work, case_id)
    row = _of(case, await find_for_change(work, CourseEvent, event_id, version))
    _require_own(row)
    await remove(work, row)
    await publish_case(work, case)
    work.audit("course-event:remove", [case.citizen_id], subject=event_id)


async def event_history(work: Work, case_id: UUID, event_id: UUID) -> History:
    """All versions; notes are sealed and show only that they changed."""
    case = await find(work, Case, case_id)
    row = _of(case, await find(work, CourseEvent, event_id))
    work.audit("course-event:read-history", [case.citizen_id], subject=row.id)
    return history_of(await revisions(work, CourseEvent, row.id), _INTERNAL)


async def _locked_case(work: Work, case_id: UUID) -> tuple[Case, CitizenSeal]:
    """Locks the case, so that it cannot be closed meanwhile and its next version of facts holds this event."""
    case = await find_for_change(work, Case, case_id)
    return case, seal_of(work, await find(work, Citizen, case.citizen_id))


def _of(case: Case, row: CourseEvent) -> CourseEvent:
    if row.case_id != case.id:
        raise NotFound
    return row


def _require_own(row: CourseEvent) -> None:
    if row.source_id is not None:
        raise FollowsFromRecord(reasons=[{"source": str(row.source), "source_id": str(row.source_id)}])


async def _check(work: Work, case: Case, write: EventWrite) -> None:
    if write.on > work.today:
        raise InvalidRequest.field("body.on", "must not be in the future", "må ikke ligge i fremtiden")
    if write.on < case.started_on:
        raise InvalidRequest.field("body.on", "must not be before the start of the case", "ligger før sagens start")
    if case.closed_on is not None and write.on > case.closed_on:
        raise CaseClosed
    if faults := faults_of(write, known_kinds(work, case), "body", write.notes):
        raise InvalidRequest(errors=faults)
    if write.placement_id is not None:
        found = await work.session.get(Placement, (work.municipality_code, write.placement_id))
        if found is None or found.case_id != case.id:
            raise InvalidRequest.field("body.placement_id", "must be a placement of the case", "hører ikke til sagen")


def _columns(seal: CitizenSeal, event_id: UUID, write: EventWrite) -> dict[str, Any]:
    notes = json.dumps(write.notes, ensure_ascii=False, sort_keys=True) if write.notes else None
    return {
        **write.model_dump(exclude={"on", "items", "notes"}),
        "happened_on": write.on,
        "items": covered_items(write.items, write.notes),
        "notes_sealed": None if notes is None else seal.close(notes, _TABLE, event_id, "notes_sealed"),
    }


def _notes(seal: CitizenSeal, row: CourseEvent) -> dict[str, str]:
    if row.notes_sealed is None:
        return {}
    found: dict[str, str] = json.loads(seal.open(row.notes_sealed, _TABLE, row.id, "notes_sealed"))
    return found


def _written(seal: CitizenSeal, row: CourseEvent) -> dict[str, Any]:
    columns = row.model_dump(include=set(EventWrite.model_fields))
    return {**columns, "on": row.happened_on, "notes": _notes(seal, row)}


def _read(seal: CitizenSeal, row: CourseEvent) -> EventRead:
    return EventRead(
        **_written(seal, row),
        id=row.id,
        version=row.version,
        case_id=row.case_id,
        danish=danish_word(row.kind),
        source=row.source,
        source_id=row.source_id,
        recorded_by=row.recorded_by,
    )
