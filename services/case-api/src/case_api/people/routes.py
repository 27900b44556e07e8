"""Who has which part in a case."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from case_api.history.schemas import History
from case_api.idempotency.service import Mark, create_once
from case_api.people import service
from case_api.people.schemas import People, PersonEnd, PersonHandOver, PersonName, PersonRead
from case_api.policies import ReadPeople, WritePeople
from case_api.responses import with_etag
from rettematch.etags import ExpectedVersion

router = APIRouter(prefix="/v1/cases/{case_id}/people", tags=["people"])


@router.get("", summary="Who has and had which part")
async def list_people(work: ReadPeople, case_id: UUID) -> People:
    """The whole history, and how constant each part was. Reasons are shown to those who work the case."""
    return await service.list_people(work, case_id)


@router.post("", status_code=201, response_model=PersonRead, summary="Name a person")
async def name_person(work: WritePeople, case_id: UUID, write: PersonName, mark: Mark) -> Any:
    """409 `part-taken` when somebody has the part; 422 `reason` when the programme wants no change in it."""
    return await create_once(work, mark, lambda: service.name_person(work, case_id, write))


@router.get("/{person_id}", summary="Read a person's time in a part")
async def read_person(work: ReadPeople, case_id: UUID, person_id: UUID, response: Response) -> PersonRead:
    return with_etag(response, await service.read_person(work, case_id, person_id))


@router.post("/{person_id}/hand-over", summary="Hand a part over")
async def hand_over(
    work: WritePeople,
    case_id: UUID,
    person_id: UUID,
    write: PersonHandOver,
    version: ExpectedVersion,
    response: Response,
) -> PersonRead:
    """Answers with the next person's own record. 409 `part-ended` when the part was left before."""
    return with_etag(response, await service.hand_over(work, case_id, person_id, write, version))


@router.post("/{person_id}/end", summary="End a part without a successor")
async def end_part(
    work: WritePeople, case_id: UUID, person_id: UUID, write: PersonEnd, version: ExpectedVersion, response: Response
) -> PersonRead:
    """409 `case-needs-caseworker` for the caseworker, who can only hand over."""
    return with_etag(response, await service.end_part(work, case_id, person_id, write, version))


@router.get("/{person_id}/history", summary="Earlier versions of a person's time in a part")
async def person_history(work: ReadPeople, case_id: UUID, person_id: UUID) -> History:
    """Reasons are sealed and show only that they changed."""
    return await service.person_history(work, case_id, person_id)
