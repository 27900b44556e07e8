"""A job broker's own endpoint: a real HTTP server on loopback that checks signatures as any receiver would."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Final, Self

from aiohttp import web
from standardwebhooks import Webhook, WebhookVerificationError

LOOPBACK: Final = "127.0.0.1"
PATH: Final = "/hooks/rettematch"
_NO_CONTENT: Final = 204
_BAD_REQUEST: Final = 400


@dataclass(frozen=True, slots=True)
class Received:
    """One message as it came; `verified` says whether its signature held."""

    webhook_id: str
    message: dict[str, Any]
    verified: bool


class WebhookReceiver:
    """Listens on a free port from entering to leaving. Set `secret` as soon as the endpoint is registered."""

    def __init__(self) -> None:
        self.secret = ""
        self.received: list[Received] = []
        self._came = asyncio.Condition()
        application = web.Application()
        application.router.add_post(PATH, self._receive)
        self._runner = web.AppRunner(application, access_log=None)
        self._port = 0

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self._port}{PATH}"

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        site = web.TCPSite(self._runner, LOOPBACK, 0)
        await site.start()
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._runner.cleanup()

    async def wait_for(self, wanted: Callable[[dict[str, Any]], bool], seconds: float) -> Received | None:
        """The first message that is wanted, or None when none came in time."""

        def found() -> Received | None:
            return next((each for each in self.received if wanted(each.message)), None)

        try:
            async with asyncio.timeout(seconds), self._came:
                await self._came.wait_for(lambda: found() is not None)
        except TimeoutError:
            return None
        return found()

    async def _receive(self, request: web.Request) -> web.Response:
        body = await request.read()
        headers = {name.lower(): value for name, value in request.headers.items()}
        try:
            Webhook(self.secret).verify(body, headers)
            verified = True
        except (WebhookVerificationError, ValueError, RuntimeError):  # the library raises all three on malformed parts
            verified = False
        try:
            message = json.loads(body)
        except ValueError:
            message = {}
        async with self._came:
            self.received.append(Received(headers.get("webhook-id", ""), message, verified))
            self._came.notify_all()
        return web.Response(status=_NO_CONTENT if verified else _BAD_REQUEST)
