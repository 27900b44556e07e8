"""The page of measured figures, docs/benchmarks.md, made from every file in bench/results/.

A result is a JSON object. These keys have a form of their own on the page, each may be missing:

    title     what was measured, in a few words (else the file's name)
    command   how to measure it again
    machine   on what, in a few words
    notes     a list of sentences
    bars      [{"figure", "measured", "bar", "holds"}]: all of them stand together at the top of the page
    rows      [[label, value, unit], ...]
    tables    [{"title", "heading": [...], "rows": [[...], ...]}]

A result without `rows` and `tables` is shown number by number. `python -m bench.page` writes the page; saving a result
(`bench.report.save`) does so too, and a test fails when it is not up to date.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

RESULTS: Final = Path(__file__).parent / "results"
PAGE: Final = Path(__file__).parents[1] / "docs" / "benchmarks.md"
_SHAPED: Final = frozenset({"title", "command", "machine", "notes", "bars", "rows", "tables"})
_HEAD: Final = """# Benchmarks

Figures of the last runs, as `bench/results/*.json` holds them. This page is made from those files
(`python -m bench.page`); a test fails when it is not up to date. Times are of the machine that each section names, so
compare within a section: what is compared was measured in one run, in turn.
"""


def shown(value: object) -> str:
    """A value as a reader wants it: three digits that count, thousands set apart."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
    return str(value).replace("|", "\\|").replace("\n", " ")


def _table(heading: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Numbers right, all else left, as the first row has them."""
    numbers = (
        [isinstance(value, int | float) and not isinstance(value, bool) for value in rows[0]]
        if rows
        else [False] * len(heading)
    )
    lines = [
        heading,
        ["---:" if number else "---" for number in numbers],
        *([shown(value) for value in row] for row in rows),
    ]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def _numbers(value: object, label: str) -> Iterator[tuple[str, object, str]]:
    """Every number under a value, labelled by the way to it."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _numbers(inner, f"{label}, {name}" if label else str(name))
    elif isinstance(value, int | float | str):
        yield label, value, ""


def _section(name: str, result: dict[str, Any]) -> str:
    parts = [f"## {result.get('title', name)}\n"]
    told = [f"`{result['command']}`"] if "command" in result else []
    told += [str(result["machine"])] if "machine" in result else []
    if told:
        parts.append("; ".join(told) + ".\n")
    parts += [f"{note}\n" for note in result.get("notes", [])]
    rows = result.get("rows")
    if rows is None and "tables" not in result:
        rows = list(_numbers({key: value for key, value in result.items() if key not in _SHAPED}, ""))
    if rows:
        units = any(row[2] for row in rows)
        parts.append(
            _table(("", "value", "unit") if units else ("", "value"), [row[: 3 if units else 2] for row in rows])
        )
    for table in result.get("tables", []):
        parts += [f"{table['title']}:\n", _table(table["heading"], table["rows"])]
    return "\n".join(parts)


def page(results: Path = RESULTS) -> str:
    """The whole page of the results in a folder."""
    found = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(results.glob("*.json"))}
    bars = [
        [result.get("title", name), bar["figure"], bar["measured"], shown(bar["bar"]), bar["holds"]]
        for name, result in found.items()
        for bar in result.get("bars", [])
    ]
    sections = [_section(name, result) for name, result in found.items()]
    if bars:
        sections.insert(0, "## Bars\n\n" + _table(("", "figure", "measured", "bar", "holds"), bars))
    return "\n".join([_HEAD, *sections])


def write_page() -> None:
    """Brings docs/benchmarks.md up to date."""
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    write_page()
