"""The command line as make calls it."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from local_stack import cli
from local_stack.settings import StackSettings
from local_stack.state import StateFolder
from rettematch.tokens import TokenVerifier, load_key_set


def call(monkeypatch: pytest.MonkeyPatch, folder: Path, *arguments: str) -> int:
    monkeypatch.setenv("RETTEMATCH_STATE", str(folder / "state"))
    monkeypatch.setattr(sys, "argv", ["local-stack", *arguments])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert isinstance(ended.value.code, int)
    return ended.value.code


def test_token_prints_one_that_the_services_accept_without_a_running_stack(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(monkeypatch, tmp_path, "token", "job-broker") == 0
    token = capsys.readouterr().out.strip()
    keys = load_key_set(str(StateFolder(tmp_path / "state").jwks_file))
    identity = TokenVerifier(StackSettings().issuer_url, "rettematch-matcher", keys).verify(token, datetime.now(UTC))
    assert identity.subject == "demo:0706:job-broker:1"


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("token", "boss"), "the roles are caseworker, job-broker, job-consultant, mentor, team-leader, project-mana"),
        (("token", ""), "the roles are caseworker"),
        (("token", "mentor", "--municipality", "07O6"), "MUNICIPALITY must be a municipality code of four digits"),
        (("token", "mentor", "--number", "0"), "N counts the staff with the same role from 1"),
    ],
)  # fmt: skip
def test_a_wrong_token_request_is_one_clear_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    complaint: str,
) -> None:
    assert call(monkeypatch, tmp_path, *arguments) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("error: ")
    assert complaint in said.err
    assert said.err.count("\n") == 1


def test_make_alone_lists_every_target_of_the_readme() -> None:
    root = Path(__file__).parents[2]
    listed = subprocess.run(["make"], cwd=root, capture_output=True, text=True, check=True).stdout
    targets = {line.split()[1] for line in listed.splitlines()}
    wanted = {
        "run",
        "demo",
        "test",
        "lint",
        "check",
        "lock",
        "token",
        "clean-state",
        "bench-engine",
        "bench-whatif",
        "bench-api",
        "openapi",
    }
    assert wanted <= targets
