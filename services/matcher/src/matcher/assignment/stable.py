"""Deferred acceptance: an assignment in which no citizen and place would both rather have each other.

Citizens propose, each to the places of the list in falling order; places keep the best proposals for their seats (Gale
and Shapley 1962, with the choice of a place as its seats and doors allow it). Both sides order pairs by fixed seats
first, where that is asked for, and points. Ties are broken by lot: one order of the citizens and one of the places,
drawn from a seed that is kept with the assignment, never by a property of a person. For citizens as the proposing side
no list other than the true one gives a better place.
"""

import heapq
from dataclasses import dataclass

import numpy as np

from matcher.assignment.instance import NOBODY, Instance, Numbers


@dataclass(frozen=True, slots=True)
class Orders:
    """Of each pair, how much its place wants it and how much its citizen does: higher is better, no two are equal."""

    of_place: Numbers
    of_citizen: Numbers


def draw_orders(instance: Instance, seed: int) -> Orders:
    """Both sides' orders, ties by lot."""
    chance = np.random.Generator(np.random.PCG64(seed))
    citizens = chance.permutation(instance.citizens)[instance.pair_citizen]
    doors = chance.permutation(len(instance.door_place))[instance.pair_door]
    count = len(instance.points)
    of_place, of_citizen = (np.empty(count, dtype=np.int64) for _ in range(2))
    of_place[np.lexsort((citizens, instance.points))] = np.arange(count)
    of_citizen[np.lexsort((doors, instance.points, instance.fixed))] = np.arange(count)
    return Orders(of_place, of_citizen)


class _Place:
    """The proposals that a place keeps: for each door a heap with the least wanted on top."""

    def __init__(self, seats: int) -> None:
        self.seats = seats
        self.held: dict[int, list[tuple[int, int]]] = {}

    def consider(self, door: int, capacity: int, wanted: int, pair: int) -> int | None:
        """Keeps the pair if it can. Returns what is let go: nothing, another pair, or this one."""
        mine = self.held.setdefault(door, [])
        if len(mine) < capacity and sum(map(len, self.held.values())) < self.seats:
            heapq.heappush(mine, (wanted, pair))
            return None
        rivals = mine if len(mine) >= capacity else min((each for each in self.held.values() if each), default=mine)
        if not rivals or rivals[0][0] >= wanted:
            return pair
        _, dropped = heapq.heappop(rivals)
        heapq.heappush(mine, (wanted, pair))
        return dropped


def stable_assignment(instance: Instance, orders: Orders) -> Numbers:
    """The chosen pair of each citizen: of all stable assignments the best for every citizen at once."""
    by_citizen = np.lexsort((-orders.of_citizen, instance.pair_citizen))
    edges = np.searchsorted(instance.pair_citizen[by_citizen], np.arange(instance.citizens + 1)).tolist()
    lists = by_citizen.tolist()
    upcoming, ends = edges[:-1], edges[1:]
    door_of, wanted = instance.pair_door.tolist(), orders.of_place.tolist()
    citizen_of, place_of = instance.pair_citizen.tolist(), instance.door_place.tolist()
    capacity = instance.door_capacity.tolist()
    places = [_Place(seats) for seats in instance.place_seats.tolist()]
    chosen = np.full(instance.citizens, NOBODY, dtype=np.int64)
    free = list(range(instance.citizens - 1, -1, -1))
    while free:
        citizen = free.pop()
        if upcoming[citizen] == ends[citizen]:
            continue
        pair = lists[upcoming[citizen]]
        upcoming[citizen] += 1
        door = door_of[pair]
        dropped = places[place_of[door]].consider(door, capacity[door], wanted[pair], pair)
        if dropped != pair:
            chosen[citizen] = pair
        if dropped is not None:
            loser = citizen_of[dropped]
            if dropped != pair:
                chosen[loser] = NOBODY
            free.append(loser)
    return chosen


def blocking_pairs(instance: Instance, orders: Orders, chosen: Numbers) -> Numbers:
    """The pairs that would both rather have each other than what they have; none when the assignment is stable.

    A place wants a pair when there is room, or when it would let somebody go for it whom it wants less.
    """
    doors_taken, seats_taken = instance.taken(chosen)
    pairs = chosen[chosen != NOBODY]
    most = len(instance.points)
    worst_of_door = np.full(len(instance.door_place), most, dtype=np.int64)
    np.minimum.at(worst_of_door, instance.pair_door[pairs], orders.of_place[pairs])
    worst_of_place = np.full(len(instance.place_seats), most, dtype=np.int64)
    np.minimum.at(worst_of_place, instance.door_place, worst_of_door)
    own = chosen[instance.pair_citizen]
    rather = (own == NOBODY) | (orders.of_citizen > orders.of_citizen[own])
    door, place = instance.pair_door, instance.door_place[instance.pair_door]
    at_door = (doors_taken >= instance.door_capacity)[door]
    at_place = (seats_taken >= instance.place_seats)[place]
    better_than = np.where(at_door, worst_of_door[door], worst_of_place[place])
    empty = np.where(at_door, instance.door_capacity[door] == 0, instance.place_seats[place] == 0)
    room = ~at_door & ~at_place
    takes = room | (~empty & (orders.of_place > better_than))
    blocking: Numbers = np.flatnonzero(rather & takes).astype(np.int64)
    return blocking
