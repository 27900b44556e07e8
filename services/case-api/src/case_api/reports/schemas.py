"""What a report looks like: columns with Danish headings, rows, and the rules that it comes from."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from case_api.findings import FindingRead

Value = bool | int | float | date | str | None


class ReportId(StrEnum):
    """The reports, by the name in their path."""

    MILESTONES = "milestones"
    OUTCOMES = "outcomes"
    ORDINARY_HOURS = "ordinary-hours"
    COMPANY_ACTIVITY = "company-activity"
    CASELOADS = "caseloads"
    DEADLINES = "deadlines"
    GAPS = "gaps"
    ATTENDANCE = "attendance"
    PORTFOLIO = "portfolio"
    PROGRESSION = "progression"
    MEASURED = "measured"
    MATCHING_USE = "matching-use"


class ReportFormat(StrEnum):
    """JSON, or a file for a spreadsheet."""

    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"


class ValueKind(StrEnum):
    """What stands in a column, so that a file can write it as Danes do."""

    TEXT = "text"
    COUNT = "count"
    NUMBER = "number"
    PERCENT = "percent"
    POINTS = "percentage-points"
    DATE = "date"
    YES_NO = "yes-no"


class Column(BaseModel):
    """A column; `key` is the name of its values in the rows."""

    key: str
    danish: str
    kind: ValueKind


class Row(BaseModel):
    """A row; a hidden value is null and named in `hidden`."""

    values: dict[str, Value]
    hidden: list[str] = []


class RuleRead(BaseModel):
    """A rule that the report answers to."""

    rule_id: str = Field(examples=["jf_visit_m1"])
    danish: str
    section: str
    source: str = Field(description="The programme's document.")


class Filters(BaseModel):
    """What the report was narrowed to. Periods are whole months."""

    model_config = ConfigDict(populate_by_name=True)

    programme: str | None
    team_id: UUID | None
    from_: date = Field(alias="from")
    to: date


class ReportRead(BaseModel):
    """A report. It names no citizen, and no count from which one could be told."""

    id: ReportId
    title: str = Field(description="In Danish.", examples=["Milepæle for visitation"])
    as_of: date
    filters: Filters
    columns: list[Column]
    rows: list[Row]
    rules: list[RuleRead]
    findings: list[FindingRead] = Field(description="Bounds that shown figures break.")
    notes: list[str] = Field(description="In Danish: how it was counted.")
    smallest_shown: int = Field(description="A count from 1 up to, but without, this number is hidden.")


class ReportListed(BaseModel):
    """A report that can be read."""

    id: ReportId
    title: str
    danish: str = Field(description="What it tells, in Danish.")


class Reports(BaseModel):
    items: list[ReportListed]
