"""Access tokens of the development issuer (RFC 9068): who they speak for, and for how long."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal, get_args
from uuid import uuid4

from joserfc import jwt
from joserfc.jwk import ECKey

Role = Literal[
    "caseworker",
    "job-broker",
    "job-consultant",
    "mentor",
    "team-leader",
    "project-manager",
    "administrator",
    "operator",
]
ROLES: Final[tuple[Role, ...]] = get_args(Role)
Client = Literal["matcher", "notifier"]
CLIENTS: Final[tuple[Client, ...]] = get_args(Client)

CASE_API: Final = "rettematch-case-api"
USER_AUDIENCES: Final = (CASE_API, "rettematch-matcher", "rettematch-notifier")
USER_LIFETIME: Final = timedelta(hours=8)
SERVICE_LIFETIME: Final = timedelta(minutes=10)
OPERATOR_SUBJECT: Final = "demo:operator"
DEMONSTRATION_MUNICIPALITY: Final = "0706"
MUNICIPALITY_DIGITS: Final = 4


class UnknownRoleError(ValueError):
    """A role that nobody has; the message lists those there are."""


@dataclass(frozen=True, slots=True)
class Issuer:
    """Signs tokens in the name of `url`."""

    url: str
    key: ECKey

    def user_token(
        self, role: str, *, now: datetime, municipality: str = DEMONSTRATION_MUNICIPALITY, number: int = 1
    ) -> str:
        """A token of the demonstration's `number`th member of staff with that role in that municipality.

        Raises:
            UnknownRoleError: there is no such role.
        """
        claims = user_claims(role, municipality, number)
        return self._sign({**claims, "aud": list(USER_AUDIENCES)}, now, USER_LIFETIME)

    def service_token(self, client: Client, *, now: datetime) -> str:
        """A token with which a service reads the change feed."""
        claims = {"sub": f"service:{client}", "client_id": client, "scope": "feed", "aud": [CASE_API]}
        return self._sign(claims, now, SERVICE_LIFETIME)

    def _sign(self, claims: dict[str, Any], now: datetime, lifetime: timedelta) -> str:
        header = {"alg": "ES256", "typ": "at+jwt", "kid": self.key.kid}
        issued = int(now.timestamp())
        times = {"iat": issued, "nbf": issued, "exp": issued + int(lifetime.total_seconds())}
        return jwt.encode(header, {"iss": self.url, "jti": str(uuid4()), **claims, **times}, self.key)


def user_claims(role: str, municipality: str, number: int) -> dict[str, Any]:
    """Subject and municipality of a demonstration user; the platform's operator belongs to no municipality.

    Raises:
        UnknownRoleError: there is no such role.
        ValueError: the municipality is not four digits, or the number is below 1.
    """
    if role not in ROLES:
        raise UnknownRoleError(f"there is no role with that name; the roles are {', '.join(ROLES)}")
    if role == "operator":
        return {"sub": OPERATOR_SUBJECT}
    if not (municipality.isascii() and municipality.isdigit() and len(municipality) == MUNICIPALITY_DIGITS):
        raise ValueError("MUNICIPALITY must be a municipality code of four digits, such as 0706")
    if number < 1:
        raise ValueError("N counts the staff with the same role from 1")
    return {"sub": f"demo:{municipality}:{role}:{number}", "municipality": municipality}
