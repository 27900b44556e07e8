"""How a benchmark prints its table, writes its results and says whether it holds."""

import json
import statistics
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

RESULTS = Path(__file__).parent / "results"


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` (0 to 1) of the values lie, by the nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


def print_table(heading: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Columns as wide as their widest cell; the first is left-aligned, the others right."""
    widths = [max(len(row[column]) for row in (heading, *rows)) for column in range(len(heading))]
    for row in (heading, *rows):
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        print("  ".join(cells).rstrip())


def save(name: str, results: dict[str, Any]) -> None:
    """Writes `bench/results/NAME.json`."""
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.json").write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def finish(shortfalls: Sequence[str]) -> NoReturn:
    """The last line, and the exit code that says the same."""
    print(f"falls short: {'; '.join(shortfalls)}" if shortfalls else "holds")
    sys.exit(1 if shortfalls else 0)
