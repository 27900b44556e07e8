"""Loading the demonstration over the public API, once, by the people who would enter it."""

import asyncio
import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final, TypeAlias

import aiohttp

from local_stack.answers import refusal
from local_stack.console import Console
from local_stack.demonstration.building import SEED, build
from local_stack.demonstration.plan import NORDDJURS, SYDDJURS
from local_stack.demonstration.requests import Answers, Demonstration, Request
from local_stack.stack import Stack
from rettematch.clock import local_date

AT_ONCE: Final = 12
ATTEMPTS: Final = 5
PAUSE_SECONDS: Final = 0.5
TIMEOUT_SECONDS: Final = 30.0
TOLD_EVERY_SECONDS: Final = 2.0
CODES: Final = frozenset({SYDDJURS.code, NORDDJURS.code})
_CREATED: Final = 201
_CONFLICT: Final = 409
_SERVER_ERROR: Final = 500
_TOO_EARLY: Final = b"/problems/idempotency-key-in-use"
Pending: TypeAlias = dict[str, asyncio.Future[dict[str, Any]]]
"""Answers to come, by the requests' names."""

_UNIQUE_ONCE: Final = frozenset({"municipality", "legal-basis"})
"""Made by routes that take no idempotency key; whether they are there is asked first."""


class DemonstrationError(RuntimeError):
    """The demonstration could not be loaded; the message says what was asked and what the answer was."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What `.state/demonstration.json` remembers: the day the data was made for, and whether all of it is loaded.

    The day is kept so that a load that was cut in the middle goes on with the same bodies.
    """

    seed: int
    today: date
    finished: bool

    @classmethod
    def read(cls, path: Path) -> "Progress | None":
        if not path.exists():
            return None
        kept = json.loads(path.read_text(encoding="utf-8"))
        return cls(kept["seed"], date.fromisoformat(kept["today"]), kept["finished"])

    def write(self, path: Path) -> None:
        kept = {"seed": self.seed, "today": self.today.isoformat(), "finished": self.finished}
        side = path.with_suffix(".new")
        side.write_text(json.dumps(kept), encoding="utf-8")
        side.replace(path)


async def load(stack: Stack, seed: int = SEED) -> None:
    """Makes sure that the demonstration is there; a load that was interrupted goes on where it stopped.

    Raises:
        DemonstrationError: the case API refused something, or holds a demonstration that was loaded from elsewhere.
    """
    path = stack.state.path / "demonstration.json"
    async with aiohttp.ClientSession(
        stack.case_api_url,
        connector=aiohttp.TCPConnector(limit=AT_ONCE),
        timeout=aiohttp.ClientTimeout(total=TIMEOUT_SECONDS),
    ) as http:
        loader = Loader(stack, http)
        progress = Progress.read(path)
        there = await loader.municipalities() & CODES
        if there and progress is None:
            raise DemonstrationError(
                "the case API has the demonstration's municipalities, but this state folder did not load them: "
                "use the state folder that did, or an empty database"
            )
        if progress is not None and progress.finished and there == CODES:
            stack.console.say("the demonstration municipality is there already")
            return
        if progress is None or not there:
            progress = Progress(seed, local_date(stack.now()), finished=False)
            progress.write(path)
        demonstration = build(progress.seed, progress.today)
        await loader.send_all(demonstration, there)
        Progress(progress.seed, progress.today, finished=True).write(path)
        stack.console.say(f"loaded: {summary(demonstration)}")


def summary(demonstration: Demonstration) -> str:
    """How many of what, for the person at the terminal."""
    kinds = ("citizen", "case", "employer", "workplace", "place", "placement", "conversation")
    of_each = (
        f"{code} " + ", ".join(f"{len(demonstration.of(kind, code))} {kind}s" for kind in kinds)
        for code in demonstration.municipalities
    )
    return "; ".join(of_each)


class Loader:
    """Sends requests, each as soon as those it needs are answered, a bounded number at a time."""

    def __init__(self, stack: Stack, http: aiohttp.ClientSession) -> None:
        self._stack = stack
        self._http = http
        self._tokens: dict[tuple[str, str, int], str] = {}
        self._gate = asyncio.Semaphore(AT_ONCE)

    async def municipalities(self) -> set[str]:
        """The codes of the municipalities that exist."""
        listed = await self._read("operator", "0706", "/v1/municipalities?limit=100")
        return {each["municipality_code"] for each in listed["items"]}

    async def send_all(self, demonstration: Demonstration, there: set[str]) -> None:
        """Sends everything that is not there yet.

        Args:
            demonstration: What to load.
            there: The municipalities that exist.

        Raises:
            DemonstrationError: the first refusal; what was sent before stays.
        """
        key = f"demonstration-{demonstration.seed}"
        for request in demonstration.requests:
            if request.kind in _UNIQUE_ONCE and not await self._is_there(request, there):
                await self._send(request, {}, key)
        rest = [each for each in demonstration.requests if each.kind not in _UNIQUE_ONCE]
        answers: Pending = {request.name: asyncio.get_running_loop().create_future() for request in rest}
        telling = asyncio.create_task(_tell(self._stack.console, answers.values()))
        try:
            async with asyncio.TaskGroup() as group:
                for request in rest:
                    group.create_task(self._when_ready(request, answers, key))
        except* DemonstrationError as refused:
            raise refused.exceptions[0] from None
        finally:
            telling.cancel()

    async def _when_ready(self, request: Request, answers: Pending, key: str) -> None:
        known = {name: await answers[name] for name in request.needs()}
        async with self._gate:
            answers[request.name].set_result(await self._send(request, known, key))

    async def _send(self, request: Request, known: Answers, key: str) -> dict[str, Any]:
        """What was created, or what an earlier load created with the same key."""
        headers = self._headers(request.role, request.municipality, request.number)
        headers["Idempotency-Key"] = f"{key}-{request.name}"
        path, body = request.resolved_path(known), request.resolved_body(known)
        for attempt in range(1, ATTEMPTS + 1):
            last = attempt == ATTEMPTS
            try:
                async with self._http.post(path, json=body, headers=headers) as answer:
                    content = await answer.read()
            except (aiohttp.ClientError, TimeoutError) as error:
                if last:
                    raise DemonstrationError(f"{request.name}: the case API does not answer") from error
            else:
                if answer.status == _CREATED:
                    created: dict[str, Any] = json.loads(content)
                    return created
                if last or not _is_passing(answer.status, content):
                    raise DemonstrationError(refusal(request.name, path, answer.status, content))
            await asyncio.sleep(PAUSE_SECONDS * attempt)
        raise AssertionError("the last attempt answers or raises")

    async def _is_there(self, request: Request, municipalities: set[str]) -> bool:
        if request.kind == "municipality":
            return request.municipality in municipalities
        own = await self._read(request.role, request.municipality, "/v1/municipality")
        return any(each["category"] == request.body["category"] for each in own["legal_bases"])

    async def _read(self, role: str, municipality: str, path: str) -> dict[str, Any]:
        async with self._http.get(path, headers=self._headers(role, municipality, 1)) as answer:
            content = await answer.read()
        if not answer.ok:
            raise DemonstrationError(refusal("looking what is there", path, answer.status, content))
        found: dict[str, Any] = json.loads(content)
        return found

    def _headers(self, role: str, municipality: str, number: int) -> dict[str, str]:
        who = (role, municipality, number)
        if who not in self._tokens:
            self._tokens[who] = self._stack.token(role, municipality=municipality, number=number)
        return {"Authorization": f"Bearer {self._tokens[who]}"}


def _is_passing(status: int, content: bytes) -> bool:
    """Whether the same request may succeed in a moment."""
    return status >= _SERVER_ERROR or (status == _CONFLICT and _TOO_EARLY in content)


async def _tell(console: Console, answers: Collection[asyncio.Future[dict[str, Any]]]) -> None:
    """Says every now and then how far the load has come."""
    while True:
        await asyncio.sleep(TOLD_EVERY_SECONDS)
        console.say(f"  {sum(each.done() for each in answers)} of {len(answers)} entered")
