"""The catalogue as it is kept, so that a restart is right again at once."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from matcher.tables import Table


class CataloguePlace(Table, table=True):
    """The newest snapshot of a place that the feed has given."""

    __tablename__ = "catalogue_place"

    municipality_code: str = Field(primary_key=True, max_length=4)
    place_id: UUID = Field(primary_key=True)
    version: int
    snapshot: dict[str, Any] = Field(sa_type=JSONB)


class PlaceVersion(Table, table=True):
    """A version of a place that the feed gave, and the position after which it held. The service adds and reads only.

    `transaction_id` and `sequence` are the change's cursor (`rettematch.contracts.changes.cursor_position`). `epoch` is
    the feed's: it counts how often the feed began anew.
    """

    __tablename__ = "place_history"
    __table_args__ = (
        Index("ix_place_history_position", "municipality_code", "epoch", "transaction_id", "sequence", "place_id"),
    )

    municipality_code: str = Field(primary_key=True, max_length=4)
    epoch: int = Field(primary_key=True)
    place_id: UUID = Field(primary_key=True)
    version: int = Field(primary_key=True)
    transaction_id: int = Field(sa_type=BigInteger)
    sequence: int = Field(sa_type=BigInteger)
    snapshot: dict[str, Any] = Field(sa_type=JSONB)


class FeedPosition(Table, table=True):
    """How far the feed has been read; written in the transaction that writes the places read."""

    __tablename__ = "feed_position"

    name: str = Field(primary_key=True, max_length=40)
    cursor: str
    feed_id: UUID | None = None
    epoch: int
    updated_at: datetime = Field(sa_type=DateTime(timezone=True))
