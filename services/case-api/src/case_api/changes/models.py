from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, Identity, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from case_api.tables import TenantRow
from rettematch.columns import choice, moment
from rettematch.contracts.changes import Entity


class ChangeRow(TenantRow, table=True):
    """A line of the change feed, written in the transaction that made the change.

    Commit order is not sequence order, so readers page by (transaction_id, sequence) and see only transactions older
    than the oldest one still running: nothing can appear behind a cursor (docs/decisions/0001).
    """

    __tablename__ = "change"
    __table_args__ = (
        Index("ix_change_position", "transaction_id", "sequence", unique=True),
        Index("ix_change_entity", "municipality_code", "entity", "entity_id", "entity_version"),
    )

    transaction_id: int = Field(
        default=None,
        sa_column=Column(BigInteger, server_default=text("pg_current_xact_id()::text::bigint"), nullable=False),
    )
    sequence: int = Field(default=None, sa_column=Column(BigInteger, Identity(always=True), nullable=False))
    entity: Entity = choice(Entity, "entity")
    entity_id: UUID
    entity_version: int
    recorded_at: datetime = moment()
    trace_parent: str | None = None
    data: dict[str, Any] = Field(sa_type=JSONB)
