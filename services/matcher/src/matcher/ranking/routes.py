"""`POST /v1/rankings`."""

from fastapi import APIRouter, Response

from matcher.dependencies import CaseApi, Db, Places, Versions
from matcher.policies import MakeRanking
from matcher.ranking.schemas import ANSWER_EXAMPLE, RankingAnswer, RankingRequest
from matcher.ranking.service import rank_for_case
from rettematch.clock import Now

router = APIRouter(tags=["rankings"])


@router.post(
    "/v1/rankings",
    response_model=RankingAnswer,
    summary="Rank places for a citizen",
    response_description="The places that fit, best first, and those to ask about",
    responses={200: {"content": {"application/json": {"example": ANSWER_EXAMPLE}}}},
)
async def make_ranking(
    body: RankingRequest,
    asker: MakeRanking,
    case_api: CaseApi,
    places: Places,
    versions: Versions,
    database: Db,
    now: Now,
) -> Response:
    """Ranks the municipality's places for the citizen of a case, with the points and facts behind each.

    The matching profile is fetched from the case API with the caller's own token and is not kept. Places that fail a
    hard constraint are counted in `excluded`; places that only unknown facts hold back are in `ask_first`. The answer
    is recorded under `run_id` before it is given. It is a proposal: nothing is placed or reserved.
    """
    answer = await rank_for_case(
        case_api=case_api,
        catalogue=places,
        versions=versions,
        database=database,
        token=asker.token,
        municipality_code=asker.municipality_code,
        request=body,
        now=now,
    )
    return Response(answer, media_type="application/json")
