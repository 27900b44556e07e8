"""The file of questions about progression: what it holds, and what is refused."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from rettematch.progression.questions import Answerer, Asked, questionnaire, read_questionnaire

ON = date(2026, 11, 22)
SHIPPED = Path("shared/src/rettematch/progression/questions.toml")
_DIAGNOSTIC = ("diagnos", "depress", "angst", "sygdom", "medicin", "psyk", "lidelse")


def test_each_side_has_eight_questions_and_each_area_both_sides() -> None:
    by_side = {side: questionnaire().asked(ON, side, in_placement=True) for side in Answerer}
    assert [len(questions) for questions in by_side.values()] == [8, 8]
    assert [each.area for each in by_side[Answerer.CITIZEN]] == [each.area for each in by_side[Answerer.WORKER]]


def test_outside_a_placement_nothing_is_asked_about_one() -> None:
    for side in Answerer:
        asked = questionnaire().asked(ON, side, in_placement=False)
        assert {each.asked for each in asked} == {Asked.ALWAYS}
        assert len(asked) == 5


def test_symptoms_are_asked_on_wish_only_and_only_of_the_citizen() -> None:
    wished = questionnaire().on_wish
    assert wished == {"citizen-symptoms"}
    asked = {each.id for each in questionnaire().asked(ON, Answerer.CITIZEN, in_placement=False, wished=wished)}
    assert wished <= asked
    assert not wished & {each.id for each in questionnaire().asked(ON, Answerer.CITIZEN, in_placement=True)}


def test_no_question_is_diagnostic_and_every_citizen_question_has_plain_words() -> None:
    for each in questionnaire().questions:
        words = f"{each.danish} {each.plain_danish} {each.zero_danish} {each.hundred_danish}".lower()
        assert not [stem for stem in _DIAGNOSTIC if stem in words], each.id
        if each.answered_by is Answerer.CITIZEN:
            assert each.plain_danish is not None
            assert len(each.plain_danish) <= len(each.danish) + 10


def _changed(tmp_path: Path, old: str, new: str) -> Path:
    text = SHIPPED.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "questions.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


_SECOND = """
[[questions]]
id = "worker-network"
version = {version}
area = "{area}"
answered_by = "worker"
asked = "always"
danish = "Ny ordlyd"
english = "New wording"
zero_danish = "a"
hundred_danish = "b"
zero_english = "a"
hundred_english = "b"
in_force_from = {first}
"""


def _with_second(tmp_path: Path, *, version: int = 2, area: str = "network", first: str, ends: str = "") -> Path:
    text = SHIPPED.read_text(encoding="utf-8")
    head, mark, tail = text.partition('id = "worker-network"\nversion = 1\n')
    path = tmp_path / "questions.toml"
    path.write_text(
        head + mark + ends + tail + _SECOND.format(version=version, area=area, first=first), encoding="utf-8"
    )
    return path


def test_new_wording_is_a_new_version_from_a_day_on(tmp_path: Path) -> None:
    found = read_questionnaire(_with_second(tmp_path, first="2027-01-01", ends="in_force_to = 2026-12-31\n"))
    for on, version in ((date(2026, 12, 31), 1), (date(2027, 1, 1), 2)):
        asked = {each.id: each.version for each in found.asked(on, Answerer.WORKER, in_placement=False)}
        assert asked["worker-network"] == version
    assert found.version("worker-network", 1).danish != found.version("worker-network", 2).danish


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"first": "2027-01-01"}, "are asked at once"),
        ({"first": "2026-12-31", "ends": "in_force_to = 2026-12-31\n"}, "are asked at once"),
        ({"first": "2027-01-01", "ends": "in_force_to = 2026-12-31\n", "version": 1}, "version 1 twice"),
        ({"first": "2027-01-01", "ends": "in_force_to = 2026-12-31\n", "area": "tasks"}, "another question"),
    ],
)
def test_versions_that_contradict_each_other_are_refused(tmp_path: Path, changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        read_questionnaire(_with_second(tmp_path, **changes))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('asked = "always"\ndanish', 'asked = "always"\nscore = 5\ndanish', "score"),
        ('area = "job-goal"', 'area = "mood"', "an area that is not listed"),
        ('plain_danish = "Ved du', '# "Ved du', "plain Danish"),
        ("talk_about_from = 25", "talk_about_from = 0", "talk_about_from"),
        ('id = "network"\n', 'id = "tasks"\n', "two areas"),
        ('asked = "on-wish"', 'asked = "on-wish"\nin_force_from = 2027-01-01\nin_force_to = 2026-01-01', "before it"),
    ],
)
def test_a_file_with_a_fault_is_refused_and_the_fault_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        read_questionnaire(_changed(tmp_path, old, new))


def test_a_version_that_was_never_asked_is_not_found() -> None:
    with pytest.raises(LookupError):
        questionnaire().version("citizen-job-goal", 99)
