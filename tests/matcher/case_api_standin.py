"""A small case API on a real socket: what the matcher asks of it, answered with the contracts' own objects.

The journeys run against the real one; this one can be stopped, fed and made to repeat itself.
"""

import socket
import threading
import time
from base64 import b64encode
from datetime import UTC, datetime
from uuid import UUID

import uvicorn
from fastapi import FastAPI, Request

from local_stack.tokens import CASE_API, Issuer
from matcher.catalogue.drift import block_of, checksums_of
from rettematch import problems
from rettematch.contracts.base import Role
from rettematch.contracts.changes import (
    START_CURSOR,
    Change,
    ChangePage,
    MunicipalityBlocks,
    PlaceBlock,
    PlaceBlockContent,
    PlaceChange,
    PlaceChecksums,
    cursor_position,
)
from rettematch.contracts.matching import DisclosurePurpose, MatchingProfile, WaitingProfilesRequest
from rettematch.contracts.places import PlaceSnapshot
from rettematch.contracts.staff import Me
from rettematch.disclosures import ProfileDestroyed
from rettematch.fill import FillNotAllowed
from rettematch.identifiers import uuid7
from rettematch.pagination import Page, Pagination
from rettematch.problems import Forbidden, NotFound, Unauthenticated, Unavailable
from rettematch.tokens import Identity, OidcSettings, TokenVerifier, load_key_set

CLIENT_SECRET = "a secret of the test"


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


DISCLOSED_TO = {"caseworker", "job-broker", "job-consultant", "team-leader"}
"""The roles of `case:disclose-profile`; tests/contracts holds the two services' tables equal."""


class CaseApiStandin:
    """Serves until `stop`; can be started again on the same port with the same content."""

    def __init__(self, issuer: Issuer, oidc: OidcSettings) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.changes: list[Change] = []
        self.profiles: dict[UUID, MatchingProfile] = {}
        self.disclosed: dict[UUID, MatchingProfile] = {}
        """By subject: what was given for a ranking."""
        self.destroyed: set[UUID] = set()
        """Subjects whose citizens' keys are destroyed."""
        self.waiting: dict[tuple[UUID, DisclosurePurpose], list[MatchingProfile]] = {}
        """The profiles of a team's waiting citizens by purpose; a fill without an entry has no legal basis."""
        self.waiting_page = 100
        self.profile_requests = 0
        self.feed_broken = False
        self.feed_id = uuid7()
        self.comparisons = 0
        self.confused = False
        self._issuer = issuer
        self._verifier = TokenVerifier(oidc.issuer, CASE_API, load_key_set(oidc.jwks))
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    def publish(self, *places: PlaceSnapshot) -> None:
        """Appends changes to the feed, in any order of versions."""
        for place in places:
            self.changes.append(
                PlaceChange(
                    cursor=f"7.{len(self.changes) + 1}",
                    municipality_code=place.municipality_code,
                    id=place.place_id,
                    version=place.version,
                    recorded_at=datetime.now(UTC),
                    data=place,
                )
            )

    def start(self) -> None:
        config = uvicorn.Config(self._app(), host="127.0.0.1", port=self.port, log_config=None, lifespan="off")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)

    def stop(self) -> None:
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._server.force_exit = True
            self._thread.join(timeout=10)
            self._server = self._thread = None

    def _caller(self, request: Request) -> Identity:
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        if kind != "Bearer":
            raise Unauthenticated
        return self._verifier.verify(token, datetime.now(UTC))

    def _page(self, after: str, limit: int) -> ChangePage:
        cursors = [START_CURSOR, *(change.cursor for change in self.changes)]
        start = cursors.index(after) if after in cursors else len(self.changes)
        items = tuple(self.changes[start : start + limit])
        following = items[-1].cursor if items else after
        return ChangePage(items=items, next=following, head=cursors[-1], feed_id=self.feed_id)

    def _held_page(self, after: str, wait: int, limit: int) -> ChangePage:
        until = time.monotonic() + wait
        while True:
            page = self._page(after, limit)
            if page.items or time.monotonic() > until or self._server is None or self._server.should_exit:
                return page
            time.sleep(0.02)

    def _app(self) -> FastAPI:
        app = FastAPI()
        problems.install(app)

        @app.post("/token")
        def token(request: Request) -> dict[str, object]:
            expected = b64encode(f"matcher:{CLIENT_SECRET}".encode()).decode()
            if request.headers.get("authorization") != f"Basic {expected}":
                raise Unauthenticated
            made = self._issuer.service_token("matcher", now=datetime.now(UTC))
            return {"access_token": made, "token_type": "Bearer", "expires_in": 600}

        @app.get("/v1/me")
        def me(request: Request) -> Me:
            _, municipality, role, _ = self._caller(request).subject.split(":")
            return Me(staff_id=uuid7(), municipality_code=municipality, team_id=None, roles=(Role(role),))

        @app.post("/v1/cases/{case_id}/matching-profile")
        def profile(request: Request, case_id: UUID) -> MatchingProfile:
            caller = self._caller(request)
            if caller.subject.split(":")[2] not in DISCLOSED_TO:
                raise Forbidden
            self.profile_requests += 1
            found = self.profiles.get(case_id)
            if found is None or not (self.confused or found.municipality_code == caller.municipality_code):
                raise NotFound
            self.disclosed[found.subject] = found
            return found

        @app.get("/v1/changes")
        def changes(request: Request, after: str, wait: int = 0, limit: int = 500) -> ChangePage:
            if "feed" not in self._caller(request).scopes:
                raise Forbidden
            if self.feed_broken:
                raise Unavailable
            return self._held_page(after, wait, limit)

        self._serve_waiting(app)
        self._serve_disclosed(app)
        self._serve_comparing(app)
        return app

    def reset(self, *places: PlaceSnapshot) -> None:
        """As if the database had been made anew, with these places."""
        self.changes.clear()
        self.feed_id = uuid7()
        self.publish(*places)

    def _newest(self, as_of: str) -> dict[UUID, PlaceChange]:
        newest: dict[UUID, PlaceChange] = {}
        for line in self.changes:
            within = cursor_position(line.cursor) <= cursor_position(as_of)
            if isinstance(line, PlaceChange) and within and line.version > getattr(newest.get(line.id), "version", 0):
                newest[line.id] = line
        return newest

    def _serve_comparing(self, app: FastAPI) -> None:
        @app.get("/v1/changes/place-checksums")
        def checksums(as_of: str) -> PlaceChecksums:
            self.comparisons += 1
            versions: dict[str, list[tuple[UUID, int]]] = {}
            for line in self._newest(as_of).values():
                versions.setdefault(line.municipality_code, []).append((line.id, line.version))
            blocks: dict[str, list[PlaceBlock]] = {}
            for (code, block), (count, checksum) in sorted(checksums_of(versions).items()):
                blocks.setdefault(code, []).append(PlaceBlock(block=block, places=count, checksum=checksum))
            found = [MunicipalityBlocks(municipality_code=code, blocks=tuple(each)) for code, each in blocks.items()]
            return PlaceChecksums(as_of=as_of, municipalities=tuple(found))

        @app.get("/v1/changes/place-block")
        def content(municipality_code: str, block: int, as_of: str) -> PlaceBlockContent:
            lines = [
                line
                for line in self._newest(as_of).values()
                if line.municipality_code == municipality_code and block_of(line.id) == block
            ]
            return PlaceBlockContent(as_of=as_of, items=tuple(lines))

    def _serve_disclosed(self, app: FastAPI) -> None:
        @app.get("/v1/disclosures/{subject}")
        def disclosed(request: Request, subject: UUID) -> MatchingProfile:
            caller = self._caller(request)
            given = self.disclosed.get(subject)
            if given is None or not (self.confused or given.municipality_code == caller.municipality_code):
                raise NotFound
            if subject in self.destroyed:
                raise ProfileDestroyed
            return given

    def _serve_waiting(self, app: FastAPI) -> None:
        @app.post("/v1/teams/{team_id}/waiting-profiles")
        def waiting(
            request: Request, team_id: UUID, asked: WaitingProfilesRequest, after: str = "0"
        ) -> Page[MatchingProfile]:
            caller = self._caller(request)
            of_team = [each for (team, _), found in self.waiting.items() if team == team_id for each in found]
            known = any(team == team_id for team, _ in self.waiting)
            if not known or any(each.municipality_code != caller.municipality_code for each in of_team):
                raise NotFound
            if (found := self.waiting.get((team_id, asked.purpose))) is None:
                raise FillNotAllowed
            begin, end = int(after), int(after) + self.waiting_page
            following = str(end) if end < len(found) else None
            return Page(items=found[begin:end], pagination=Pagination(limit=self.waiting_page, next=following))
