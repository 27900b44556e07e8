"""Rankings over HTTP: a million places, twenty to an answer, fifty requests a second.

The case API and the matcher are the real services as processes of their own, on an embedded PostgreSQL with durable
writes. Every request carries a signed token of its own; the matcher asks the case API who the caller is and for the
citizen's profile, which is audited and kept there, ranks, and writes its record before it answers. A third process
sends the requests at a fixed rate: a request's time runs from the moment at which it was due, so what waits in line
counts. The matcher's own share is the time until its answer began, less what it waited for the case API and for its
database, as its `Server-Timing` says.

    python -m bench.http [--places 1000000] [--seconds 60] [--per-second 50]
"""

import argparse
import asyncio
import json
import os
import sys
from itertools import cycle, islice
from pathlib import Path
from typing import Any, Final

import aiohttp

from bench.http.running import running
from bench.places import say
from bench.report import Bar, finish, machine, median, percentile, print_table, save, shortfalls
from local_stack.processes import ProcessManager
from local_stack.stack import Stack

ROLES: Final = ("job-consultant", "job-broker", "caseworker")
K: Final = 20
WARM_UP_SECONDS: Final = 8
_PAGE: Final = 100
_OK: Final = 200


async def cases_of(stack: Stack) -> list[str]:
    """The running cases of the demonstration."""
    found: list[str] = []
    headers = {"Authorization": f"Bearer {stack.token('team-leader')}"}
    parameters: dict[str, Any] = {"limit": _PAGE}
    async with aiohttp.ClientSession() as http:
        while True:
            async with http.get(f"{stack.case_api_url}/v1/cases", params=parameters, headers=headers) as answer:
                answer.raise_for_status()
                page = await answer.json()
            found += [each["id"] for each in page["items"] if each["closed_on"] is None]
            if page["pagination"]["next"] is None:
                return found
            parameters["after"] = page["pagination"]["next"]


async def send(stack: Stack, cases: list[str], per_second: float, seconds: float) -> list[dict[str, Any]]:
    """Sends at the rate, from a process of its own; what each request took."""
    count = round(per_second * seconds)
    requests = [
        (stack.token(role), {"case_id": case, "k": K})
        for role, case in islice(zip(cycle(ROLES), cycle(cases), strict=False), count)
    ]
    plan = {"url": f"{stack.matcher_url}/v1/rankings", "per_second": per_second, "requests": requests}
    loader = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.http.load", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    answered, _ = await loader.communicate(json.dumps(plan).encode())
    sent: list[dict[str, Any]] = json.loads(answered)
    return sent


def cpu_seconds(manager: ProcessManager) -> dict[str, float]:
    """Processor time of the services so far."""
    ticks = os.sysconf("SC_CLK_TCK")
    spent = {}
    for name in ("case-api", "matcher"):
        fields = Path(f"/proc/{manager.pids[name]}/stat").read_text(encoding="utf-8").rsplit(") ", 1)[1].split()
        spent[name] = (int(fields[11]) + int(fields[12])) / ticks
    return spent


def shares(sent: list[dict[str, Any]]) -> dict[str, list[float]]:
    """Milliseconds of each request: the whole, and what it spent where."""
    own = [each["total"] - each.get("case-api", 0.0) - each.get("database", 0.0) for each in sent]
    return {
        "whole": [each["ms"] for each in sent],
        "matcher's own share": own,
        "waiting for the case API": [each.get("case-api", 0.0) for each in sent],
        "writing the record": [each.get("database", 0.0) for each in sent],
    }


async def measure(places: int, per_second: float, seconds: float) -> tuple[list[dict[str, Any]], dict[str, float]]:
    """Starts everything, warms up, sends; and the processor time that a request cost each service, in ms."""
    async with running(places) as (stack, manager):
        cases = await cases_of(stack)
        say(f"{len(cases)} running cases; warming up")
        await send(stack, cases, per_second / 2, WARM_UP_SECONDS)
        before = cpu_seconds(manager)
        say(f"{per_second:g} requests a second for {seconds:g} s")
        sent = await send(stack, cases, per_second, seconds)
        after = cpu_seconds(manager)
    return sent, {name: (after[name] - before[name]) * 1000 / len(sent) for name in after}


def main() -> None:
    """Prints the table, writes bench/results/http.json, says whether the bars hold."""
    parser = argparse.ArgumentParser(prog="bench-http")
    parser.add_argument("--places", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--per-second", type=float, default=50)
    wanted = parser.parse_args()
    sent, cpu = asyncio.run(measure(wanted.places, wanted.per_second, wanted.seconds))
    answered = [each for each in sent if each["status"] == _OK]
    spent = shares(answered)
    title = f"{wanted.places:,} places, {wanted.per_second:g} rankings a second over HTTP"
    print(f"{title}: {len(answered)} of {len(sent)} answered, ms")
    print_table(
        ("", "p50", "p99", "mean"),
        [
            (name, f"{median(each):.1f}", f"{percentile(each, 0.99):.1f}", f"{sum(each) / len(each):.1f}")
            for name, each in spent.items()
        ],
    )
    print("CPU ms a request: " + ", ".join(f"{name} {value:.1f}" for name, value in cpu.items()))
    bars = [
        Bar("matcher's own share p99", percentile(spent["matcher's own share"], 0.99), 15.0, "ms"),
        Bar("whole p99", percentile(spent["whole"], 0.99), 75.0, "ms"),
        Bar("answered", 100 * len(answered) / len(sent), 100, "%", at_least=True),
    ]
    save(
        "http",
        {
            "title": title,
            "rows": [
                [f"{name} {label}", round(value, 2), "ms"]
                for name, each in spent.items()
                for label, value in (("p50", median(each)), ("p99", percentile(each, 0.99)))
            ]
            + [[f"{name}, CPU a request", round(value, 2), "ms"] for name, value in cpu.items()],
            "bars": [each.as_json() for each in bars],
            "machine": machine(),
        },
    )
    finish(shortfalls(bars))


if __name__ == "__main__":
    main()
