"""Standard Webhooks, version 1: who signs and how. Written here and checked in the tests by the PyPI library.

The library itself is not used to sign: it relabels an aware time of another zone as UTC.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime

SECRET_PREFIX = "whsec_"  # noqa: S105 - the prefix that the standard gives every secret
SECRET_BYTES = 32


def new_secret() -> bytes:
    """A fresh signing secret."""
    return secrets.token_bytes(SECRET_BYTES)


def shown(secret: bytes) -> str:
    """A secret as its owner keeps it."""
    return SECRET_PREFIX + base64.b64encode(secret).decode()


def headers(webhook_id: str, moment: datetime, body: bytes, signing: Sequence[bytes]) -> dict[str, str]:
    """The three headers of a message.

    Args:
        webhook_id: The same for every attempt, so that a receiver can tell a repetition.
        moment: Of this attempt; receivers refuse signatures that are minutes old.
        body: Exactly the bytes that are sent.
        signing: Secrets in force; more than one while a secret is being replaced.
    """
    timestamp = str(int(moment.timestamp()))
    content = b".".join((webhook_id.encode(), timestamp.encode(), body))
    signatures = [base64.b64encode(hmac.digest(secret, content, hashlib.sha256)).decode() for secret in signing]
    return {
        "webhook-id": webhook_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(f"v1,{signature}" for signature in signatures),
    }
