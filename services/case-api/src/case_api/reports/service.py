"""Reading a report: counted, judged, and answered as JSON or as a file."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from fastapi import Response

from case_api.context import Work
from case_api.findings import findings_read
from case_api.reports.building import Body
from case_api.reports.caseloads import caseloads
from case_api.reports.clubs import attendance
from case_api.reports.companies import portfolio
from case_api.reports.deadlines import deadlines, gaps
from case_api.reports.files import CSV_TYPE, XLSX_TYPE, as_csv, as_xlsx
from case_api.reports.matching_use import matching_use
from case_api.reports.measured import measured, progression
from case_api.reports.milestones import milestones
from case_api.reports.outcomes import outcomes
from case_api.reports.paid_work import company_activity, ordinary_hours
from case_api.reports.schemas import Filters, ReportFormat, ReportId, ReportListed, ReportRead, Reports
from case_api.reports.wanted import Asked, Wanted, wanted_by


@dataclass(frozen=True, slots=True)
class Definition:
    """A report: its title, what it tells, and how it is counted."""

    title: str
    danish: str
    count: Callable[[Work, Wanted], Awaitable[Body]]


DEFINITIONS: Mapping[ReportId, Definition] = {
    ReportId.MILESTONES: Definition(
        "Milepæle for visitation", "Visiterede borgere pr. målgruppe mod indsatsens milepæle.", milestones
    ),
    ReportId.OUTCOMES: Definition(
        "Resultater mod estimater",
        "Hvor borgerne står 3, 6 og 12 måneder efter start, mod indsatsens estimater.",
        outcomes,
    ),
    ReportId.ORDINARY_HOURS: Definition(
        "Ordinære timer pr. måned", "Borgere med lønnede ordinære timer, måned for måned.", ordinary_hours
    ),
    ReportId.COMPANY_ACTIVITY: Definition(
        "Virksomhedsrettet indsats",
        "Andelen i virksomhedsrettet indsats eller med ordinære timer mod kommunens udgangspunkt.",
        company_activity,
    ),
    ReportId.CASELOADS: Definition("Sagsstammer", "Hver jobformidlers sager og blandingen af dem.", caseloads),
    ReportId.DEADLINES: Definition("Overholdte frister", "Opfølgninger, der blev holdt, pr. regel og team.", deadlines),
    ReportId.GAPS: Definition("Ophold uden aktivitet", "Sager efter deres længste ophold uden aktivitet.", gaps),
    ReportId.ATTENDANCE: Definition(
        "Fremmøde i jobklubber", "Mødt og udeblevet på klubdagene, klub for klub.", attendance
    ),
    ReportId.PORTFOLIO: Definition(
        "Virksomhedernes spredning", "Arbejdssteder med samarbejdsaftale pr. branche, størrelse og geografi.", portfolio
    ),
    ReportId.PROGRESSION: Definition(
        "Måling af progression", "Andelen af sager, hvor progressionen er målt i måneden.", progression
    ),
    ReportId.MATCHING_USE: Definition(
        "Brug af de rangerede lister",
        "Hvor ofte listens første plads vælges, og hvorfor en anden vælges, måned for måned.",
        matching_use,
    ),
    ReportId.MEASURED: Definition(
        "Målte tal", "Bemanding og andre tal, som ledere har registreret, mod reglerne.", measured
    ),
}


def list_reports() -> Reports:
    """Every report, in the order of the list."""
    return Reports(items=[ReportListed(id=each, title=it.title, danish=it.danish) for each, it in DEFINITIONS.items()])


async def read_report(work: Work, report_id: ReportId, asked: Asked, format_: ReportFormat) -> ReportRead | Response:
    """A report. The audit says who read which one; no citizen is named in it.

    Raises:
        InvalidRequest: as `wanted_by`.
    """
    wanted = await wanted_by(work, asked)
    definition = DEFINITIONS[report_id]
    body = await definition.count(work, wanted)
    report = ReportRead(
        id=report_id,
        title=definition.title,
        as_of=wanted.as_of,
        filters=Filters(programme=wanted.programme, team_id=wanted.team_id, from_=wanted.from_, to=wanted.to),
        columns=list(body.columns),
        rows=list(body.rows),
        rules=list(body.rules),
        findings=[*findings_read(body.findings), *body.judged],
        notes=list(body.notes),
        smallest_shown=wanted.reader.smallest,
    )
    work.audit("report:read", subject=wanted.team_id, purpose=f"{report_id}.{format_}")
    return _as(report, format_)


def _as(report: ReportRead, format_: ReportFormat) -> ReportRead | Response:
    if format_ is ReportFormat.JSON:
        return report
    content, media_type = (
        (as_csv(report), f"{CSV_TYPE}; charset=utf-8") if format_ is ReportFormat.CSV else (as_xlsx(report), XLSX_TYPE)
    )
    name = f"{report.id}-{report.as_of.isoformat()}.{format_}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type=media_type, headers=headers)
