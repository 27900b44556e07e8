"""The columns hold exactly the newest version of each place, however it came."""

import random
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.catalogue.columns import Columns, NewPlace
from matcher.catalogue.encoding import CHILD_PROTECTION, CLOSED, CRIMINAL_RECORD, FULL, encode
from matcher.catalogue.reading import ConsiderationFact, read_place
from matcher.synthetic import Shape, make_places
from rettematch.considerations import DIMENSIONS, MAX_LEVEL
from rettematch.constraints import complete_demands
from rettematch.contracts.places import Demand, Knowledge, PlaceSnapshot
from tests.matcher.ranking.worlds import SMALL, columns_of, engine_answer, small_world, some_profile

NAMES = [each.id for each in DIMENSIONS]


def new(place: PlaceSnapshot) -> NewPlace:
    return NewPlace(place, encode(place, complete_demands(place)))


def variants(places: Sequence[PlaceSnapshot], seed: int) -> list[PlaceSnapshot]:
    """Each place in three versions, the later ones with the content of another place."""
    others = list(make_places(seed + 1, 2 * len(places), SMALL))
    made = []
    for number, place in enumerate(places):
        identity = {"place_id": place.place_id, "municipality_code": place.municipality_code}
        made.append(place)
        for version in (2, 3):
            other = others[2 * number + version - 2]
            made.append(other.model_copy(update=identity | {"version": version}))
    return made


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 25), st.integers(1, 30), st.sampled_from((0, 3, 10, 8192)), st.booleans())
def test_any_order_and_any_batches_give_the_newest(seed: int, count: int, batch: int, tail: int, merging: bool) -> None:
    history = variants(small_world(seed, count), seed)
    newest = [each for each in history if each.version == 3]
    chance = random.Random(seed)
    history += chance.sample(history, len(history) // 2)
    chance.shuffle(history)
    columns = Columns(tail)
    for start in range(0, len(history), batch):
        columns.apply([new(each) for each in history[start : start + batch]])
        if merging and columns.wants_merging:
            columns = columns.merged()
    assert len(columns) == len(columns.live()) == count
    assert all(columns.version_of(each.place_id) == 3 for each in newest)
    for number in range(3):
        profile = some_profile(seed + number)
        assert engine_answer(columns, profile, 50, 50) == engine_answer(columns_of(newest), profile, 50, 50)


def test_what_is_not_newer_changes_nothing_and_is_not_counted() -> None:
    places = small_world(1, 20)
    columns = columns_of(places)
    assert columns.apply([new(each) for each in places]) == 0
    older = places[0].model_copy(update={"version": 0, "open": not places[0].open})
    assert columns.apply([new(older)]) == 0
    newer = places[0].model_copy(update={"version": 2})
    assert columns.apply([new(newer), new(newer), new(older)]) == 1


@pytest.mark.parametrize("seed", range(3))
def test_a_place_reads_back_as_it_was_written(seed: int) -> None:
    places = list(make_places(seed, 200, Shape()))
    columns = columns_of(places)
    for place in places:
        row = columns.row_of(place.place_id)
        assert row is not None
        facts = read_place(columns, row, NAMES)
        assert (facts.place_id, facts.employer_id, facts.workplace_id) == (
            place.place_id,
            place.employer_id,
            place.workplace_id,
        )
        assert facts.postcode == place.postcode
        assert (facts.open_from, facts.open_until) == (place.open_from, place.open_until)
        assert (facts.danish_spoken, facts.danish_read) == (place.language.spoken, place.language.read)
        assert facts.danish_known is place.language.known
        assert set(facts.schemes) == set(place.schemes)
        assert facts.days == place.days
        assert (facts.hours_per_day_min, facts.hours_per_week_min) == (
            place.hours_per_day_min,
            place.hours_per_week_min,
        )
        assert (facts.earliest_start, facts.latest_end) == (place.earliest_start, place.latest_end)
        assert facts.supported_hours_free == place.supported_hours_free
        assert facts.certificates == set(place.certificates)
        assert facts.paid_hours_prospect is place.paid_hours_prospect
        assert (facts.has_contact_person, facts.has_mentor) == (place.has_contact_person, place.has_mentor)
        assert bool(facts.facts_known & CLOSED) is not place.open
        assert bool(facts.facts_known & FULL) is (place.seats_taken >= place.seats)
        for bit, required in (
            (CRIMINAL_RECORD, place.clean_criminal_record),
            (CHILD_PROTECTION, place.child_protection_certificate),
        ):
            assert bool(facts.facts_known & bit) is (required is True)
            assert bool(facts.facts_assumed & bit) is (required is None)
        for demand in place.demands:
            known = demand.known.is_known
            eased = demand.usual if demand.accommodated is None or not known else demand.accommodated
            assert facts.considerations[demand.dimension] == ConsiderationFact(demand.usual, eased, known)


def test_a_demand_that_nobody_recorded_is_assumed_from_the_package() -> None:
    place = small_world(2, 1)[0]
    stated = Demand(dimension="noise", usual=0, known=Knowledge.STATED)
    kitchen = place.model_copy(update={"package": "kitchen", "demands": (stated,)})
    demands = {each.dimension: each for each in complete_demands(kitchen)}
    assert set(demands) == set(NAMES)
    assert demands["noise"] == stated
    assert all(each.known is Knowledge.ASSUMED for name, each in demands.items() if name != "noise")
    assert demands["standing"].usual > 0


def test_without_a_known_package_the_highest_demand_is_assumed_so_that_somebody_asks() -> None:
    place = small_world(2, 1)[0].model_copy(update={"package": "unheard-of", "demands": ()})
    assert {(each.usual, each.known) for each in complete_demands(place)} == {(MAX_LEVEL, Knowledge.ASSUMED)}


def test_a_change_of_seats_is_written_in_place_and_a_move_goes_to_the_tail() -> None:
    places = small_world(4, 300)
    columns = columns_of(places, 1.0)
    before = [columns.row_of(each.place_id) for each in places]
    assert columns.used == columns.in_order == 300
    taken = [each.model_copy(update={"version": 2, "seats_taken": each.seats}) for each in places]
    columns.apply([new(each) for each in taken])
    assert [columns.row_of(each.place_id) for each in places] == before
    moved = taken[0].model_copy(update={"version": 3, "postcode": "9990"})
    columns.apply([new(moved)])
    row = columns.row_of(moved.place_id)
    assert row == 300
    assert read_place(columns, row, NAMES).postcode == "9990"
    assert (len(columns), columns.used) == (300, 301)
    merged = columns.merged()
    assert (len(merged), merged.used, merged.in_order) == (300, 300, 300)
    assert {merged.place_id(each) for each in merged.live()} == {each.place_id for each in places}


def test_a_search_sees_the_old_columns_while_another_thread_merges() -> None:
    places = small_world(6, 400)
    columns = columns_of(places, 0.5)
    profile = some_profile(6, places)
    before = engine_answer(columns, profile, 20, 20)
    merged = columns.merged()
    assert engine_answer(columns, profile, 20, 20) == before
    assert engine_answer(merged, profile, 20, 20) == before
