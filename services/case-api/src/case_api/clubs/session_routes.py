"""Club days, attendance and absence sheets."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from case_api.clubs import attendance, sessions, sheets
from case_api.clubs.session_schemas import (
    AttendanceRead,
    AttendanceWrite,
    SessionChange,
    SessionRead,
    SessionWrite,
    SheetRead,
    SheetSummary,
    SheetWrite,
)
from case_api.history.schemas import History
from case_api.idempotency.service import Mark, create_once
from case_api.policies import ReadClubs, WriteClubMembers, WriteClubs
from case_api.responses import with_etag
from rettematch.etags import ExpectedVersion
from rettematch.pagination import Page, Paging

router = APIRouter(prefix="/v1/clubs/{club_id}", tags=["job clubs"])


@router.post("/sessions", status_code=201, response_model=SessionRead, summary="Plan a club day")
async def create_session(work: WriteClubs, club_id: UUID, write: SessionWrite, mark: Mark) -> Any:
    """Its hints say where it departs from the programme; nothing is refused for them."""
    return await create_once(work, mark, lambda: sessions.create_session(work, club_id, write))


@router.get("/sessions", summary="List club days")
async def list_sessions(work: ReadClubs, club_id: UUID, paging: Paging) -> Page[SessionRead]:
    return await sessions.list_sessions(work, club_id, paging)


@router.get("/sessions/{session_id}", summary="Read a club day")
async def read_session(work: ReadClubs, club_id: UUID, session_id: UUID, response: Response) -> SessionRead:
    return with_etag(response, await sessions.read_session(work, club_id, session_id))


@router.patch("/sessions/{session_id}", summary="Change a club day")
async def change_session(
    work: WriteClubs,
    club_id: UUID,
    session_id: UUID,
    patch: SessionChange,
    version: ExpectedVersion,
    response: Response,
) -> SessionRead:
    return with_etag(response, await sessions.change_session(work, club_id, session_id, patch, version))


@router.get("/sessions/{session_id}/history", summary="Earlier versions of a club day")
async def session_history(work: ReadClubs, club_id: UUID, session_id: UUID) -> History:
    return await sessions.session_history(work, club_id, session_id)


@router.get("/sessions/{session_id}/attendance", summary="Read the attendance of a club day")
async def read_attendance(work: ReadClubs, club_id: UUID, session_id: UUID, response: Response) -> AttendanceRead:
    """Every member of the day, marked or not; its ETag is the club day's."""
    return with_etag(response, await attendance.read_attendance(work, club_id, session_id))


@router.put("/sessions/{session_id}/attendance", summary="Record the attendance of a club day")
async def set_attendance(
    work: WriteClubMembers,
    club_id: UUID,
    session_id: UUID,
    write: AttendanceWrite,
    version: ExpectedVersion,
    response: Response,
) -> AttendanceRead:
    """Of the whole day in one request: all or nothing, and repeating it changes nothing."""
    return with_etag(response, await attendance.set_attendance(work, club_id, session_id, write, version))


@router.post("/absence-sheets", status_code=201, response_model=SheetRead, summary="Send a month's absence sheet")
async def create_sheet(work: WriteClubMembers, club_id: UUID, write: SheetWrite, mark: Mark) -> Any:
    """Made from the attendance of a month that is over, and recorded as sent to the availability team."""
    return await create_once(work, mark, lambda: sheets.create_sheet(work, club_id, write))


@router.get("/absence-sheets", summary="List absence sheets")
async def list_sheets(work: ReadClubs, club_id: UUID, paging: Paging) -> Page[SheetSummary]:
    return await sheets.list_sheets(work, club_id, paging)


@router.get("/absence-sheets/{sheet_id}", summary="Read an absence sheet")
async def read_sheet(work: ReadClubs, club_id: UUID, sheet_id: UUID, response: Response) -> SheetRead:
    return with_etag(response, await sheets.read_sheet(work, club_id, sheet_id))


@router.get(
    "/absence-sheets/{sheet_id}/csv",
    summary="Read an absence sheet as CSV",
    response_class=Response,
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}}},
)
async def read_sheet_as_csv(work: ReadClubs, club_id: UUID, sheet_id: UUID) -> Response:
    """For a Danish spreadsheet: semicolons, UTF-8."""
    return Response(sheets.as_csv(await sheets.read_sheet(work, club_id, sheet_id)), media_type="text/csv")
