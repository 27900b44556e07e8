"""`POST /v1/places/{place_id}/candidates`, and reading an earlier answer."""

from uuid import UUID

from fastapi import APIRouter

from matcher.candidates.schemas import CANDIDATES_EXAMPLE, CandidatesAnswer, CandidatesRequest
from matcher.candidates.service import candidates_for_place
from matcher.dependencies import CaseApi, Db, Places, Versions
from matcher.policies import FindCandidates, ReadCandidates
from matcher.team_runs.schemas import TeamRunRecord
from matcher.team_runs.service import TeamRunKind, find_run
from rettematch.clock import Now

router = APIRouter(tags=["candidates"])

_RECORD_EXAMPLE = {
    "run_id": CANDIDATES_EXAMPLE["run_id"],
    "created_at": "2026-11-23T08:30:00Z",
    "weights_version": "2026-01-01",
    "catalogue_cursor": "1042.77",
    "profiles": {CANDIDATES_EXAMPLE["candidates"][0]["subject"]: "0" * 64},
    "request": {"place_id": CANDIDATES_EXAMPLE["place_id"], "team_id": "0192f0c1-2a3b-7c4d-8e5f-000000000007", "k": 5},
    "answer": CANDIDATES_EXAMPLE,
    "answer_sha256": "1" * 64,
    "result_sha256": "2" * 64,
}


@router.post(
    "/v1/places/{place_id}/candidates",
    summary="Find citizens for a place",
    response_description="The citizens whom the place fits, best first, as subjects of this run",
    responses={200: {"content": {"application/json": {"example": CANDIDATES_EXAMPLE}}}},
)
async def make_candidates(
    place_id: UUID,
    body: CandidatesRequest,
    member: FindCandidates,
    case_api: CaseApi,
    places: Places,
    versions: Versions,
    database: Db,
    now: Now,
) -> CandidatesAnswer:
    """For caseworkers and job brokers, and only where the municipality has a legal basis for it in force.

    409 `fill-not-allowed` without one; 409 `place-has-no-seat` before any profile is asked for. The points are those
    that the place has in each citizen's own ranking. The answer is recorded under `run_id`. It is a proposal: nothing
    is placed or reserved.
    """
    return await candidates_for_place(
        case_api=case_api,
        catalogue=places,
        versions=versions,
        database=database,
        token=member.token,
        me=member.me,
        place_id=place_id,
        request=body,
        now=now,
    )


@router.get(
    "/v1/candidates/{run_id}",
    summary="Read the record of an earlier search for citizens",
    response_description="The record, as it was written",
    responses={200: {"content": {"application/json": {"example": _RECORD_EXAMPLE}}}},
)
async def read_candidates(run_id: UUID, member: ReadCandidates, database: Db) -> TeamRunRecord[CandidatesAnswer]:
    """What was answered earlier, unchanged, for a complaint or an access request. Own municipality only."""
    return await find_run(database, member.me.municipality_code, TeamRunKind.FILL, run_id, CandidatesAnswer)
