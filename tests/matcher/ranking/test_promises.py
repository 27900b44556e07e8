"""What the ranking promises to the people in it, whatever the places and the profile."""

from hypothesis import given, settings
from hypothesis import strategies as st

from rettematch.considerations import DIMENSIONS, MAX_LEVEL
from rettematch.contracts.matching import MatchingProfile, Tolerance
from rettematch.contracts.places import PlaceSnapshot
from tests.matcher.ranking.worlds import columns_of, engine_answer, oracle_answer, small_world, some_profile, verdicts

ALL = 1000
worlds = st.integers(0, 100_000)
few = settings(max_examples=50, deadline=None)


def _tolerances(profile: MatchingProfile) -> dict[str, int]:
    return {each.dimension: each.level for each in profile.tolerances or ()}


def _with(profile: MatchingProfile, levels: dict[str, int]) -> MatchingProfile:
    tolerances = tuple(Tolerance(dimension=name, level=level, expired=False) for name, level in levels.items())
    return profile.model_copy(update={"tolerances": tolerances})


@few
@given(worlds)
def test_the_parts_sum_to_the_score(seed: int) -> None:
    places = small_world(seed, 60)
    fits, ask_first, _ = engine_answer(columns_of(places), some_profile(seed), ALL, ALL)
    for _, score, parts in fits + ask_first:
        assert sum(parts.values()) == score


@few
@given(worlds)
def test_no_place_on_the_list_violates_a_hard_constraint(seed: int) -> None:
    places = small_world(seed, 60)
    profile = some_profile(seed, places)
    fits, ask_first, _ = engine_answer(columns_of(places), profile, ALL, ALL)
    judged = {each.place.place_id: each for each in verdicts(places, profile)}
    assert not any(judged[place].failed or judged[place].unknown for place, _, _ in fits)
    assert not any(judged[place].failed for place, _, _ in ask_first)


@few
@given(worlds, st.sampled_from(DIMENSIONS).map(lambda each: each.id), st.integers(0, MAX_LEVEL))
def test_raising_a_tolerance_never_loses_a_place(seed: int, dimension: str, level: int) -> None:
    places = small_world(seed, 60)
    profile = some_profile(seed)
    low = _with(profile, _tolerances(profile) | {dimension: level})
    high = _with(profile, _tolerances(profile) | {dimension: min(level + 1, MAX_LEVEL)})
    columns = columns_of(places)
    before, asked_before, _ = engine_answer(columns, low, ALL, ALL)
    after, asked_after, _ = engine_answer(columns, high, ALL, ALL)
    fits_after = {place for place, _, _ in after}
    assert {place for place, _, _ in before} <= fits_after
    assert {place for place, _, _ in asked_before} <= fits_after | {place for place, _, _ in asked_after}


@few
@given(worlds, st.sampled_from(DIMENSIONS).map(lambda each: each.id), st.integers(0, MAX_LEVEL))
def test_a_consideration_never_changes_the_points_of_places_it_does_not_conflict_with(
    seed: int, dimension: str, level: int
) -> None:
    places = small_world(seed, 60)
    profile = _with(some_profile(seed), {})
    limited = _with(profile, {dimension: level})
    columns = columns_of(places)
    without = {place: (score, parts) for place, score, parts in engine_answer(columns, profile, ALL, 0)[0]}
    having = {place: (score, parts) for place, score, parts in engine_answer(columns, limited, ALL, 0)[0]}
    usual = {place.place_id: {each.dimension: each.usual for each in place.demands} for place in places}
    for place, answer in without.items():
        if usual[place][dimension] <= level:
            assert having[place] == answer
    for place, (score, _) in having.items():
        assert score <= without[place][0]


@few
@given(
    worlds, st.dictionaries(st.sampled_from([each.id for each in DIMENSIONS]), st.integers(0, MAX_LEVEL), max_size=6)
)
def test_further_considerations_remove_or_penalise_only_what_conflicts_and_keep_the_order_of_the_rest(
    seed: int, further: dict[str, int]
) -> None:
    places = small_world(seed, 60)
    profile = some_profile(seed)
    held = _tolerances(profile)
    stricter = {name: min(level, held.get(name, MAX_LEVEL)) for name, level in further.items()}
    columns = columns_of(places)
    before = engine_answer(columns, _with(profile, held), ALL, 0)[0]
    found = engine_answer(columns, _with(profile, held | stricter), ALL, 0)[0]
    after = {place: (score, parts) for place, score, parts in found}
    usual = {place.place_id: {each.dimension: each.usual for each in place.demands} for place in places}
    conflicts = {place for place, _, _ in before if any(usual[place][name] > level for name, level in stricter.items())}
    untouched = [place for place, _, _ in before if place not in conflicts]
    assert [place for place in after if place not in conflicts] == untouched
    for place, score, parts in before:
        if place not in conflicts:
            assert after[place] == (score, parts)
        elif place in after:
            assert after[place][0] <= score
    assert set(after) <= {place for place, _, _ in before}


@few
@given(worlds, st.sampled_from(DIMENSIONS).map(lambda each: each.id))
def test_lowering_a_demand_never_loses_a_citizen(seed: int, dimension: str) -> None:
    places = small_world(seed, 60)
    profile = some_profile(seed)

    def eased(place: PlaceSnapshot) -> PlaceSnapshot:
        demands = tuple(
            each.model_copy(update={"usual": max(each.usual - 1, 0)}) if each.dimension == dimension else each
            for each in place.demands
        )
        return place.model_copy(update={"demands": demands})

    before = {place for place, _, _ in engine_answer(columns_of(places), profile, ALL, 0)[0]}
    after = {place for place, _, _ in engine_answer(columns_of([eased(each) for each in places]), profile, ALL, 0)[0]}
    assert before <= after


@few
@given(worlds)
def test_without_a_legal_basis_considerations_decide_nothing(seed: int) -> None:
    places = small_world(seed, 60)
    profile = some_profile(seed)
    unused = profile.model_copy(update={"tolerances": None})
    unlimited = _with(profile, {})
    columns = columns_of(places)
    assert engine_answer(columns, unused, ALL, ALL) == engine_answer(columns, unlimited, ALL, ALL)


@few
@given(worlds)
def test_unknown_facts_never_put_a_place_on_the_list(seed: int) -> None:
    places = small_world(seed, 60)
    profile = some_profile(seed)
    fits, ask_first, _ = engine_answer(columns_of(places), profile, ALL, ALL)
    assert not {place for place, _, _ in fits} & {place for place, _, _ in ask_first}
    unknown = {each.place.place_id for each in verdicts(places, profile) if each.unknown and not each.failed}
    assert {place for place, _, _ in ask_first} == unknown


def test_a_citizen_with_no_goal_still_gets_a_list() -> None:
    places = small_world(7, 300)
    profile = some_profile(3).model_copy(update={"goals": (), "packages": (), "skills": ()})
    fits, _, _ = engine_answer(columns_of(places), profile, ALL, 0)
    assert fits == oracle_answer(places, profile, ALL, 0)[0]
    assert fits
    assert all(parts["job_goal"] == 0 for _, _, parts in fits)
