"""`GET /v1/changes`."""

import time
from typing import Annotated

from fastapi import APIRouter, Query, Request

from case_api.changes.comparing import block_content, checksums
from case_api.changes.listener import ChangeListener
from case_api.changes.service import parse_cursor, read
from case_api.policies import FollowFeed
from rettematch.contracts.base import MunicipalityCode
from rettematch.contracts.changes import BLOCKS, START_CURSOR, ChangePage, PlaceBlockContent, PlaceChecksums
from rettematch.database import FEED_SCOPE, Database

router = APIRouter(tags=["changes"])

MAX_WAIT_SECONDS = 30
_LOOK_AGAIN_SECONDS = 0.5
"""A commit can be announced while an older transaction still hides it; then a short second look finds it."""


async def _follow(request: Request, after: str, wait_seconds: int, limit: int) -> ChangePage:
    state = request.app.state
    database: Database = state.database
    listener: ChangeListener = state.change_listener
    parse_cursor(after)
    until = time.monotonic() + wait_seconds
    while True:
        async with database.transaction(FEED_SCOPE) as session:
            page = await read(session, after, limit)
        left = until - time.monotonic()
        if page.items or left <= 0 or state.stopping or await request.is_disconnected():
            return page
        await listener.wait(min(left, _LOOK_AGAIN_SECONDS))


@router.get("/v1/changes", summary="Follow what changed")
async def changes(
    request: Request,
    _: FollowFeed,
    after: Annotated[str, Query(max_length=40, description="The cursor reached so far.")] = START_CURSOR,
    wait: Annotated[int, Query(ge=0, le=MAX_WAIT_SECONDS, description="Seconds to wait for something new.")] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 500,
) -> ChangePage:
    """Places, case facts and follow-ups in commit order, for the matcher and the notifier.

    Long-polls: with `wait` the answer comes as soon as something was committed. Lines are never lost and never appear
    behind a cursor; a line may be repeated after a fault, so readers go by `(entity, id, version)`.
    """
    return await _follow(request, after, wait, limit)


_AsOf = Annotated[str, Query(max_length=40, description="A cursor that the feed has given.")]


@router.get("/v1/changes/place-checksums", summary="Compare a copy of the places")
async def place_checksums(request: Request, _: FollowFeed, as_of: _AsOf) -> PlaceChecksums:
    """What the places come to as of a cursor, municipality by municipality, in blocks by the last byte of their ids."""
    async with request.app.state.database.transaction(FEED_SCOPE) as session:
        return await checksums(session, as_of)


@router.get("/v1/changes/place-block", summary="Read a block of places that differs")
async def place_block(
    request: Request,
    _: FollowFeed,
    municipality_code: Annotated[MunicipalityCode, Query()],
    block: Annotated[int, Query(ge=0, lt=BLOCKS)],
    as_of: _AsOf,
) -> PlaceBlockContent:
    """The newest line of each place of a block as of a cursor: what a copy should hold."""
    async with request.app.state.database.transaction(FEED_SCOPE) as session:
        return await block_content(session, municipality_code, block, as_of)
