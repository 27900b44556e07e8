from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, LargeBinary
from sqlmodel import Field

from case_api.tables import TenantRow, VersionedRow
from rettematch.columns import choice, moment, tenant_key
from rettematch.progression.questions import Answerer


class ProgressionMeasurement(VersionedRow, table=True):
    """What one side, the citizen or the worker, answered on one day."""

    __tablename__ = "progression_measurement"
    __table_args__ = (
        tenant_key("case_id", "case"),
        tenant_key("placement_id", "placement"),
        tenant_key("recorded_by", "staff_member"),
        Index(None, "municipality_code", "case_id", "measured_on"),
    )

    case_id: UUID
    placement_id: UUID | None = None
    measured_on: date
    answered_by: Answerer = choice(Answerer, "answered_by")
    recorded_by: UUID
    """The worker who answered, or who wrote down what the citizen answered."""
    answers_sealed: bytes = Field(sa_type=LargeBinary)
    """JSON: [version, value] for each question id, the value null for "don't know". It touches on health."""
    is_complete: bool
    withdrawn_on: date | None = None


class ProgressionWish(TenantRow, table=True):
    """That the citizen wants, or no longer wants, to be asked a question that is asked on wish only."""

    __tablename__ = "progression_wish"
    __table_args__ = (
        tenant_key("case_id", "case"),
        tenant_key("recorded_by", "staff_member"),
        Index(None, "municipality_code", "case_id"),
    )

    case_id: UUID
    question: str
    wished: bool
    recorded_at: datetime = moment()
    recorded_by: UUID
