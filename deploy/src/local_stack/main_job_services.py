"""The three services as the main job calls them, each time as a member of staff."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeAlias, TypeVar

import httpx

from local_stack.answers import refusal
from local_stack.stack import Stack

Answer: TypeAlias = dict[str, Any]
Found = TypeVar("Found")
PAUSE_SECONDS: Final = 0.2


class MainJobError(RuntimeError):
    """A step of the main job did not come about; the message says which one, and what was answered or not seen."""


class Services:
    """Requests with a role's token; paths of the case API unless said otherwise."""

    def __init__(self, stack: Stack, http: httpx.AsyncClient) -> None:
        self.stack = stack
        self._http = http

    async def call(
        self, role: str, method: str, url: str, body: Any = None, *, version: str | None = None, **query: str
    ) -> httpx.Response:
        """Any request to any service; `version` is the ETag to send as If-Match.

        Raises:
            MainJobError: no answer at all.
        """
        headers = {"Authorization": f"Bearer {self.stack.token(role)}"}
        if version is not None:
            headers["If-Match"] = version
        try:
            return await self._http.request(method, url, json=body, params=query, headers=headers)
        except httpx.HTTPError as error:
            raise MainJobError(f"{method} {url}: no answer ({type(error).__name__})") from error

    async def make(self, role: str, path: str, body: Any) -> Answer:
        """Creates something.

        Raises:
            MainJobError: it was refused, as in the following.
        """
        return checked(f"the {role} creates", await self.call(role, "POST", self.stack.case_api_url + path, body))

    async def read(self, role: str, path: str, **query: str) -> Answer:
        return checked(f"the {role} reads", await self.call(role, "GET", self.stack.case_api_url + path, **query))

    async def find_or_make(self, role: str, path: str, body: Answer, *, same: str, **query: str) -> Answer:
        """The entry of a list that is the same as `body` in one field, or a new one."""
        for each in (await self.read(role, path, **query))["items"]:
            if each[same] == body[same]:
                found: Answer = each
                return found
        return await self.make(role, path, body)

    async def act_on(self, role: str, path: str, action: str, body: Any = None) -> None:
        """Does something to a resource as it is now; a resource that is gone, or done with already, is left alone."""
        url = self.stack.case_api_url + path
        answer = await self.call(role, "GET", url)
        if answer.is_success:
            await self.call(role, "POST", f"{url}/{action}", body, version=answer.headers["ETag"])


def checked(what: str, answer: httpx.Response) -> Answer:
    """The body of an answer.

    Raises:
        MainJobError: it is a problem; `what` says whose.
    """
    if answer.is_error:
        raise MainJobError(refusal(what, answer.request.url.path, answer.status_code, answer.content))
    content: Answer = answer.json()
    return content


async def until(what: str, seconds: float, look: Callable[[], Awaitable[Found | None]]) -> Found:
    """What `look` finds, asked again and again for a bounded time.

    Raises:
        MainJobError: nothing was found in time; `what` says what did not happen.
    """
    end = time.monotonic() + seconds
    while True:
        found = await look()
        if found is not None:
            return found
        if time.monotonic() > end:
            raise MainJobError(f"{what} (waited {seconds:.0f} s)")
        await asyncio.sleep(PAUSE_SECONDS)
