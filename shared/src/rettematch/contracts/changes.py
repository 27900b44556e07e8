"""The change feed of the case API: append-only, safe to page, idempotent by (entity, id, version)."""

import re
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from rettematch.contracts.base import Contract, MunicipalityCode
from rettematch.contracts.cases import CaseFacts
from rettematch.contracts.follow_ups import FollowUpSnapshot
from rettematch.contracts.places import PlaceSnapshot

START_CURSOR = "0.0"
_CURSOR = re.compile(r"([0-9]{1,19})\.([0-9]{1,19})")


def cursor_position(cursor: str) -> tuple[int, int]:
    """A cursor as what its order is by: the transaction, and the line in it.

    Raises:
        ValueError: not a cursor of the feed.
    """
    if (match := _CURSOR.fullmatch(cursor)) is None:
        raise ValueError("not a cursor of the feed")
    return int(match[1]), int(match[2])


class Entity(StrEnum):
    """What a change is about."""

    PLACE = "place"
    CASE = "case"
    FOLLOW_UP = "follow-up"


class _Change(Contract):
    cursor: str = Field(description="Position after this change, to be given back as `after`. Opaque.")
    municipality_code: MunicipalityCode
    id: UUID
    version: Annotated[int, Field(ge=1)]
    recorded_at: AwareDatetime
    trace_parent: str | None = Field(default=None, description="W3C trace context of the request that wrote it.")


class PlaceChange(_Change):
    """A place as it is after the change; `data.open` false when it can no longer be offered."""

    entity: Literal[Entity.PLACE] = Entity.PLACE
    data: PlaceSnapshot


class CaseChange(_Change):
    """The facts of a case that follow-ups are planned from."""

    entity: Literal[Entity.CASE] = Entity.CASE
    data: CaseFacts


class FollowUpChange(_Change):
    """A follow-up as it stands after the change. The line of its case comes before it."""

    entity: Literal[Entity.FOLLOW_UP] = Entity.FOLLOW_UP
    data: FollowUpSnapshot


Change = Annotated[PlaceChange | CaseChange | FollowUpChange, Field(discriminator="entity")]


class ChangePage(Contract):
    """A page of the feed. `next` equals the given cursor when nothing new was committed."""

    items: tuple[Change, ...]
    next: str
    head: str = Field(description="The newest safe cursor when the page was read: `next == head` means caught up.")
    feed_id: UUID | None = Field(
        default=None, description="Of the database behind the feed: cursors of another one mean nothing here."
    )


BLOCKS = 256
"""Into how many blocks a municipality's places are parted for comparing two copies: by the last byte of the id."""


class PlaceBlock(Contract):
    """What one block of a municipality's places comes to."""

    block: Annotated[int, Field(ge=0, lt=BLOCKS)]
    places: int
    checksum: str = Field(
        description="The sum, in decimal, of the first 15 hexadecimal digits of the MD5 of `<id>:<version>` of each."
    )


class MunicipalityBlocks(Contract):
    """The blocks of one municipality that hold places, in order."""

    municipality_code: MunicipalityCode
    blocks: tuple[PlaceBlock, ...]


class PlaceChecksums(Contract):
    """All places as of a cursor, to compare a copy with."""

    as_of: str
    municipalities: tuple[MunicipalityBlocks, ...]


class PlaceBlockContent(Contract):
    """The newest line of each place of one block as of a cursor."""

    as_of: str
    items: tuple[PlaceChange, ...]
