"""Consents of a citizen, and what was shared or obtained in a case."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from case_api.consents import service, shares
from case_api.consents.problems import ConsentMissing
from case_api.consents.schemas import ConsentChange, ConsentRead, ConsentWrite, ShareRead, ShareWrite
from case_api.history.schemas import History
from case_api.idempotency.service import Mark, create_once
from case_api.policies import ReadConsents, ReadShares, WriteConsents, WriteShares
from case_api.responses import with_etag
from rettematch.etags import ExpectedVersion
from rettematch.pagination import Page, Paging
from rettematch.problems import PROBLEM_MEDIA_TYPE, render

router = APIRouter(prefix="/v1", tags=["consents"])

_REFUSED: dict[int | str, dict[str, Any]] = {
    409: {
        "description": "`consent-missing`: `reasons` name the categories that no consent covers. `case-closed`.",
        "content": {PROBLEM_MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}},
    }
}


@router.post("/citizens/{citizen_id}/consents", status_code=201, response_model=ConsentRead, summary="Record a consent")
async def create_consent(work: WriteConsents, citizen_id: UUID, write: ConsentWrite, mark: Mark) -> Any:
    """An event of each running case whose programme asks for consents."""
    return await create_once(work, mark, lambda: service.create_consent(work, citizen_id, write))


@router.get("/citizens/{citizen_id}/consents", summary="List consents")
async def list_consents(work: ReadConsents, citizen_id: UUID, paging: Paging) -> Page[ConsentRead]:
    """Every consent, also ended and withdrawn ones; `expires_soon` marks those that end within 30 days."""
    return await service.list_consents(work, citizen_id, paging)


@router.get("/citizens/{citizen_id}/consents/{consent_id}", summary="Read a consent")
async def read_consent(work: ReadConsents, citizen_id: UUID, consent_id: UUID, response: Response) -> ConsentRead:
    return with_etag(response, await service.read_consent(work, citizen_id, consent_id))


@router.patch("/citizens/{citizen_id}/consents/{consent_id}", summary="Narrow a consent")
async def narrow(
    work: WriteConsents,
    citizen_id: UUID,
    consent_id: UUID,
    patch: ConsentChange,
    version: ExpectedVersion,
    response: Response,
) -> ConsentRead:
    """409 `consent-widened` when it would cover more: that takes a new consent from the citizen."""
    return with_etag(response, await service.narrow(work, citizen_id, consent_id, patch, version))


@router.post("/citizens/{citizen_id}/consents/{consent_id}/withdraw", summary="Withdraw a consent")
async def withdraw(
    work: WriteConsents, citizen_id: UUID, consent_id: UUID, version: ExpectedVersion, response: Response
) -> ConsentRead:
    """Holds at once, from today on. A consent is never removed."""
    return with_etag(response, await service.withdraw(work, citizen_id, consent_id, version))


@router.get("/citizens/{citizen_id}/consents/{consent_id}/history", summary="Earlier versions of a consent")
async def consent_history(work: ReadConsents, citizen_id: UUID, consent_id: UUID) -> History:
    """Names and texts are sealed and show only that they changed."""
    return await service.consent_history(work, citizen_id, consent_id)


@router.post(
    "/cases/{case_id}/information-shares",
    status_code=201,
    response_model=ShareRead,
    responses=_REFUSED,
    summary="Record what was shared or obtained",
)
async def create_share(work: WriteShares, case_id: UUID, write: ShareWrite, mark: Mark) -> Any:
    """Refused unless consents in force on the day cover every category, the direction and the counterpart.

    A refusal tells something about the citizen, so its audit event is kept.
    """
    try:
        return await create_once(work, mark, lambda: shares.create_share(work, case_id, write))
    except ConsentMissing as refused:
        work.audit("information-share:refuse", [refused.citizen_id], subject=case_id, outcome="refused")
        return render(refused, work.request_id)


@router.get("/cases/{case_id}/information-shares", summary="List what was shared or obtained")
async def list_shares(work: ReadShares, case_id: UUID, paging: Paging) -> Page[ShareRead]:
    """Of one case, the earliest first; what a work agreement tells the employer too."""
    return await shares.list_shares(work, case_id, paging)


@router.get("/cases/{case_id}/information-shares/{share_id}", summary="Read a share")
async def read_share(work: ReadShares, case_id: UUID, share_id: UUID, response: Response) -> ShareRead:
    return with_etag(response, await shares.read_share(work, case_id, share_id))


@router.post("/cases/{case_id}/information-shares/{share_id}/retract", summary="Retract the record of a share")
async def retract(
    work: WriteShares, case_id: UUID, share_id: UUID, version: ExpectedVersion, response: Response
) -> ShareRead:
    """For what was recorded by mistake. It stays readable."""
    return with_etag(response, await shares.retract(work, case_id, share_id, version))


@router.get("/cases/{case_id}/information-shares/{share_id}/history", summary="Earlier versions of a share")
async def share_history(work: ReadShares, case_id: UUID, share_id: UUID) -> History:
    return await shares.share_history(work, case_id, share_id)
