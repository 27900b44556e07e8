"""A report as a file for a spreadsheet: CSV as a Danish Excel reads it, or XLSX."""

import csv
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from io import BytesIO, StringIO
from typing import Final

from xlsxwriter import Workbook

from case_api.reports.schemas import Column, ReportRead, Row, Value, ValueKind

CSV_TYPE: Final = "text/csv"
XLSX_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HIDDEN: Final = "skjult"
"""What stands for a count that is not shown."""

_BYTE_ORDER_MARK: Final = "\ufeff"
_STARTS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_DECIMALS: Final = {ValueKind.NUMBER: 2, ValueKind.PERCENT: 1, ValueKind.POINTS: 1}
_WIDEST: Final = 60
_SHEET_NAME: Final = 31


def as_csv(report: ReportRead) -> bytes:
    """UTF-8 with a byte order mark, semicolons and decimal commas; no text in it is a formula."""
    out = StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerows([safe_text(text) for text in line] for line in _heading(report))
    writer.writerow([])
    writer.writerow([safe_text(column.danish) for column in report.columns])
    for row in report.rows:
        writer.writerow([_danish(column, row) for column in report.columns])
    writer.writerow([])
    writer.writerows([safe_text(text) for text in line] for line in _footing(report))
    return (_BYTE_ORDER_MARK + out.getvalue()).encode()


def safe_text(text: str) -> str:
    """A text that a spreadsheet takes as text: one that would begin a formula gets an apostrophe before it."""
    return f"'{text}" if text.lstrip(" ").startswith(_STARTS_A_FORMULA) else text


def as_xlsx(report: ReportRead) -> bytes:
    """A sheet with the figures and one with the rules behind them; numbers are numbers and texts are texts."""
    out = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(out, options) as book:
        # The day of the report and not the clock: the same report is the same file.
        book.set_properties(
            {"title": report.title, "created": datetime.combine(report.as_of, datetime.min.time(), UTC)}
        )
        _figures(book, report)
        _sources(book, report)
    return out.getvalue()


def _figures(book: Workbook, report: ReportRead) -> None:
    sheet, bold = book.add_worksheet(report.title[:_SHEET_NAME]), book.add_format({"bold": True})
    formats = {
        ValueKind.COUNT: book.add_format({"num_format": "0"}),
        ValueKind.NUMBER: book.add_format({"num_format": "0.00"}),
        ValueKind.PERCENT: book.add_format({"num_format": "0.0"}),
        ValueKind.POINTS: book.add_format({"num_format": "0.0"}),
        ValueKind.DATE: book.add_format({"num_format": "dd-mm-yyyy"}),
    }
    top = 0
    for top, line in enumerate(_heading(report)):
        for at, text in enumerate(line):
            sheet.write_string(top, at, text)
    head = top + 2
    for at, column in enumerate(report.columns):
        sheet.write_string(head, at, column.danish, bold)
        sheet.set_column(at, at, min(_WIDEST, len(column.danish) + 2))
    for number, row in enumerate(report.rows, start=head + 1):
        for at, column in enumerate(report.columns):
            value = row.values.get(column.key)
            if column.key in row.hidden or value is None or isinstance(value, bool | str):
                sheet.write_string(number, at, _text(value, hidden=column.key in row.hidden))
            elif isinstance(value, date):
                sheet.write_datetime(number, at, value, formats[ValueKind.DATE])
            else:
                sheet.write_number(number, at, value, formats.get(column.kind))
    sheet.freeze_panes(head + 1, 0)


def _sources(book: Workbook, report: ReportRead) -> None:
    sheet = book.add_worksheet("Regler og noter")
    for top, line in enumerate(_footing(report)):
        for at, text in enumerate(line):
            sheet.write_string(top, at, text)


def _heading(report: ReportRead) -> Iterator[Sequence[str]]:
    filters = report.filters
    yield (report.title,)
    yield ("Opgjort", f"{report.as_of:%d-%m-%Y}")
    yield ("Periode", f"{filters.from_:%d-%m-%Y}", f"{filters.to:%d-%m-%Y}")
    yield ("Indsats", filters.programme or "alle")
    yield ("Team", "alle" if filters.team_id is None else str(filters.team_id))


def _footing(report: ReportRead) -> Iterator[Sequence[str]]:
    for finding in report.findings:
        yield ("Afvigelse", finding.rule_id, finding.danish)
    for rule in report.rules:
        yield ("Regel", rule.rule_id, rule.danish, f"{rule.source}, afsnit {rule.section}")
    for note in report.notes:
        yield ("Note", note)


def _text(value: Value, *, hidden: bool = False) -> str:
    if hidden:
        return HIDDEN
    if isinstance(value, bool):
        return "ja" if value else "nej"
    return "" if value is None else str(value)


def _danish(column: Column, row: Row) -> str:
    value = row.values.get(column.key)
    if column.key in row.hidden or value is None or isinstance(value, bool):
        return _text(value, hidden=column.key in row.hidden)
    if isinstance(value, str):
        return safe_text(value)
    if isinstance(value, date):
        return f"{value:%d-%m-%Y}"
    decimals = _DECIMALS.get(column.kind, 0) if isinstance(value, float) else 0
    return f"{value:.{decimals}f}".replace(".", ",")
