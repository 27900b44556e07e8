"""Weekly batches with learnt prices: within the seats, without a look ahead, and better than none."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bench.assign.arrivals import POLICIES, hindsight, simulate, weeks_of_arrival
from matcher.assignment.arrivals import Lists, learnt_prices, most_points, surplus_assignment, weekly_assignment
from matcher.assignment.instance import NOBODY, Instance
from tests.matcher.assignment.instances import every_assignment, instances


def random_lists(seed: int, citizens: int, places: int) -> Lists:
    chance = np.random.default_rng(seed)
    each = [
        np.sort(chance.choice(places, size=int(chance.integers(0, places)), replace=False)) for _ in range(citizens)
    ]
    edges = np.r_[0, np.cumsum([len(one) for one in each])].astype(np.int64)
    place = np.concatenate(each).astype(np.int64)
    scarce = 400 * (place < places // 4)
    return Lists(edges, place, chance.integers(1, 500, len(place)) + scarce)


@given(instances())
def test_the_most_points_and_the_points_of_one_more_seat(instance: Instance) -> None:
    def best(one: Instance) -> int:
        return max(one.total(chosen)[2] for chosen in every_assignment(one))

    chosen, prices = most_points(instance)
    assert instance.keeps_capacity(chosen)
    assert instance.total(chosen)[2] == best(instance)
    for place in range(len(instance.place_seats)):
        more = instance.place_seats.copy()
        more[place] += 1
        grown = Instance(
            instance.citizens,
            instance.pair_citizen,
            instance.pair_door,
            instance.points,
            instance.door_place,
            instance.door_capacity,
            more,
            instance.place_fixed,
        )
        assert prices[place] == best(grown) - best(instance)


@given(instances(), st.data())
def test_nobody_gets_a_seat_that_costs_more_than_it_gives(instance: Instance, data: st.DataObject) -> None:
    places = len(instance.place_seats)
    prices = np.array(data.draw(st.lists(st.integers(0, 900), min_size=places, max_size=places)), dtype=np.int64)
    surplus = instance.points - prices[instance.door_place[instance.pair_door]]
    chosen = surplus_assignment(instance, prices)
    assert instance.keeps_capacity(chosen)
    pairs = chosen[chosen != NOBODY]
    assert (surplus[pairs] >= 0).all()
    best = max(int(surplus[each[each != NOBODY]].sum()) for each in every_assignment(instance))
    assert int(surplus[pairs].sum()) == best


def test_the_policy_does_not_look_at_those_who_have_not_arrived() -> None:
    lists = random_lists(3, 60, 20)
    seats = np.full(20, 2, dtype=np.int64)
    arrived, batch = np.arange(30), np.arange(20, 30)
    changed = lists.points.copy()
    changed[int(lists.edges[30]) :] = 1
    other = Lists(lists.edges, lists.place, changed)
    chosen = [
        weekly_assignment(each, batch, arrived, 30, seats, np.random.default_rng(1)).tolist() for each in (lists, other)
    ]
    assert chosen[0] == chosen[1]
    assert any(place != NOBODY for place in chosen[0])


def test_without_anybody_to_come_nothing_has_a_price() -> None:
    lists = random_lists(3, 10, 5)
    seats = np.ones(5, dtype=np.int64)
    chance = np.random.default_rng(1)
    assert not learnt_prices(lists, np.arange(10), 0, seats, chance).any()
    assert not learnt_prices(lists, np.arange(0), 5, seats, chance).any()
    assert weekly_assignment(lists, np.arange(0), np.arange(0), 5, seats, chance).tolist() == []


def test_prices_bring_more_than_batches_and_never_more_than_hindsight() -> None:
    lists = random_lists(11, 400, 40)
    seats = np.full(40, 4, dtype=np.int64)
    weeks = weeks_of_arrival(400, 8, 5)
    most, _ = hindsight(lists, seats)
    points = {name: simulate(lists, seats, weeks, policy, 2)[0] for name, policy in POLICIES.items()}
    assert max(points.values()) <= most
    assert points["weekly batch with shadow prices"] > points["weekly batch"]
    assert points["weekly batch with shadow prices"] > points["best free place each"]
