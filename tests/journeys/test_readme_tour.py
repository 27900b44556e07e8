"""The tour in README.md, run as it is printed against a running stack; only the ports are those of the test's stack."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.conftest import RunningStack

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\]\(([^)#:]+)\)")
MAKE_TARGET = re.compile(r"(?:`|^|\()make ([a-z][a-z-]+)", re.MULTILINE)
BETWEEN = "----- next block -----"


def blocks() -> list[str]:
    return BLOCK.findall(README.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def told(running: RunningStack) -> list[str]:
    """What each block of the tour prints; a command that fails ends the tour."""
    script = f"\necho '{BETWEEN}'\n".join(blocks())
    for printed, setting in (("8000", "CASE_API_PORT"), ("8001", "MATCHER_PORT"), ("8002", "NOTIFIER_PORT")):
        script = script.replace(f"localhost:{printed}", f"127.0.0.1:{running.environment[setting]}")
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=ROOT, env={**running.environment, "no_proxy": "127.0.0.1"}, capture_output=True, text=True, timeout=300,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout.split(f"{BETWEEN}\n")


def documents(text: str) -> list[Any]:
    """The JSON documents in what a block printed."""
    decoder, found = json.JSONDecoder(), []
    rest = text.strip()
    while rest:
        document, end = decoder.raw_decode(rest)
        found.append(document)
        rest = rest[end:].strip()
    return found


def test_the_tour_signs_in_and_finds_a_citizen_with_goals_and_considerations(told: list[str]) -> None:
    (me,) = documents(told[0])
    assert me["roles"] == ["caseworker"]
    goals, considerations = documents(told[1])
    assert goals["items"]
    assert considerations["items"]


def test_the_tour_ranks_places_with_reasons(told: list[str]) -> None:
    ranking, place = documents(told[2])
    assert len(ranking["ranking"]) == 3
    assert all(sum(each["parts"].values()) == each["score"] for each in ranking["ranking"])
    assert any(each["parts"]["job_goal"] > 0 for each in ranking["ranking"])
    assert len(ranking["ask_first"]) == 1
    assert any(name.startswith("consideration:") for name in ranking["excluded"])
    assert place["id"] == ranking["ranking"][0]["place_id"]


def test_the_tour_shows_what_would_open_more_and_a_text_for_the_citizen(told: list[str]) -> None:
    what_if, text = documents(told[3])
    assert {"answers", "tried"} <= what_if.keys()
    assert all(each["danish"] for each in what_if["answers"])
    assert "du" in " ".join(str(each) for each in text.values()).lower().split()


def test_the_tour_links_job_goals(told: list[str]) -> None:
    (linked,) = documents(told[4])
    assert [len(each["results"]) for each in linked["items"]] == [3, 3]


def test_the_tour_shows_what_falls_due(told: list[str]) -> None:
    (follow_ups,) = documents(told[5])
    assert follow_ups["items"]
    assert all(each["rule_id"].startswith("fsm_") for each in follow_ups["items"])


def test_the_tour_shows_where_the_course_stands(told: list[str]) -> None:
    (review,) = documents(told[6])
    assert review["step"]["number"] >= 1
    assert all(each["rule_id"].startswith("fsm_") for each in review["findings"])


def test_the_tour_gets_a_problem_that_names_the_field_and_not_the_value(told: list[str]) -> None:
    (problem,) = documents(told[7])
    assert problem["status"] == 422
    assert [each["field"] for each in problem["errors"]] == ["body.cpr"]
    assert "310290" not in told[7]


def test_the_tour_finds_nothing_from_the_neighbour(told: list[str]) -> None:
    (problem,) = documents(told[8])
    assert problem["status"] == 404
    assert len(told) == len(blocks()) == 9


def test_every_file_that_the_readme_links_to_is_there() -> None:
    for target in LINK.findall(README.read_text(encoding="utf-8")):
        assert (ROOT / target).exists(), target


def test_every_target_that_the_readme_names_is_in_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(MAKE_TARGET.findall(README.read_text(encoding="utf-8"))) <= targets
