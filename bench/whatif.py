"""What if, in process: every single relaxation of one profile over a million places, from profile to answer.

Seeded profiles in the mix of the engine's benchmark; the request leaves schemes out for every third. Times are CPU
milliseconds of one thread from a matching profile to the answer with its Danish texts. Beside it, for some of the
profiles, a search for each relaxation one by one over the changed profile: what the one pass stands for. Where both
were done, counts and points of every answer must be equal.

    python -m bench.whatif [--places 1000000] [--queries 300]
"""

import argparse
import gc
import time
from itertools import starmap
from typing import Final

from bench.places import make_columns, make_profiles, say
from bench.report import Bar, finish, machine, median, percentile, print_table, save, shortfalls
from matcher.catalogue.columns import Columns
from matcher.ranking import concepts
from matcher.ranking.answers import usable
from matcher.ranking.engines import compile_search, search
from matcher.ranking.points import Weights, weights_on
from matcher.ranking.query import build_query
from matcher.ranking.schemas import RankingOptions, RankingRequest
from matcher.synthetic import AS_OF
from matcher.whatif.answers import offer_of, what_if
from matcher.whatif.changes import Wanted, changes
from matcher.whatif.relaxations import LIFTS, all_relaxations
from matcher.whatif.scan import compile_scan
from matcher.whatif.schemas import WhatIfResult
from rettematch.contracts.matching import MatchingProfile
from rettematch.identifiers import uuid7

MILLION: Final = 1_000_000
QUERIES: Final = 300
WARM_UP: Final = 20
ONE_BY_ONE: Final = 40
BAR_P99_MS: Final = 30.0
K: Final = 20
_LEAVING_OUT: Final = 3


def request_of(profile: MatchingProfile, number: int) -> RankingRequest:
    """Of twenty places; every third asks for the first scheme only, so that others are left out."""
    schemes = profile.schemes[:1] if number % _LEAVING_OUT == 0 else None
    return RankingRequest(case_id=uuid7(), k=K, options=RankingOptions(schemes=schemes))


def one_by_one(columns: Columns, weights: Weights, profile: MatchingProfile, request: RankingRequest) -> dict[str, int]:
    """How many more places fit by `relaxation value`, each by a search of its own over the changed profile."""
    wanted = Wanted(usable(profile), request.options.schemes)

    def fitting(each: Wanted) -> int:
        found = search(columns, build_query(each.profile, weights, columns, each.schemes), 1, 0)
        return found.fits.total or 0

    today = fitting(wanted)
    return {
        f"{change.relaxation.id} {change.value}": fitting(change.wanted) - today
        for change in changes(wanted, offer_of(columns), all_relaxations())
    }


def agrees(answer: WhatIfResult, counted: dict[str, int]) -> bool:
    """Whether every answer names as many places as the searches found."""
    return all(
        counted[f"{each.relaxation} {each.value}"] == each.more_places for each in answer.answers if LIFTS[each.kind]
    )


def main() -> None:
    """Prints the table, writes bench/results/whatif.json, says whether the bar holds."""
    parser = argparse.ArgumentParser(prog="bench-whatif", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--places", type=int, default=MILLION)
    parser.add_argument("--queries", type=int, default=QUERIES)
    chosen = parser.parse_args()
    columns, weights, relaxations = make_columns(chosen.places), weights_on(AS_OF), all_relaxations()
    concepts.warm()
    compile_search()
    compile_scan()
    profiles = make_profiles(columns, WARM_UP + chosen.queries)
    asked = [(profile, request_of(profile, number)) for number, profile in enumerate(profiles)]
    gc.collect()
    gc.freeze()
    say(f"{chosen.places:,} places: {chosen.queries} times what if")
    times, answers = [], []
    for profile, request in asked:
        begun = time.process_time()
        answers.append(what_if(profile, columns, weights, request, relaxations))
        times.append((time.process_time() - begun) * 1000)
    say(f"{ONE_BY_ONE} of them by a search for each relaxation")
    apart, right = [], 0
    for answer, (profile, request) in list(zip(answers, asked, strict=True))[-ONE_BY_ONE:]:
        begun = time.process_time()
        counted = one_by_one(columns, weights, profile, request)
        apart.append((time.process_time() - begun) * 1000)
        right += agrees(answer, counted)
    gc.unfreeze()
    times, answers = times[WARM_UP:], answers[WARM_UP:]
    same = times[-ONE_BY_ONE:]

    def line(name: str, given: list[float]) -> list[object]:
        return [name, median(given), percentile(given, 0.99), sum(given) / len(given), max(given)]

    heading = ["", "p50", "p99", "mean", "max"]
    table = list(
        starmap(
            line,
            [
                ("one pass", times),
                (f"one pass, the last {ONE_BY_ONE}", same),
                (f"a search for each, the last {ONE_BY_ONE}", apart),
            ],
        )
    )
    print(f"{chosen.places:,} places, {chosen.queries} citizens; CPU ms")
    print_table(heading, [(str(row[0]), *(f"{value:.3f}" for value in row[1:])) for row in table])
    tried = sum(each.tried for each in answers) / len(answers)
    named = sum(len(each.answers) for each in answers) / len(answers)
    print(f"relaxations tried: {tried:.1f} a citizen; named: {named:.1f}; equal to a search for each: {right}")
    bars = [
        Bar("what if, p99", percentile(times, 0.99), BAR_P99_MS, "CPU ms"),
        Bar(f"answers equal to a search for each relaxation, of {ONE_BY_ONE}", right, ONE_BY_ONE, at_least=True),
    ]
    save(
        "whatif",
        {
            "title": f"What if over {chosen.places:,} places",
            "command": "make bench-whatif",
            "machine": machine(),
            "notes": ["From a matching profile to the whole answer, one thread, CPU milliseconds."],
            "bars": [bar.as_json() for bar in bars],
            "rows": [
                ["relaxations tried for each citizen, mean", round(tried, 1), ""],
                ["relaxations named for each citizen, mean", round(named, 1), ""],
            ],
            "tables": [{"title": "CPU ms", "heading": heading, "rows": table}],
        },
    )
    finish(shortfalls(bars))


if __name__ == "__main__":
    main()
