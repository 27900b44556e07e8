"""The receiver of the main job trusts nothing but a signature that holds."""

import asyncio
import json
from datetime import UTC, datetime

import aiohttp
import pytest
from standardwebhooks import Webhook

from local_stack.answers import refusal
from local_stack.main_job_services import MainJobError, until
from local_stack.webhook_receiver import WebhookReceiver

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo="
OTHER = "whsec_" + "AAAA" * 10 + "AAA="
BODY = json.dumps({"type": "follow_up.due", "data": {"case_id": "c"}})


def headers(secret: str, body: str = BODY) -> dict[str, str]:
    now = datetime.now(UTC)
    return {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(secret).sign("msg_1", now, body),
    }


async def post(receiver: WebhookReceiver, body: str, sent: dict[str, str]) -> int:
    async with aiohttp.ClientSession() as http, http.post(receiver.url, data=body, headers=sent) as answer:
        return answer.status


async def test_a_message_signed_with_the_endpoints_secret_is_verified() -> None:
    async with WebhookReceiver() as receiver:
        receiver.secret = SECRET
        waiting = asyncio.create_task(receiver.wait_for(lambda message: message["type"] == "follow_up.due", 10))
        assert await post(receiver, BODY, headers(SECRET)) == 204
        received = await waiting
    assert received is not None
    assert received.verified
    assert received.webhook_id == "msg_1"
    assert received.message == json.loads(BODY)


@pytest.mark.parametrize(
    ("body", "sent"),
    [
        (BODY, headers(OTHER)),
        (BODY.replace("due", "overdue"), headers(SECRET)),
        (BODY, {}),
        (BODY, {**headers(SECRET), "webhook-signature": "nonsense"}),
        (BODY, {**headers(SECRET), "webhook-timestamp": "yesterday"}),
        ("no json", headers(SECRET)),
    ],
    ids=["another secret", "changed body", "no headers", "no signature", "no time", "no json"],
)
async def test_a_message_whose_signature_does_not_hold_is_refused(body: str, sent: dict[str, str]) -> None:
    async with WebhookReceiver() as receiver:
        receiver.secret = SECRET
        assert await post(receiver, body, sent) == 400
    assert [each.verified for each in receiver.received] == [False]


async def test_waiting_for_a_message_ends() -> None:
    async with WebhookReceiver() as receiver:
        receiver.secret = SECRET
        await post(receiver, BODY, headers(SECRET))
        assert await receiver.wait_for(lambda message: message["type"] == "ping", 0.1) is None


async def test_waiting_for_a_service_ends_and_says_what_did_not_happen() -> None:
    async def look() -> str | None:
        return None

    with pytest.raises(MainJobError, match=r"the sun did not rise \(waited 0 s\)"):
        await until("the sun did not rise", 0, look)


def test_a_refusal_is_told_by_its_fields_reasons_or_detail() -> None:
    field = json.dumps({"errors": [{"field": "body.cpr", "expected": "must be a CPR number"}], "detail": "no"})
    reason = json.dumps({"reasons": [{"fact": "2 of 2 seats are taken"}]})
    assert refusal("it", "/v1/x", 422, field.encode()) == "it: /v1/x answered 422 body.cpr must be a CPR number"
    assert refusal("it", "/v1/x", 409, reason.encode()) == "it: /v1/x answered 409 2 of 2 seats are taken"
    assert refusal("it", "/v1/x", 502, b"<html>") == "it: /v1/x answered 502"
