"""Ten million returned places, none of which may break a hard constraint, while the places change.

Between the searches places change as the feed would change them: seats are taken and given back, hours and openings
change, demands are answered, places move and new ones come. Long tails are merged in another thread, as the service
does it, while searches go on. Every returned place is checked by `bench.soak.checking`, which knows only what the feed
said; one in a hundred is checked by `rettematch.constraints.failed_constraints` itself besides.

    python -m bench.soak [--rows 10000000] [--places 100000]
"""

import argparse
import asyncio
import random
import time
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from bench.places import say
from bench.report import Bar, finish, machine, print_table, save, shortfalls
from bench.soak.checking import Facts, facts_of, fits
from matcher.catalogue.columns import Columns
from matcher.catalogue.state import Catalogue
from matcher.ranking import concepts
from matcher.ranking.answers import usable
from matcher.ranking.engines import compile_search, search
from matcher.ranking.points import weights_on
from matcher.ranking.query import build_query
from matcher.synthetic import AS_OF, MUNICIPALITY, Shape, make_places, make_profile
from rettematch.constraints import failed_constraints
from rettematch.contracts.matching import MatchingProfile
from rettematch.contracts.places import PlaceSnapshot

K: Final = 100
ONE_IN: Final = 100
CHANGES_A_ROUND: Final = 400
SEARCHES_A_ROUND: Final = 200
CITIZENS: Final = 4_000
KINDS: Final = ("typical",) * 5 + ("tight",) + ("nationwide",) * 4


@dataclass
class World:
    """The places as the feed has told them, beside the matcher's own copy."""

    places: list[PlaceSnapshot]
    facts: Facts
    catalogue: Catalogue
    chance: random.Random
    row_of: dict[int, int] = field(default_factory=dict)
    """By the id of a place, as a number."""

    def columns(self) -> Columns:
        return self.catalogue.of(MUNICIPALITY)

    def change(self, others: list[PlaceSnapshot]) -> None:
        """One round of changes, told to the matcher as a page of the feed."""
        changed = {}
        for row in self.chance.sample(range(len(self.places)), CHANGES_A_ROUND):
            place, other = self.places[row], self.chance.choice(others)
            fields: dict[str, object] = {"version": place.version + 1}
            drawn = self.chance.random()
            if drawn < 0.5:
                fields["seats_taken"] = self.chance.randrange(place.seats + 1)
            elif drawn < 0.8:
                names = (
                    "open",
                    "open_until",
                    "hours_per_week_min",
                    "hours_per_day_min",
                    "days",
                    "supported_hours_free",
                )
                fields |= {name: getattr(other, name) for name in names}
            else:
                fields |= other.model_dump(exclude={"place_id", "municipality_code", "version"}, round_trip=True)
            changed[row] = PlaceSnapshot.model_validate(place.model_dump(round_trip=True) | fields)
        for row, place in changed.items():
            self.places[row] = place
            self.facts.put(row, facts_of([place]))
        self.catalogue.apply(changed.values())


@dataclass
class Counted:
    """What has been seen so far."""

    rows: int = 0
    searches: int = 0
    violations: int = 0
    asked_again: int = 0
    changes: int = 0
    merges: int = 0


def check(world: World, profile: MatchingProfile, counted: Counted) -> None:
    """One search, and every place that it returns."""
    columns, profile = world.columns(), usable(profile)
    query = build_query(profile, weights_on(AS_OF), columns)
    found = search(columns, query, K, 0, counted=False).fits.rows.tolist()
    rows = np.array([world.row_of[columns.place_id(row).int] for row in found], dtype=np.intp)
    counted.searches += 1
    counted.rows += len(rows)
    counted.violations += int(np.count_nonzero(~fits(profile, world.facts.at(rows))))
    for row in rows[counted.searches % ONE_IN :: ONE_IN].tolist():
        counted.asked_again += 1
        counted.violations += bool(failed_constraints(profile, world.places[row]))


async def soak(count: int, rows: int, seed: int = 1) -> Counted:
    """Changes, merges and searches until so many places have been returned."""
    chance, counted = random.Random(seed), Counted()
    places = list(make_places(seed, count))
    others = list(make_places(seed + 1, 2_000))
    world = World(places, facts_of(places), Catalogue(60), chance)
    world.row_of = {place.place_id.int: row for row, place in enumerate(places)}
    world.catalogue.apply(places)
    employers = [place.employer_id for place in places[:2_000]]
    citizens = [make_profile(chance, KINDS[at % len(KINDS)], Shape(), employers) for at in range(CITIZENS)]
    told = time.monotonic()
    while counted.rows < rows:
        world.change(others)
        counted.changes += CHANGES_A_ROUND
        merging = None
        if world.catalogue.unmerged():
            merging = asyncio.create_task(world.catalogue.merge())
            counted.merges += 1
        for profile in chance.sample(citizens, SEARCHES_A_ROUND):
            check(world, profile, counted)
            await asyncio.sleep(0)
        if merging is not None:
            await merging
        if time.monotonic() - told > 15:
            told = time.monotonic()
            say(f"{counted.rows:,} places returned, {counted.violations} violations, {counted.merges} merges")
    return counted


def main() -> None:
    """Prints the table, writes bench/results/soak-match.json, says whether the bar holds."""
    parser = argparse.ArgumentParser(prog="soak-match")
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--places", type=int, default=100_000)
    wanted = parser.parse_args()
    concepts.warm()
    compile_search()
    counted = asyncio.run(soak(wanted.places, wanted.rows))
    table = [
        ["places returned and checked", counted.rows, "rows"],
        ["of them asked of the scalar definition too", counted.asked_again, "rows"],
        ["searches", counted.searches, ""],
        ["changes of places between them", counted.changes, ""],
        ["merges while searches went on", counted.merges, ""],
        ["violations of a hard constraint", counted.violations, "rows"],
    ]
    print_table(("", "number"), [(str(label), f"{value:,}") for label, value, _ in table])
    bars = [
        Bar("violations", counted.violations, 0),
        Bar("rows checked", counted.rows, wanted.rows, at_least=True),
    ]
    title = f"Hard constraints while {wanted.places:,} places change"
    save(
        "soak-match",
        {"title": title, "rows": table, "bars": [each.as_json() for each in bars], "machine": machine()},
    )
    finish(shortfalls(bars))


if __name__ == "__main__":
    main()
