"""A service's own access token, by the client credentials grant (RFC 6749, 4.4), renewed before it ends."""

import time

import httpx

from rettematch.problems import Unavailable

_RENEW_SECONDS_BEFORE = 60


class ServiceToken:
    """Fetches and keeps the token of one client. Not for users' tokens: those are only ever passed on."""

    def __init__(self, http: httpx.AsyncClient, token_url: str, client_id: str, client_secret: str) -> None:
        self._http = http
        self._url = token_url
        self._credentials = (client_id, client_secret)
        self._token = ""
        self._renew_at = 0.0

    async def get(self) -> str:
        """A token that is valid for at least another minute.

        Raises:
            Unavailable: the identity provider does not answer.
        """
        if time.monotonic() < self._renew_at:
            return self._token
        try:
            response = await self._http.post(
                self._url, data={"grant_type": "client_credentials"}, auth=self._credentials, timeout=10
            )
            response.raise_for_status()
            answer = response.json()
            self._token = str(answer["access_token"])
            lifetime = float(answer["expires_in"])
        except (httpx.HTTPError, KeyError, ValueError) as error:
            raise Unavailable("The identity provider gives no token.") from error
        self._renew_at = time.monotonic() + max(lifetime - _RENEW_SECONDS_BEFORE, 1)
        return self._token

    def forget(self) -> None:
        """Fetches a new one the next time, for instance after the receiver refused this one."""
        self._renew_at = 0.0
