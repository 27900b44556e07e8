import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from notifier.deliveries.signing import headers, new_secret, shown


def now() -> datetime:
    return datetime.now(UTC)


@given(st.binary(min_size=24, max_size=64), st.dictionaries(st.text(), st.text(), max_size=3))
def test_the_independent_library_verifies_what_we_sign(secret: bytes, payload: dict[str, str]) -> None:
    body = json.dumps(payload).encode()
    assert Webhook(shown(secret)).verify(body, headers("msg_1", now(), body, [secret])) == payload


def test_a_changed_body_id_or_time_is_refused() -> None:
    secret, body = new_secret(), b'{"type":"ping"}'
    signed = headers("msg_1", now(), body, [secret])
    Webhook(shown(secret)).verify(body, signed)
    changes = [
        (b'{"type":"pong"}', {}),
        (body, {"webhook-id": "msg_2"}),
        (body, {"webhook-timestamp": str(int((now() + timedelta(seconds=7)).timestamp()))}),
    ]
    for changed, change in changes:
        with pytest.raises(WebhookVerificationError):
            Webhook(shown(secret)).verify(changed, signed | change)


def test_either_of_two_secrets_verifies_while_one_is_replaced() -> None:
    old, new, body = new_secret(), new_secret(), b"{}"
    signed = headers("msg_1", now(), body, [new, old])
    for secret in (old, new):
        assert Webhook(shown(secret)).verify(body, signed) == {}
    with pytest.raises(WebhookVerificationError):
        Webhook(shown(new_secret())).verify(body, signed)


def test_the_time_is_the_moment_and_not_the_clock_on_the_wall() -> None:
    moment = datetime(2027, 3, 28, 8, tzinfo=ZoneInfo("Europe/Copenhagen"))
    assert headers("msg_1", moment, b"{}", [new_secret()])["webhook-timestamp"] == "1806213600"
