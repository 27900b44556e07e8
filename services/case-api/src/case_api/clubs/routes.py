"""Clubs, what is offered around them, their members and the individual seats."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response

from case_api.clubs import clubs, members, seats
from case_api.clubs.models import ClubOffer, JobClub
from case_api.clubs.schemas import (
    CaseClubs,
    ClubChange,
    ClubRead,
    ClubWeeks,
    ClubWrite,
    MembershipChange,
    MembershipCreate,
    MembershipRead,
    OfferChange,
    OfferRead,
    OfferWrite,
    Overview,
    SeatChange,
    SeatCreate,
    SeatRead,
)
from case_api.dates import Day
from case_api.history.records import revisions
from case_api.history.schemas import History, history_of
from case_api.idempotency.service import Mark, create_once
from case_api.policies import ReadClubs, WriteClubMembers, WriteClubs
from case_api.responses import with_etag
from rettematch.etags import ExpectedVersion
from rettematch.pagination import Page, Paging

router = APIRouter(prefix="/v1", tags=["job clubs"])

OnDay = Annotated[Day | None, Query(description="Only those of this day.")]


@router.post("/club-offers", status_code=201, response_model=OfferRead, summary="Say what is offered around the clubs")
async def create_offer(work: WriteClubs, write: OfferWrite, mark: Mark) -> Any:
    """From a day on: overbooking, the themes in rotation and when the job café is open."""
    return await create_once(work, mark, lambda: clubs.create_offer(work, write))


@router.get("/club-offers", summary="List what is offered around the clubs")
async def list_offers(work: ReadClubs, paging: Paging) -> Page[OfferRead]:
    return await clubs.list_offers(work, paging)


@router.get("/club-offers/{offer_id}", summary="Read what is offered around the clubs")
async def read_offer(work: ReadClubs, offer_id: UUID, response: Response) -> OfferRead:
    return with_etag(response, await clubs.read_offer(work, offer_id))


@router.patch("/club-offers/{offer_id}", summary="Change what is offered around the clubs")
async def change_offer(
    work: WriteClubs, offer_id: UUID, patch: OfferChange, version: ExpectedVersion, response: Response
) -> OfferRead:
    return with_etag(response, await clubs.change_offer(work, offer_id, patch, version))


@router.get("/club-offers/{offer_id}/history", summary="Earlier versions of what is offered around the clubs")
async def offer_history(work: ReadClubs, offer_id: UUID) -> History:
    return history_of(await revisions(work, ClubOffer, offer_id))


@router.get("/club-overview", summary="How full the clubs are")
async def overview(work: ReadClubs, on: OnDay = None) -> Overview:
    """On a day, today when none is named, with the industry areas that lack a club."""
    return await clubs.overview(work, on or work.today)


@router.get("/club-weeks", summary="Theme meetings and café hours week by week")
async def club_weeks(
    work: ReadClubs, first: Annotated[Day, Query(alias="from")], last: Annotated[Day, Query(alias="to")]
) -> ClubWeeks:
    """The CV every week and the other themes in turn, with hints where a week departs from the programme."""
    return await clubs.weeks(work, first, last)


@router.post("/clubs", status_code=201, response_model=ClubRead, summary="Open a job club")
async def create_club(work: WriteClubs, write: ClubWrite, mark: Mark) -> Any:
    return await create_once(work, mark, lambda: clubs.create_club(work, write))


@router.get("/clubs", summary="List job clubs")
async def list_clubs(work: ReadClubs, paging: Paging) -> Page[ClubRead]:
    return await clubs.list_clubs(work, paging)


@router.get("/clubs/{club_id}", summary="Read a job club")
async def read_club(work: ReadClubs, club_id: UUID, response: Response) -> ClubRead:
    return with_etag(response, await clubs.read_club(work, club_id))


@router.patch("/clubs/{club_id}", summary="Change a job club")
async def change_club(
    work: WriteClubs, club_id: UUID, patch: ClubChange, version: ExpectedVersion, response: Response
) -> ClubRead:
    return with_etag(response, await clubs.change_club(work, club_id, patch, version))


@router.get("/clubs/{club_id}/history", summary="Earlier versions of a job club")
async def club_history(work: ReadClubs, club_id: UUID) -> History:
    return history_of(await revisions(work, JobClub, club_id))


@router.post(
    "/clubs/{club_id}/memberships", status_code=201, response_model=MembershipRead, summary="Book a place in a club"
)
async def create_membership(work: WriteClubMembers, club_id: UUID, write: MembershipCreate, mark: Mark) -> Any:
    """409 `job-club-full` beyond capacity and overbooking; up to there it is taken and shown as overbooked."""
    return await create_once(work, mark, lambda: members.create_membership(work, club_id, write))


@router.get("/clubs/{club_id}/memberships", summary="List the members of a club")
async def list_memberships(work: ReadClubs, club_id: UUID, paging: Paging, on: OnDay = None) -> Page[MembershipRead]:
    return await members.list_memberships(work, club_id, paging, on)


@router.get("/clubs/{club_id}/memberships/{membership_id}", summary="Read a membership")
async def read_membership(work: ReadClubs, club_id: UUID, membership_id: UUID, response: Response) -> MembershipRead:
    return with_etag(response, await members.read_membership(work, club_id, membership_id))


@router.patch("/clubs/{club_id}/memberships/{membership_id}", summary="Move or end a membership")
async def change_membership(
    work: WriteClubMembers,
    club_id: UUID,
    membership_id: UUID,
    patch: MembershipChange,
    version: ExpectedVersion,
    response: Response,
) -> MembershipRead:
    return with_etag(response, await members.change_membership(work, club_id, membership_id, patch, version))


@router.delete("/clubs/{club_id}/memberships/{membership_id}", status_code=204, summary="Take back a membership")
async def remove_membership(
    work: WriteClubMembers, club_id: UUID, membership_id: UUID, version: ExpectedVersion
) -> None:
    """For what was booked by mistake. Its versions stay in the history."""
    await members.remove_membership(work, club_id, membership_id, version)


@router.get("/clubs/{club_id}/memberships/{membership_id}/history", summary="Earlier versions of a membership")
async def membership_history(work: ReadClubs, club_id: UUID, membership_id: UUID) -> History:
    return await members.membership_history(work, club_id, membership_id)


@router.get("/cases/{case_id}/clubs", summary="A case's clubs")
async def case_clubs(work: ReadClubs, case_id: UUID) -> CaseClubs:
    """Its memberships and individual seats, and the last day of its course."""
    return await members.read_case_clubs(work, case_id)


@router.post("/individual-seats", status_code=201, response_model=SeatRead, summary="Give an individual seat")
async def create_seat(work: WriteClubMembers, write: SeatCreate, mark: Mark) -> Any:
    """409 `no-individual-seat` when all of the programme's seats are taken on some day."""
    return await create_once(work, mark, lambda: seats.create_seat(work, write))


@router.get("/individual-seats", summary="List individual seats")
async def list_seats(work: ReadClubs, paging: Paging, on: OnDay = None) -> Page[SeatRead]:
    return await seats.list_seats(work, paging, on)


@router.get("/individual-seats/{seat_id}", summary="Read an individual seat")
async def read_seat(work: ReadClubs, seat_id: UUID, response: Response) -> SeatRead:
    return with_etag(response, await seats.read_seat(work, seat_id))


@router.patch("/individual-seats/{seat_id}", summary="Move or end an individual seat")
async def change_seat(
    work: WriteClubMembers, seat_id: UUID, patch: SeatChange, version: ExpectedVersion, response: Response
) -> SeatRead:
    return with_etag(response, await seats.change_seat(work, seat_id, patch, version))


@router.get("/individual-seats/{seat_id}/history", summary="Earlier versions of an individual seat")
async def seat_history(work: ReadClubs, seat_id: UUID) -> History:
    return await seats.seat_history(work, seat_id)
