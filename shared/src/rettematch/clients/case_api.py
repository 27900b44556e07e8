"""What matcher and notifier ask the case API for."""

from typing import Any
from uuid import UUID

import httpx
from pydantic import TypeAdapter

from rettematch.contracts.changes import ChangePage, PlaceBlockContent, PlaceChecksums
from rettematch.contracts.matching import BulkPurpose, DisclosurePurpose, MatchingProfile
from rettematch.contracts.staff import Me
from rettematch.disclosures import ProfileDestroyed
from rettematch.fill import FillNotAllowed
from rettematch.pagination import MAX_PAGE, Page
from rettematch.problems import Conflict, Forbidden, NotFound, Problem, Unauthenticated, Unavailable
from rettematch.telemetry import trace_parent, waiting_for

_TIMEOUT_SECONDS = 10.0
_ME = TypeAdapter(Me)
_PROFILE = TypeAdapter(MatchingProfile)
_PROFILES = TypeAdapter(Page[MatchingProfile])
_PAGE = TypeAdapter(ChangePage)
_CHECKSUMS = TypeAdapter(PlaceChecksums)
_BLOCK = TypeAdapter(PlaceBlockContent)
_COMPARING_SECONDS = 30.0
_PASSED_ON: dict[int, type[Problem]] = {
    401: Unauthenticated,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    410: ProfileDestroyed,
}


class CaseApiUnavailable(Unavailable):
    slug = "case-api-unavailable"
    title = "The case API is away for the moment"
    danish = "Sagssystemet svarer ikke lige nu. Prøv igen om lidt."


class CaseApiClient:
    """Calls the case API with a token given for each call: the user's own, or the service's."""

    def __init__(self, http: httpx.AsyncClient, base_url: str) -> None:
        self._http = http
        self._base_url = base_url.rstrip("/")

    async def me(self, token: str) -> Me:
        """Who the holder of `token` is."""
        return _ME.validate_json(await self._call("GET", "/v1/me", token))

    async def matching_profile(self, token: str, case_id: UUID) -> MatchingProfile:
        """The pseudonymous profile of a case's citizen, audited as a disclosure to the matcher."""
        return _PROFILE.validate_json(await self._call("POST", f"/v1/cases/{case_id}/matching-profile", token))

    async def disclosed_profile(self, token: str, subject: UUID) -> MatchingProfile:
        """The profile that was disclosed earlier under a run's subject, audited as a disclosure of its own.

        Raises:
            NotFound: nothing was disclosed under this subject in the caller's municipality, or not to the caller.
            ProfileDestroyed: the citizen's key is destroyed.
        """
        return _PROFILE.validate_json(await self._call("GET", f"/v1/disclosures/{subject}", token))

    async def waiting_profiles(self, token: str, team_id: UUID, purpose: BulkPurpose) -> tuple[MatchingProfile, ...]:
        """The profiles of a team's waiting citizens, each under a subject of its own, audited citizen by citizen.

        Raises:
            NotFound: there is no such team in the caller's municipality.
            FillNotAllowed: the purpose is to fill a seat, and the municipality has no legal basis for it.
        """
        found: list[MatchingProfile] = []
        path, body = f"/v1/teams/{team_id}/waiting-profiles", {"purpose": purpose.value}
        parameters: dict[str, Any] = {"limit": MAX_PAGE}
        while True:
            try:
                content = await self._call("POST", path, token, params=parameters, json=body)
            except Conflict as error:
                raise (FillNotAllowed if purpose is DisclosurePurpose.FILL else CaseApiUnavailable) from error
            page = _PROFILES.validate_json(content)
            found += page.items
            if page.pagination.next is None:
                return tuple(found)
            parameters["after"] = page.pagination.next

    async def changes(self, token: str, after: str, wait_seconds: int, limit: int = 500) -> ChangePage:
        """A page of the change feed; waits up to `wait_seconds` for something new."""
        parameters = {"after": after, "wait": wait_seconds, "limit": limit}
        content = await self._call(
            "GET", "/v1/changes", token, params=parameters, timeout=_TIMEOUT_SECONDS + wait_seconds
        )
        return _PAGE.validate_json(content)

    async def place_checksums(self, token: str, as_of: str) -> PlaceChecksums:
        """What the places come to as of a cursor, in blocks."""
        path = "/v1/changes/place-checksums"
        content = await self._call("GET", path, token, params={"as_of": as_of}, timeout=_COMPARING_SECONDS)
        return _CHECKSUMS.validate_json(content)

    async def place_block(self, token: str, municipality_code: str, block: int, as_of: str) -> PlaceBlockContent:
        """The newest line of each place of a block as of a cursor."""
        parameters = {"municipality_code": municipality_code, "block": block, "as_of": as_of}
        content = await self._call(
            "GET", "/v1/changes/place-block", token, params=parameters, timeout=_COMPARING_SECONDS
        )
        return _BLOCK.validate_json(content)

    async def _call(self, method: str, path: str, token: str, **options: Any) -> bytes:
        headers = {"Authorization": f"Bearer {token}"}
        if (trace := trace_parent.get()) is not None:
            headers["traceparent"] = trace
        options.setdefault("timeout", _TIMEOUT_SECONDS)
        try:
            with waiting_for("case-api"):
                response = await self._http.request(method, self._base_url + path, headers=headers, **options)
        except httpx.HTTPError as error:
            raise CaseApiUnavailable from error
        if response.status_code in _PASSED_ON:
            raise _PASSED_ON[response.status_code]
        if response.is_error:
            raise CaseApiUnavailable
        return response.content
