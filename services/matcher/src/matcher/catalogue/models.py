"""The catalogue as it is kept, so that a restart is right again at once."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime
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


class FeedPosition(Table, table=True):
    """How far the feed has been read; written in the transaction that writes the places read."""

    __tablename__ = "feed_position"

    name: str = Field(primary_key=True, max_length=40)
    cursor: str
    updated_at: datetime = Field(sa_type=DateTime(timezone=True))
