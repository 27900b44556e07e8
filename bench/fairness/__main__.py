"""The fairness report on made-up citizens: their lists, the assignment's proposal, and 2,000 protected-attribute swaps.

python -m bench.fairness [--citizens 8000] [--places 8000] [--samples 400]
"""

import argparse
import math
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.fairness import audit
from bench.fairness.judging import high_of, judge, material, predictions_of
from bench.fairness.page import write_page
from bench.fairness.swaps import swap
from bench.fairness.thresholds import Judged, read_thresholds
from bench.fairness.world import assign, make_lists, make_members, make_openings
from bench.report import Bar, finish, machine, print_table, save, shortfalls
from matcher.ranking.engines import compile_search

SEED, SWAPS = 706, 2000


def report(citizens: int, places: int, samples: int) -> list[Judged]:
    """The figures. The groups are written to the audit store and read again when the lists and the proposal stand."""
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "audit.csv"
        profiles, members = make_members(SEED, citizens)
        audit.write(store, members)
        del members
        lists = make_lists(profiles, make_openings(SEED + 1, places))
        proposed = assign(lists, SEED)
        groups = audit.read(store, [profile.subject for profile in profiles])
    found = material(high_of(lists), proposed, predictions_of(lists, proposed, SEED))
    return judge(found, groups, read_thresholds(), samples, SEED)


def _as_json(one: Judged) -> dict[str, Any]:
    figure = {name: getattr(one.figure, name) for name in ("value", "low", "high")}
    return {
        "measure": one.threshold.id,
        "attribute": one.attribute,
        "group": one.group,
        "citizens": one.citizens,
        **{name: round(number, 4) if math.isfinite(number) else None for name, number in figure.items()},
        "flag": one.flag,
    }


def bars_of(judged: Sequence[Judged]) -> list[Bar]:
    """For each measure that is a bar, how many groups are flagged: none may be."""
    bars = []
    for threshold in dict.fromkeys(one.threshold.id for one in judged if one.threshold.bar):
        own = [one for one in judged if one.threshold.id == threshold]
        flagged = [f"{one.attribute} {one.group}" for one in own if one.flag]
        name = own[0].threshold.name + (f" ({', '.join(flagged)})" if flagged else "")
        bars.append(Bar(f"groups flagged: {name}", len(flagged), 0))
    return bars


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.fairness")
    parser.add_argument("--citizens", type=int, default=8000)
    parser.add_argument("--places", type=int, default=8000)
    parser.add_argument("--samples", type=int, default=400, help="of the bootstrap")
    asked = parser.parse_args()
    compile_search()
    judged = report(asked.citizens, asked.places, asked.samples)
    print("swapping protected attributes", file=sys.stderr, flush=True)
    profiles, lists = swap(SEED, SWAPS, make_openings(SEED + 2, 2000))
    rows = [_as_json(one) for one in judged]
    print_table(
        ("measure", "attribute", "group", "citizens", "figure", "from", "to", "flag"),
        [
            (
                f"{row['measure']}{'' if one.threshold.bar else ' (shown)'}",
                row["attribute"],
                row["group"],
                f"{row['citizens']:,}",
                *("" if row[name] is None else f"{row[name]:.3f}" for name in ("value", "low", "high")),
                row["flag"],
            )
            for row, one in zip(rows, judged, strict=True)
        ],
    )
    bars = [
        *bars_of(judged),
        Bar(f"profiles changed by {SWAPS:,} swaps of protected attributes", profiles, 0),
        Bar(f"lists changed by {SWAPS:,} swaps", lists, 0),
    ]
    swapped = f"{SWAPS:,} swaps of name, CPR number, address, first language and benefit changed"
    notes = [f"{swapped} {profiles} profiles and {lists} lists."]
    save(
        "fairness",
        {
            "title": "Fairness of lists and assignment, made-up groups",
            "command": "make fairness",
            "machine": machine(),
            "notes": [*notes, "Every figure by group is in [the fairness report](fairness.md)."],
            "bars": [bar.as_json() for bar in bars],
            "tables": [],
            "citizens": asked.citizens,
            "places": asked.places,
            "judged": rows,
        },
    )
    write_page()
    finish(shortfalls(bars))


if __name__ == "__main__":
    main()
