"""The point files, and what a point file must not be."""

import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from matcher.ranking import points as module
from matcher.ranking.points import PARTS, Weights, all_weights, weights_on

FILES = sorted((Path(module.__file__).parent / "weights").glob("*.toml"))


@pytest.mark.parametrize("path", FILES, ids=lambda each: each.stem)
def test_each_file_is_named_after_the_day_from_which_it_counts(path: Path) -> None:
    weights = module.read_weights(path)
    assert path.stem == weights.in_force_from.isoformat()
    assert {row.part for row in weights.points} == set(PARTS)
    assert all(row.reason and row.danish for row in weights.points)


def test_versions_are_distinct() -> None:
    assert len({each.version for each in all_weights()}) == len(FILES) > 0


def test_the_version_in_force_is_the_newest_that_has_begun() -> None:
    assert weights_on(date(2030, 1, 1)) == all_weights()[-1]
    assert weights_on(date(2000, 1, 1)) == all_weights()[0]


def test_goal_counts_before_prospect_before_contact_before_commute() -> None:
    weights = all_weights()[-1]
    order = [
        weights.give("job_goal", "occupation"),
        weights.give("paid_hours", "agreed"),
        weights.give("company_contact", "contact-person") + weights.give("company_contact", "mentor"),
        weights.commute_points()[0],
    ]
    assert order == sorted(order, reverse=True)


def test_a_lower_wish_gives_fewer_points_rounded_down() -> None:
    weights = all_weights()[-1]
    assert [weights.at_rank(401, rank) for rank in (1, 2, 3, 4, 20)] == [401, 340, 280, 220, 220]


def _content() -> dict[str, Any]:
    return tomllib.loads(FILES[0].read_text(encoding="utf-8"))


def _row(content: dict[str, Any], part: str, when: str) -> dict[str, Any]:
    row: dict[str, Any] = next(each for each in content["points"] if (each["part"], each["when"]) == (part, when))
    return row


WRONG: dict[str, Callable[[dict[str, Any]], object]] = {
    "a missing row": lambda content: content["points"].remove(_row(content, "skills", "cap")),
    "a row twice": lambda content: content["points"].append(_row(content, "skills", "cap")),
    "a row nobody reads": lambda content: content["points"].append(_row(content, "skills", "cap") | {"when": "luck"}),
    "a part that there is not": lambda content: content["points"].append(
        _row(content, "skills", "cap") | {"part": "age", "when": "young"}
    ),
    "no reason": lambda content: _row(content, "sector", "private").update(reason=""),
    "a penalty above zero": lambda content: _row(content, "accommodation", "each").update(points=5),
    "a positive part below zero": lambda content: _row(content, "sector", "public").update(points=-1),
    "a closer goal with fewer points": lambda content: _row(content, "job_goal", "isco-4").update(points=1),
    "a better prospect with fewer points": lambda content: _row(content, "paid_hours", "likely").update(points=1),
    "a shorter way with fewer points": lambda content: _row(content, "commute", "band-0").update(points=1),
    "a hole in the bands": lambda content: content["points"].remove(_row(content, "commute", "band-2")),
    "a lower wish with more points": lambda content: content["rank_percent"][1].update(percent=101),
    "a hole in the ranks": lambda content: content["rank_percent"].pop(1),
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG.keys())
def test_a_wrong_file_is_refused(wrong: Callable[[dict[str, Any]], object]) -> None:
    content = _content()
    wrong(content)
    with pytest.raises(ValidationError):
        Weights.model_validate(content)
