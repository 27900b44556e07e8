"""docs/fairness.md, made from bench/results/fairness.json, the thresholds and the docstrings of the measures."""

import inspect
import json
from pathlib import Path
from typing import Any, Final

from bench.fairness import measures
from bench.fairness.thresholds import read_thresholds
from bench.page import RESULTS, shown

PAGE: Final = Path(__file__).parents[2] / "docs" / "fairness.md"
RESULT: Final = RESULTS / "fairness.json"
_HEAD: Final = """# Fairness report

What groups of citizens get from the ranked lists and from the assignment. This page is made by `make fairness` (and by
`python -m bench.fairness.page` from the last results); a test fails when it is not up to date. Why it is done like this
is in [decision 17](decisions/0017-fairness.md).

The lists are made without any protected attribute. Groups stand in an audit store, a file that no service can name, and
are joined to the finished lists by subject. **The people, groups, places and outcomes are made up** (seeded): groups
were given unlike Danish, hours, considerations and wishes, so that there is something to see. The figures say how the
engine treats such differences, and nothing about any municipality.

A figure has its 95 % interval by bootstrap over citizens. `flag`: beyond its bound; `sure`: the whole interval is.
Bounds with *bar* make `make fairness` fall short; the others hold who qualifies for what, and are shown for outreach.
"""
_MEASURES: Final = (
    ("skew", measures.skew),
    ("skew_among_qualified", measures.skew_among_qualified),
    ("ndkl", measures.ndkl),
    ("exposure", measures.exposure),
    ("selection_*", measures.selection_ratio),
    ("calibration_gap, calibration_gap_seats", measures.calibration_gap),
    ("calibration_error", measures.calibration_error),
)
_LIMITS: Final = """## What this cannot show

- Whether a constraint is fair in itself: a demand for Danish that the work does not need keeps people out before any
  list is made. `selection_fit` shows where to look; the employer has to be asked.
- Who is on no list because nobody opened a case, and rankings that led to no placement.
- Groups in combination (older women with another first language): they are soon too small to tell from chance.
- Real outcomes. The calibration here is of simulated ones.
"""


def page(result: dict[str, Any]) -> str:
    """The page of a result."""
    parts = [_HEAD, f"{shown(result['citizens'])} citizens, {shown(result['places'])} places; {result['machine']}.\n"]
    parts.append(f"{result['notes'][0]}\n")
    for when, heading in (("before", "## The lists, before assignment"), ("after", "## After assignment")):
        parts.append(heading + "\n")
        for threshold in read_thresholds().measure:
            if threshold.when == when:
                rows = [row for row in result["judged"] if row["measure"] == threshold.id]
                parts.append(_table(threshold.name, rows))
    parts.append(_bounds())
    parts.append("## Definitions\n")
    parts.append(inspect.cleandoc(str(measures.__doc__)).split("\n\n")[1] + "\n")
    parts += [f"`{name}`: {inspect.cleandoc(str(measure.__doc__))}\n" for name, measure in _MEASURES]
    parts.append(_LIMITS)
    return "\n".join(parts)


def _table(name: str, rows: list[dict[str, Any]]) -> str:
    lines = [
        f"| {row['attribute']} | {row['group']} | {shown(row['citizens'])} | {_number(row['value'])} "
        f"| {_number(row['low'])} | {_number(row['high'])} | {row['flag']} |"
        for row in rows
    ]
    head = f"| {name} | group | citizens | figure | from | to | |\n|---|---|---:|---:|---:|---:|---|"
    return "\n".join([head, *lines]) + "\n"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _bounds() -> str:
    found = read_thresholds()
    lines = [
        f"| {each.name} | {_bound(each.low)} | {_bound(each.high)} | {'bar' if each.bar else 'shown'} | {each.reason} |"
        for each in found.measure
    ]
    head = "## Bounds\n\n| figure | at least | at most | | why |\n|---|---:|---:|---|---|"
    least = f"\nGroups under {found.smallest_group} citizens have no flag: chance moves their figures past any bound."
    return "\n".join([head, *lines, least]) + "\n"


def _bound(value: float) -> str:
    return "" if value in {float("inf"), float("-inf")} else f"{value:g}"


def write_page() -> None:
    """Writes the page from the last results."""
    PAGE.write_text(page(json.loads(RESULT.read_text(encoding="utf-8"))), encoding="utf-8")


if __name__ == "__main__":
    write_page()
