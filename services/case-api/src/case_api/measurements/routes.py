"""Measured figures: what somebody has counted for a rule that no single case tells."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from case_api.courses.schemas import Item
from case_api.dates import Day
from case_api.history.schemas import History
from case_api.idempotency.service import Mark, create_once
from case_api.measurements import baselines, service
from case_api.measurements.schemas import Baselines, MeasurementChange, MeasurementRead, MeasurementWrite, RuleId
from case_api.measurements.service import MeasurementFilter
from case_api.policies import ReadMeasurements, WriteMeasurements
from case_api.responses import with_etag
from rettematch.etags import ExpectedVersion
from rettematch.pagination import Page, Paging

router = APIRouter(prefix="/v1/measurements", tags=["measurements"])


async def _filter(
    rule_id: Annotated[RuleId | None, Query()] = None,
    cohort: Annotated[Item | None, Query()] = None,
    team_id: Annotated[UUID | None, Query()] = None,
    from_: Annotated[Day | None, Query(alias="from", description="First day.")] = None,
    to: Annotated[Day | None, Query(description="Last day.")] = None,
) -> MeasurementFilter:
    return MeasurementFilter(rule_id, cohort, team_id, from_, to)


@router.post("", status_code=201, response_model=MeasurementRead, summary="Record a figure")
async def create_measurement(work: WriteMeasurements, write: MeasurementWrite, mark: Mark) -> Any:
    """Judged by the rule that was in force on its day; `baseline` is the share that a rise is counted from."""
    return await create_once(work, mark, lambda: service.create_measurement(work, write))


@router.get("", summary="List figures")
async def list_measurements(
    work: ReadMeasurements, paging: Paging, wanted: Annotated[MeasurementFilter, Depends(_filter)]
) -> Page[MeasurementRead]:
    """By their day, the earliest first, each with what it breaks."""
    return await service.list_measurements(work, paging, wanted)


@router.get("/baselines", summary="Where each group's share began")
async def read_baselines(
    work: ReadMeasurements,
    on: Annotated[Day | None, Query(description="As known on this day; today when left out.")] = None,
) -> Baselines:
    """The share of each group in company activity or with ordinary hours: the local one, else the national one."""
    return await baselines.read_baselines(work, on)


@router.get("/{measurement_id}", summary="Read a figure")
async def read_measurement(work: ReadMeasurements, measurement_id: UUID, response: Response) -> MeasurementRead:
    return with_etag(response, await service.read_measurement(work, measurement_id))


@router.patch("/{measurement_id}", summary="Correct a figure")
async def change_measurement(
    work: WriteMeasurements,
    measurement_id: UUID,
    patch: MeasurementChange,
    version: ExpectedVersion,
    response: Response,
) -> MeasurementRead:
    return with_etag(response, await service.change_measurement(work, measurement_id, patch, version))


@router.delete("/{measurement_id}", status_code=204, summary="Take back a figure")
async def remove_measurement(work: WriteMeasurements, measurement_id: UUID, version: ExpectedVersion) -> None:
    """For what was recorded by mistake. Its versions stay in the history."""
    await service.remove_measurement(work, measurement_id, version)


@router.get("/{measurement_id}/history", summary="Earlier versions of a figure")
async def measurement_history(work: ReadMeasurements, measurement_id: UUID) -> History:
    return await service.measurement_history(work, measurement_id)
