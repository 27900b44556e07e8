"""How a benchmark prints its table, writes its results and says whether it holds."""

import json
import os
import platform
import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from bench.page import RESULTS, shown, write_page


@dataclass(frozen=True, slots=True)
class Bar:
    """What a figure must reach: at most `bar`, or at least."""

    figure: str
    measured: float
    bar: float
    unit: str = ""
    at_least: bool = False

    @property
    def holds(self) -> bool:
        return self.measured >= self.bar if self.at_least else self.measured <= self.bar

    def as_json(self) -> dict[str, Any]:
        """As `bench.page` reads it."""
        sign, unit = ">=" if self.at_least else "<=", f" {self.unit}" if self.unit else ""
        return {
            "figure": self.figure,
            "measured": self.measured,
            "bar": f"{sign} {self.bar:g}{unit}",
            "holds": self.holds,
        }


def shortfalls(bars: Sequence[Bar]) -> list[str]:
    """For `finish`: FIGURE MEASURED BAR of each bar that is missed."""
    return [f"{bar.figure} {shown(bar.measured)} {bar.as_json()['bar']}" for bar in bars if not bar.holds]


def machine() -> str:
    """The processor and the Python that the figures are of; nothing that names a host."""
    about = Path("/proc/cpuinfo")
    lines = about.read_text(encoding="utf-8").splitlines() if about.exists() else []
    model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
    return f"{model or platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}"


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
    """Writes `bench/results/NAME.json`, in the form that `bench.page` describes, and docs/benchmarks.md anew."""
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.json").write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    write_page()


def finish(shortfalls: Sequence[str]) -> NoReturn:
    """The last line, and the exit code that says the same."""
    print(f"falls short: {'; '.join(shortfalls)}" if shortfalls else "holds")
    sys.exit(1 if shortfalls else 0)
