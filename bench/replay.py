"""A thousand rankings while places change, then all of them again from their records: how many are identical.

The whole stack as `make run` starts it, with the demonstration's citizens and places on a real PostgreSQL. Between
rankings, consultants change places through the case API. `matcher replay --all` then gives every answer again.

    python -m bench.replay [--rankings N]
"""

import argparse
import asyncio
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx

from bench.report import Bar, finish, machine, print_table, save, shortfalls
from local_stack.console import Console
from local_stack.environment import service_environments, without_owner
from local_stack.postgres import EmbeddedPostgres, free_port
from local_stack.settings import StackSettings
from local_stack.stack import Stack, databases_of
from local_stack.state import StateFolder
from matcher.runs.command import TOKENS

RANKINGS: Final = 1000
RANKINGS_A_CHANGE: Final = 2
ENDPOINTS: Final = ("CASE_API_PORT", "MATCHER_PORT", "NOTIFIER_PORT", "ISSUER_PORT")
PROSPECTS: Final = ("none", "possible", "likely", "agreed")
START_SECONDS: Final = 420


@dataclass
class Made:
    """What was done before the replay."""

    runs: int = 0
    changes: int = 0
    cursors: set[str] = field(default_factory=set)
    lists: set[str] = field(default_factory=set)
    seconds: float = 0.0


@contextmanager
def serving(folder: Path) -> Iterator[tuple[Stack, dict[str, str]]]:
    """The stack with its demonstration, and the matcher's environment."""
    folder.chmod(0o711)  # the server may be another user than we are
    with EmbeddedPostgres(folder / "postgres", durable=False) as server:
        inherited = {name: value for name, value in os.environ.items() if not name.endswith("DATABASE_URL")}
        own = {name: str(free_port()) for name in ENDPOINTS} | {
            "RETTEMATCH_STATE": str(folder / "state"),
            "RETTEMATCH_READY_SECONDS": "180",
            "RETTEMATCH_DEVELOPMENT_ISSUER": "true",
            "DATABASE_URL": server.admin_url,
        }
        settings = StackSettings.model_validate({name.lower(): value for name, value in own.items()})
        with (
            (folder / "stack.log").open("w", encoding="utf-8") as log,
            subprocess.Popen(
                [str(Path(sys.executable).parent / "local-stack"), "run"], env=inherited | own, stdout=log, stderr=log
            ) as process,
        ):
            try:
                _wait(folder / "stack.log", process)
                state = StateFolder(settings.rettematch_state)
                databases = asyncio.run(databases_of(settings, state, server.admin_url))
                environment = without_owner(service_environments(settings, state, databases)["matcher"])
                yield Stack(settings, state, Console()), environment
            finally:
                process.send_signal(signal.SIGINT)
                process.wait(60)


def _wait(log: Path, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + START_SECONDS
    while "serving until Ctrl-C" not in log.read_text(encoding="utf-8"):
        if process.poll() is not None or time.monotonic() > until:
            raise RuntimeError(f"the stack does not serve: {log.read_text(encoding='utf-8')[-2000:]}")
        time.sleep(0.2)


def _asked(http: httpx.Client, method: str, url: str, token: str, **options: Any) -> httpx.Response:
    headers = {"Authorization": f"Bearer {token}"} | options.pop("headers", {})
    answer = http.request(method, url, headers=headers, **options)
    answer.raise_for_status()
    return answer


def _all(http: httpx.Client, url: str, token: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    parameters: dict[str, Any] = {"limit": 100}
    while True:
        page = _asked(http, "GET", url, token, params=parameters).json()
        found += page["items"]
        if page["pagination"].get("next") is None:
            return found
        parameters["after"] = page["pagination"]["next"]


def _change(http: httpx.Client, stack: Stack, token: str, place_id: str, chance: random.Random) -> None:
    url = f"{stack.case_api_url}/v1/places/{place_id}"
    version = _asked(http, "GET", url, token).headers["ETag"]
    body = {"paid_hours_prospect": chance.choice(PROSPECTS), "seats": chance.randint(1, 9)}
    _asked(http, "PATCH", url, token, json=body, headers={"If-Match": version})


def make_rankings(stack: Stack, count: int) -> Made:
    """Rankings of the demonstration's citizens in turn, with a place changed now and then."""
    chance, made, begun = random.Random(1000), Made(), time.perf_counter()
    leader, consultant = stack.token("team-leader"), stack.token("job-consultant")
    with httpx.Client(trust_env=False, timeout=30) as http:
        cases = [each["id"] for each in _all(http, f"{stack.case_api_url}/v1/cases", leader) if not each["closed_on"]]
        places = [each["id"] for each in _all(http, f"{stack.case_api_url}/v1/places", consultant)]
        for number in range(count):
            if number % RANKINGS_A_CHANGE == 0:
                _change(http, stack, consultant, chance.choice(places), chance)
                made.changes += 1
            body = {"case_id": cases[number % len(cases)], "k": chance.randint(1, 50)}
            answer = _asked(http, "POST", f"{stack.matcher_url}/v1/rankings", leader, json=body).json()
            made.runs += 1
            made.cursors.add(answer["catalogue"]["cursor"])
            made.lists.add(str([(each["place_id"], each["score"]) for each in answer["ranking"]]))
    made.seconds = time.perf_counter() - begun
    return made


def replay(stack: Stack, environment: Mapping[str, str]) -> tuple[str, float]:
    """What the command says, and the seconds that it took."""
    begun = time.perf_counter()
    command = [str(Path(sys.executable).parent / "matcher"), "replay", "--all"]
    own = {**environment, TOKENS: stack.token("team-leader")}
    done = subprocess.run(command, env=own, capture_output=True, text=True, check=False)
    return done.stdout, time.perf_counter() - begun


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rankings", type=int, default=RANKINGS)
    wanted = parser.parse_args().rankings
    with (
        tempfile.TemporaryDirectory(prefix="rettematch-bench-") as folder,
        serving(Path(folder)) as (stack, environment),
    ):
        made = make_rankings(stack, wanted)
        said, seconds = replay(stack, environment)
    counts = re.search(r"^(\d+) identical, (\d+) different, (\d+) not replayed$", said, re.MULTILINE)
    if counts is None:
        raise RuntimeError(f"the command said nothing of use: {said[-2000:]}")
    identical, different, missing = (int(each) for each in counts.groups())
    rows = [
        ["rankings made here", str(made.runs), ""],
        ["different lists among them", str(len(made.lists)), ""],
        ["places changed between them", str(made.changes), ""],
        ["positions of the feed", str(len(made.cursors)), ""],
        ["runs replayed", str(identical + different), ""],
        ["identical", str(identical), ""],
        ["different", str(different), ""],
        ["not replayed", str(missing), ""],
        ["time to replay one, profile fetched", f"{1000 * seconds / max(identical + different, 1):.1f}", "ms"],
    ]
    print_table(["figure", "measured", ""], rows)
    if different or missing:
        print(said)
    bars = [
        Bar("identical replays", identical, wanted, at_least=True),
        Bar("replays that differ", different, 0),
        Bar("runs not replayed", missing, 0),
    ]
    save(
        "replay",
        {
            "title": "Earlier rankings given again",
            "command": "make bench-replay",
            "machine": machine(),
            "bars": [bar.as_json() for bar in bars],
            "rows": rows,
        },
    )
    finish(shortfalls(bars))


if __name__ == "__main__":
    main()
