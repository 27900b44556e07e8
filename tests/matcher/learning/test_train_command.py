"""`matcher train` puts outcomes and run records together and switches nothing on."""

import argparse
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from local_stack.databases import ServiceDatabase
from matcher.learning.command import UnreadableOutcomeError, read_lines, train_recorded
from matcher.settings import MatcherSettings
from matcher.synthetic import MUNICIPALITY
from rettematch.contracts.base import Scheme
from tests.matcher.conftest import RunningMatcher
from tests.matcher.ranking.test_rankings_api import profile_with
from tests.matcher.ranking.test_reasons import open_place

TODAY = date(2026, 11, 1)


def line(run: str, place: str, days: int | None, observed: int = 300) -> str:
    return json.dumps({"run_id": run, "place_id": place, "days_to_ordinary_hours": days, "days_observed": observed})


def options(folder: Path, **changes: Any) -> argparse.Namespace:
    chosen = {
        "municipality": MUNICIPALITY,
        "outcomes": folder / "outcomes.jsonl",
        "folder": folder,
        "name": "learned-1",
    }
    return argparse.Namespace(**(chosen | changes))


def settings_of(url: str) -> MatcherSettings:
    return MatcherSettings(database_url=url, case_api_url="http://case-api", client_secret="-")


async def test_recorded_outcomes_meet_their_runs_and_too_few_leave_the_points_hand_set(
    matcher: RunningMatcher, matcher_database: ServiceDatabase, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = open_place(has_mentor=True)
    matcher.case_api.publish(place)
    await matcher.caught_up()
    profile = profile_with(goals=(), packages=(), skills=(), schemes=tuple(Scheme), avoided_employers=())
    body = {"case_id": str(matcher.case_of(profile))}
    answer = (await matcher.call("POST", "/v1/rankings", json=body)).json()
    assert [each["place_id"] for each in answer["ranking"]] == [str(place.place_id)]
    run, shown = answer["run_id"], str(place.place_id)
    (tmp_path / "outcomes.jsonl").write_text(
        "\n".join([line(run, shown, 30), line(run, shown, None), line(run, shown, 5, 10), line(shown, shown, 5)])
    )
    settings = settings_of(matcher_database.app_url)
    training = await train_recorded(options(tmp_path), settings, TODAY)
    assert (training.trained.outcomes, training.trained.chosen) == (2, "hand-set")
    assert not (tmp_path / "learned-1.toml").exists()
    card = (tmp_path / "learned-1.md").read_text(encoding="utf-8")
    assert "left out, no such run: 1" in card
    assert "left out, too early: 1" in card
    assert "simulated" not in card
    assert "nothing is switched on" in capsys.readouterr().out
    other = await train_recorded(options(tmp_path, municipality="0707"), settings, TODAY)
    assert other.trained.outcomes == 0


async def test_a_version_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "outcomes.jsonl").write_text("")
    (tmp_path / "learned-1.toml").write_text("")
    settings = settings_of("postgresql://nowhere")
    with pytest.raises(FileExistsError, match="never change"):
        await train_recorded(options(tmp_path), settings, TODAY)


def test_a_wrong_line_is_named_by_its_number_and_not_shown() -> None:
    with pytest.raises(UnreadableOutcomeError, match="line 1 is not") as caught:
        read_lines(['{"cpr": "0101010000"}'])
    assert "0101" not in str(caught.value)
