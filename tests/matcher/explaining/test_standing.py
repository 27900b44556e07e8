"""How one place stands agrees with the one scalar definition of the constraints and with the engine's list."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.explaining.schemas import PlaceStanding
from matcher.explaining.snapshots import snapshot_at
from matcher.explaining.standing import failures, standing
from matcher.ranking.answers import rank, usable
from matcher.ranking.schemas import RankingOptions, RankingRequest, RankingResult
from matcher.whatif.changes import Wanted
from rettematch.constraints import failed_constraints
from rettematch.contracts.base import Scheme
from rettematch.contracts.matching import MatchingProfile, Tolerance
from rettematch.contracts.places import Knowledge, PlaceSnapshot
from rettematch.identifiers import uuid7
from rettematch.problems import NotFound
from tests.matcher.ranking.test_rankings_api import profile_with
from tests.matcher.ranking.worlds import WEIGHTS, columns_of, small_world, some_profile

K = 5
DEFAULT = RankingOptions()


def stood(
    places: list[PlaceSnapshot], profile: MatchingProfile, options: RankingOptions = DEFAULT
) -> tuple[dict[object, PlaceStanding], RankingResult]:
    """How every place of a world stands, and the list it belongs to."""
    columns = columns_of(places)
    request = RankingRequest(case_id=uuid7(), k=K, options=options)
    result = rank(profile, columns, WEIGHTS, request)
    listed = {each.place_id: each for each in result.ranking}
    return {
        each.place_id: standing(
            profile, columns, WEIGHTS, each.place_id, k=K, options=options, listed=listed.get(each.place_id)
        )
        for each in places
    }, result


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 10_000),
    st.integers(1, 40),
    st.none() | st.sets(st.sampled_from(Scheme), min_size=1),
)
def test_the_failed_constraints_are_those_of_the_scalar_definition(
    seed: int, count: int, schemes: set[Scheme] | None
) -> None:
    places = small_world(seed, count)
    profile = usable(some_profile(seed + 1, places))
    columns = columns_of(places)
    wanted = Wanted(profile, None if schemes is None else tuple(sorted(schemes)))
    asked = profile.model_copy(update={"schemes": wanted.usable_schemes})
    for place in places:
        row = columns.row_of(place.place_id)
        assert row is not None
        found = failures(wanted, snapshot_at(columns, row, profile.municipality_code))
        expected = failed_constraints(asked, place)
        assert [(each.id, each.known == "unknown", each.rule_id) for each in found] == [
            (each.constraint, each.by_unknown, each.rule_id) for each in expected
        ]
        for mine, theirs in zip(found, expected, strict=True):
            if mine.id not in {"seats", "scheme"}:
                assert mine.reason == theirs.danish


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 40))
def test_standings_are_those_of_the_list(seed: int, count: int) -> None:
    places = small_world(seed, count)
    stands, result = stood(places, some_profile(seed + 1, places), RankingOptions(max_ask_first=100))
    kinds = [each.standing for each in stands.values()]
    assert kinds.count("fits") == result.fitting
    assert {place for place, each in stands.items() if each.standing == "ask-first"} == {
        each.place_id for each in result.ask_first
    }
    for ranked in result.ranking:
        assert stands[ranked.place_id].now == ranked
        assert stands[ranked.place_id].summary[1] == "Sådan står den også på listen."
    for asked in result.ask_first:
        assert stands[asked.place_id].questions == (asked.question, *asked.further_questions)
    ranks = sorted(each.now.rank for each in stands.values() if each.now is not None)
    assert ranks == list(range(1, result.fitting + 1))
    for each in stands.values():
        assert (each.now is None) == bool(each.failed)
        assert each.points_needed == (result.ranking[K - 1].score if result.fitting >= K else None)


def test_a_place_further_down_says_its_number_and_what_was_needed() -> None:
    stands, result = stood(small_world(5, 200), profile_with(tolerances=()))
    assert result.fitting > K
    last = result.ranking[-1].score
    (below,) = [each for each in stands.values() if each.now is not None and each.now.rank == K + 1]
    assert below.now is not None
    assert below.listed is None
    assert below.summary == (
        f"Pladsen passer. Den er nummer 6 af {result.fitting} med {below.now.score} point.",
        f"Den er ikke på listen, for der vises kun 5; den 5. og sidste har {last} point.",
    )


def test_a_place_that_cannot_be_says_each_reason_with_its_fact() -> None:
    profile = profile_with(tolerances=(Tolerance(dimension="lifting", level=0, expired=False),), hours_per_week_max=1.0)
    base = next(each for each in small_world(5, 200) if each.hours_per_week_min == 4)
    demands = tuple(
        each.model_copy(update={"usual": 2, "accommodated": None, "known": Knowledge.STATED})
        if each.dimension == "lifting"
        else each
        for each in base.demands
    )
    place = base.model_copy(update={"demands": demands, "seats": 3, "seats_taken": 3})
    stands, _ = stood([place], profile)
    (found,) = stands.values()
    assert found.standing == "excluded"
    assert found.summary[0] == "Pladsen passer ikke lige nu, fordi:"
    assert "Ledig plads: Alle pladser er optaget lige nu." in found.summary
    assert "Timer om ugen: Pladsen kræver mindst 4 timer om ugen; borgeren kan 1." in found.summary
    assert any(line.startswith("Løft og bæring: pladsen kræver ") for line in found.summary)


def test_a_scheme_that_the_request_left_out_is_no_fault_of_the_place() -> None:
    place = next(each for each in small_world(5, 200) if each.schemes == (Scheme.INTERNSHIP,))
    profile = profile_with(schemes=(Scheme.INTERNSHIP, Scheme.FLEX_JOB))
    stands, _ = stood([place], profile, RankingOptions(schemes=(Scheme.FLEX_JOB,)))
    (reason,) = [each.reason for each in stands[place.place_id].failed if each.id == "scheme"]
    assert reason == "Pladsen tilbyder virksomhedspraktik, men søgningen tog kun andre ordninger med."


def test_a_place_that_came_or_rose_after_the_run_is_said_to_have_changed() -> None:
    places = small_world(5, 200)
    profile = profile_with(tolerances=())
    _, result = stood(places, profile)
    first = result.ranking[0].place_id
    found = standing(profile, columns_of(places), WEIGHTS, first, k=K, options=DEFAULT, listed=None)
    assert found.summary[1] == "Den er ikke på listen; noget er ændret, siden listen blev lavet."
    other = result.ranking[3]
    moved = standing(profile, columns_of(places), WEIGHTS, first, k=K, options=DEFAULT, listed=other)
    assert moved.summary[1] == f"På listen er den nummer 4 med {other.score} point."


def test_an_unknown_place_is_not_found() -> None:
    with pytest.raises(NotFound):
        standing(profile_with(), columns_of([]), WEIGHTS, uuid7(), k=K, options=DEFAULT, listed=None)
