"""From a commit in the case API to its effect on a ranking; and whether an answer says when it may be out of date.

The matcher holds a million made-up places and those of the demonstration. A place's fewest weekly hours are changed
over the case API; the time runs from its answer, which comes after the commit, until a ranking counts the place among
those that ask for too many hours, or no longer does. Then the feed is held up, by a proxy between the two services that
lets everything else through, for longer than the matcher is told to bear: every answer must say that it is stale, and
none may say so before or after.

    python -m bench.http.freshness [--places 1000000] [--changes 300]
"""

import argparse
import asyncio
import time
from dataclasses import dataclass
from typing import Any, Final

import aiohttp
from aiohttp import web

from bench.http.running import running
from bench.places import say
from bench.report import Bar, finish, machine, median, percentile, print_table, save, shortfalls
from local_stack.postgres import free_port
from local_stack.stack import Stack

BAR_MS: Final = 2000.0
STALE_AFTER_SECONDS: Final = 6.0
FEED_WAIT_SECONDS: Final = 2
POLL_SECONDS: Final = 0.02
ASKED: Final = 150
_PLACES: Final = 20
_LONGEST_SECONDS: Final = 30
FULL_TIME: Final = 37.0
_TOO_MANY_HOURS: Final = "hours-per-week"
_PASSED_ON: Final = ("Authorization", "Content-Type", "traceparent")


@dataclass
class Proxy:
    """Stands before the case API; holds up the change feed when told."""

    target: str
    port: int
    holding: bool = False

    async def pass_on(self, request: web.Request) -> web.Response:
        if self.holding and request.path == "/v1/changes":
            return web.Response(status=503)
        headers = {name: request.headers[name] for name in _PASSED_ON if name in request.headers}
        url = self.target + request.raw_path
        async with (
            aiohttp.ClientSession(auto_decompress=False) as http,
            http.request(request.method, url, headers=headers, data=await request.read()) as answer,
        ):
            body = await answer.read()
            return web.Response(status=answer.status, body=body, content_type=answer.content_type)

    async def start(self) -> web.AppRunner:
        app = web.Application(client_max_size=2**20)
        app.router.add_route("*", "/{path:.*}", self.pass_on)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", self.port).start()
        return runner


class Office:
    """Who changes places and asks for rankings."""

    def __init__(self, stack: Stack, http: aiohttp.ClientSession) -> None:
        self._stack, self._http = stack, http
        self._case = ""

    async def _call(self, method: str, url: str, role: str, **options: Any) -> tuple[Any, str]:
        headers = {"Authorization": f"Bearer {self._stack.token(role)}", **options.pop("headers", {})}
        async with self._http.request(method, url, headers=headers, **options) as answer:
            answer.raise_for_status()
            return await answer.json(), answer.headers.get("ETag", "")

    async def choose_case(self) -> None:
        """The running case whose citizen's hours exclude the fewest places, but some."""
        listed, _ = await self._call("GET", f"{self._stack.case_api_url}/v1/cases?limit=100", "team-leader")
        excluded = {}
        for each in listed["items"]:
            if each["closed_on"] is None:
                self._case = each["id"]
                excluded[each["id"]] = (await self.rank())["excluded"].get(_TOO_MANY_HOURS, 0)
        self._case = min((case for case, count in excluded.items() if count), key=excluded.__getitem__)

    async def places(self) -> list[str]:
        """The places that ask for the fewest hours: that citizen has as many."""
        listed, _ = await self._call("GET", f"{self._stack.case_api_url}/v1/places?limit=100", "job-consultant")
        by_hours = sorted(listed["items"], key=lambda each: (each["hours_per_week_min"], each["id"]))
        return [each["id"] for each in by_hours[:_PLACES]]

    async def rank(self) -> Any:
        body = {"case_id": self._case, "k": 1, "options": {"include_ask_first": False}}
        answer, _ = await self._call("POST", f"{self._stack.matcher_url}/v1/rankings", "job-consultant", json=body)
        return answer

    async def ask_for_hours(self, place: str, least: float | None) -> float:
        """Sets a place's fewest weekly hours, to full time for None; what they were."""
        url = f"{self._stack.case_api_url}/v1/places/{place}"
        read, etag = await self._call("GET", url, "job-consultant")
        body = {"hours_per_week_min": FULL_TIME if least is None else least, "hours_per_week_max": FULL_TIME}
        await self._call("PATCH", url, "job-consultant", json=body, headers={"If-Match": etag})
        before: float = read["hours_per_week_min"]
        return before


async def time_changes(office: Office, count: int) -> list[float]:
    """Milliseconds from each change's answer to the first ranking that counts it."""
    places, took = await office.places(), []
    before: dict[str, float] = {}
    counted = (await office.rank())["excluded"].get(_TOO_MANY_HOURS, 0)
    for number in range(count):
        place = places[number % len(places)]
        if place in before:
            await office.ask_for_hours(place, before.pop(place))
            expected = counted - 1
        else:
            before[place] = await office.ask_for_hours(place, None)
            expected = counted + 1
        begun = time.perf_counter()
        async with asyncio.timeout(_LONGEST_SECONDS):
            # What is waited for is another process's doing, which signals nothing here.
            while (await office.rank())["excluded"].get(_TOO_MANY_HOURS, 0) != expected:  # noqa: ASYNC110 - as above
                await asyncio.sleep(POLL_SECONDS)
        took.append((time.perf_counter() - begun) * 1000)
        counted = expected
    return took


async def count_stale(office: Office) -> int:
    """How many of the answers say that they are stale."""
    return sum([(await office.rank())["catalogue"]["stale"] for _ in range(ASKED)])


async def measure(places: int, changes: int) -> tuple[list[float], int, int]:
    """The times of changes; and how many answers said that they were stale with the feed running, and held up."""
    case_api_port = free_port()
    proxy = Proxy(f"http://127.0.0.1:{case_api_port}", free_port())
    runner = await proxy.start()
    told = {
        "MATCHER_CASE_API_URL": f"http://127.0.0.1:{proxy.port}",
        "MATCHER_STALE_AFTER_SECONDS": str(STALE_AFTER_SECONDS),
        "MATCHER_FEED_WAIT_SECONDS": str(FEED_WAIT_SECONDS),
    }
    try:
        async with running(places, case_api_port, told) as (stack, _), aiohttp.ClientSession() as http:
            office = Office(stack, http)
            await office.choose_case()
            say(f"{changes} changes")
            took = await time_changes(office, changes)
            running_stale = await count_stale(office)
            say("holding the feed up")
            proxy.holding = True
            await asyncio.sleep(STALE_AFTER_SECONDS + FEED_WAIT_SECONDS + 1)
            held_stale = await count_stale(office)
    finally:
        await runner.cleanup()
    return took, running_stale, held_stale


def main() -> None:
    """Prints the table, writes bench/results/freshness.json, says whether the bars hold."""
    parser = argparse.ArgumentParser(prog="bench-freshness")
    parser.add_argument("--places", type=int, default=1_000_000)
    parser.add_argument("--changes", type=int, default=300)
    wanted = parser.parse_args()
    took, running_stale, held_stale = asyncio.run(measure(wanted.places, wanted.changes))
    p50, p99 = median(took), percentile(took, 0.99)
    rows = [
        ["commit to ranked p50", round(p50, 1), "ms"],
        ["commit to ranked p99", round(p99, 1), "ms"],
        ["commit to ranked, longest", round(max(took), 1), "ms"],
        ["said to be stale, feed running", running_stale, f"of {ASKED}"],
        ["said to be stale, feed held up", held_stale, f"of {ASKED}"],
    ]
    title = f"From commit to ranked, {wanted.places:,} places, {len(took)} changes"
    print(title)
    print_table(("", "measured", ""), [(str(name), f"{value:,}", str(unit)) for name, value, unit in rows])
    bars = [
        Bar("commit to ranked p99", p99, BAR_MS, "ms"),
        Bar("flagged as stale when it is", 100 * held_stale / ASKED, 100, "%", at_least=True),
        Bar("flagged as stale when it is not", running_stale, 0),
    ]
    save("freshness", {"title": title, "rows": rows, "bars": [each.as_json() for each in bars], "machine": machine()})
    finish(shortfalls(bars))


if __name__ == "__main__":
    main()
