"""The HTTP client of deliveries against real servers on loopback."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from aiohttp import web

from notifier.deliveries.outcomes import Reason, default_retry_policy
from notifier.deliveries.sender import Sender
from tests.notifier.stand_ins import Receiver, serving

POLICY = default_retry_policy().model_copy(update={"timeout_seconds": 0.5})


@pytest.fixture
async def sender() -> AsyncIterator[Sender]:
    async with Sender(POLICY, allow_local=True) as made:
        yield made


async def test_a_redirect_is_a_failure_and_is_not_followed(sender: Sender, receiver: Receiver) -> None:
    receiver.answers = [web.Response(status=307, headers={"Location": receiver.url})]
    outcome = await sender.post(receiver.url, b"{}", {})
    assert (outcome.reason, outcome.status) == (Reason.REDIRECTED, 307)
    assert len(receiver.received) == 1


async def test_a_slow_receiver_is_left(sender: Sender, receiver: Receiver) -> None:
    receiver.delay = 5
    outcome = await sender.post(receiver.url, b"{}", {})
    assert outcome.reason is Reason.TIMED_OUT
    assert 400 <= outcome.duration_ms < 2000


async def test_nobody_there_is_unreachable(sender: Sender) -> None:
    async with serving(web.Application()) as url:
        gone = url
    outcome = await sender.post(gone, b"{}", {})
    assert (outcome.reason, outcome.status) == (Reason.UNREACHABLE, None)


async def test_a_receiver_that_breaks_off_is_unreachable(sender: Sender) -> None:
    async def break_off(request: web.Request) -> web.Response:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    app = web.Application()
    app.router.add_post("/", break_off)
    async with serving(app) as url:
        outcome = await sender.post(url + "/", b"{}", {})
    assert outcome.reason is Reason.UNREACHABLE


async def test_an_endless_answer_is_not_read_to_its_end(sender: Sender) -> None:
    written = 0

    async def endless(request: web.Request) -> web.StreamResponse:
        nonlocal written
        response = web.StreamResponse()
        await response.prepare(request)
        while written < 50_000_000:
            await response.write(b"x" * 65536)
            written += 65536
        return response

    app = web.Application()
    app.router.add_post("/", endless)
    async with serving(app) as url:
        outcome = await sender.post(url + "/", b"{}", {})
    assert outcome.reason is Reason.DELIVERED
    assert written < 20_000_000


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
async def test_a_private_address_is_refused_when_it_is_dialled(receiver: Receiver, host: str) -> None:
    async with Sender(POLICY, allow_local=False) as strict:
        url = receiver.url.replace("127.0.0.1", host)
        outcome = await strict.post(url, b"{}", {})
        probed = await strict.probe(url)
    assert outcome.reason is Reason.ADDRESS_REFUSED
    assert probed is Reason.ADDRESS_REFUSED
    assert receiver.received == []


async def test_a_proxy_in_the_environment_is_not_used(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    async with Sender(POLICY, allow_local=True) as made:
        assert (await made.post(receiver.url, b"{}", {})).is_delivered


async def test_what_is_sent_is_the_body_and_the_headers(sender: Sender, receiver: Receiver) -> None:
    body = b'{"type": "ping" }'
    assert (await sender.post(receiver.url, body, {"webhook-id": "msg_1"})).is_delivered
    (message,) = receiver.received
    assert message.body == body
    assert message.headers["webhook-id"] == "msg_1"
    assert message.headers["content-type"] == "application/json"
    assert message.headers["user-agent"] == "Rettematch-Webhooks/1"


def _date_in(hours: int) -> str:
    return format_datetime(datetime.now(UTC) + timedelta(hours=hours), usegmt=True)


@pytest.mark.parametrize(
    ("make_header", "at_least", "at_most"),
    [(lambda: "7", 7, 7), (lambda: _date_in(1), 3500, 3601), (lambda: _date_in(-1), 0, 0)],
)
async def test_retry_after_is_read_in_both_forms(
    sender: Sender, receiver: Receiver, make_header: Callable[[], str], at_least: float, at_most: float
) -> None:
    receiver.answers = [web.Response(status=503, headers={"Retry-After": make_header()})]
    outcome = await sender.post(receiver.url, b"{}", {})
    assert outcome.retry_after is not None
    assert at_least <= outcome.retry_after <= at_most


@pytest.mark.parametrize("header", ["soon", "-5", "Mon, 32 Foo 2026 10:00:00 GMT", "1e9"])
async def test_a_retry_after_that_makes_no_sense_is_ignored(sender: Sender, receiver: Receiver, header: str) -> None:
    receiver.answers = [web.Response(status=503, headers={"Retry-After": header})]
    assert (await sender.post(receiver.url, b"{}", {})).retry_after is None
