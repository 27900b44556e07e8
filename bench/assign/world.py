"""10,000 made-up citizens and 3,000 open places of one area, with each citizen's best fifty by the matcher's engine."""

import random
from dataclasses import dataclass

import numpy as np

from matcher.assignment.arrivals import Lists
from matcher.assignment.instance import Instance, Numbers
from matcher.assignment.openings import instance_of, openings_of, seats_by_hours
from matcher.catalogue.columns import Columns, NewPlace
from matcher.catalogue.encoding import encode, scheme_bits
from matcher.ranking.engines import search
from matcher.ranking.points import weights_on
from matcher.ranking.query import build_query
from matcher.synthetic import AS_OF, Shape, make_places, make_profile
from rettematch.constraints import complete_demands
from rettematch.contracts.places import PlaceSnapshot
from rettematch.programmes.law import counts_in_ratio

AREA = Shape(postcodes=60)
"""Few enough postcodes that most citizens reach hundreds of places, as around a city."""

MIX = ("typical",) * 7 + ("tight",) * 2 + ("nationwide",)


@dataclass(frozen=True, slots=True)
class World:
    """The instance of everybody at once, and the same pairs as lists for a simulation of arrivals."""

    instance: Instance
    lists: Lists
    list_lengths: Numbers
    full: int
    """How many lists are as long as they may be."""


def _places(seed: int, count: int) -> list[PlaceSnapshot]:
    """Places with an offer to make: open today, seats free, some scheme."""
    found = []
    for place in make_places(seed, 4 * count, AREA):
        if place.open and place.schemes:
            open_now = {"seats_taken": 0, "open_from": AS_OF, "open_until": None}
            found.append(place.model_copy(update=open_now))
        if len(found) == count:
            return found
    raise ValueError("too few places were made")


def make_world(seed: int, citizens: int, places: int, k: int) -> World:
    """The same for the same seed."""
    snapshots = sorted(_places(seed, places), key=lambda each: each.place_id)
    columns = Columns()
    columns.apply([NewPlace(place, encode(place, complete_demands(place))) for place in snapshots])
    positions = {place.place_id: position for position, place in enumerate(snapshots)}
    weights, chance = weights_on(AS_OF), random.Random(seed + 1)
    found_places, points, counted = [], [], []
    for number in range(citizens):
        profile = make_profile(chance, MIX[number % len(MIX)], AREA)
        fits = search(columns, build_query(profile, weights, columns), k, 0).fits
        exempt = scheme_bits(each for each in profile.schemes if not counts_in_ratio(each, AS_OF))
        found_places.append([positions[columns.place_id(row)] for row in fits.rows.tolist()])
        points.append(fits.scores)
        counted.append((columns.arrays.schemes[fits.rows] & np.uint8(exempt)) == 0)
    lengths = np.array([len(each) for each in found_places], dtype=np.int64)
    citizen = np.repeat(np.arange(citizens), lengths)
    place = np.array([number for each in found_places for number in each], dtype=np.int64)
    all_points, all_counted = (np.concatenate(each).astype(np.int64) for each in (points, counted))
    openings = openings_of(snapshots)
    instance = instance_of(openings, citizens, (citizen, place, all_counted, all_points), seats_by_hours(openings))
    lists = Lists(np.r_[0, np.cumsum(lengths)].astype(np.int64), place, all_points)
    return World(instance, lists, lengths, int((lengths == k).sum()))
