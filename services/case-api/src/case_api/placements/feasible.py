"""The unranked list of places that fit a citizen: what there is without the matcher (docs/security.md D7).

The work of one request is bounded by the places that are judged, not by those that are found: a page can be short, even
empty, and the list goes on as long as there is a cursor.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import ColumnElement, Text, cast
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from case_api.cases.models import Case
from case_api.citizens.models import Citizen
from case_api.citizens.profile import matching_profile, wanted_schemes
from case_api.context import Work
from case_api.employers.feed import read_snapshots
from case_api.employers.legal_state import ordinary_base
from case_api.employers.models import Employer, Place, Workplace
from case_api.employers.occupancy import seats_taken_column, supported_staff
from case_api.history.records import find
from case_api.legal_facts.schemes import Options, options_of
from rettematch.constraints import Failure, failed_constraints, needed_accommodations
from rettematch.contracts.base import Scheme
from rettematch.contracts.matching import MatchingProfile
from rettematch.contracts.places import PlaceSnapshot
from rettematch.pagination import PageRequest, Pagination, cursor, read_page
from rettematch.programmes.law import counts_in_ratio, ratio_series

BATCH: Final = 250
"""Places judged with one set of statements."""
MOST_JUDGED: Final = 2000
"""Places judged for one request."""
_AHEAD: Final = timedelta(days=365)
_UNRANKED: Final = (
    "Listen er ikke rangeret: den viser de pladser, der opfylder de faste krav, ældste først og uden point.",
    "Der er ikke set på jobmål, færdigheder, ordinære timer eller afstand inden for rækkevidden.",
    "Pladser under »spørg først« passer kun, hvis svaret fra virksomheden er godt nok.",
)
_UNUSED_CONSIDERATIONS: Final = (
    "Skånehensyn er ikke brugt, fordi kommunen ikke har et gældende retsgrundlag for det. Gennemgå selv borgerens "
    "hensyn, før en plads vælges."
)
_GOES_ON: Final = "Der er flere pladser at gennemgå: hent næste side, også når denne er kort eller tom."


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
    ratio_short_from: date | None = Field(
        description="The first day within a year on which the ratio rule (rimelighedskravet) leaves fewer supported "
        "hours than the place asks at least, by what is agreed now; null when none does, or the rule does not count."
    )


class AskFirst(FeasiblePlace):
    """A place that no known fact excludes, and that fits only if what nobody knows turns out well."""

    questions: list[str] = Field(description="What is unknown, in Danish; each to be asked before a seat is taken.")


class FeasiblePlaces(BaseModel):
    """One page, by place id and not by how well the places fit."""

    items: list[FeasiblePlace]
    ask_first: list[AskFirst] = Field(description="Not feasible yet; together with `items` at most `limit` places.")
    pagination: Pagination
    considerations_used: bool = Field(
        description="False without a legal basis for considerations: then check them by hand."
    )
    ranked: bool = Field(default=False, description="Always false: points are the matcher's.")
    judged: int = Field(
        description=f"Places that were judged for this page, at most {MOST_JUDGED}; a page can be short or empty and "
        "`pagination.next` lead on."
    )
    explanation: list[str] = Field(description="In Danish: what the list is and is not.")


@dataclass(frozen=True, slots=True)
class _Judged:
    """A place that is shown, and what of it is unknown."""

    place: Place
    snapshot: PlaceSnapshot
    profile: MatchingProfile
    unknown: tuple[Failure, ...]


def _shares(column: Any, values: Sequence[str]) -> ColumnElement[bool]:
    """Whether a column of texts has one of these."""
    overlap: ColumnElement[bool] = column.bool_op("&&")(cast(list(values), ARRAY(Text)))
    return overlap


def _possible(work: Work, profile: MatchingProfile) -> SelectOfScalar[Place]:
    """The places that the database does not rule out; everything is asked again place by place."""
    return (
        select(Place)
        .join(
            Workplace,
            (col(Workplace.municipality_code) == col(Place.municipality_code))
            & (col(Workplace.id) == col(Place.workplace_id)),
        )
        .where(
            col(Place.withdrawn).is_(False),
            col(Place.open_from) <= work.today,
            col(Place.open_until).is_(None) | (col(Place.open_until) >= work.today),
            _shares(col(Place.schemes), profile.schemes),
            _shares(col(Place.days), profile.days),
            col(Place.hours_per_day_min) <= profile.hours_per_day_max,
            col(Place.hours_per_week_min) <= profile.hours_per_week_max,
            cast(list(profile.certificates), ARRAY(Text)).op("@>", is_comparison=True)(
                cast(Place.certificates, ARRAY(Text))
            ),
            col(Workplace.postcode).in_([each.postcode for each in profile.reach]),
            col(Workplace.employer_id).not_in(profile.avoided_employers),
            seats_taken_column(work.today) < col(Place.seats),
        )
    )


async def feasible_places(work: Work, case_id: UUID, paging: PageRequest) -> FeasiblePlaces:
    """The places that pass and those to ask about first, audited as a use of the citizen's profile."""
    case = await find(work, Case, case_id)
    profile = await matching_profile(work, case)
    citizen = await find(work, Citizen, case.citizen_id)
    options = await options_of(work, citizen, wanted_schemes(citizen))
    work.audit("case:feasible-places", [case.citizen_id], subject=case.id)
    found: list[_Judged] = []
    judged, after = 0, paging.after
    while True:
        batch = PageRequest(limit=BATCH, after=after)
        rows, pagination = await read_page(work.session, _possible(work, profile), [col(Place.id)], batch)
        after = pagination.next
        for place, snapshot in zip(rows, await read_snapshots(work, rows), strict=True):
            judged += 1
            found += _kept(profile, options, place, snapshot)
            if len(found) == paging.limit:
                after = cursor([place.id]) if after is not None or place is not rows[-1] else None
                break
        if after is None or len(found) == paging.limit or judged >= MOST_JUDGED:
            break
    return await _page(work, profile, found, Pagination(limit=paging.limit, next=after), judged)


def _kept(profile: MatchingProfile, options: Options, place: Place, snapshot: PlaceSnapshot) -> Iterator[_Judged]:
    """The place, unless a known fact excludes it.

    It is judged with the schemes that the law leaves the citizen at the place's employer.
    """
    own = profile.model_copy(update={"schemes": options.at(snapshot.employer_id)})
    failures = failed_constraints(own, snapshot)
    if all(each.by_unknown for each in failures):
        yield _Judged(place, snapshot, own, failures)


async def _page(
    work: Work, profile: MatchingProfile, found: Sequence[_Judged], pagination: Pagination, judged: int
) -> FeasiblePlaces:
    workplaces = await _workplaces(work, {each.place.workplace_id for each in found})
    employers = await _employers(work, {each.snapshot.employer_id for each in found})
    short = await _ratio_short_from(work, found, workplaces)
    items: list[FeasiblePlace] = []
    ask_first: list[AskFirst] = []
    for each in found:
        workplace, employer = workplaces[each.place.workplace_id], employers[each.snapshot.employer_id]
        told: dict[str, Any] = {
            "place_id": each.place.id,
            "title": each.place.title,
            "package": each.place.package,
            "schemes": [scheme for scheme in each.snapshot.schemes if scheme in each.profile.schemes],
            "workplace_id": workplace.id,
            "workplace_name": workplace.name,
            "postcode": workplace.postcode,
            "employer_id": employer.id,
            "employer_name": employer.name,
            "needed_accommodations": list(needed_accommodations(each.profile, each.snapshot)),
            "ratio_short_from": short.get(each.place.id),
        }
        if each.unknown:
            ask_first.append(AskFirst(**told, questions=[failure.danish for failure in each.unknown]))
        else:
            items.append(FeasiblePlace(**told))
    used = profile.tolerances is not None
    explanation = [*_UNRANKED, *([] if used else [_UNUSED_CONSIDERATIONS]), *([_GOES_ON] if pagination.next else [])]
    return FeasiblePlaces(
        items=items,
        ask_first=ask_first,
        pagination=pagination,
        considerations_used=used,
        judged=judged,
        explanation=explanation,
    )


async def _workplaces(work: Work, ids: Collection[UUID]) -> Mapping[UUID, Workplace]:
    found = (await work.session.exec(select(Workplace).where(col(Workplace.id).in_(ids)))).all() if ids else ()
    return {each.id: each for each in found}


async def _employers(work: Work, ids: Collection[UUID]) -> Mapping[UUID, Employer]:
    found = (await work.session.exec(select(Employer).where(col(Employer.id).in_(ids)))).all() if ids else ()
    return {each.id: each for each in found}


async def _ratio_short_from(
    work: Work, found: Sequence[_Judged], workplaces: Mapping[UUID, Workplace]
) -> Mapping[UUID, date]:
    """The ratio rule ahead: a place that has room today can be without it when agreed placements begin."""
    supported = await supported_staff(work, list(workplaces))
    short: dict[UUID, date] = {}
    for each in found:
        usable = set(each.snapshot.schemes) & set(each.profile.schemes)
        base = ordinary_base(workplaces[each.place.workplace_id], work.today)
        if base is None or not all(counts_in_ratio(scheme, work.today) for scheme in usable):
            continue
        ahead = ratio_series(base, supported[each.place.workplace_id], work.today, work.today + _AHEAD)
        for stretch in ahead:
            if stretch.hours_free is not None and stretch.hours_free < each.snapshot.hours_per_week_min:
                short[each.place.id] = stretch.from_
                break
    return short
