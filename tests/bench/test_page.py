"""The page of measured figures."""

import json

from bench.page import PAGE, page, shown
from bench.report import Bar, shortfalls


def test_the_page_is_up_to_date_with_the_results():
    assert PAGE.read_text(encoding="utf-8") == page(), "python -m bench.page"


def test_a_result_is_shown_with_its_rows_tables_and_bars(tmp_path):
    result = {
        "title": "Kokke",
        "command": "make bench-cooks",
        "machine": "one stove",
        "notes": ["Eggs only."],
        "bars": [Bar("p99", 3.25, 5, "ms").as_json()],
        "rows": [["p50", 1.5, "ms"], ["cooks", 1200, ""]],
        "tables": [{"title": "Each", "heading": ["cook", "ms"], "rows": [["a|b", 0.0012]]}],
    }
    (tmp_path / "cooks.json").write_text(json.dumps(result), encoding="utf-8")
    made = page(tmp_path)
    assert "| Kokke | p99 | 3.25 | <= 5 ms | yes |" in made
    assert "`make bench-cooks`; one stove." in made
    assert "| cooks | 1,200 |  |" in made
    assert "| a\\|b | 0.0012 |" in made


def test_a_result_without_a_form_of_its_own_is_shown_number_by_number(tmp_path):
    (tmp_path / "plain.json").write_text(json.dumps({"cpu_ms": {"numpy": {"p50": 0.5}}, "places": 7}))
    made = page(tmp_path)
    assert "## plain" in made
    assert "| cpu_ms, numpy, p50 | 0.5 |" in made
    assert "| places | 7 |" in made


def test_a_bar_holds_on_its_own_side_and_the_last_line_names_those_missed():
    bars = [Bar("p99", 6.0, 5.0, "ms"), Bar("ratio", 100.0, 150.0, at_least=True), Bar("mean", 0.2, 0.3)]
    assert [bar.holds for bar in bars] == [False, False, True]
    assert shortfalls(bars) == ["p99 6 <= 5 ms", "ratio 100 >= 150"]


def test_numbers_keep_the_digits_that_count():
    assert [shown(each) for each in (0.123456, 12345.6, 12345, True, "a\nb")] == [
        "0.123",
        "12,346",
        "12,345",
        "yes",
        "a b",
    ]
