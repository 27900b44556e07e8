from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from notifier.tables import Table, TenantRow
from rettematch.columns import moment

CASE_API_FEED = "case-api"


class FeedPosition(Table, table=True):
    """How far a feed has been followed. Moves in the transaction that applies what it read."""

    __tablename__ = "feed_position"

    name: str = Field(primary_key=True)
    cursor: str
    head: str
    moved_at: datetime | None = moment(default=None)


class CaseFactsRow(TenantRow, table=True):
    """The facts of a case as the feed gave them last: ids, dates and kinds. `id` is the case's."""

    __tablename__ = "case_facts"
    __table_args__ = (
        Index("ix_case_facts_replan_at", "replan_at", postgresql_where=text("replan_at is not null")),
        Index(None, "municipality_code", "job_broker_id"),
    )

    version: int
    programme: str
    caseworker_id: UUID
    job_broker_id: UUID | None = None
    closed_on: date | None = None
    facts: dict[str, Any] = Field(sa_type=JSONB)
    received_at: datetime = moment()
    replan_at: datetime | None = moment(default=None)
    """When time itself changes the plan: something falls due, or is late. Null when nothing more can happen."""
