"""The unranked list of places that fit a citizen: what there is without the matcher (docs/security.md D7)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import ColumnElement, Text, cast
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import col, select

from case_api.cases.models import Case
from case_api.citizens.models import Citizen
from case_api.citizens.profile import matching_profile, wanted_schemes
from case_api.context import Work
from case_api.employers.feed import read_snapshots
from case_api.employers.models import Employer, Place, Workplace
from case_api.employers.occupancy import seats_taken_column
from case_api.history.records import find
from case_api.legal_facts.schemes import Options, options_of
from rettematch.constraints import failed_constraints, needed_accommodations
from rettematch.contracts.base import Scheme
from rettematch.contracts.matching import MatchingProfile
from rettematch.contracts.places import PlaceSnapshot
from rettematch.pagination import PageRequest, Pagination, read_page


class FeasiblePlace(BaseModel):
    """A place that passes every hard constraint today."""

    place_id: UUID
    title: str
    package: str
    schemes: list[Scheme] = Field(description="Those that the place offers and that are in question for the citizen.")
    workplace_id: UUID
    workplace_name: str
    postcode: str
    employer_id: UUID
    employer_name: str
    needed_accommodations: list[str] = Field(
        description="Dimensions of considerations on which it fits only as the employer has offered to arrange it."
    )


class FeasiblePlaces(BaseModel):
    """One page, by place id and not by how well the places fit."""

    items: list[FeasiblePlace]
    pagination: Pagination
    considerations_used: bool = Field(
        description="False without a legal basis for considerations: then check them by hand."
    )


def _shares(column: Any, values: Sequence[str]) -> ColumnElement[bool]:
    """Whether a column of texts has one of these."""
    overlap: ColumnElement[bool] = column.bool_op("&&")(cast(list(values), ARRAY(Text)))
    return overlap


def _possible(work: Work, profile: MatchingProfile) -> Sequence[ColumnElement[bool]]:
    """What the database can rule out; everything is asked again place by place."""
    return (
        col(Place.withdrawn).is_(False),
        col(Place.open_from) <= work.today,
        col(Place.open_until).is_(None) | (col(Place.open_until) >= work.today),
        _shares(col(Place.schemes), profile.schemes),
        _shares(col(Place.days), profile.days),
        col(Place.hours_per_day_min) <= profile.hours_per_day_max,
        col(Place.hours_per_week_min) <= profile.hours_per_week_max,
        col(Workplace.postcode).in_([each.postcode for each in profile.reach]),
        col(Workplace.employer_id).not_in(profile.avoided_employers),
        seats_taken_column(work.today) < col(Place.seats),
    )


async def feasible_places(work: Work, case_id: UUID, paging: PageRequest) -> FeasiblePlaces:
    """The places that pass, audited as a use of the citizen's profile."""
    case = await find(work, Case, case_id)
    profile = await matching_profile(work, case)
    citizen = await find(work, Citizen, case.citizen_id)
    options = await options_of(work, citizen, wanted_schemes(citizen))
    work.audit("case:feasible-places", [case.citizen_id], subject=case.id)
    statement = (
        select(Place)
        .join(
            Workplace,
            (col(Workplace.municipality_code) == col(Place.municipality_code))
            & (col(Workplace.id) == col(Place.workplace_id)),
        )
        .where(*_possible(work, profile))
    )
    found: list[tuple[Place, PlaceSnapshot]] = []
    after = paging.after
    while True:
        request = PageRequest(limit=paging.limit - len(found), after=after)
        rows, pagination = await read_page(work.session, statement, [col(Place.id)], request)
        snapshots = await read_snapshots(work, rows)
        found += [
            (place, snapshot)
            for place, snapshot in zip(rows, snapshots, strict=True)
            if not failed_constraints(_at(profile, options, snapshot), snapshot)
        ]
        after = pagination.next
        if after is None or len(found) == paging.limit:
            break
    items = [await _item(work, _at(profile, options, snapshot), place, snapshot) for place, snapshot in found]
    return FeasiblePlaces(
        items=items,
        pagination=Pagination(limit=paging.limit, next=after),
        considerations_used=profile.tolerances is not None,
    )


def _at(profile: MatchingProfile, options: Options, place: PlaceSnapshot) -> MatchingProfile:
    """The profile with the schemes that the law leaves the citizen at the place's employer."""
    return profile.model_copy(update={"schemes": options.at(place.employer_id)})


async def _item(work: Work, profile: MatchingProfile, place: Place, snapshot: PlaceSnapshot) -> FeasiblePlace:
    workplace = await find(work, Workplace, place.workplace_id)
    employer = await find(work, Employer, workplace.employer_id)
    return FeasiblePlace(
        place_id=place.id,
        title=place.title,
        package=place.package,
        schemes=[scheme for scheme in snapshot.schemes if scheme in profile.schemes],
        workplace_id=workplace.id,
        workplace_name=workplace.name,
        postcode=workplace.postcode,
        employer_id=employer.id,
        employer_name=employer.name,
        needed_accommodations=list(needed_accommodations(profile, snapshot)),
    )
