"""What if gives for every relaxation what a search over the changed profile gives."""

import random
from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.catalogue.columns import Columns
from matcher.ranking.answers import usable
from matcher.ranking.engine import search
from matcher.ranking.query import build_query
from matcher.ranking.schemas import RankingOptions, RankingRequest
from matcher.synthetic import Shape, make_places, make_profile
from matcher.whatif import scan
from matcher.whatif.answers import offer_of, what_if
from matcher.whatif.changes import Wanted, changes
from matcher.whatif.relaxations import LIFTS, all_relaxations
from matcher.whatif.schemas import WhatIf, WhatIfResult
from rettematch.contracts.base import Scheme, Weekday
from rettematch.contracts.matching import Goal, MatchingProfile
from rettematch.contracts.places import PlaceSnapshot
from rettematch.identifiers import uuid7
from rettematch.reference.occupations import all_occupations
from tests.matcher.ranking.test_rankings_api import profile_with
from tests.matcher.ranking.worlds import WEIGHTS, columns_of, small_world, some_profile

RELAXATIONS = all_relaxations()
NEVER = {"avoided-employer", "criminal-record", "child-protection", "open", "seats", "period", "municipality"}

WIDE = Shape(packages=4, occupations=60)
"""All of the country: towns far enough apart that a longer way to work adds some."""

SHORT = {"earliest_start": "10:00", "latest_end": "11:30", "hours_per_week_max": 5.0}
"""Of somebody whom an hour more would help."""

Places = dict[UUID, int]


@pytest.fixture(autouse=True, params=["compiled", "numpy"])
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test with both passes over the places."""
    assert scan.compile_scan()
    if request.param == "numpy":
        monkeypatch.setattr(scan, "_choice", scan._Choice())


class Answer(NamedTuple):
    """What a relaxation brings."""

    more: int
    better: int
    place: UUID
    score: int
    gain: int | None


Named = dict[tuple[str, str], Answer]


def fitting(columns: Columns, wanted: Wanted) -> Places:
    """Every place that fits, with its points, best first: a real search."""
    query = build_query(wanted.profile, WEIGHTS, columns, wanted.schemes)
    found = search(columns, query, len(columns), 0).fits
    return {columns.place_id(row): score for row, score in zip(found.rows.tolist(), found.scores.tolist(), strict=True)}


def best(places: Places) -> tuple[UUID, int] | None:
    return next(iter(sorted(places.items(), key=lambda one: (-one[1], one[0]))), None)


def expected(columns: Columns, profile: MatchingProfile, request: RankingRequest) -> Named:
    """For each relaxation worth naming: how many more fit or get more points, the best place, points and gain."""
    wanted = Wanted(usable(profile), request.options.schemes)
    today = fitting(columns, wanted)
    first = best(today)
    named: Named = {}
    for change in changes(wanted, offer_of(columns), RELAXATIONS):
        then = fitting(columns, change.wanted)
        assert then.keys() >= today.keys(), "a relaxation never loses a place"
        wish = not LIFTS[change.relaxation.kind]
        if wish:
            assert then.keys() == today.keys()
            new = {place: score for place, score in then.items() if score > today[place]}
            if first is not None:
                new.pop(first[0], None)
        else:
            new = {place: score for place, score in then.items() if place not in today}
            assert all(then[place] == score for place, score in today.items()), "the wishes are the original ones"
        if (top := best(new)) is None:
            continue
        gain = None if first is None else top[1] - first[1]
        if gain is None or gain > 0 or (not wish and len(today) < request.k):
            counts = (0, len(new)) if wish else (len(new), 0)
            named[change.relaxation.id, change.value] = Answer(*counts, *top, gain)
    return named


def given_by(answers: Sequence[WhatIf]) -> Named:
    return {
        (each.relaxation, each.value): Answer(
            each.more_places,
            each.better_points,
            each.best.place_id,
            each.best.score,
            each.gain,
        )
        for each in answers
    }


def asked(
    places: Sequence[PlaceSnapshot], profile: MatchingProfile, k: int = 20, schemes: tuple[Scheme, ...] | None = None
) -> tuple[WhatIfResult, Named]:
    columns = columns_of(places)
    request = RankingRequest(case_id=uuid7(), k=k, options=RankingOptions(schemes=schemes))
    return what_if(profile, columns, WEIGHTS, request, RELAXATIONS), expected(columns, profile, request)


def agrees(found: WhatIfResult, named: Named) -> None:
    """Answers are true, and the best of each row are all there."""
    answers = given_by(found.answers)
    assert answers.items() <= named.items()
    for row in RELAXATIONS.relaxation:
        shown, possible = ([each.score for key, each in held.items() if key[0] == row.id] for held in (answers, named))
        assert sorted(shown, reverse=True) == sorted(possible, reverse=True)[: row.shown]
    gains = [each.best.score for each in found.answers]
    assert gains == sorted(gains, reverse=True)
    for each in found.answers:
        assert sum(each.best.parts.values()) == each.best.score
        assert each.danish.startswith("Hvis ")
        assert each.effect.endswith(".")


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 10_000),
    st.integers(1, 60),
    st.integers(1, 40),
    st.none() | st.sets(st.sampled_from(Scheme), min_size=1),
)
def test_every_answer_is_that_of_a_search_over_the_changed_profile(
    seed: int, count: int, k: int, schemes: set[Scheme] | None
) -> None:
    places = small_world(seed, count)
    agrees(*asked(places, some_profile(seed + 1, places), k, None if schemes is None else tuple(sorted(schemes))))


def test_all_kinds_of_relaxation_open_something_somewhere() -> None:
    seen: set[str] = set()
    for seed in range(100):
        places = list(make_places(seed, 400, WIDE))
        profile = make_profile(random.Random(seed), "typical", WIDE)
        if seed % 3 == 1:
            profile = profile.model_copy(update=SHORT)
        found, named = asked(places, profile, 20, profile.schemes[:1] if seed % 3 == 0 else None)
        agrees(found, named)
        seen |= {each.kind for each in found.answers}
        if seen >= set(LIFTS) - {"wider-goal"}:  # which has a test of its own
            return
    pytest.fail(f"nothing was opened by {sorted(set(LIFTS) - seen)}")


def test_a_wider_goal_counts_its_neighbours_as_the_goal_itself() -> None:
    group = next(each for each in _groups() if len(each) > 1)
    profile = profile_with(goals=(Goal(uri=group[0], rank=1),), packages=(), skills=(), tolerances=())
    place = next(each for each in small_world(1, 200) if fitting(columns_of([each]), Wanted(profile)))
    plain = {"has_mentor": False, "has_contact_person": False}
    exact = place.model_copy(update={"occupations": (group[0],)} | plain)
    neighbour = {"place_id": uuid7(), "occupations": (group[1],), "has_mentor": False, "has_contact_person": True}
    found, named = asked([exact, place.model_copy(update=neighbour)], profile, 1)
    agrees(found, named)
    (answer,) = [each for each in found.answers if each.kind == "wider-goal"]
    assert answer.best.place_id == neighbour["place_id"]
    assert (answer.gain, answer.more_places, answer.better_points) == (60, 0, 1)
    assert answer.danish.startswith("Hvis jobmålet bliver bredere, så hele fagområdet »")


def _groups() -> list[list[str]]:
    groups: dict[str, list[str]] = {}
    for each in all_occupations():
        groups.setdefault(each.isco08, []).append(each.uri)
    return list(groups.values())


@pytest.mark.parametrize("seed", range(8))
def test_no_relaxation_opens_a_place_that_health_or_law_or_a_record_bars(seed: int) -> None:
    places = small_world(seed, 120)
    profile = some_profile(seed, places)
    by_id = {each.place_id: each for each in places}
    found, _ = asked(places, profile)
    wanted = Wanted(usable(profile), None)
    for each in found.answers:
        (change,) = [
            one
            for one in changes(wanted, offer_of(columns_of(places)), RELAXATIONS)
            if (one.relaxation.id, one.value) == (each.relaxation, each.value)
        ]
        then, now = change.wanted.profile, wanted.profile
        assert (then.tolerances, then.avoided_employers) == (now.tolerances, now.avoided_employers)
        assert (then.clean_criminal_record, then.child_protection_certificate) == (
            now.clean_criminal_record,
            now.child_protection_certificate,
        )
        assert set(then.schemes) == set(now.schemes)
        assert by_id[each.best.place_id].employer_id not in profile.avoided_employers


def test_no_kind_can_lift_what_is_not_the_citizens_or_the_consultants() -> None:
    lifted = {name for names in LIFTS.values() for name in names}
    assert not lifted & NEVER
    assert not [name for name in lifted if name.startswith("consideration")]


def test_nobody_is_told_to_give_up_when_nothing_opens() -> None:
    found, _ = asked([], some_profile(3))
    assert (found.answers, found.today, found.fitting) == ((), None, 0)
    assert any("aldrig" in line for line in found.explanation)


def test_a_further_way_counts_with_its_own_distance() -> None:
    for seed in range(200):
        places = list(make_places(seed, 400, WIDE))
        profile = make_profile(random.Random(seed), "typical", WIDE).model_copy(update={"days": tuple(Weekday)})
        found, named = asked(places, profile, 100)
        reaching = [each for each in found.answers if each.kind == "reach"]
        if reaching:
            agrees(found, named)
            bands = {int(each.postcode): each.band for each in profile.beyond_reach}
            place = {each.place_id: each for each in places}[reaching[0].best.place_id]
            points = WEIGHTS.tables.commute[np.intp(bands[int(place.postcode)])]
            assert reaching[0].best.parts["commute"] == points
            return
    pytest.fail("no world in which a longer way helps")
