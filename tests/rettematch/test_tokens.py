"""Forged and careless tokens are refused, all with the same answer (docs/security.md A7)."""

import base64
import hmac
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, RSAKey

from rettematch.problems import Unauthenticated
from rettematch.tokens import TokenVerifier

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ISSUER = "https://issuer.example"
AUDIENCE = "rettematch-case-api"
KEY = ECKey.generate_key("P-256", {"use": "sig", "kid": "one"})
OTHER_KEY = ECKey.generate_key("P-256", {"use": "sig", "kid": "one"})
VERIFIER = TokenVerifier(ISSUER, AUDIENCE, KeySet([KEY]))


def claims(**changes: Any) -> dict[str, Any]:
    issued = int(NOW.timestamp())
    whole = {
        "iss": ISSUER,
        "sub": "demo:0706:caseworker:1",
        "aud": [AUDIENCE, "rettematch-matcher"],
        "iat": issued,
        "nbf": issued,
        "exp": issued + 600,
        "municipality": "0706",
    } | changes
    return {name: value for name, value in whole.items() if value is not None}


def signed(payload: dict[str, Any], header: dict[str, Any] | None = None, key: ECKey = KEY) -> str:
    whole = {"alg": "ES256", "typ": "at+jwt", "kid": "one"} | (header or {})
    return jwt.encode({name: value for name, value in whole.items() if value is not None}, payload, key)


def encoded(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def in_seconds(seconds: int) -> int:
    return int((NOW + timedelta(seconds=seconds)).timestamp())


def unsigned() -> str:
    return f"{encoded({'alg': 'none', 'typ': 'at+jwt', 'kid': 'one'})}.{encoded(claims())}."


def public_key_as_secret() -> str:
    """The classic confusion: the public key used as an HMAC secret."""
    head = f"{encoded({'alg': 'HS256', 'typ': 'at+jwt', 'kid': 'one'})}.{encoded(claims())}"
    signature = hmac.digest(KEY.as_pem(private=False), head.encode(), "sha256")
    return f"{head}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"


def other_algorithm() -> str:
    key = RSAKey.generate_key(2048, {"kid": "one"})
    return jwt.encode({"alg": "RS256", "typ": "at+jwt", "kid": "one"}, claims(), key)


def changed_payload() -> str:
    head, _, signature = signed(claims()).split(".")
    return f"{head}.{encoded(claims(municipality='0101'))}.{signature}"


def own_key_in_header() -> str:
    return signed(claims(), {"jwk": OTHER_KEY.as_dict(private=False)}, OTHER_KEY)


FORGERIES: dict[str, Callable[[], str]] = {
    "empty": lambda: "",
    "not a token": lambda: "abc",
    "two parts": lambda: ".".join(signed(claims()).split(".")[:2]),
    "unsigned": unsigned,
    "public key as HMAC secret": public_key_as_secret,
    "another algorithm with the same kid": other_algorithm,
    "another key with the same kid": lambda: signed(claims(), key=OTHER_KEY),
    "own key in the header": own_key_in_header,
    "key address in the header": lambda: signed(claims(), {"jku": "https://evil.example/jwks.json"}),
    "certificate in the header": lambda: signed(claims(), {"x5u": "https://evil.example/cert.pem"}),
    "unknown kid": lambda: signed(claims(), {"kid": "two"}),
    "no kid": lambda: signed(claims(), {"kid": None}),
    "payload changed": changed_payload,
    "ordinary JWT type": lambda: signed(claims(), {"typ": "JWT"}),
    "no type": lambda: signed(claims(), {"typ": None}),
    "expired": lambda: signed(claims(exp=in_seconds(-61))),
    "no expiry": lambda: signed(claims(exp=None)),
    "expiry as text": lambda: signed(claims(exp="never")),
    "expiry as true": lambda: signed(claims(exp=True)),
    "not yet valid": lambda: signed(claims(nbf=in_seconds(120))),
    "no nbf": lambda: signed(claims(nbf=None)),
    "issued in the future": lambda: signed(claims(iat=in_seconds(120))),
    "no iat": lambda: signed(claims(iat=None)),
    "another issuer": lambda: signed(claims(iss="https://issuer.example.evil")),
    "no issuer": lambda: signed(claims(iss=None)),
    "another audience": lambda: signed(claims(aud="rettematch-notifier")),
    "no audience": lambda: signed(claims(aud=None)),
    "no subject": lambda: signed(claims(sub=None)),
    "empty subject": lambda: signed(claims(sub="")),
    "subject as a number": lambda: signed(claims(sub=7)),
    "municipality as a list": lambda: signed(claims(municipality=["0706"])),
    "too long": lambda: signed(claims(extra="x" * 9000)),
}


def test_a_right_token_is_accepted() -> None:
    identity = VERIFIER.verify(signed(claims()), NOW)
    assert identity.subject == "demo:0706:caseworker:1"
    assert identity.municipality_code == "0706"
    assert identity.client_id is None


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forged_or_careless_token_is_refused(name: str) -> None:
    with pytest.raises(Unauthenticated):
        VERIFIER.verify(FORGERIES[name](), NOW)


def test_a_minute_of_clock_skew_is_forgiven() -> None:
    assert VERIFIER.verify(signed(claims(exp=in_seconds(-30), nbf=in_seconds(-900))), NOW).subject
    assert VERIFIER.verify(signed(claims(nbf=in_seconds(30), iat=in_seconds(30))), NOW).subject


def test_an_identity_does_not_print_its_token() -> None:
    token = signed(claims())
    assert token not in repr(VERIFIER.verify(token, NOW))
