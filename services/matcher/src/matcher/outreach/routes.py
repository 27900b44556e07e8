"""`POST /v1/outreach`, and reading an earlier answer."""

from uuid import UUID

from fastapi import APIRouter

from matcher.dependencies import CaseApi, Db, Places
from matcher.outreach.schemas import OUTREACH_EXAMPLE, OutreachAnswer, OutreachRequest
from matcher.outreach.service import outreach_for_team
from matcher.policies import MakeOutreach, ReadOutreach
from matcher.team_runs.schemas import TeamRunRecord
from matcher.team_runs.service import TeamRunKind, find_run
from rettematch.clock import Now

router = APIRouter(tags=["outreach"])

_RECORD_EXAMPLE = {
    "run_id": OUTREACH_EXAMPLE["run_id"],
    "created_at": "2026-11-23T08:30:00Z",
    "weights_version": None,
    "catalogue_cursor": "1042.77",
    "profiles": {"5f0c2f0e-6b1d-4a58-9d1e-000000000001": "0" * 64},
    "request": {"team_id": "0192f0c1-2a3b-7c4d-8e5f-000000000007", "max_visits": 10},
    "answer": OUTREACH_EXAMPLE,
    "answer_sha256": "1" * 64,
    "result_sha256": "2" * 64,
}


@router.post(
    "/v1/outreach",
    summary="Find out whom to visit for a team's waiting citizens",
    response_description="Workplaces to visit, what to ask them, and where the market is thin",
    responses={200: {"content": {"application/json": {"example": OUTREACH_EXAMPLE}}}},
)
async def make_outreach(
    body: OutreachRequest, member: MakeOutreach, case_api: CaseApi, places: Places, database: Db, now: Now
) -> OutreachAnswer:
    """Counts, for each workplace, the citizens to whom one accommodation or one known fact would open a place.

    The profiles are fetched from the case API with the caller's own token, audited there citizen by citizen, and not
    kept. The answer has numbers of citizens and never says who they are. It is recorded under `run_id`.
    """
    return await outreach_for_team(
        case_api=case_api,
        catalogue=places,
        database=database,
        token=member.token,
        me=member.me,
        request=body,
        now=now,
    )


@router.get(
    "/v1/outreach/{run_id}",
    summary="Read the record of an earlier outreach",
    response_description="The record, as it was written",
    responses={200: {"content": {"application/json": {"example": _RECORD_EXAMPLE}}}},
)
async def read_outreach(run_id: UUID, member: ReadOutreach, database: Db) -> TeamRunRecord[OutreachAnswer]:
    """What was answered earlier, unchanged. Own municipality only."""
    return await find_run(database, member.me.municipality_code, TeamRunKind.OUTREACH, run_id, OutreachAnswer)
