"""The open seats, and the hours that the ratio rule (rimelighedskravet) leaves at each workplace.

A pair counts in the ratio when all schemes that citizen and place have in common do; it then takes the place's fewest
weekly hours, a quarter at least, from its workplace: the measure of the hard constraint `ratio`
(`rettematch.constraints`). Several places share the hours of one workplace, which no flow can say when they differ in
hours. Therefore `seats_by_hours` bounds each place by itself first, and `shared_out` bounds the places of a workplace
together when proposals have taken more than there is.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from matcher.assignment.instance import Instance, Numbers
from matcher.catalogue.encoding import quarters
from rettematch.contracts.places import CooperationModel, PlaceSnapshot

DOORS = 2
"""Of each place: an even door for pairs outside the ratio, an odd one for pairs that count in it."""

COUNTED = 1


@dataclass(frozen=True, slots=True)
class Held:
    """What accepted proposals hold until the feed says more: seats by place and quarters of hours by workplace."""

    seats: Mapping[UUID, int]
    quarters: Mapping[UUID, int]


NOTHING_HELD = Held({}, {})


@dataclass(frozen=True, slots=True)
class Openings:
    """The places in question, by position. Hours are in quarters a week; `room` is by number of the workplace."""

    seats: Numbers
    fixed: NDArray[np.bool_]
    needed: Numbers
    workplace: Numbers
    room: Numbers


def openings_of(places: Sequence[PlaceSnapshot], held: Held = NOTHING_HELD, *, fixed_first: bool = True) -> Openings:
    """The free seats of places, less what is held.

    Args:
        places: As the feed gave them. Where two places of a workplace tell different hours, the fewer count.
        held: By accepted proposals.
        fixed_first: Whether fixed seats (rule stv_model_1) come before others.
    """
    numbers: dict[UUID, int] = {}
    room: list[int] = []
    for place in places:
        free = 0 if place.supported_hours_free is None else quarters(place.supported_hours_free)
        number = numbers.setdefault(place.workplace_id, len(numbers))
        if number == len(room):
            room.append(free)
        room[number] = min(room[number], free)
    for workplace, number in numbers.items():
        room[number] = max(room[number] - held.quarters.get(workplace, 0), 0)
    seats = [(place.seats - place.seats_taken - held.seats.get(place.place_id, 0)) * place.open for place in places]
    fixed = [fixed_first and place.cooperation_model is CooperationModel.FIXED_SEATS for place in places]
    return Openings(
        seats=np.array([max(free, 0) for free in seats], dtype=np.int64),
        fixed=np.array(fixed, dtype=np.bool_),
        needed=np.array([max(quarters(place.hours_per_week_min), 1) for place in places], dtype=np.int64),
        workplace=np.array([numbers[place.workplace_id] for place in places], dtype=np.int64),
        room=np.array(room, dtype=np.int64),
    )


def seats_by_hours(openings: Openings) -> Numbers:
    """How many seats of each place the hours of its workplace would allow if no other place took any.

    It may be more than there are: then the price of a seat says what one more would add.
    """
    return openings.room[openings.workplace] // openings.needed


def instance_of(
    openings: Openings,
    citizens: int,
    pairs: tuple[Numbers, Numbers, Numbers, Numbers],
    allowed: Numbers,
) -> Instance:
    """The instance with two doors a place.

    Args:
        openings: The places.
        citizens: How many.
        pairs: Citizen, position of the place, 1 when the pair counts in the ratio, and points, of each pair.
        allowed: Seats of each place for pairs that count in the ratio.
    """
    citizen, place, counted, points = pairs
    positions = np.arange(len(openings.seats), dtype=np.int64)
    unbounded = np.full(len(allowed), citizens, dtype=np.int64)
    capacity = np.stack([unbounded, allowed], axis=1).reshape(-1)
    return Instance(
        citizens,
        citizen,
        DOORS * place + counted,
        points,
        np.repeat(positions, DOORS),
        capacity,
        openings.seats,
        openings.fixed,
    )


def hours_used(openings: Openings, instance: Instance, chosen: Numbers) -> Numbers:
    """Quarters that the chosen pairs take from each workplace."""
    counted = instance.taken(chosen)[0].reshape(-1, DOORS)[:, COUNTED]
    used = np.zeros(len(openings.room), dtype=np.int64)
    np.add.at(used, openings.workplace, counted * openings.needed)
    return used


def contested(openings: Openings) -> tuple[int, ...]:
    """The workplaces whose places could together take more hours than there are."""
    most = np.minimum(seats_by_hours(openings), openings.seats) * openings.needed
    used = np.zeros(len(openings.room), dtype=np.int64)
    np.add.at(used, openings.workplace, most)
    return tuple(np.flatnonzero(used > openings.room).tolist())


def shared_out(
    openings: Openings, instance: Instance, pairs: Numbers, allowed: Numbers, workplaces: Collection[int]
) -> Numbers:
    """Seats for counted pairs, so shared among the places of these workplaces that their hours suffice for all of them.

    Args:
        openings: The places.
        instance: Over them.
        pairs: Those that keep their seats, in falling order of points, while the hours last. Hours that are left go to
            further seats in the order of the places.
        allowed: What other workplaces' places keep.
        workplaces: Whose hours are shared out.
    """
    order = np.lexsort((pairs, -instance.points[pairs]))
    doors = instance.pair_door[pairs[order]]
    left = {number: int(openings.room[number]) for number in workplaces}
    seats: Counter[int] = Counter()

    def give(place: int) -> None:
        workplace = int(openings.workplace[place])
        if left[workplace] >= openings.needed[place]:
            left[workplace] -= int(openings.needed[place])
            seats[place] += 1

    for door in doors.tolist():
        place, counted = divmod(door, DOORS)
        if counted and int(openings.workplace[place]) in left:
            give(place)
    shared = allowed.copy()
    for place in np.flatnonzero(np.isin(openings.workplace, list(left))).tolist():
        for _ in range(seats[place], min(int(allowed[place]), int(openings.seats[place]))):
            give(place)
        shared[place] = seats[place]
    return shared
