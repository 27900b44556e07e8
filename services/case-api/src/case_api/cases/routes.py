"""Cases: open, list, read, change, close, and the matching profile."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from case_api.cases import disclosures, service, steps
from case_api.cases.schemas import CaseChange, CaseClose, CaseCreate, CaseRead, ProgrammeId
from case_api.cases.service import CaseFilter
from case_api.cases.step_schemas import ReviewRead, StepRead
from case_api.history.schemas import History
from case_api.idempotency.service import Mark, create_once
from case_api.policies import DiscloseProfile, ReadCases, WriteCases
from case_api.responses import with_etag
from rettematch.contracts.matching import MatchingProfile
from rettematch.etags import ExpectedVersion
from rettematch.pagination import Page, Paging

router = APIRouter(prefix="/v1/cases", tags=["cases"])


async def _filter(
    citizen_id: Annotated[UUID | None, Query()] = None,
    job_broker_id: Annotated[UUID | None, Query()] = None,
    caseworker_id: Annotated[UUID | None, Query()] = None,
    team_id: Annotated[UUID | None, Query()] = None,
    programme: Annotated[ProgrammeId | None, Query()] = None,
    is_open: Annotated[bool | None, Query(alias="open", description="True: running; false: closed.")] = None,
) -> CaseFilter:
    return CaseFilter(citizen_id, job_broker_id, caseworker_id, team_id, programme, is_open)


@router.post("", status_code=201, response_model=CaseRead, summary="Open a case")
async def create_case(work: WriteCases, write: CaseCreate, mark: Mark) -> Any:
    """409 `case-open-already` when the citizen has an open case in the programme."""
    return await create_once(work, mark, lambda: service.create_case(work, write))


@router.get("", summary="List cases")
async def list_cases(
    work: ReadCases, paging: Paging, wanted: Annotated[CaseFilter, Depends(_filter)]
) -> Page[CaseRead]:
    """In the order in which they were opened. The citizen of every case on the page is audited as seen."""
    return await service.list_cases(work, paging, wanted)


@router.get("/{case_id}", summary="Read a case")
async def read_case(work: ReadCases, case_id: UUID, response: Response) -> CaseRead:
    return with_etag(response, await service.read_case(work, case_id))


@router.patch("/{case_id}", summary="Change a case")
async def change_case(
    work: WriteCases, case_id: UUID, patch: CaseChange, version: ExpectedVersion, response: Response
) -> CaseRead:
    """Another job broker has the case from today. 409 `case-closed` when it is closed.

    409 `step-exit-not-met` when `ready_on` or `self_supporting_on` ends a step whose other conditions are not met.
    """
    return with_etag(response, await service.change_case(work, case_id, patch, version))


@router.post("/{case_id}/close", summary="Close a case")
async def close_case(
    work: WriteCases, case_id: UUID, close: CaseClose, version: ExpectedVersion, response: Response
) -> CaseRead:
    """With how it ended. 409 `case-has-running-placement` when a placement runs beyond the day.

    409 `step-exit-not-met` when the outcome is of a later step; moved, other and still-on-benefit end any step.
    """
    return with_etag(response, await service.close_case(work, case_id, close, version))


@router.get("/{case_id}/step", summary="Read the step of a case")
async def read_step(work: ReadCases, case_id: UUID) -> StepRead:
    """With what it waits for, rule by rule, and the next step."""
    return await steps.read_step(work, case_id)


@router.get("/{case_id}/review", summary="Review a case")
async def read_review(work: ReadCases, case_id: UUID) -> ReviewRead:
    """Every rule that the course does not keep, and when the next follow-ups are due."""
    return await steps.read_review(work, case_id)


@router.get("/{case_id}/history", summary="Earlier versions of a case")
async def case_history(work: ReadCases, case_id: UUID) -> History:
    return await service.case_history(work, case_id)


@router.post("/{case_id}/matching-profile", summary="Disclose the matching profile")
async def disclose_profile(work: DiscloseProfile, case_id: UUID) -> MatchingProfile:
    """For the matcher, with the token of the person who asks for a ranking.

    Pseudonymous: no CPR, name, birth date, address or free text; the subject id is new each time. Audited as a
    disclosure and kept sealed under the subject id. 409 `case-closed` when the case is closed.
    """
    return await disclosures.disclose_profile(work, case_id)
