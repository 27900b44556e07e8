"""Places."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from case_api.dates import Day
from case_api.employers import places
from case_api.employers.models import Place
from case_api.employers.place_schemas import PlaceChange, PlaceCreate, PlaceRead
from case_api.employers.places import PlaceFilter
from case_api.history.records import revisions
from case_api.history.schemas import History, history_of
from case_api.idempotency.service import Mark, create_once
from case_api.policies import ReadPlaces, WritePlaces
from case_api.responses import with_etag
from rettematch.contracts.base import Scheme
from rettematch.etags import ExpectedVersion
from rettematch.pagination import Page, Paging

router = APIRouter(prefix="/v1", tags=["places"])

_FEED_ONLY = frozenset({"feed_version", "published_on"})


async def _filter(
    package: Annotated[str | None, Query(max_length=40, description="Industry package.")] = None,
    postcode: Annotated[str | None, Query(pattern=r"^[0-9]{4}$")] = None,
    employer_id: Annotated[UUID | None, Query()] = None,
    workplace_id: Annotated[UUID | None, Query()] = None,
    scheme: Annotated[Scheme | None, Query(description="Only places that offer this.")] = None,
    open_on: Annotated[Day | None, Query(description="Only places that are open on this day.")] = None,
    free_seats: Annotated[bool | None, Query(description="Whether a seat is free on every day from today.")] = None,
) -> PlaceFilter:
    return PlaceFilter(package, postcode, employer_id, workplace_id, scheme, open_on, free_seats)


Wanted = Annotated[PlaceFilter, Depends(_filter)]


@router.post("/places", status_code=201, response_model=PlaceRead, summary="Record a place")
async def create_place(work: WritePlaces, write: PlaceCreate, mark: Mark) -> Any:
    """A place (plads): tasks, demands, hours and seats. The matcher sees it within a second."""
    return await create_once(work, mark, lambda: places.create_place(work, write))


@router.get("/places", summary="List places")
async def list_places(work: ReadPlaces, paging: Paging, wanted: Wanted) -> Page[PlaceRead]:
    return await places.list_places(work, paging, wanted)


@router.get("/places/{place_id}", summary="Read a place")
async def read_place(work: ReadPlaces, place_id: UUID, response: Response) -> PlaceRead:
    return with_etag(response, await places.read_place(work, place_id))


@router.patch("/places/{place_id}", summary="Change a place")
async def change_place(
    work: WritePlaces, place_id: UUID, patch: PlaceChange, version: ExpectedVersion, response: Response
) -> PlaceRead:
    """409 `seats-taken` when it would have fewer seats than are taken."""
    return with_etag(response, await places.change_place(work, place_id, patch, version))


@router.post("/places/{place_id}/withdraw", summary="Offer a place no longer")
async def withdraw_place(work: WritePlaces, place_id: UUID, version: ExpectedVersion, response: Response) -> PlaceRead:
    """Placements at it go on as agreed."""
    return with_etag(response, await places.withdraw_place(work, place_id, version))


@router.get("/places/{place_id}/history", summary="Earlier versions of a place")
async def place_history(work: ReadPlaces, place_id: UUID) -> History:
    return history_of(await revisions(work, Place, place_id), hidden=_FEED_ONLY)
