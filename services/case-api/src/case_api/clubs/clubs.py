"""The clubs themselves, and what a municipality offers around them."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from case_api.clubs.cases import lock_clubs, locked_cases
from case_api.clubs.models import ClubMembership, ClubOffer, IndividualSeat, JobClub
from case_api.clubs.offer_rules import (
    FIXED_THEME,
    capacity,
    hints_of_clubs,
    hints_of_members,
    hints_of_week,
    individual_seats,
    industries,
    offered_in,
    rotating_each_week,
)
from case_api.clubs.publishing import publish_membership
from case_api.clubs.rules import themes_of, weeks_between
from case_api.clubs.schemas import (
    ClubLoad,
    ClubRead,
    ClubWeek,
    ClubWeeks,
    ClubWrite,
    OfferRead,
    OfferWrite,
    Opening,
    Overview,
    ThemeMeeting,
)
from case_api.context import Work
from case_api.history.records import add, change, find, find_for_change, stamp
from case_api.idempotency.service import Created
from case_api.staff.models import StaffMember
from case_api.staff.service import require_staff
from rettematch.contracts.base import Role
from rettematch.identifiers import uuid7
from rettematch.pagination import Page, PageRequest, read_page
from rettematch.patches import merge
from rettematch.problems import Conflict, InvalidRequest
from rettematch.programmes.definitions import Programme
from rettematch.programmes.findings import danish_word

_LONGEST_PLAN_DAYS = 370


class ClubExists(Conflict):
    """An industry area has one club, and no two clubs have the same id."""

    slug = "job-club-exists"
    title = "There is a job club of this industry, or with this number, already"
    danish = "Der er allerede en jobklub for branchen eller med dette nummer."


class ClubOfferExists(Conflict):
    """Two offers cannot begin on one day; change the one that does."""

    slug = "club-offer-exists"
    title = "An offer around the job clubs begins on this day already"
    danish = "Der begynder allerede et tilbud om jobklubber den dag. Ret det i stedet."


async def create_offer(work: Work, write: OfferWrite) -> Created:
    """Says what is offered from a day on; raises ClubOfferExists."""
    row = ClubOffer(**stamp(work), id=uuid7(), **write.model_dump())
    try:
        await add(work, row)
    except IntegrityError:
        raise ClubOfferExists from None
    work.audit("club-offer:create", subject=row.id)
    return Created(_offer(row), f"/v1/club-offers/{row.id}")


async def list_offers(work: Work, paging: PageRequest) -> Page[OfferRead]:
    """All of them, the earliest first."""
    order = [col(ClubOffer.from_date), col(ClubOffer.id)]
    rows, pagination = await read_page(work.session, select(ClubOffer), order, paging)
    return Page(items=[_offer(row) for row in rows], pagination=pagination)


async def read_offer(work: Work, offer_id: UUID) -> OfferRead:
    return _offer(await find(work, ClubOffer, offer_id))


async def change_offer(work: Work, offer_id: UUID, patch: OfferWrite, version: int) -> OfferRead:
    """Raises ClubOfferExists."""
    row = await find_for_change(work, ClubOffer, offer_id, version)
    try:
        await change(work, row, merge(OfferWrite, row.model_dump(), patch).model_dump())
    except IntegrityError:
        raise ClubOfferExists from None
    work.audit("club-offer:change", subject=row.id)
    return _offer(row)


async def offer_on(work: Work, on: date) -> ClubOffer | None:
    """The offer in force on a day; None when the municipality has not said."""
    statement = select(ClubOffer).where(col(ClubOffer.from_date) <= on).order_by(col(ClubOffer.from_date).desc())
    return (await work.session.exec(statement.limit(1))).first()


async def create_club(work: Work, write: ClubWrite) -> Created:
    """Opens a club.

    Raises:
        InvalidRequest: the industry is none of the rule, or somebody responsible is not active here.
        ClubExists: the industry or the number has a club.
    """
    await _check(work, write, None)
    row = JobClub(**stamp(work), id=uuid7(), **write.model_dump())
    try:
        await add(work, row)
    except IntegrityError:
        raise ClubExists from None
    work.audit("job-club:create", subject=row.id)
    return Created(_club(row), f"/v1/clubs/{row.id}")


async def list_clubs(work: Work, paging: PageRequest) -> Page[ClubRead]:
    """By number."""
    order = [col(JobClub.number), col(JobClub.id)]
    rows, pagination = await read_page(work.session, select(JobClub), order, paging)
    return Page(items=[_club(row) for row in rows], pagination=pagination)


async def read_club(work: Work, club_id: UUID) -> ClubRead:
    return _club(await find(work, JobClub, club_id))


async def change_club(work: Work, club_id: UUID, patch: ClubWrite, version: int) -> ClubRead:
    """Changes a club; raises as `create_club`. Who is responsible for its members from now on is told on the feed."""
    await lock_clubs(work)
    running = await _running(work, club_id)
    cases = await locked_cases(work, [each.case_id for each in running])
    row = await find_for_change(work, JobClub, club_id, version)
    merged = merge(ClubWrite, row.model_dump(), patch)
    await _check(work, merged, row)
    before = row.main_responsible_id
    try:
        await change(work, row, merged.model_dump())
    except IntegrityError:
        raise ClubExists from None
    if (before is None) is not (row.main_responsible_id is None):
        for each in running:
            await publish_membership(work, cases[each.case_id], row, each)
    work.audit("job-club:change", [each.citizen_id for each in cases.values()], subject=row.id)
    return _club(row)


async def overview(work: Work, on: date) -> Overview:
    """How full the clubs and the individual offer are on a day."""
    offer = await offer_on(work, on)
    clubs = (await work.session.exec(select(JobClub).order_by(col(JobClub.number)))).all()
    open_clubs = [each for each in clubs if each.closed_on is None or on <= each.closed_on]
    counted = dict(
        (
            await work.session.exec(
                select(col(ClubMembership.club_id), func.count())
                .where(*_covering(ClubMembership, on))
                .group_by(col(ClubMembership.club_id))
            )
        ).all()
    )
    taken = (
        await work.session.exec(select(func.count()).select_from(IndividualSeat).where(*_covering(IndividualSeat, on)))
    ).one()
    return Overview(
        on=on,
        clubs=[_load(offered_in(work), each, counted.get(each.id, 0), offer, on) for each in open_clubs],
        individual_seats_taken=taken,
        individual_seats=int(individual_seats(offered_in(work), on)),
        hints=hints_of_clubs(offered_in(work), [each.industry for each in open_clubs], on),
    )


async def weeks(work: Work, first: date, last: date) -> ClubWeeks:
    """The theme meetings and café hours of each week, by the offer in force on its Monday.

    Raises:
        InvalidRequest: the stretch ends before it begins, or is longer than a year.
    """
    if not first <= last or (last - first).days > _LONGEST_PLAN_DAYS:
        raise InvalidRequest.field(
            "query.to", "must not be before from, nor more than a year after it", "skal ligge inden for et år"
        )
    return ClubWeeks(items=[await _week(work, each) for each in weeks_between(first, last)])


async def _week(work: Work, monday: date) -> ClubWeek:
    offer = await offer_on(work, monday)
    rotating: list[str] = [] if offer is None else offer.themes
    began = monday if offer is None else offer.from_date
    themes = themes_of(monday, [FIXED_THEME], rotating, began, rotating_each_week(offered_in(work), monday))
    cafe = [] if offer is None else [Opening.model_validate(each) for each in offer.cafe]
    hours: dict[str, float] = {}
    for each in cafe:
        hours[each.day] = hours.get(each.day, 0) + each.hours
    return ClubWeek(
        monday=monday,
        themes=[ThemeMeeting(theme=each, danish=danish_word(each)) for each in themes],
        cafe=cafe,
        hints=hints_of_week(offered_in(work), themes, hours, monday),
    )


def _covering(table: Any, on: date) -> tuple[Any, Any]:
    return col(table.from_date) <= on, func.coalesce(col(table.until_date), on) >= on


def _load(offered: Programme, club: JobClub, members: int, offer: ClubOffer | None, on: date) -> ClubLoad:
    return ClubLoad(
        club_id=club.id,
        number=club.number,
        industry=club.industry,
        danish=danish_word(club.industry),
        members=members,
        capacity=int(capacity(offered, on)),
        overbooking=0 if offer is None else offer.overbooking,
        overbooked=members > capacity(offered, on),
        hints=hints_of_members(offered, members, on),
    )


async def _running(work: Work, club_id: UUID) -> Sequence[ClubMembership]:
    statement = select(ClubMembership).where(
        col(ClubMembership.club_id) == club_id, func.coalesce(col(ClubMembership.until_date), work.today) >= work.today
    )
    return (await work.session.exec(statement.order_by(col(ClubMembership.id)))).all()


async def _check(work: Work, write: ClubWrite, row: JobClub | None) -> None:
    known = industries(offered_in(work), work.today)
    if write.industry not in known:
        raise InvalidRequest.field("body.industry", "must be one of " + ", ".join(known), "er ikke en af brancherne")
    if row is None or write.industry_owner_id != row.industry_owner_id:
        await require_staff(work, write.industry_owner_id, Role.JOB_CONSULTANT, "body.industry_owner_id")
    if write.main_responsible_id is not None and (row is None or write.main_responsible_id != row.main_responsible_id):
        found = await work.session.get(StaffMember, (work.municipality_code, write.main_responsible_id))
        if found is None or not found.active:
            raise InvalidRequest.field(
                "body.main_responsible_id", "must be an active staff member", "skal være en aktiv medarbejder"
            )


def _offer(row: ClubOffer) -> OfferRead:
    return OfferRead.model_validate(row, from_attributes=True)


def _club(row: JobClub) -> ClubRead:
    return ClubRead(
        **row.model_dump(include=set(ClubWrite.model_fields)),
        id=row.id,
        version=row.version,
        danish=danish_word(row.industry),
    )
