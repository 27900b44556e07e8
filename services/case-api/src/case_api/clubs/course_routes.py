"""A case's LOG book, the assessments of its absences, and its end talk."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from case_api.clubs import availability, end_talks, log_book
from case_api.clubs.course_schemas import (
    AssessmentRead,
    AssessmentWrite,
    EndTalkChange,
    EndTalkRead,
    EndTalkWrite,
    FollowedUpWrite,
    LogChange,
    LogRead,
    LogWrite,
)
from case_api.history.schemas import History
from case_api.idempotency.service import Mark, create_once
from case_api.policies import ReadLogBooks, WriteLogBooks
from case_api.responses import with_etag
from rettematch.etags import ExpectedVersion
from rettematch.pagination import Page, Paging

router = APIRouter(prefix="/v1/cases/{case_id}", tags=["job clubs"])


@router.post("/log-book", status_code=201, response_model=LogRead, summary="Record a weekly talk in the LOG book")
async def create_entry(work: WriteLogBooks, case_id: UUID, write: LogWrite, mark: Mark) -> Any:
    """The agreements of the week and the plan for the next; all texts are stored sealed."""
    return await create_once(work, mark, lambda: log_book.create_entry(work, case_id, write))


@router.get("/log-book", summary="Read the LOG book")
async def list_entries(work: ReadLogBooks, case_id: UUID, paging: Paging) -> Page[LogRead]:
    """The earliest first; beside each week's agreements those of the week before, done or not."""
    return await log_book.list_entries(work, case_id, paging)


@router.get("/log-book/{log_id}", summary="Read a week of the LOG book")
async def read_entry(work: ReadLogBooks, case_id: UUID, log_id: UUID, response: Response) -> LogRead:
    return with_etag(response, await log_book.read_entry(work, case_id, log_id))


@router.patch("/log-book/{log_id}", summary="Correct a week of the LOG book")
async def change_entry(
    work: WriteLogBooks, case_id: UUID, log_id: UUID, patch: LogChange, version: ExpectedVersion, response: Response
) -> LogRead:
    """409 `log-entry-followed-up` when the agreements were followed up."""
    return with_etag(response, await log_book.change_entry(work, case_id, log_id, patch, version))


@router.put("/log-book/{log_id}/follow-up", summary="Follow up a week's agreements")
async def follow_up(
    work: WriteLogBooks,
    case_id: UUID,
    log_id: UUID,
    write: FollowedUpWrite,
    version: ExpectedVersion,
    response: Response,
) -> LogRead:
    """One mark for each agreement, in order: done or not done."""
    return with_etag(response, await log_book.follow_up(work, case_id, log_id, write, version))


@router.delete("/log-book/{log_id}", status_code=204, summary="Take back a week of the LOG book")
async def remove_entry(work: WriteLogBooks, case_id: UUID, log_id: UUID, version: ExpectedVersion) -> None:
    """For what was recorded by mistake. Its versions stay in the history."""
    await log_book.remove_entry(work, case_id, log_id, version)


@router.get("/log-book/{log_id}/history", summary="Earlier versions of a week of the LOG book")
async def entry_history(work: ReadLogBooks, case_id: UUID, log_id: UUID) -> History:
    """Texts are sealed and show only that they changed."""
    return await log_book.entry_history(work, case_id, log_id)


@router.post("/availability-assessments", status_code=201, response_model=AssessmentRead, summary="Assess an absence")
async def assess(work: WriteLogBooks, case_id: UUID, write: AssessmentWrite, mark: Mark) -> Any:
    """The hours of the activation offer are the rule's; with `ends_course` the case is closed on the same day."""
    return await create_once(work, mark, lambda: availability.assess(work, case_id, write))


@router.get("/availability-assessments", summary="List the assessments of absences")
async def list_assessments(work: ReadLogBooks, case_id: UUID, paging: Paging) -> Page[AssessmentRead]:
    return await availability.list_assessments(work, case_id, paging)


@router.get("/availability-assessments/{assessment_id}", summary="Read the assessment of an absence")
async def read_assessment(work: ReadLogBooks, case_id: UUID, assessment_id: UUID, response: Response) -> AssessmentRead:
    return with_etag(response, await availability.read_assessment(work, case_id, assessment_id))


@router.post("/end-talks", status_code=201, response_model=EndTalkRead, summary="Record the end talk")
async def create_talk(work: WriteLogBooks, case_id: UUID, write: EndTalkWrite, mark: Mark) -> Any:
    """A course has one; 409 `end-talk-exists` for another."""
    return await create_once(work, mark, lambda: end_talks.create_talk(work, case_id, write))


@router.get("/end-talks", summary="List the end talk")
async def list_talks(work: ReadLogBooks, case_id: UUID, paging: Paging) -> Page[EndTalkRead]:
    return await end_talks.list_talks(work, case_id, paging)


@router.get("/end-talks/{talk_id}", summary="Read the end talk")
async def read_talk(work: ReadLogBooks, case_id: UUID, talk_id: UUID, response: Response) -> EndTalkRead:
    return with_etag(response, await end_talks.read_talk(work, case_id, talk_id))


@router.patch("/end-talks/{talk_id}", summary="Correct the end talk")
async def change_talk(
    work: WriteLogBooks,
    case_id: UUID,
    talk_id: UUID,
    patch: EndTalkChange,
    version: ExpectedVersion,
    response: Response,
) -> EndTalkRead:
    return with_etag(response, await end_talks.change_talk(work, case_id, talk_id, patch, version))


@router.get("/end-talks/{talk_id}/history", summary="Earlier versions of the end talk")
async def talk_history(work: ReadLogBooks, case_id: UUID, talk_id: UUID) -> History:
    """The note is sealed and shows only that it changed."""
    return await end_talks.talk_history(work, case_id, talk_id)
