"""The immutable record of an answer about several citizens."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from matcher.tables import Table


class TeamRun(Table, table=True):
    """One answer. The service can add rows and read them, nothing else.

    `profiles` has the SHA-256 of the canonical JSON of each profile under its random subject id; the case API keeps the
    profiles. `answer` and the hashes are as in `RankingRun`. There is no profile, case or person here.
    """

    __tablename__ = "team_run"

    municipality_code: str = Field(primary_key=True, max_length=4)
    id: UUID = Field(primary_key=True)
    kind: str = Field(max_length=20)
    created_at: datetime = Field(sa_type=DateTime(timezone=True))
    weights_version: str | None = None
    """None when no points were given."""
    catalogue_cursor: str
    feed_epoch: int
    profiles: dict[str, str] = Field(sa_type=JSONB)
    request: dict[str, Any] = Field(sa_type=JSONB)
    answer: str
    answer_sha256: str = Field(max_length=64)
    result_sha256: str = Field(max_length=64)
