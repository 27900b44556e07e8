"""Learns points from the simulated outcomes of the demonstration: `make train`.

Nothing here is about real placements: the outcomes are drawn from a known truth (matcher.learning.simulated), so that
the table can say how near the ladder came to it. Four trainings: too few outcomes, enough for the logistic step,
100,000 where the truth is a sum of curves, and 100,000 where it is not. The third gives the model card and the version
whose lists are compared between the compiled search, the numpy reference and a plain scan of everything.

    python -m bench.train
"""

import random
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np

from bench.engine.full_mask import FullMask
from bench.engine.work import ask_of, table_of
from bench.report import Bar, finish, machine, print_table, save, shortfalls
from matcher.catalogue.columns import Columns, NewPlace
from matcher.catalogue.encoding import encode
from matcher.learning.card import About
from matcher.learning.emit import rounding_error
from matcher.learning.evaluation import losses, probabilities
from matcher.learning.features import FEATURE_NAMES, Space, feature_space
from matcher.learning.plan import the_plan
from matcher.learning.rebuild import monotone, random_codes
from matcher.learning.simulated import Truth, simulate
from matcher.learning.training import Training, train
from matcher.ranking import engine, kernel
from matcher.ranking.engine import Found
from matcher.ranking.points import Weights, weights_on
from matcher.ranking.query import build_query
from matcher.ranking.versions import PointVersions
from matcher.synthetic import Shape, make_places, make_profile
from rettematch.constraints import complete_demands

ROOT = Path(__file__).parents[1]
CARD = ROOT / "docs" / "model-card.md"
VERSION_FILE = ROOT / "build" / "learned-points" / "learned-simulated.toml"
SEED = 706
DAY = date(2026, 11, 23)
"""Of the training; the figures of a seed do not change with the calendar."""
PLACES = 20_000
QUERIES = 200
K = 20
CASES: tuple[tuple[str, int, Truth], ...] = (
    ("299 outcomes", 299, "additive"),
    ("2,000 outcomes", 2000, "additive"),
    ("100,000 outcomes", 100_000, "additive"),
    ("100,000, truth with interactions", 100_000, "interactions"),
)
MAIN = "100,000 outcomes"


def about(simulated_outcomes: int, kind: Truth) -> About:
    return About(
        version="learned-simulated",
        source=(
            f"{simulated_outcomes:,} made-up placements, seed {SEED}, from a known truth ({kind}); nobody's data. Real "
            "outcomes are placements of the case API that name the ranking they came from, with the days to the first "
            "paid ordinary hours; their features are read from the parts that the run record holds for the place. No "
            "citizen and no case is in either."
        ),
        simulated=True,
    )


def _first(found: Found) -> tuple[list[int], list[int], dict[str, list[int]]]:
    return (
        found.rows.tolist(),
        found.scores.tolist(),
        {part: points.tolist() for part, points in found.parts.items()},
    )


def identical_lists(weights: Weights) -> tuple[int, int]:
    """How many queries give the same lists by three engines with these points, and how many queries there were."""
    columns = Columns()
    made = list(make_places(1, PLACES))
    columns.apply([NewPlace(each, encode(each, complete_demands(each))) for each in made])
    chance = random.Random(SEED)
    employers = sorted({each.employer_id for each in made})[:2000]
    table = table_of(columns)
    scan = FullMask(table)
    same = 0
    for number in range(QUERIES):
        kind = ("typical", "typical", "tight", "nationwide")[number % 4]
        query = build_query(make_profile(chance, kind, Shape(), employers), weights, columns)
        ours, reference = kernel.search(columns, query, K, K), engine.search(columns, query, K, K)
        lists = scan.read(scan.run(scan.prepare(query, ask_of(query), K, K)))
        scanned = [[(place, score) for place, _, score in one] for one in lists]
        read = [
            [
                (columns.place_id(row).int, score)
                for row, score in zip(one.rows.tolist(), one.scores.tolist(), strict=True)
            ]
            for one in (ours.fits, ours.ask_first)
        ]
        alike = _first(ours.fits) == _first(reference.fits) and _first(ours.ask_first) == _first(reference.ask_first)
        same += alike and read == scanned
    return same, QUERIES


def _row(name: str, made: Training, floor: float) -> list[str]:
    trained = made.trained
    found = [trained.loss_of(step) for step in ("hand-set", "logistic", "boosted")]
    return [
        name,
        trained.chosen,
        *("-" if loss is None else f"{loss:.4f}" for loss in found),
        f"{floor:.4f}",
        f"{trained.calibration_error:.4f}",
        f"{trained.rebuild_error:.1e}",
    ]


def _order_kept(made: Training, space: Space) -> tuple[float, float]:
    """The largest rounding error in points over random rows, and what it may be."""
    if made.points is None or made.trained.tables is None:
        return 0.0, 0.0
    codes = random_codes(space, 100_000, SEED)
    return rounding_error(made.trained.tables, made.points, space, the_plan(), codes), len(FEATURE_NAMES) / 2


def bars_of(made: Training, space: Space, refused: Training, lists: tuple[int, int]) -> list[Bar]:
    """What the issue asks of a learned model."""
    trained = made.trained
    logistic, boosted = trained.loss_of("logistic"), trained.loss_of("boosted")
    if logistic is None or boosted is None or trained.tables is None:
        return [Bar("steps that were tried", 0, 2, at_least=True)]
    error, allowed = _order_kept(made, space)
    off = (
        weights_on(date(2100, 1, 1)).learned is None
        and PointVersions().in_force("0706", date(2100, 1, 1)).learned is None
    )
    return [
        Bar("rebuild error, log-odds", trained.rebuild_error, 1e-12),
        Bar("ECE at 100,000 outcomes, held out", trained.calibration_error, 0.01),
        Bar("log-loss above logistic", max(boosted - logistic, 0.0), 0),
        Bar("tables against their sign", float(not monotone(trained.tables, space)), 0),
        Bar("rounding error, points", error, allowed),
        Bar("identical lists", lists[0], lists[1], at_least=True),
        Bar("learned from 299 outcomes", float(refused.weights is not None), 0),
        Bar("learned points in use by default", float(not off), 0),
    ]


def main() -> None:
    """Prints the tables, writes bench/results/train.json, docs/model-card.md and the version under build/."""
    base, plan = weights_on(DAY), the_plan()
    space = feature_space(base)
    rows: list[Sequence[str]] = []
    made: dict[str, Training] = {}
    for name, count, kind in CASES:
        print(f"training on {name}", file=sys.stderr, flush=True)
        world = simulate(space, count, SEED, kind)
        made[name] = train(world.outcomes, base, plan, about(count, kind), DAY)
        floor = losses(probabilities(world.truth), world.outcomes.ordinary_hours).mean()
        rows.append(_row(name, made[name], float(floor)))
    main_one = made[MAIN]
    if main_one.weights is None or main_one.points is None or main_one.toml is None:
        finish([f"learned version {main_one.trained.chosen} boosted"])
    print(f"{QUERIES} queries over {PLACES:,} places with the learned points", file=sys.stderr, flush=True)
    bars = bars_of(main_one, space, made["299 outcomes"], identical_lists(main_one.weights))
    VERSION_FILE.parent.mkdir(parents=True, exist_ok=True)
    VERSION_FILE.write_text(main_one.toml, encoding="utf-8")
    CARD.write_text(main_one.card, encoding="utf-8")
    heading = ("simulated outcomes", "step in use", "hand-set", "logistic", "boosted", "truth", "ECE", "rebuild error")
    print("Simulated outcomes with a known truth. Log-loss in nats, held out; `truth` is what nobody can beat.")
    print_table(heading, rows)
    print()
    print_table(
        ("figure", "measured", "bar"), [(bar.figure, f"{bar.measured:.3g}", bar.as_json()["bar"]) for bar in bars]
    )
    save(
        "train",
        {
            "title": "Points learned from simulated outcomes",
            "command": "make train",
            "machine": machine(),
            "notes": [
                "The outcomes are simulated; the figures say that the method works, not what real placements lead to."
            ],
            "bars": [bar.as_json() for bar in bars],
            "tables": [
                {"title": "Held-out log-loss, nats", "heading": list(heading), "rows": [list(row) for row in rows]},
                {
                    "title": "Learned points above the least good value, by feature",
                    "heading": ["feature", "most points", "values"],
                    "rows": [
                        [feature.name, int(np.abs(table).max()), len(table)]
                        for feature, table in zip(space, main_one.points, strict=True)
                    ],
                },
            ],
        },
    )
    finish(shortfalls(bars))


if __name__ == "__main__":
    main()
