"""`GET /v1/rankings/{run_id}` and `GET /v1/runs/{run_id}/replay`."""

from uuid import UUID

from fastapi import APIRouter

from matcher.dependencies import CaseApi, Db, Versions
from matcher.policies import ReadRun
from matcher.ranking.schemas import ANSWER_EXAMPLE
from matcher.runs.replay import replay_run
from matcher.runs.schemas import Replay, RunRecord
from matcher.runs.service import find_run

router = APIRouter(tags=["rankings"])

_EXAMPLE = {
    "run_id": ANSWER_EXAMPLE["run_id"],
    "subject": "5f0c2f0e-6b1d-4a58-9d1e-000000000001",
    "created_at": "2026-09-01T08:30:00Z",
    "weights_version": "2026-01-01",
    "catalogue_cursor": "1042.77",
    "feed_epoch": 1,
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


@router.get("/v1/runs/{run_id}/replay", summary="Give an earlier ranking again", response_description="How it compares")
async def replay_earlier_run(
    run_id: UUID, member: ReadRun, case_api: CaseApi, versions: Versions, database: Db
) -> Replay:
    """Ranks again from the record: the profile as it was disclosed, the places as of its cursor, the points of then.

    For a complaint or an access request. The case API gives the profile with the caller's own token and audits it.
    410 `profile-destroyed` when the citizen's key is destroyed; 409 `profile-changed` when the kept profile is not the
    one that was used; 409 `points-missing` when the points of then do not ship with this version.
    """
    code = member.me.municipality_code
    return await replay_run(case_api, member.token, database, versions, code, await find_run(database, code, run_id))
