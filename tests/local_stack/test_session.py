"""A whole run of the stack as `make run` and `make demo` start it, with small services in place of the real ones."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from local_stack.postgres import EmbeddedPostgres, free_port
from tests.local_stack.living import is_alive, still_alive_after_waiting

TINY_SERVICE = Path(__file__).with_name("tiny_service.py")
SERVICES = {"case-api": "CASE_API_PORT", "matcher": "MATCHER_PORT", "notifier": "NOTIFIER_PORT"}

COMMAND = """
import sys
from pathlib import Path
from local_stack import cli, demonstration, main_job, session, stack
from local_stack.account import Account, RankedPlace, Webhook

places, folder = int(sys.argv.pop(1)), Path(sys.argv.pop(1))
real = stack.program
stack.program = lambda name: real(name) if name == "local-stack" else str(folder / name)
session.DEMO_FILE = folder / "demo.json"

async def load(running):
    running.console.say("loaded")

async def job(running):
    place = RankedPlace(place_id="1", score=3, parts={"goal": 1, "skills": 2}, constraints=[])
    return Account(ranking=[place] * places, ask_first=[], placement_id="p", follow_ups=2,
                   webhook=Webhook(delivered=True, verified=True), lines=["Anna was placed"])

demonstration.load, main_job.run = load, job
cli.main()
"""


@pytest.fixture
def surroundings(tmp_path: Path) -> dict[str, str]:
    """Free ports, a state folder of its own, and programs named like the services."""
    for name, port in SERVICES.items():
        script = tmp_path / name
        script.write_text(
            "#!/bin/sh\n"
            'case "$1" in\n'
            '    migrate) echo "migrated as $(env | grep -c OWNER_DATABASE_URL) owner" ;;\n'
            '    serve) echo "pid $$"; env | grep DATABASE_URL | cut -d = -f 1\n'
            f'        exec {sys.executable} {TINY_SERVICE} "${port}" ;;\n'
            '    work) echo "pid $$"; exec sleep 600 ;;\n'
            "esac\n"
        )
        script.chmod(0o755)
    ports = {name: str(free_port()) for name in (*SERVICES.values(), "ISSUER_PORT")}
    inherited = {name: value for name, value in os.environ.items() if not name.endswith("DATABASE_URL")}
    return {**inherited, **ports, "RETTEMATCH_STATE": str(tmp_path / "state")}


def command(folder: Path, what: str, places: int = 10) -> list[str]:
    return [sys.executable, "-c", COMMAND, str(places), str(folder), what]


def until(output: Iterator[str], ending: str) -> list[str]:
    """Lines up to the one that ends so."""
    lines = []
    for line in output:
        lines.append(line.rstrip("\n"))
        if lines[-1].endswith(ending):
            return lines
    raise AssertionError(f"{ending!r} was never said:\n" + "\n".join(lines))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
def test_serves_until_it_is_told_to_stop_and_stops_all_it_started(
    tmp_path: Path, surroundings: dict[str, str], number: signal.Signals
) -> None:
    with subprocess.Popen(
        command(tmp_path, "run"), env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as stack:
        assert stack.stdout is not None
        lines = until(stack.stdout, "serving until Ctrl-C")
        pids = [int(line.split()[-1]) for line in lines if " | pid " in line]
        pids.append(int((tmp_path / "state/postgres/data/postmaster.pid").read_text().split()[0]))
        assert len(pids) == 5
        assert all(is_alive(pid) for pid in pids)
        stack.send_signal(number)
        rest = stack.stdout.read()
        assert stack.wait(30) == 0
    assert still_alive_after_waiting(pids, seconds=0) == set()
    assert "Traceback" not in rest
    assert rest.rstrip().endswith("stopping PostgreSQL")
    assert any("Anna was placed" in line for line in lines)
    assert [line for line in lines if "migrated as 1 owner" in line], "migrations get the owner of the tables"
    assert {line.split("| ")[1] for line in lines if line.endswith("DATABASE_URL")} == {
        "CASE_API_DATABASE_URL", "MATCHER_DATABASE_URL", "NOTIFIER_DATABASE_URL",
    }, "a service at work is told its own database alone"  # fmt: skip


def test_demo_writes_its_account_and_holds_also_the_second_time(tmp_path: Path, surroundings: dict[str, str]) -> None:
    for warm in (False, True):
        done = subprocess.run(
            command(tmp_path, "demo"), env=surroundings, capture_output=True, text=True, check=False, timeout=60
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert done.stdout.splitlines()[-1] == "holds"
        told = json.loads((tmp_path / "demo.json").read_text())
        assert set(told) == {"ranking", "ask_first", "placement_id", "follow_ups", "webhook", "seconds"}
        assert told["seconds"]["warm"] is warm
        assert 0 < told["seconds"]["setup"] < told["seconds"]["total"] < 30


def test_demo_that_falls_short_says_by_how_much(tmp_path: Path, surroundings: dict[str, str]) -> None:
    done = subprocess.run(
        command(tmp_path, "demo", places=9), env=surroundings, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 1
    assert done.stdout.splitlines()[-1] == "falls short: ranked 9 >=10"


def test_a_port_in_use_is_one_line_that_names_it_before_anything_is_started(
    tmp_path: Path, surroundings: dict[str, str]
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", int(surroundings["MATCHER_PORT"])))
        taken.listen()
        done = subprocess.run(
            command(tmp_path, "run"), env=surroundings, capture_output=True, text=True, check=False, timeout=60
        )
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.splitlines() == [
        f"error: port {surroundings['MATCHER_PORT']} is in use (choose another with MATCHER_PORT=...)"
    ]
    assert not (tmp_path / "state").exists()


def test_a_service_that_cannot_migrate_ends_the_run_with_its_name(tmp_path: Path, surroundings: dict[str, str]) -> None:
    (tmp_path / "matcher").write_text("#!/bin/sh\necho 'relation is missing'\nexit 7\n")
    done = subprocess.run(
        command(tmp_path, "run"), env=surroundings, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 1
    assert "matcher migrate  | relation is missing" in done.stdout
    assert done.stderr.splitlines() == ["error: matcher migrate ended with code 7; its last lines are above"]


def test_a_database_of_ones_own_is_used_and_left_running(tmp_path: Path, surroundings: dict[str, str]) -> None:
    with EmbeddedPostgres(tmp_path / "own", durable=False) as server:
        own = {**surroundings, "DATABASE_URL": server.admin_url}
        refused = subprocess.run(
            command(tmp_path, "demo"), env=own, capture_output=True, text=True, check=False, timeout=60
        )
        assert "RETTEMATCH_DEVELOPMENT_ISSUER=true" in refused.stderr
        allowed = {**own, "RETTEMATCH_DEVELOPMENT_ISSUER": "true"}
        done = subprocess.run(
            command(tmp_path, "demo"), env=allowed, capture_output=True, text=True, check=False, timeout=60
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert "PostgreSQL" not in done.stdout
        assert not (tmp_path / "state" / "postgres").exists()
        assert server.is_running
