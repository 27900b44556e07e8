"""Made-up places as the matcher holds them, and the mix of citizens who ask for them.

A million places take minutes to make, so the columns are kept in build/bench/, by a hash of the sources that they come
from. Deleting that folder costs nothing but the time.
"""

import gc
import hashlib
import pickle
import random
import sys
from itertools import islice
from pathlib import Path
from typing import Final

import matcher.catalogue
import matcher.ranking.concepts
import matcher.ranking.points
import matcher.synthetic
import rettematch.considerations
import rettematch.contracts.places
from matcher.catalogue.columns import Columns, NewPlace
from matcher.catalogue.encoding import encode
from matcher.synthetic import Shape, make_places, make_profile
from rettematch.constraints import complete_demands
from rettematch.contracts.matching import MatchingProfile

MIX: Final = ("typical",) * 7 + ("tight",) * 2 + ("nationwide",)
"""70 % typical citizens, 20 % with a small reach and many considerations, 10 % who can travel all over the country."""

_CACHE: Final = Path(__file__).parents[1] / "build" / "bench"
_SEED: Final = 1
_AT_A_TIME: Final = 100_000


def say(text: str) -> None:
    """Progress, beside the table that goes to stdout."""
    print(text, file=sys.stderr, flush=True)


def _sources() -> str:
    """A hash of what the columns are made by."""
    catalogue = Path(next(iter(matcher.catalogue.__path__)))
    points = Path(str(matcher.ranking.points.__file__))  # the order of the places rests on the points too
    files = [Path(__file__), points, *catalogue.glob("*.py"), *points.parent.glob("weights/*.toml")]
    modules = (matcher.synthetic, matcher.ranking.concepts, rettematch.considerations, rettematch.contracts.places)
    files += [Path(str(module.__file__)) for module in modules]
    made = hashlib.sha256()
    for path in sorted(files, key=lambda each: each.name):
        made.update(path.read_bytes())
    return made.hexdigest()[:16]


def build_columns(count: int) -> Columns:
    """As `make_columns`, made anew and not kept."""
    columns, places = Columns(), make_places(_SEED, count)
    while some := [NewPlace(place, encode(place, complete_demands(place))) for place in islice(places, _AT_A_TIME)]:
        columns.apply(some)
    return columns.merged()


def make_columns(count: int) -> Columns:
    """`count` places of one municipality, so that its border helps nobody; the same for the same sources."""
    kept = _CACHE / f"columns-{count}-{_sources()}.pickle"
    gc.disable()  # a million objects that all stay would be gone over again and again
    try:
        if kept.exists():
            with kept.open("rb") as file:
                columns: Columns = pickle.load(file)
            return columns
        say(f"making {count:,} places")
        columns = build_columns(count)
        _CACHE.mkdir(parents=True, exist_ok=True)
        unfinished = kept.with_suffix(".part")
        with unfinished.open("wb") as file:
            pickle.dump(columns, file, protocol=pickle.HIGHEST_PROTOCOL)
        unfinished.rename(kept)
    finally:
        gc.enable()
    return columns


def make_profiles(columns: Columns, count: int, seed: int = 2) -> list[MatchingProfile]:
    """The mix of citizens, in turn; some avoid an employer."""
    chance = random.Random(seed)
    employers = columns.employers[:2000]
    return [make_profile(chance, MIX[number % len(MIX)], Shape(), employers) for number in range(count)]
