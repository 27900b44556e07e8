"""Outreach for 300 waiting citizens over 100,000 places, and 300 citizens for one seat, on one core.

`python -m bench.outreach` measures CPU time from the disclosed profiles to the whole answer, the copy of the places
included, and checks some of the answer against the scalar constraints.
"""

import argparse
import random
import time
from collections.abc import Sequence
from typing import Final
from uuid import UUID

from bench.places import make_columns, make_profiles, say
from bench.report import Bar, finish, machine, median, print_table, save, shortfalls
from matcher.candidates.answers import find_candidates
from matcher.candidates.schemas import CandidatesRequest
from matcher.outreach.answers import outreach
from matcher.outreach.market import Market, copy_of, market_of
from matcher.outreach.misses import outcome
from matcher.outreach.schemas import OutreachRequest
from matcher.ranking.answers import usable
from matcher.ranking.points import weights_on
from matcher.synthetic import AS_OF, make_places
from rettematch.constraints import failed_constraints
from rettematch.contracts.matching import MatchingProfile
from rettematch.contracts.places import PlaceSnapshot

PLACES: Final = 100_000
CITIZENS: Final = 300
CHECKED: Final = 3_000
"""Places that each of a few citizens is checked against."""
_TEAM: Final = UUID(int=7)
_PLACES_SEED: Final = 1


def _differences(market: Market, profiles: Sequence[MatchingProfile], places: Sequence[PlaceSnapshot]) -> int:
    """How many pairs the columns and the scalar constraints disagree about: fits, or misses by one thing or more."""
    rows = {market.place_id(row): row for row in range(len(market))}
    wrong = 0
    for profile in map(usable, profiles):
        found = outcome(market, profile)
        fits, misses = set(found.fits.tolist()), set(found.misses.tolist())
        for place in places:
            failures, row = failed_constraints(profile, place), rows[place.place_id]
            wrong += (row in fits) != (not failures)
            wrong += row in misses and len(failures) != 1
    return wrong


def main() -> None:
    """Measures, prints, saves."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--places", type=int, default=PLACES)
    parser.add_argument("--citizens", type=int, default=CITIZENS)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    columns = make_columns(asked.places)
    profiles = make_profiles(columns, asked.citizens)
    request, weights = OutreachRequest(team_id=_TEAM), weights_on(AS_OF)
    say("outreach")
    copying, whole, filling = [], [], []
    for _ in range(asked.rounds):
        begun = time.process_time()
        copies = copy_of(columns)
        copying.append(time.process_time() - begun)
        answer = outreach(market_of(copies), profiles, request)
        whole.append(time.process_time() - begun)
    say("candidates for a seat")
    some = [each for each, _ in zip(make_places(_PLACES_SEED, asked.places), range(CHECKED), strict=False)]
    chance = random.Random(1)
    for _ in range(asked.rounds):
        place = chance.choice([each for each in some if each.open and each.seats_taken < each.seats])
        begun = time.process_time()
        find_candidates(place, profiles, weights, CandidatesRequest(team_id=_TEAM))
        filling.append(time.process_time() - begun)
    say("checking")
    wrong = _differences(market_of(copy_of(columns)), profiles[:10], some)
    bars = [
        Bar(f"outreach, {asked.citizens} citizens x {asked.places:,} places", median(whole), 2, "CPU s"),
        Bar("pairs that differ from the scalar constraints", wrong, 0),
    ]
    rows: list[tuple[str, float, str]] = [
        ("outreach, whole answer", median(whole), "CPU s"),
        ("of it the copy, during which no place can change", 1000 * median(copying), "CPU ms"),
        (f"{asked.citizens} citizens for one seat", median(filling), "CPU s"),
        ("citizens whom some visit would serve", answer.reachable, ""),
        ("citizens newly served by the first ten visits", sum(each.newly_served for each in answer.visits[:10]), ""),
    ]
    print_table(("figure", "measured", "unit"), [(name, f"{value:.3g}", unit) for name, value, unit in rows])
    save(
        "outreach",
        {
            "title": "Whom to visit for a team's waiting citizens",
            "command": "make bench-outreach",
            "machine": machine(),
            "notes": [f"Medians of {asked.rounds} rounds; {CHECKED:,} places checked for each of ten citizens."],
            "bars": [each.as_json() for each in bars],
            "rows": [list(row) for row in rows],
        },
    )
    finish(shortfalls(bars))


if __name__ == "__main__":
    main()
