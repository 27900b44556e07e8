"""Curves and completeness: properties of the pure decisions."""

import random
from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from case_api.progression.curves import area_series, by_side, compare, question_series
from case_api.progression.rules import Answer, Measured, is_complete, overwritten, unanswered
from rettematch.progression.questions import HIGHEST, LOWEST, Answerer, questionnaire

TODAY = date(2026, 11, 23)
NAMES = ("a", "b", "c")
ANSWERS = st.builds(Answer, version=st.integers(1, 2), value=st.none() | st.integers(LOWEST, HIGHEST))
MEASURED = st.builds(
    Measured,
    id=st.uuids(version=4),
    on=st.dates(TODAY - timedelta(days=400), TODAY),
    answered_by=st.sampled_from(Answerer),
    placement_id=st.none(),
    answers=st.dictionaries(st.sampled_from(NAMES), ANSWERS),
)
MEASUREMENTS = st.lists(MEASURED, max_size=8, unique_by=lambda each: each.id)


def at(day: int, answers: Mapping[str, int | None], version: int = 1, side: Answerer = Answerer.CITIZEN) -> Measured:
    given = {name: Answer(version, value) for name, value in answers.items()}
    return Measured(UUID(int=1000 + day), TODAY + timedelta(days=day), side, None, given)


@given(MEASUREMENTS, st.integers())
def test_the_order_of_recording_changes_no_curve(measured: list[Measured], seed: int) -> None:
    shuffled = random.Random(seed).sample(measured, len(measured))
    assert question_series("a", measured) == question_series("a", shuffled)
    assert area_series(NAMES, measured) == area_series(NAMES, shuffled)


@given(MEASUREMENTS)
def test_every_answer_is_a_point_or_skipped_and_points_stay_on_the_scale(measured: list[Measured]) -> None:
    series = question_series("a", measured)
    assert len(series.points) + series.skipped == sum("a" in each.answers for each in measured)
    assert [point.on for point in series.points] == sorted(point.on for point in series.points)
    area = area_series(NAMES, measured)
    assert all(LOWEST <= point.value <= HIGHEST for point in area.points)
    known = [answer for each in measured for answer in each.answers.values() if answer.value is not None]
    assert sum(point.answers for point in area.points) == len(known)


@given(MEASUREMENTS)
def test_an_area_of_one_question_moves_as_the_question_does(measured: list[Measured]) -> None:
    first_wording = [each for each in measured if all(answer.version == 1 for answer in each.answers.values())]
    question, area = question_series("a", first_wording), area_series(["a"], first_wording)
    assert [point.value for point in area.points] == [point.value for point in question.points]
    assert (area.since_first, area.since_last) == (question.since_first, question.since_last)


def test_answers_to_other_words_are_not_compared() -> None:
    series = question_series("a", [at(-9, {"a": 10}), at(-6, {"a": 20}, 2), at(-3, {"a": 35}, 2)])
    assert (series.since_first, series.since_last) == (15, 15)
    alone = question_series("a", [at(-9, {"a": 10}), at(-6, {"a": 20}, 2)])
    assert (alone.since_first, alone.since_last) == (None, None)
    assert area_series(["a"], [at(-9, {"a": 10}), at(-6, {"a": 20}, 2)]).since_first is None


def test_a_question_left_out_moves_no_area_by_itself() -> None:
    series = area_series(("a", "b"), [at(-9, {"a": 10, "b": 90}), at(-3, {"a": 14, "b": None})])
    assert [point.value for point in series.points] == [50, 14]
    assert [point.answers for point in series.points] == [2, 1]
    assert (series.since_first, series.since_last) == (4, 4)


def test_sides_are_compared_only_when_close_in_time() -> None:
    area, questions = questionnaire().areas[0], questionnaire()
    apart = questions.compare_within_days
    citizen = area_series(["a"], [at(-apart, {"a": 60})])
    worker = area_series(["b"], [at(0, {"b": 20}, side=Answerer.WORKER)])
    found = compare(area, citizen, worker, questions)
    assert found is not None
    assert (found.difference, found.worth_talking) == (40, True)
    assert "Ingen af svarene er forkerte" in found.danish
    earlier = area_series(["a"], [at(-apart - 1, {"a": 60})])
    assert compare(area, earlier, worker, questions) is None
    assert compare(area, area_series(["a"], []), worker, questions) is None


@given(st.integers(LOWEST, HIGHEST), st.integers(LOWEST, HIGHEST))
def test_a_difference_is_worth_a_talk_from_the_files_figure_on_whoever_is_higher(one: int, other: int) -> None:
    area, questions = questionnaire().areas[0], questionnaire()
    citizen, worker = area_series(["a"], [at(0, {"a": one})]), area_series(["a"], [at(0, {"a": other})])
    there, back = compare(area, citizen, worker, questions), compare(area, worker, citizen, questions)
    assert there is not None
    assert back is not None
    assert there.worth_talking is back.worth_talking is (abs(one - other) >= questions.talk_about_from)
    assert there.difference == -back.difference


def test_a_measurement_is_complete_when_nothing_is_left_open_and_something_is_known() -> None:
    asked = questionnaire().asked(TODAY, Answerer.CITIZEN, in_placement=False, wished=questionnaire().on_wish)
    required = [each.id for each in asked if each.id != "citizen-symptoms"]
    all_known = {name: Answer(1, 40) for name in required}
    assert is_complete(asked, all_known)
    assert not is_complete(asked, {name: Answer(1, None) for name in required})
    assert unanswered(asked, dict(list(all_known.items())[1:])) == required[:1]


@given(st.dictionaries(st.sampled_from(NAMES), ANSWERS), st.dictionaries(st.sampled_from(NAMES), ANSWERS))
def test_adding_overwrites_nothing_and_any_other_change_does(
    before: dict[str, Answer], more: dict[str, Answer]
) -> None:
    assert overwritten(before, {**more, **before}) == []
    changed = {**before, **more}
    assert overwritten(before, changed) == sorted(name for name in before if changed[name] != before[name])


@given(MEASUREMENTS)
def test_each_measurement_is_of_one_side(measured: list[Measured]) -> None:
    sides = by_side(measured)
    assert sum(len(each) for each in sides.values()) == len(measured)
    assert all(each.answered_by is side for side, of_side in sides.items() for each in of_side)
