"""The immutable record of an answer."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from matcher.tables import Table


class RankingRun(Table, table=True):
    """One answer, under the random subject id of its profile. The service can add rows and read them, nothing else.

    `answer` is the canonical JSON whose SHA-256 is `answer_sha256`; `result_sha256` is over the part that a replay must
    give again. There is no profile, case or person here (docs/decisions/0003-run-records.md).
    """

    __tablename__ = "ranking_run"

    municipality_code: str = Field(primary_key=True, max_length=4)
    id: UUID = Field(primary_key=True)
    subject: UUID
    created_at: datetime = Field(sa_type=DateTime(timezone=True))
    weights_version: str
    catalogue_cursor: str
    feed_epoch: int
    profile_sha256: str = Field(max_length=64)
    request: dict[str, Any] = Field(sa_type=JSONB)
    answer: str
    answer_sha256: str = Field(max_length=64)
    result_sha256: str = Field(max_length=64)
