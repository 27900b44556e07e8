"""The best places for many citizens at once, for what looks at a whole team."""

from collections.abc import Iterable, Iterator

from matcher.catalogue.columns import Columns
from matcher.ranking.answers import usable
from matcher.ranking.engines import Best, best_places
from matcher.ranking.points import Weights
from matcher.ranking.query import build_query
from rettematch.contracts.matching import MatchingProfile


def rank_many(profiles: Iterable[MatchingProfile], columns: Columns, weights: Weights, k: int) -> Iterator[Best]:
    """Rows and scores of the k best places that fit each citizen, as `rank` would list them.

    Args:
        profiles: As the case API disclosed them.
        columns: The places of their municipality; they must not change before the last list is read.
        weights: The points.
        k: How many places a citizen.
    """
    return best_places(columns, (build_query(usable(each), weights, columns) for each in profiles), k)
