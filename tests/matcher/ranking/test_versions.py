"""Learned points are off unless a municipality names a version that may be used."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from matcher.learning.emit import as_toml
from matcher.ranking.points import Weights, all_weights, weights_on
from matcher.ranking.versions import PointVersions, UnusableVersionError, read_versions
from matcher.synthetic import MUNICIPALITY
from tests.matcher.conftest import StartMatcher
from tests.matcher.learning.worlds import DAY, learned_version
from tests.matcher.ranking.test_rankings_api import profile_with

LATER = date(2100, 1, 1)
CHOSEN = {MUNICIPALITY: "learned-test"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "learned-test.toml").write_text(as_toml(learned_version()), encoding="utf-8")
    return tmp_path


def test_no_learned_version_counts_by_its_date(folder: Path) -> None:
    versions = read_versions(folder, {}, simulated=True)
    assert weights_on(LATER).learned is None
    assert all(each.learned is None for each in all_weights())
    assert versions.in_force(MUNICIPALITY, LATER) == weights_on(LATER)
    assert versions.named("learned-test") == learned_version()


def test_a_chosen_version_counts_for_its_municipality_from_its_first_day(folder: Path) -> None:
    versions = read_versions(folder, CHOSEN, simulated=True)
    assert versions.in_force(MUNICIPALITY, DAY) == learned_version()
    assert versions.in_force(MUNICIPALITY, DAY - timedelta(days=1)).learned is None
    assert versions.in_force("0707", LATER).learned is None


def test_simulated_outcomes_rank_nobody_unless_a_demonstration_allows_it(folder: Path) -> None:
    with pytest.raises(UnusableVersionError, match="simulated"):
        read_versions(folder, CHOSEN, simulated=False)
    assert read_versions(folder, {}, simulated=False).in_force(MUNICIPALITY, LATER).learned is None


@pytest.mark.parametrize("name", ["no-such-version", all_weights()[0].version])
def test_only_a_learned_version_that_is_there_can_be_chosen(folder: Path, name: str) -> None:
    with pytest.raises(UnusableVersionError):
        read_versions(folder, {MUNICIPALITY: name}, simulated=True)


def test_a_version_over_another_base_is_refused() -> None:
    content = learned_version().model_dump()
    content["learned"]["base"] = "1999-01-01"
    with pytest.raises(UnusableVersionError, match="base"):
        PointVersions({"learned-test": Weights.model_validate(content)}, CHOSEN, simulated=True)


def test_a_name_twice_is_refused(folder: Path) -> None:
    (folder / "copy.toml").write_text(as_toml(learned_version()), encoding="utf-8")
    with pytest.raises(UnusableVersionError, match="twice"):
        read_versions(folder, {}, simulated=True)


def test_without_a_folder_there_are_the_hand_set_versions() -> None:
    assert PointVersions().in_force(MUNICIPALITY, LATER) == all_weights()[-1]


async def test_the_service_answers_with_the_chosen_version_and_asks_further_with_it(
    start_matcher: StartMatcher, folder: Path
) -> None:
    on = {"learned_points_folder": folder, "learned_points": CHOSEN, "simulated_points_allowed": True}
    async with start_matcher(**on) as matcher:
        await matcher.caught_up()
        profile = profile_with()
        body = {"case_id": str(matcher.case_of(profile))}
        answer = (await matcher.call("POST", "/v1/rankings", json=body)).json()
        assert answer["weights_version"] == "learned-test"
        run = answer["run_id"]
        further = (await matcher.call("GET", f"/v1/rankings/{run}/what-if")).json()
        assert further["weights_version"] == "learned-test"
        replay = (await matcher.call("GET", f"/v1/runs/{run}/replay")).json()
        assert (replay["weights_version"], replay["identical"]) == ("learned-test", True)
    async with start_matcher() as matcher:
        await matcher.caught_up()
        body = {"case_id": str(matcher.case_of(profile))}
        assert (await matcher.call("POST", "/v1/rankings", json=body)).json()["weights_version"] == "2026-01-01"
