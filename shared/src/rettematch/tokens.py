"""Bearer tokens: who is calling. What the caller may do is the case API's answer, not the token's.

Checked after RFC 9068 and docs/security.md A7: fixed algorithms, keys from a pinned JWKS only, and iss, aud, exp, nbf,
iat, sub and typ required.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from pydantic_settings import BaseSettings, SettingsConfigDict

from rettematch.problems import Unauthenticated

ALGORITHMS = ("ES256", "RS256")
TOKEN_TYPES = {"at+jwt", "application/at+jwt"}
LEEWAY_SECONDS = 60
MAX_TOKEN_CHARACTERS = 8192
_REQUIRED_TIMES = ("exp", "nbf", "iat")


class OidcSettings(BaseSettings):
    """The identity provider, pinned. `jwks` is a URL or the path of a JWKS file."""

    model_config = SettingsConfigDict(env_prefix="OIDC_")

    issuer: str
    jwks: str
    token_url: str | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """A caller whose token has been checked; `token` is kept only to call on the caller's behalf."""

    subject: str
    municipality_code: str | None
    client_id: str | None
    scopes: frozenset[str]
    token: str

    def __repr__(self) -> str:
        return f"Identity({self.subject!r})"


def load_key_set(location: str) -> KeySet:
    """Reads the public keys once, from a file or a URL."""
    if location.startswith(("https://", "http://")):
        response = httpx.get(location, timeout=10)
        response.raise_for_status()
        return KeySet.import_key_set(response.json())
    return KeySet.import_key_set(json.loads(Path(location).read_text(encoding="utf-8")))


class TokenVerifier:
    """Verifies the tokens meant for one service (`audience`)."""

    def __init__(self, issuer: str, audience: str, keys: KeySet) -> None:
        self._keys = keys
        self._issuer = issuer
        self._audience = audience
        self._known_ids = {key.kid for key in keys.keys if key.kid}

    def verify(self, token: str, now: datetime) -> Identity:
        """Checks a compact JWS.

        Raises:
            Unauthenticated: for every kind of fault, with the same words.
        """
        if len(token) > MAX_TOKEN_CHARACTERS:
            raise Unauthenticated
        try:
            decoded = jwt.decode(token, self._keys, algorithms=list(ALGORITHMS))
            self._check_header(decoded.header)
            registry = jwt.JWTClaimsRegistry(
                now=int(now.timestamp()),
                leeway=LEEWAY_SECONDS,
                iss={"essential": True, "value": self._issuer},
                aud={"essential": True, "value": self._audience},
                sub={"essential": True},
                exp={"essential": True},
                nbf={"essential": True},
                iat={"essential": True},
            )
            registry.validate(decoded.claims)
            return self._identity(decoded.claims, token)
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise Unauthenticated from error

    def _check_header(self, header: Mapping[str, Any]) -> None:
        if header.get("typ") not in TOKEN_TYPES:
            raise ValueError("typ")
        if header.get("kid") not in self._known_ids:
            raise ValueError("kid")
        if set(header) & {"jwk", "jku", "x5u", "x5c", "crit"}:
            raise ValueError("header")

    def _identity(self, claims: Mapping[str, Any], token: str) -> Identity:
        if any(isinstance(claims[name], bool) or not isinstance(claims[name], int) for name in _REQUIRED_TIMES):
            raise ValueError("times")
        subject, municipality, client = claims["sub"], claims.get("municipality"), claims.get("client_id")
        scope = claims.get("scope", "")
        if not isinstance(subject, str) or not subject or not isinstance(scope, str):
            raise TypeError("sub")
        if not all(value is None or isinstance(value, str) for value in (municipality, client)):
            raise TypeError("claims")
        return Identity(subject, municipality, client, frozenset(scope.split()), token)
