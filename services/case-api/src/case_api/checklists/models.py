from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from case_api.tables import VersionedRow
from rettematch.columns import choice, tenant_key


class ItemStatus(StrEnum):
    """Whether an item of a checklist is in place; only what is met counts."""

    MET = "met"
    PARTLY = "partly"
    NOT_MET = "not-met"

    @property
    def danish_name(self) -> str:
        return _DANISH[self]


_DANISH = {
    ItemStatus.MET: "opfyldt",
    ItemStatus.PARTLY: "delvist opfyldt",
    ItemStatus.NOT_MET: "ikke opfyldt",
}


class ChecklistAssessment(VersionedRow, table=True):
    """How one item of a checklist stands, for the municipality or for one team."""

    __tablename__ = "checklist_assessment"
    __table_args__ = (
        tenant_key("team_id", "team"),
        tenant_key("assessed_by", "staff_member"),
        Index(
            "uq_checklist_assessment_item",
            "municipality_code",
            "rule_id",
            "item",
            "team_id",
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
    )

    rule_id: str
    item: str
    team_id: UUID | None = None
    """Null: the municipality as a whole."""
    status: ItemStatus = choice(ItemStatus, "status")
    evidence: str
    reference: str | None = Field(default=None)
    assessed_on: date
    assessed_by: UUID
