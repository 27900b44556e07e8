"""Loading the demonstration over the public API, once, by the people who would enter it."""

import asyncio
import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final, TypeAlias

import httpx

from local_stack.console import Console
from local_stack.demonstration.building import SEED, build
from local_stack.demonstration.requests import Answers, Demonstration, Request
from local_stack.stack import Stack
from rettematch.clock import local_date

AT_ONCE: Final = 12
ATTEMPTS: Final = 5
PAUSE_SECONDS: Final = 0.5
TIMEOUT_SECONDS: Final = 30.0
TOLD_EVERY_SECONDS: Final = 1.5
_CREATED: Final = 201
_CONFLICT: Final = 409
_TOO_EARLY: Final = "/problems/idempotency-key-in-use"
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
    limits = httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=AT_ONCE)
    async with httpx.AsyncClient(
        base_url=stack.case_api_url, limits=limits, timeout=TIMEOUT_SECONDS, trust_env=False
    ) as http:
        loader = Loader(stack, http)
        progress = Progress.read(path)
        there = await loader.municipalities()
        wanted = set(build(seed, local_date(stack.now())).municipalities)
        if progress is None and wanted & there:
            raise DemonstrationError(
                "the case API has the demonstration's municipalities, but this state folder did not load them: "
                "use the state folder that did, or an empty database"
            )
        if progress is not None and progress.finished and wanted <= there:
            stack.console.say("the demonstration municipality is there already")
            return
        if progress is None or not wanted & there:
            progress = Progress(seed, local_date(stack.now()), finished=False)
            progress.write(path)
        demonstration = build(progress.seed, progress.today)
        await loader.send_all(demonstration, there)
        Progress(progress.seed, progress.today, finished=True).write(path)
        stack.console.say(f"loaded: {summary(demonstration)}")


def summary(demonstration: Demonstration) -> str:
    """How many of what, for the person at the terminal."""
    counted = {
        "citizens": "citizen", "cases": "case", "employers": "employer", "workplaces": "workplace", "places": "place",
        "placements": "placement", "conversations": "conversation",
    }  # fmt: skip
    per = [", ".join(f"{len(demonstration.of(kind, code))} {name}" for name, kind in counted.items())
           for code in demonstration.municipalities]  # fmt: skip
    return "; ".join(f"{code}: {text}" for code, text in zip(demonstration.municipalities, per, strict=True))


class Loader:
    """Sends requests, each as soon as those it needs are answered, a bounded number at a time."""

    def __init__(self, stack: Stack, http: httpx.AsyncClient) -> None:
        self._stack = stack
        self._http = http
        self._tokens: dict[tuple[str, str, int], str] = {}
        self._gate = asyncio.Semaphore(AT_ONCE)

    async def municipalities(self) -> set[str]:
        """The codes of the municipalities that exist."""
        answer = await self._http.get(
            "/v1/municipalities", params={"limit": 100}, headers=self._headers("operator", "0706", 1)
        )
        if answer.is_error:
            raise DemonstrationError(_refusal("the list of municipalities", answer))
        return {each["municipality_code"] for each in answer.json()["items"]}

    async def send_all(self, demonstration: Demonstration, there: set[str]) -> None:
        """Sends everything that is not there yet.

        Raises:
            DemonstrationError: the first refusal; what was sent before stays.
        """
        for request in demonstration.requests:
            if request.kind in _UNIQUE_ONCE and not await self._is_there(request, there):
                await self._send(request, {})
        rest = [each for each in demonstration.requests if each.kind not in _UNIQUE_ONCE]
        answers: Pending = {request.name: asyncio.get_running_loop().create_future() for request in rest}
        telling = asyncio.create_task(_tell(self._stack.console, answers.values()))
        try:
            async with asyncio.TaskGroup() as group:
                for request in rest:
                    group.create_task(self._when_ready(request, answers))
        except* DemonstrationError as refused:
            raise refused.exceptions[0] from None
        finally:
            telling.cancel()

    async def _when_ready(self, request: Request, answers: Pending) -> None:
        known = {name: await answers[name] for name in request.needs()}
        async with self._gate:
            answers[request.name].set_result(await self._send(request, known))

    async def _send(self, request: Request, known: Answers) -> dict[str, Any]:
        """What was created, or what an earlier load created with the same key."""
        headers = self._headers(request.role, request.municipality, request.number)
        headers["Idempotency-Key"] = f"demonstration-{SEED}-{request.name}"
        for attempt in range(1, ATTEMPTS + 1):
            try:
                answer = await self._http.post(
                    request.resolved_path(known), json=request.resolved_body(known), headers=headers
                )
            except httpx.TransportError as error:
                if attempt == ATTEMPTS:
                    raise DemonstrationError(f"{request.name}: the case API does not answer") from error
            else:
                if answer.status_code == _CREATED:
                    created: dict[str, Any] = answer.json()
                    return created
                if not _is_passing(answer) or attempt == ATTEMPTS:
                    raise DemonstrationError(_refusal(request.name, answer))
            await asyncio.sleep(PAUSE_SECONDS * attempt)
        raise AssertionError("unreachable")

    async def _is_there(self, request: Request, municipalities: set[str]) -> bool:
        if request.kind == "municipality":
            return request.municipality in municipalities
        headers = self._headers(request.role, request.municipality, request.number)
        answer = await self._http.get("/v1/municipality", headers=headers)
        if answer.is_error:
            raise DemonstrationError(_refusal(request.name, answer))
        return any(each["category"] == request.body["category"] for each in answer.json()["legal_bases"])

    def _headers(self, role: str, municipality: str, number: int) -> dict[str, str]:
        who = (role, municipality, number)
        if who not in self._tokens:
            self._tokens[who] = self._stack.token(role, municipality=municipality, number=number)
        return {"Authorization": f"Bearer {self._tokens[who]}"}


def _is_passing(answer: httpx.Response) -> bool:
    """Whether the same request may succeed in a moment."""
    return answer.is_server_error or (answer.status_code == _CONFLICT and answer.json().get("type") == _TOO_EARLY)


def _refusal(what: str, answer: httpx.Response) -> str:
    """What went wrong, from the problem document, which repeats no value."""
    try:
        problem: dict[str, Any] = answer.json()
    except ValueError:
        problem = {}
    reasons = [f"{each['field']} {each['expected']}" for each in problem.get("errors", [])]
    reasons += [str(each.get("fact", each)) for each in problem.get("reasons", [])]
    detail = "; ".join(reasons) or problem.get("detail", "")
    return f"{what}: the case API answered {answer.status_code} {detail}".rstrip()


async def _tell(console: Console, answers: Collection[asyncio.Future[dict[str, Any]]]) -> None:
    """Says every now and then how far the load has come."""
    while True:
        await asyncio.sleep(TOLD_EVERY_SECONDS)
        console.say(f"  {sum(each.done() for each in answers)} of {len(answers)} entered")
