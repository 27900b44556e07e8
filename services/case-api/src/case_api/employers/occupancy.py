"""What placements take up at a place and at a workplace."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, func
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from case_api.context import Work
from case_api.employers.legal_state import ordinary_base
from case_api.employers.models import Place, Workplace
from case_api.employers.rules import Taken, peak
from case_api.placements.models import Placement
from rettematch.programmes.law import Supported, counts_in_ratio, hours_free

_FULL_WEEK = 37
_QUARTERS = 4


def last_day() -> ColumnElement[date]:
    """The last day of a placement as it stands: the day it ended, else the day it is to end."""
    return func.coalesce(col(Placement.ended_on), col(Placement.ends_on))


async def taken_seats(work: Work, place_ids: Sequence[UUID]) -> Mapping[UUID, list[tuple[UUID, Taken]]]:
    """Every placement that takes or took a seat, with its id, by place."""
    found: defaultdict[UUID, list[tuple[UUID, Taken]]] = defaultdict(list)
    if place_ids:
        statement = select(col(Placement.place_id), col(Placement.id), col(Placement.starts_on), last_day()).where(
            col(Placement.place_id).in_(place_ids)
        )
        for place_id, placement_id, from_, to in (await work.session.exec(statement)).all():
            found[place_id].append((placement_id, Taken(from_, to)))
    return found


def seats_taken(taken: Sequence[tuple[UUID, Taken]], today: date) -> int:
    """The most seats that are taken on any day from today on."""
    return peak([each for _, each in taken], today, date.max)


def seats_taken_column(today: date) -> ScalarSelect[int]:
    """The same in SQL, beside a `Place`."""
    one, other = aliased(Placement), aliased(Placement)
    day = func.greatest(one.starts_on, today)
    at_once = (
        select(func.count())
        .select_from(other)
        .where(
            col(other.municipality_code) == col(one.municipality_code),
            col(other.place_id) == col(one.place_id),
            col(other.starts_on) <= day,
            func.coalesce(other.ended_on, other.ends_on) >= day,
        )
        .correlate(one)
        .scalar_subquery()
    )
    return (
        select(func.coalesce(func.max(at_once), 0))
        .where(
            col(one.municipality_code) == col(Place.municipality_code),
            col(one.place_id) == col(Place.id),
            func.coalesce(one.ended_on, one.ends_on) >= today,
        )
        .correlate(Place)
        .scalar_subquery()
    )


async def supported_staff(
    work: Work, workplace_ids: Sequence[UUID], without: UUID | None = None
) -> Mapping[UUID, list[Supported]]:
    """Everybody whose scheme counts under the ratio rule (rimelighedskravet), by workplace.

    Args:
        work: The request.
        workplace_ids: Where.
        without: A placement to leave out, because it is being changed.
    """
    found: defaultdict[UUID, list[Supported]] = defaultdict(list)
    if workplace_ids:
        statement = select(Placement).where(col(Placement.workplace_id).in_(workplace_ids))
        for row in (await work.session.exec(statement)).all():
            if row.id != without and counts_in_ratio(row.scheme, row.starts_on):
                found[row.workplace_id].append(
                    Supported(row.hours_per_week, row.starts_on, row.ended_on or row.ends_on)
                )
    return found


async def supported_hours_free(work: Work, workplaces: Collection[Workplace]) -> Mapping[UUID, float | None]:
    """Weekly hours left today, as a snapshot shows them: in quarters, at most a full-time week; None when unknown."""
    supported = await supported_staff(work, [workplace.id for workplace in workplaces])
    return {
        workplace.id: _hours_free(ordinary_base(workplace, work.today), supported[workplace.id], work.today)
        for workplace in workplaces
    }


def _hours_free(ordinary_full_time: float | None, supported: Sequence[Supported], today: date) -> float | None:
    if ordinary_full_time is None:
        return None
    free = hours_free(ordinary_full_time, supported, today, today)
    return min(int(free * _QUARTERS) / _QUARTERS, float(_FULL_WEEK))
