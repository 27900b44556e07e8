from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index
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
    """Whose a case is, as the feed told it last. `id` is the case's."""

    __tablename__ = "case_facts"
    __table_args__ = (Index(None, "municipality_code", "job_broker_id"),)

    version: int
    programme: str
    caseworker_id: UUID
    job_broker_id: UUID | None = None
    closed_on: date | None = None
    received_at: datetime = moment()
