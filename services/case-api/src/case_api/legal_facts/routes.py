"""What the placement law asks about a citizen, and the schemes that it leaves open."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from case_api.history.schemas import History
from case_api.idempotency.service import Mark, create_once
from case_api.legal_facts import schemes, service
from case_api.legal_facts.schemas import LegalFactsChange, LegalFactsRead, LegalFactsWrite, Schemes
from case_api.policies import ReadCases, ReadLegalFacts, WriteLegalFacts
from case_api.responses import with_etag
from rettematch.etags import ExpectedVersion

router = APIRouter(prefix="/v1", tags=["citizens"])


@router.post(
    "/citizens/{citizen_id}/legal-facts", status_code=201, response_model=LegalFactsRead, summary="Record legal facts"
)
async def create_facts(work: WriteLegalFacts, citizen_id: UUID, write: LegalFactsWrite, mark: Mark) -> Any:
    """Once for each citizen: 409 `legal-facts-exist` afterwards."""
    return await create_once(work, mark, lambda: service.create_facts(work, citizen_id, write))


@router.get("/citizens/{citizen_id}/legal-facts", summary="Read legal facts")
async def read_facts(work: ReadLegalFacts, citizen_id: UUID, response: Response) -> LegalFactsRead:
    """404 before anybody has recorded any."""
    return with_etag(response, await service.read_facts(work, citizen_id))


@router.patch("/citizens/{citizen_id}/legal-facts", summary="Change legal facts")
async def change_facts(
    work: WriteLegalFacts, citizen_id: UUID, patch: LegalFactsChange, version: ExpectedVersion, response: Response
) -> LegalFactsRead:
    return with_etag(response, await service.change_facts(work, citizen_id, patch, version))


@router.get("/citizens/{citizen_id}/legal-facts/history", summary="Earlier versions of legal facts")
async def facts_history(work: ReadLegalFacts, citizen_id: UUID) -> History:
    """Exemptions are sealed and show only that they changed."""
    return await service.facts_history(work, citizen_id)


@router.get("/cases/{case_id}/schemes", summary="Schemes that the law leaves open")
async def read_schemes(work: ReadCases, case_id: UUID) -> Schemes:
    """Every scheme with what the law says against it whatever the place, and what is still to be asked."""
    return await schemes.read_schemes(work, case_id)
