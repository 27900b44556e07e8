"""The HTTP client of deliveries: one POST, no redirects, no proxy, and the address is checked when it is dialled."""

import socket
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Self

import aiohttp
from aiohappyeyeballs import AddrInfoType
from aiohttp.abc import AbstractCookieJar

from notifier.deliveries.outcomes import Outcome, Reason, RetryPolicy, of_status
from notifier.endpoints.addresses import may_dial
from rettematch.clock import Clock, system_clock

USER_AGENT = "Rettematch-Webhooks/1"
_PROBE_SECONDS = 3.0
_CONNECTIONS = 200


class AddressRefusedError(OSError):
    """A name led to an address that is not dialled."""


def _socket_factory(*, allow_local: bool) -> aiohttp.connector.SocketFactoryType:
    """Makes sockets for allowed addresses only. Names are resolved before this, so nothing can change in between."""

    def make(address_info: AddrInfoType) -> socket.socket:
        family, kind, protocol, _, address = address_info
        if not may_dial(str(address[0]), allow_local=allow_local):
            raise AddressRefusedError("not a public address")
        made = socket.socket(family, kind, protocol)
        made.setblocking(False)
        return made

    return make


class Sender:
    """Sends to receivers that nobody here controls. Use as an async context manager."""

    def __init__(self, policy: RetryPolicy, *, allow_local: bool, clock: Clock = system_clock) -> None:
        self._policy = policy
        self._clock = clock
        self._allow_local = allow_local
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                socket_factory=_socket_factory(allow_local=self._allow_local), limit=_CONNECTIONS, ttl_dns_cache=30
            ),
            cookie_jar=self._no_cookies(),
            timeout=aiohttp.ClientTimeout(total=self._policy.timeout_seconds),
            headers={"User-Agent": USER_AGENT},
            trust_env=False,
            auto_decompress=False,  # a small answer must not become a large one
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()

    @staticmethod
    def _no_cookies() -> AbstractCookieJar:
        return aiohttp.DummyCookieJar()

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Outcome:
        """One attempt. Never raises for what a receiver or the way to it does."""
        started = time.monotonic()

        def ended(reason: Reason, status: int | None = None, retry_after: float | None = None) -> Outcome:
            return Outcome(reason, round((time.monotonic() - started) * 1000), status, retry_after)

        try:
            async with self._open().post(
                url,
                data=body,
                headers={**headers, "Content-Type": "application/json"},
                allow_redirects=False,
            ) as response:
                await response.content.read(self._policy.response_bytes_at_most)
                retry_after = self._retry_after(response.headers.get("Retry-After"))
                return ended(of_status(response.status), response.status, retry_after)
        except TimeoutError:
            return ended(Reason.TIMED_OUT)
        except (aiohttp.ClientError, OSError, ValueError) as error:
            return ended(Reason.ADDRESS_REFUSED if was_refused(error) else Reason.UNREACHABLE)

    async def probe(self, url: str) -> Reason | None:
        """Looks at an endpoint before it is registered.

        Returns:
            `REDIRECTED` or `ADDRESS_REFUSED` when it could never be delivered to; None otherwise, also when nobody
            answers, for a receiver may be set up later.
        """
        try:
            async with self._open().head(
                url, allow_redirects=False, timeout=aiohttp.ClientTimeout(total=_PROBE_SECONDS)
            ) as response:
                return Reason.REDIRECTED if of_status(response.status) is Reason.REDIRECTED else None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            return Reason.ADDRESS_REFUSED if was_refused(error) else None

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            raise RuntimeError("the sender is used outside its context")
        return self._session

    def _retry_after(self, text: str | None) -> float | None:
        """Seconds, from either form of the header (RFC 9110, 10.2.3)."""
        if text is None:
            return None
        if text.strip().isdecimal():
            return float(text)
        try:
            return max((parsedate_to_datetime(text) - self._clock()).total_seconds(), 0.0)
        except (ValueError, TypeError):
            return None


def was_refused(error: BaseException) -> bool:
    """Whether an error, or one that it wraps, is our own refusal of an address."""
    inner = [error.__cause__, error.__context__, getattr(error, "os_error", None)]
    if isinstance(error, BaseExceptionGroup):
        inner += error.exceptions
    return isinstance(error, AddressRefusedError) or any(each is not None and was_refused(each) for each in inner)
