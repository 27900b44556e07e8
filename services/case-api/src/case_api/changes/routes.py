"""`GET /v1/changes`."""

import time
from typing import Annotated

from fastapi import APIRouter, Query, Request

from case_api.changes.listener import ChangeListener
from case_api.changes.service import parse_cursor, read
from case_api.policies import FollowFeed
from rettematch.contracts.changes import START_CURSOR, ChangePage
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
