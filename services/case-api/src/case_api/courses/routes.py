"""What happened in a course, of the kinds that its programme asks about."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response

from case_api.courses import service
from case_api.courses.schemas import EventChange, EventRead, EventWrite, Kinds
from case_api.history.schemas import History
from case_api.idempotency.service import Mark, create_once
from case_api.policies import ReadCourses, WriteCourses
from case_api.responses import with_etag
from rettematch.contracts.cases import EventKind
from rettematch.etags import ExpectedVersion
from rettematch.pagination import Page, Paging

router = APIRouter(prefix="/v1/cases/{case_id}", tags=["courses"])


@router.get("/event-kinds", summary="What can be recorded in a course")
async def read_kinds(work: ReadCourses, case_id: UUID) -> Kinds:
    """The kinds of event that the rules of the programme ask about, each with what it may cover."""
    return await service.read_kinds(work, case_id)


@router.post("/events", status_code=201, response_model=EventRead, summary="Record an event")
async def create_event(work: WriteCourses, case_id: UUID, write: EventWrite, mark: Mark) -> Any:
    """Fulfils the follow-ups that ask for it."""
    return await create_once(work, mark, lambda: service.create_event(work, case_id, write))


@router.get("/events", summary="List events")
async def list_events(
    work: ReadCourses, case_id: UUID, paging: Paging, kind: Annotated[EventKind | None, Query()] = None
) -> Page[EventRead]:
    """Of one case, the earliest first; those that follow from conversations and other records too."""
    return await service.list_events(work, case_id, paging, kind)


@router.get("/events/{event_id}", summary="Read an event")
async def read_event(work: ReadCourses, case_id: UUID, event_id: UUID, response: Response) -> EventRead:
    return with_etag(response, await service.read_event(work, case_id, event_id))


@router.patch("/events/{event_id}", summary="Correct an event")
async def change_event(
    work: WriteCourses, case_id: UUID, event_id: UUID, patch: EventChange, version: ExpectedVersion, response: Response
) -> EventRead:
    """409 `event-follows-from-record` when another record is to be changed instead."""
    return with_etag(response, await service.change_event(work, case_id, event_id, patch, version))


@router.delete("/events/{event_id}", status_code=204, summary="Take back an event")
async def remove_event(work: WriteCourses, case_id: UUID, event_id: UUID, version: ExpectedVersion) -> None:
    """For what was recorded by mistake. Its versions stay in the history."""
    await service.remove_event(work, case_id, event_id, version)


@router.get("/events/{event_id}/history", summary="Earlier versions of an event")
async def event_history(work: ReadCourses, case_id: UUID, event_id: UUID) -> History:
    """Notes are sealed and show only that they changed."""
    return await service.event_history(work, case_id, event_id)
