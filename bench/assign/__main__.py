"""Assign 10,000 citizens to 3,000 places at once, and week by week while they arrive.

Made-up citizens and places of one area (`bench.assign.world`), each citizen's best fifty by the matcher's engine. The
assignment is proven the best by its prices, in whole numbers: their bound equals what it reaches. CPU seconds are of
one process; solving is from arrays to chosen pairs, the building of the network included.

    python -m bench.assign
"""

import sys
import time
from collections.abc import Callable

from bench.assign.arrivals import POLICIES, hindsight, simulate, weeks_of_arrival
from bench.assign.rivals import best_pair_first, first_come
from bench.assign.world import World, make_world
from bench.report import Bar, finish, machine, median, print_table, save, shortfalls
from matcher.assignment.flow import best_assignment
from matcher.assignment.instance import Instance, Numbers
from matcher.assignment.prices import lowest_prices
from matcher.assignment.stable import blocking_pairs, draw_orders, stable_assignment

CITIZENS, PLACES, K, WEEKS, SEED, REPEATS = 10_000, 3_000, 50, 20, 706, 3


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def timed(action: Callable[[], Numbers], repeats: int = 1) -> tuple[Numbers, float]:
    """A result and the median of its CPU seconds."""
    spent = []
    for _ in range(repeats):
        begun = time.process_time()
        result = action()
        spent.append(time.process_time() - begun)
    return result, median(spent)


def at_once(instance: Instance) -> tuple[list[list[object]], float, bool]:
    """A row for each way of assigning, the solver's CPU seconds, and whether the best is proven."""
    orders = draw_orders(instance, SEED)
    ways: dict[str, Callable[[], Numbers]] = {
        "min-cost flow": lambda: best_assignment(instance),
        "deferred acceptance": lambda: stable_assignment(instance, orders),
        "best pair first": lambda: best_pair_first(instance),
        "first come": lambda: first_come(instance, SEED),
    }
    rows: list[list[object]] = []
    best, solving, best_points = None, 0.0, 0
    for name, way in ways.items():
        say(name)
        chosen, seconds = timed(way, REPEATS)
        if not instance.keeps_capacity(chosen):
            raise ValueError(f"{name} takes more than there is")
        placed, fixed, points = instance.total(chosen)
        if best is None:
            best, solving, best_points = chosen, seconds, points
        blocking = len(blocking_pairs(instance, orders, chosen))
        less = f"{100 * (points / best_points - 1):+.1f} %"
        rows.append([name, placed, fixed, points, less, blocking, round(seconds, 3)])
    say("prices")
    begun = time.process_time()
    proven = best is not None and lowest_prices(instance, best).bound >= 0
    rows.append(["prices and proof", "", "", "", "", "", round(time.process_time() - begun, 3)])
    return rows, solving, proven


def week_by_week(world: World) -> tuple[list[list[object]], float]:
    """A row for each policy, and the share of hindsight with prices."""
    seats = world.instance.place_seats
    weeks = weeks_of_arrival(CITIZENS, WEEKS, SEED)
    most, placed = hindsight(world.lists, seats)
    rows: list[list[object]] = [["hindsight optimum", placed, most, "100.0 %", ""]]
    share = 0.0
    for name, policy in POLICIES.items():
        say(name)
        points, placed, seconds = simulate(world.lists, seats, weeks, policy, SEED)
        share = points / most
        rows.append([name, placed, points, f"{100 * share:.1f} %", round(seconds, 2)])
    return rows, share


def main() -> None:
    """Prints the tables and writes bench/results/assign.json."""
    say(f"making {CITIZENS:,} citizens and {PLACES:,} places")
    world = make_world(SEED, CITIZENS, PLACES, K)
    instance = world.instance
    once, solving, proven = at_once(instance)
    weekly, share = week_by_week(world)
    bars = [
        Bar("assignment proven optimal", int(proven), 1, at_least=True),
        Bar("solving, CPU", round(solving, 3), 1.0, "s"),
        Bar(f"{WEEKS} weeks of arrivals with prices, share of hindsight", round(share, 4), 0.9, at_least=True),
    ]
    tables = [
        {
            "title": "All at once",
            "heading": [
                "way",
                "citizens placed",
                "fixed seats",
                "points",
                "points to the best",
                "blocking pairs",
                "CPU s",
            ],
            "rows": once,
        },
        {
            "title": f"{WEEKS} weeks of arrivals",
            "heading": ["policy", "citizens placed", "points", "share of hindsight", "CPU s, all weeks"],
            "rows": weekly,
        },
    ]
    for table in tables:
        print(f"\n{table['title']}")
        print_table(list(map(str, table["heading"])), [[str(cell) for cell in row] for row in table["rows"]])
    save(
        "assign",
        {
            "title": f"Assignment of {CITIZENS:,} citizens to {PLACES:,} places",
            "command": "make bench-assign",
            "machine": machine(),
            "notes": [
                f"{len(instance.points):,} pairs, the best {K} of each citizen; {instance.place_seats.sum():,} seats.",
                "Pairs that count in the ratio rule share the hours of their workplace.",
                "Arrivals: all seats are there from the first week; who gets none waits on.",
                "Prices of a week are learnt from those who have arrived by then.",
            ],
            "bars": [bar.as_json() for bar in bars],
            "tables": tables,
        },
    )
    finish(shortfalls(bars))


if __name__ == "__main__":
    main()
