"""`GET /v1/rankings/{run_id}`."""

from uuid import UUID

from fastapi import APIRouter

from matcher.dependencies import Db
from matcher.policies import ReadRun
from matcher.ranking.schemas import ANSWER_EXAMPLE
from matcher.runs.schemas import RunRecord
from matcher.runs.service import find_run

router = APIRouter(tags=["rankings"])

_EXAMPLE = {
    "run_id": ANSWER_EXAMPLE["run_id"],
    "subject": "5f0c2f0e-6b1d-4a58-9d1e-000000000001",
    "created_at": "2026-09-01T08:30:00Z",
    "weights_version": "2026-01-01",
    "catalogue_cursor": "1042.77",
    "profile_sha256": "0" * 64,
    "request": {"k": 10, "options": {"schemes": None, "include_ask_first": True, "max_ask_first": 5}},
    "answer": ANSWER_EXAMPLE,
    "answer_sha256": "1" * 64,
    "result_sha256": "2" * 64,
}


@router.get(
    "/v1/rankings/{run_id}",
    summary="Read the record of an earlier ranking",
    response_description="The record, as it was written",
    responses={200: {"content": {"application/json": {"example": _EXAMPLE}}}},
)
async def read_run(run_id: UUID, member: ReadRun, database: Db) -> RunRecord:
    """What was answered earlier, unchanged, for a complaint or an access request. Own municipality only."""
    return await find_run(database, member.me.municipality_code, run_id)
