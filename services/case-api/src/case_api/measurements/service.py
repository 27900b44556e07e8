"""Recording measured figures."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from case_api.context import Work
from case_api.findings import findings_read
from case_api.history.records import add, change, find, find_for_change, remove, revisions, stamp
from case_api.history.schemas import History, history_of
from case_api.idempotency.service import Created
from case_api.measurements.models import MeasurementRow
from case_api.measurements.rules import difference_of, faults_of, findings_of, measurable, unit_of
from case_api.measurements.schemas import MeasurementRead, MeasurementWrite
from case_api.staff.models import Team
from rettematch.identifiers import uuid7
from rettematch.pagination import Page, PageRequest, read_page
from rettematch.patches import merge
from rettematch.problems import InvalidRequest
from rettematch.programmes.measures import Measurement


@dataclass(frozen=True, slots=True)
class MeasurementFilter:
    """Which figures are wanted; None for all."""

    rule_id: str | None = None
    cohort: str | None = None
    team_id: UUID | None = None
    from_: date | None = None
    to: date | None = None


async def create_measurement(work: Work, write: MeasurementWrite) -> Created:
    """Records a figure.

    Raises:
        InvalidRequest: the day lies ahead, there is no such rule or team, or unit, group or parts are not the rule's.
    """
    row = MeasurementRow(**stamp(work), id=uuid7(), **await _columns(work, write))
    await add(work, row)
    work.audit("measurement:create", subject=row.id)
    return Created(_read(work, row), f"/v1/measurements/{row.id}")


async def list_measurements(work: Work, paging: PageRequest, wanted: MeasurementFilter) -> Page[MeasurementRead]:
    """Figures by their day, the earliest first."""
    statement = select(MeasurementRow)
    for column, value in (
        (col(MeasurementRow.rule_id), wanted.rule_id),
        (col(MeasurementRow.cohort), wanted.cohort),
        (col(MeasurementRow.team_id), wanted.team_id),
    ):
        if value is not None:
            statement = statement.where(column == value)
    if wanted.from_ is not None:
        statement = statement.where(col(MeasurementRow.measured_on) >= wanted.from_)
    if wanted.to is not None:
        statement = statement.where(col(MeasurementRow.measured_on) <= wanted.to)
    order = [col(MeasurementRow.measured_on), col(MeasurementRow.id)]
    rows, pagination = await read_page(work.session, statement, order, paging)
    return Page(items=[_read(work, row) for row in rows], pagination=pagination)


async def read_measurement(work: Work, measurement_id: UUID) -> MeasurementRead:
    return _read(work, await find(work, MeasurementRow, measurement_id))


async def change_measurement(
    work: Work, measurement_id: UUID, patch: MeasurementWrite, version: int
) -> MeasurementRead:
    """Corrects a figure; raises as `create_measurement` does."""
    row = await find_for_change(work, MeasurementRow, measurement_id, version)
    current = {**row.model_dump(), "on": row.measured_on}
    if patch.model_fields_set & {"rule_id", "baseline"}:
        del current["unit"]  # it was of the other rule; the patch names it when there is more than one
    await change(work, row, await _columns(work, merge(MeasurementWrite, current, patch)))
    work.audit("measurement:change", subject=row.id)
    return _read(work, row)


async def remove_measurement(work: Work, measurement_id: UUID, version: int) -> None:
    """Takes back a figure that was recorded by mistake; its versions stay in the history."""
    row = await find_for_change(work, MeasurementRow, measurement_id, version)
    await remove(work, row)
    work.audit("measurement:remove", subject=measurement_id)


async def measurement_history(work: Work, measurement_id: UUID) -> History:
    return history_of(await revisions(work, MeasurementRow, measurement_id))


async def _columns(work: Work, write: MeasurementWrite) -> dict[str, Any]:
    """The columns of a figure that is in order."""
    if write.on > work.today:
        raise InvalidRequest.field("body.on", "must not be in the future", "må ikke ligge i fremtiden")
    found = measurable(work.programmes(), write.rule_id, write.on)
    if found is None:
        raise InvalidRequest.field(
            "body.rule_id", "must be a rule in force with a figure that is measured", "er ikke en regel med et tal"
        )
    if faults := faults_of(write, found):
        raise InvalidRequest(errors=faults)
    if write.team_id is not None and await work.session.get(Team, (work.municipality_code, write.team_id)) is None:
        raise InvalidRequest.field("body.team_id", "must be a team of the municipality", "skal være et team i kommunen")
    return {
        **write.model_dump(exclude={"on"}),
        "measured_on": write.on,
        "unit": unit_of(write, found),
        "recorded_by": work.actor.staff_id,
    }


def measured(row: MeasurementRow) -> Measurement:
    """The figure as the rules judge it."""
    return Measurement(row.rule_id, row.value, row.measured_on, row.unit, row.cohort, row.parts)


def _read(work: Work, row: MeasurementRow) -> MeasurementRead:
    """A figure with what its rule says of it; nothing when the municipality has taken its own rule out again."""
    found = measurable(work.programmes(), row.rule_id, row.measured_on)
    figure = measured(row)
    return MeasurementRead(
        **row.model_dump(exclude={"measured_on"}),
        on=row.measured_on,
        programme=None if found is None else found.programme.id,
        rule=None if found is None else found.rule.danish,
        kind=None if found is None else found.rule.kind,
        findings=[] if found is None else findings_read(findings_of(found, figure, baseline=row.baseline)),
        difference=None if found is None or row.baseline else difference_of(found, figure),
    )
