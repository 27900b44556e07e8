from datetime import date
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from case_api.tables import VersionedRow
from rettematch.columns import tenant_key


class MeasurementRow(VersionedRow, table=True):
    """A figure for a rule, as `rettematch.programmes.measures.Measurement`, with who says so."""

    __tablename__ = "measurement"
    __table_args__ = (
        tenant_key("team_id", "team"),
        tenant_key("recorded_by", "staff_member"),
        Index(None, "municipality_code", "rule_id", "measured_on"),
    )

    rule_id: str
    measured_on: date
    value: float
    unit: str
    cohort: str | None = None
    parts: dict[str, float] = Field(sa_type=JSONB)
    baseline: bool
    """A share of a group, from which the rule's rise is counted."""
    team_id: UUID | None = None
    """Null: the municipality as a whole."""
    source: str
    recorded_by: UUID
