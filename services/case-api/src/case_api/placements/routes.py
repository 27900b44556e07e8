"""Placements: taking a seat, the work agreement, extending and ending."""

from collections.abc import Awaitable
from typing import Annotated, Any, TypeVar
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from case_api.context import Work
from case_api.dates import Day
from case_api.history.schemas import History
from case_api.idempotency.service import Mark, create_once
from case_api.placements import changes, feasible, service
from case_api.placements.feasible import FeasiblePlaces
from case_api.placements.problems import PlacementRefused
from case_api.placements.schemas import (
    PlacementChange,
    PlacementCheck,
    PlacementCreate,
    PlacementEnd,
    PlacementExtend,
    PlacementRead,
    PlacementSummary,
)
from case_api.placements.service import PlacementFilter
from case_api.policies import ReadCases, ReadPlacements, WritePlacements
from case_api.responses import with_etag
from rettematch.etags import ExpectedVersion
from rettematch.pagination import Page, Paging
from rettematch.problems import PROBLEM_MEDIA_TYPE, render

router = APIRouter(prefix="/v1", tags=["placements"])

Answer = TypeVar("Answer")

REFUSED: dict[int | str, dict[str, Any]] = {
    409: {
        "description": "`placement-refused`: `reasons` has the constraint, the fact, a Danish sentence, `ask_first` "
        "when only an unknown fact stands in the way, and where it is law the rule, its section and confidence. "
        "`placement-ended`: it has ended.",
        "content": {PROBLEM_MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}},
    }
}


async def _or_refusal(work: Work, answer: Awaitable[Answer]) -> Answer | Response:
    """The answer, or a refusal as an answer: its reasons tell something about the citizen, so its audit event is kept.

    Nothing else was written by then: a use case refuses before it writes.
    """
    try:
        return await answer
    except PlacementRefused as refused:
        work.audit("placement:refuse", [refused.citizen_id], outcome="refused")
        return render(refused, work.request_id)


async def _filter(
    case_id: Annotated[UUID | None, Query()] = None,
    place_id: Annotated[UUID | None, Query()] = None,
    workplace_id: Annotated[UUID | None, Query()] = None,
    running_on: Annotated[Day | None, Query(description="Only those that run on this day.")] = None,
) -> PlacementFilter:
    return PlacementFilter(case_id, place_id, workplace_id, running_on)


@router.post(
    "/placements", status_code=201, response_model=PlacementRead, responses=REFUSED, summary="Take a seat at a place"
)
async def take_seat(work: WritePlacements, write: PlacementCreate, mark: Mark) -> Any:
    """Every hard constraint, and the law over every day, are checked in the same transaction."""
    return await _or_refusal(work, create_once(work, mark, lambda: service.take_seat(work, write)))


@router.post("/placements/check", summary="Try whether a seat could be taken")
async def check_placement(work: WritePlacements, write: PlacementCreate) -> PlacementCheck:
    """Takes no seat: everything that prevents it, what to ask first, and what the law says beside it. Audited."""
    return await service.check_placement(work, write)


@router.get("/placements", summary="List placements")
async def list_placements(
    work: ReadPlacements, paging: Paging, wanted: Annotated[PlacementFilter, Depends(_filter)]
) -> Page[PlacementSummary]:
    """Without the agreements' texts. Every citizen on the page is audited as seen."""
    return await service.list_placements(work, paging, wanted)


@router.get("/placements/{placement_id}", summary="Read a placement and its work agreement")
async def read_placement(work: ReadPlacements, placement_id: UUID, response: Response) -> PlacementRead:
    return with_etag(response, await service.read_placement(work, placement_id))


@router.get("/placements/{placement_id}/history", summary="Earlier versions of a placement")
async def placement_history(work: ReadPlacements, placement_id: UUID) -> History:
    return await service.placement_history(work, placement_id)


@router.patch(
    "/placements/{placement_id}", response_model=PlacementRead, responses=REFUSED, summary="Change the work agreement"
)
async def change_placement(
    work: WritePlacements, placement_id: UUID, patch: PlacementChange, version: ExpectedVersion, response: Response
) -> Any:
    """New hours are checked against place and citizen again, and what it becomes against the law."""
    changed = await _or_refusal(work, changes.change_placement(work, placement_id, patch, version))
    return changed if isinstance(changed, Response) else with_etag(response, changed)


@router.post(
    "/placements/{placement_id}/extend",
    response_model=PlacementRead,
    responses=REFUSED,
    summary="Let a placement run longer",
)
async def extend_placement(
    work: WritePlacements, placement_id: UUID, write: PlacementExtend, version: ExpectedVersion, response: Response
) -> Any:
    """Seats and hours are checked on every day that is added, and the law over the whole."""
    extended = await _or_refusal(work, changes.extend_placement(work, placement_id, write, version))
    return extended if isinstance(extended, Response) else with_etag(response, extended)


@router.post("/placements/{placement_id}/end", responses=REFUSED, summary="End a placement")
async def end_placement(
    work: WritePlacements, placement_id: UUID, write: PlacementEnd, version: ExpectedVersion, response: Response
) -> PlacementRead:
    """With its outcome; the seat is free from the day after."""
    return with_etag(response, await changes.end_placement(work, placement_id, write, version))


@router.get("/cases/{case_id}/feasible-places", summary="Places that fit, unranked")
async def feasible_places(work: ReadCases, case_id: UUID, paging: Paging) -> FeasiblePlaces:
    """For when the matcher is away: every place that passes all hard constraints today, by id, and those to ask first.

    The work of a request is bounded, so a page can be short or empty: go on while `pagination.next` is there. Audited.
    """
    return await feasible.feasible_places(work, case_id, paging)
