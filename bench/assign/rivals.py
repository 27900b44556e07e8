"""What an assignment is compared with: the best pair first, and first come."""

import numpy as np

from matcher.assignment.instance import NOBODY, Instance, Numbers


def _taken_in_turn(instance: Instance, order: Numbers) -> Numbers:
    """Each pair in this order, when its citizen and a seat are still free."""
    doors, seats = instance.door_capacity.tolist(), instance.place_seats.tolist()
    door_of, citizen_of = instance.pair_door.tolist(), instance.pair_citizen.tolist()
    place_of = instance.door_place.tolist()
    chosen = [NOBODY] * instance.citizens
    for pair in order.tolist():
        citizen, door = citizen_of[pair], door_of[pair]
        place = place_of[door]
        if chosen[citizen] == NOBODY and doors[door] and seats[place]:
            chosen[citizen] = pair
            doors[door] -= 1
            seats[place] -= 1
    return np.array(chosen, dtype=np.int64)


def best_pair_first(instance: Instance) -> Numbers:
    """Greedy: all pairs in falling order of points."""
    return _taken_in_turn(instance, np.argsort(-instance.points, kind="stable"))


def first_come(instance: Instance, seed: int) -> Numbers:
    """The citizens by lot, each the best place that is left."""
    turn = np.random.default_rng(seed).permutation(instance.citizens)[instance.pair_citizen]
    return _taken_in_turn(instance, np.lexsort((-instance.points, turn)))
