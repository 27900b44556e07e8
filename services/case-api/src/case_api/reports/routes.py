"""Reports, as JSON and as files for a spreadsheet."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request

from case_api.cases.schemas import ProgrammeId
from case_api.dates import Day
from case_api.policies import ReadReports
from case_api.reports import service
from case_api.reports.files import CSV_TYPE, XLSX_TYPE
from case_api.reports.schemas import ReportFormat, ReportId, ReportRead, Reports
from case_api.reports.wanted import Asked

router = APIRouter(prefix="/v1/reports", tags=["reports"])


async def _asked(
    request: Request,
    programme: Annotated[ProgrammeId | None, Query()] = None,
    team_id: Annotated[UUID | None, Query()] = None,
    from_: Annotated[Day | None, Query(alias="from", description="Its whole month is taken.")] = None,
    to: Annotated[Day | None, Query(description="Its whole month is taken; without one, the present one.")] = None,
) -> Asked:
    return Asked(programme, team_id, from_, to, request.app.state.smallest_count_shown)


@router.get("", summary="List the reports")
async def list_reports(_: ReadReports) -> Reports:
    return service.list_reports()


@router.get(
    "/{report_id}",
    response_model=ReportRead,
    summary="Read a report",
    responses={200: {"content": {CSV_TYPE: {}, XLSX_TYPE: {}}}},
)
async def read_report(
    work: ReadReports,
    report_id: ReportId,
    asked: Annotated[Asked, Depends(_asked)],
    format_: Annotated[ReportFormat, Query(alias="format")] = ReportFormat.JSON,
) -> Any:
    """With a heading in Danish, the filters, the rows, and the rules and sections that it comes from.

    It names no citizen. Small counts are hidden (`hidden` names them in the row), and so are those from which they
    could be computed; a team leader sees the own team as it is. Without `from`, the last twelve months.
    """
    return await service.read_report(work, report_id, asked, format_)
