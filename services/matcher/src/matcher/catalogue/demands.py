"""A place's demands on every dimension of considerations.

What nobody has recorded is not taken for nothing: the industry package's typical demand stands in as an assumption, and
where there is none, the highest demand does, so that somebody asks.
"""

from functools import cache

from rettematch.considerations import DIMENSIONS, MAX_LEVEL
from rettematch.contracts.places import Demand, Knowledge, PlaceSnapshot
from rettematch.industry.packages import UnknownPackageError, package


@cache
def _assumed(package_id: str) -> dict[str, Demand]:
    try:
        typical = package(package_id).demand_levels
    except UnknownPackageError:
        typical = {}
    return {
        each.id: Demand(dimension=each.id, usual=typical.get(each.id, MAX_LEVEL), known=Knowledge.ASSUMED)
        for each in DIMENSIONS
    }


def complete(place: PlaceSnapshot) -> tuple[Demand, ...]:
    """The place's own demands, and an assumed one for each dimension on which it has none."""
    own = {demand.dimension: demand for demand in place.demands}
    return tuple((_assumed(place.package) | own).values())
