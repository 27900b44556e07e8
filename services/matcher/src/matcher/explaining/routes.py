"""What may be asked further about a run: what if, why this place, and a text for the citizen."""

from uuid import UUID

from fastapi import APIRouter

from matcher.dependencies import CaseApi, Db, Places, Versions
from matcher.explaining.citizen_text import citizen_text
from matcher.explaining.schemas import CITIZEN_TEXT_EXAMPLE, STANDING_EXAMPLE, CitizenText, PlaceStandingAnswer
from matcher.explaining.service import asked_again, standing_of, what_if_of
from matcher.policies import AskFurther, ReadRun
from matcher.runs.service import find_run
from matcher.whatif.schemas import WHAT_IF_EXAMPLE, WhatIfAnswer

router = APIRouter(tags=["rankings"])


@router.get(
    "/v1/rankings/{run_id}/what-if",
    summary="What would open a better place",
    response_description="Single relaxations, those that gain most first",
    responses={200: {"content": {"application/json": {"example": WHAT_IF_EXAMPLE}}}},
)
async def read_what_if(
    run_id: UUID, member: AskFurther, case_api: CaseApi, places: Places, versions: Versions, database: Db
) -> WhatIfAnswer:
    """Which one thing that is the citizen's or the consultant's to decide would open a place that beats today's best.

    Two hours more a week, a level of Danish, five kilometres, another weekday, another industry package and the like,
    each searched for by itself over the places as they are now. When fewer places fit than the run asked for, whatever
    opens a place is named. Health considerations and rules of law are never among them. The profile of the run is
    fetched with the caller's own token, which the case API audits; nothing is kept.
    """
    return what_if_of(await asked_again(case_api, places, versions, database, member.token, member.me, run_id))


@router.get(
    "/v1/rankings/{run_id}/places/{place_id}",
    summary="Why a place is, or is not, on the list",
    response_description="How the place stands for the citizen of the run",
    responses={200: {"content": {"application/json": {"example": STANDING_EXAMPLE}}}},
)
async def read_place_standing(
    run_id: UUID,
    place_id: UUID,
    member: AskFurther,
    case_api: CaseApi,
    places: Places,
    versions: Versions,
    database: Db,
) -> PlaceStandingAnswer:
    """The full explanation of one place of the municipality for the citizen of a run.

    For a place that fits: its points, reasons, constraints and facts, and which number it is. For one that does not:
    each constraint that it fails with the fact behind it, or the questions to ask first. Judged with the places as they
    are now; `places_changed` says whether they may be others than the run's, and `listed` is what the run answered.
    """
    return standing_of(
        await asked_again(case_api, places, versions, database, member.token, member.me, run_id), place_id
    )


@router.get(
    "/v1/rankings/{run_id}/citizen-text",
    summary="The list explained to the citizen",
    response_description="Plain Danish in Markdown",
    responses={200: {"content": {"application/json": {"example": CITIZEN_TEXT_EXAMPLE}}}},
)
async def read_citizen_text(run_id: UUID, member: ReadRun, database: Db) -> CitizenText:
    """What was used and what was not, what counted most, who decides, and what to do when something is wrong.

    Made from the record of the run alone. It names no person, no health matter and no company, so it can be handed over
    on paper.
    """
    return citizen_text(await find_run(database, member.me.municipality_code, run_id))
