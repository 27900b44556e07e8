from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, text

from case_api.tables import TenantRow
from rettematch.columns import choice, moment, tenant_key
from rettematch.contracts.base import Role
from rettematch.contracts.follow_ups import FollowUpStatus

_UNFINISHED = text("status in ('planned', 'due', 'overdue')")


class FollowUpRow(TenantRow, table=True):
    """One follow-up of a case; the same row through every planning, found by its key.

    Written only by `case_api.follow_ups.planning`, with the row of the case locked.
    """

    __tablename__ = "follow_up"
    __table_args__ = (
        tenant_key("case_id", "case"),
        tenant_key("responsible_id", "staff_member"),
        tenant_key("placement_id", "placement"),
        Index(None, "municipality_code", "case_id", "key", unique=True),
        Index(
            "ix_follow_up_worklist",
            "municipality_code",
            "responsible_id",
            "due_at",
            "id",
            postgresql_where=_UNFINISHED,
        ),
    )

    case_id: UUID
    key: str
    rule_id: str
    responsible: Role = choice(Role, "responsible", constrained=False)
    responsible_id: UUID
    due_at: datetime = moment()
    overdue_at: datetime = moment()
    status: FollowUpStatus = choice(FollowUpStatus, "status")
    fulfilled_by: UUID | None = None
    placement_id: UUID | None = None
    version: int = 1
    changed_at: datetime = moment()
