from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, LargeBinary
from sqlmodel import Field

from case_api.tables import VersionedRow
from rettematch.columns import choice, moment, tenant_key
from rettematch.contracts.cases import ContactKind


class Conversation(VersionedRow, table=True):
    __tablename__ = "conversation"
    __table_args__ = (
        tenant_key("case_id", "case"),
        tenant_key("placement_id", "placement"),
        tenant_key("held_by", "staff_member"),
        Index(None, "municipality_code", "case_id", "held_at"),
    )

    case_id: UUID
    placement_id: UUID | None = None
    held_at: datetime = moment()
    kind: ContactKind = choice(ContactKind, "kind")
    with_citizen: bool
    with_employer: bool
    held_by: UUID
    agreed_sealed: bytes = Field(sa_type=LargeBinary)
    """What was agreed, in words; sealed, since it can touch on anything."""
    fulfils: UUID | None = None
