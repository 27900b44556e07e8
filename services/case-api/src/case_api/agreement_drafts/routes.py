"""The draft of the next work agreement of a case."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from case_api.agreement_drafts import service
from case_api.agreement_drafts.schemas import AgreementDraft
from case_api.dates import Day
from case_api.policies import DraftAgreements
from rettematch.contracts.base import Scheme

router = APIRouter(prefix="/v1/cases/{case_id}/agreement-draft", tags=["placements"])


@router.get("", summary="Draft the next work agreement")
async def read_draft(
    work: DraftAgreements,
    case_id: UUID,
    first: Annotated[Day, Query(alias="from", description="First day of the placement.")],
    last: Annotated[Day, Query(alias="to", description="Last day of the placement.")],
    scheme: Annotated[Scheme, Query()] = Scheme.INTERNSHIP,
) -> AgreementDraft:
    """Job goal, considerations, people and a follow-up plan by the programme's cadence. Nothing is written."""
    return await service.read_draft(work, case_id, scheme, first, last)
