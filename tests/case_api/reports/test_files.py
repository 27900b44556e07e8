"""Reports as files: what a Danish spreadsheet opens, and nothing in it that it would run."""

import csv
import zipfile
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from case_api.reports.files import HIDDEN, as_csv, as_xlsx, safe_text
from case_api.reports.schemas import Column, Filters, ReportId, ReportRead, Row, RuleRead, ValueKind
from tests.case_api.conftest import Api
from tests.case_api.follow_up_rows import move_on
from tests.case_api.reports.many_cases import copies, template

_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
FORMULA = '=HYPERLINK("http://example.org";"klik")'


def report(*rows: Row, **changes: Any) -> ReportRead:
    given: dict[str, Any] = {
        "id": ReportId.OUTCOMES,
        "title": "Prøve af æøå",
        "as_of": date(2026, 11, 23),
        "filters": Filters(programme=None, team_id=None, from_=date(2026, 11, 1), to=date(2026, 11, 30)),
        "columns": [
            Column(key="name", danish="Navn; eller mærke", kind=ValueKind.TEXT),
            Column(key="count", danish="Antal", kind=ValueKind.COUNT),
            Column(key="share", danish="Andel", kind=ValueKind.PERCENT),
            Column(key="on", danish="Dag", kind=ValueKind.DATE),
            Column(key="kept", danish="Holdt", kind=ValueKind.YES_NO),
        ],
        "rows": list(rows),
        "rules": [RuleRead(rule_id="jf_visit_m1", danish="Regel", section="Milepæle", source="JobFirst")],
        "findings": [],
        "notes": ["Sådan er der talt."],
        "smallest_shown": 5,
    }
    return ReportRead(**(given | changes))


def row(name: str = "Team Nord", **changes: Any) -> Row:
    values = {"name": name, "count": 12, "share": -3.25, "on": date(2026, 11, 2), "kept": True}
    return Row(values=values | changes)


def lines(content: bytes) -> list[list[str]]:
    text = content.decode("utf-8-sig")
    return list(csv.reader(StringIO(text, newline=""), delimiter=";"))


def sheet(content: bytes, number: int = 1) -> list[list[tuple[str, str]]]:
    """The cells of a sheet as their type and text, by an independent reading of the file."""
    with zipfile.ZipFile(BytesIO(content)) as book:
        strings = ["".join(each.itertext()) for each in ET.fromstring(book.read("xl/sharedStrings.xml"))]
        tree = ET.fromstring(book.read(f"xl/worksheets/sheet{number}.xml"))
    assert not list(tree.iter(f"{_SHEET}f")), "no cell is a formula"
    found = []
    for line in tree.iter(f"{_SHEET}row"):
        cells = []
        for cell in line:
            text = "".join(cell.itertext())
            kind = cell.get("t", "n")
            cells.append((kind, strings[int(text)] if kind == "s" and text else text))
        found.append(cells)
    return found


def test_a_danish_spreadsheet_reads_the_file_without_being_asked() -> None:
    content = as_csv(report(row()))
    assert content.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in content
    found = lines(content)
    assert found[0] == ["Prøve af æøå"]
    assert ["Navn; eller mærke", "Antal", "Andel", "Dag", "Holdt"] in found
    assert ["Team Nord", "12", "-3,2", "02-11-2026", "ja"] in found
    assert ["Regel", "jf_visit_m1", "Regel", "JobFirst, afsnit Milepæle"] in found


def test_a_hidden_count_is_said_to_be_hidden_and_an_empty_one_is_empty() -> None:
    hidden = Row(values={"name": "Team Nord", "count": None, "share": None}, hidden=["count"])
    assert ["Team Nord", HIDDEN, "", "", ""] in lines(as_csv(report(hidden)))
    assert [("s", "Team Nord"), ("s", HIDDEN)] in [line[:2] for line in sheet(as_xlsx(report(hidden)))]


@pytest.mark.parametrize("text", [FORMULA, "+1", "-1+1", "@SUM(A1)", "\t=1", " =1", "\r=1", "＝1"])
def test_a_text_that_would_be_a_formula_is_a_text(text: str) -> None:
    [found] = [line for line in lines(as_csv(report(row(text)))) if "12" in line]
    assert found[0] == f"'{text}"
    cells = [line for line in sheet(as_xlsx(report(row(text)))) if ("n", "12") in line]
    assert cells[0][0][0] == "s"


@given(st.text(max_size=20))
def test_no_text_begins_a_formula(text: str) -> None:
    safe = safe_text(text)
    assert safe in {text, f"'{text}"}
    assert not safe.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def test_numbers_and_days_are_numbers_in_the_sheet_and_the_same_report_is_the_same_file() -> None:
    one = as_xlsx(report(row()))
    [cells] = [line for line in sheet(one) if ("s", "Team Nord") in line]
    assert [kind for kind, _ in cells] == ["s", "n", "n", "n", "s"]
    assert cells[2][1] == "-3.25"
    assert one == as_xlsx(report(row()))
    assert [("s", "Note"), ("s", "Sådan er der talt.")] in sheet(one, 2)


async def test_a_file_is_given_by_name_and_a_teams_name_in_it_is_no_formula(api: Api, key_file: Path) -> None:
    made_team = await api.make("/v1/teams", "administrator", {"name": FORMULA})
    made = await template(api)
    begun = {"started_on": date(2026, 10, 1), "replan_at": api.clock()}
    await copies(api, made, [{**begun, "team_id": made_team["id"]}] * 9)
    await move_on(api, key_file, seconds=1)
    for format_, media_type in (
        ("csv", "text/csv; charset=utf-8"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ):
        answer = await api.call("GET", "/v1/reports/deadlines", "project-manager", params={"format": format_})
        assert answer.status_code == 200
        assert answer.headers["content-type"] == media_type
        assert answer.headers["content-disposition"] == f'attachment; filename="deadlines-2026-11-23.{format_}"'
        if format_ == "csv":
            names = {line[3] for line in lines(answer.content) if len(line) > 8}
            assert f"'{FORMULA}" in names
            assert FORMULA not in names
        else:
            assert any(("s", FORMULA) in line for line in sheet(answer.content))
