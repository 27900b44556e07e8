from datetime import date
from uuid import UUID

from sqlalchemy import Index, LargeBinary
from sqlmodel import Field

from case_api.tables import VersionedRow, texts
from rettematch.columns import choice, tenant_key
from rettematch.contracts.cases import EventKind


class CourseEvent(VersionedRow, table=True):
    """Something that happened in a course.

    `source` and `source_id` name the record of another domain that it follows from, such as the conversation in which
    it happened; an event that was recorded by itself has none.
    """

    __tablename__ = "course_event"
    __table_args__ = (
        tenant_key("case_id", "case"),
        tenant_key("placement_id", "placement"),
        tenant_key("recorded_by", "staff_member"),
        Index(None, "municipality_code", "case_id", "happened_on"),
        Index(None, "municipality_code", "source_id"),
    )

    case_id: UUID
    kind: EventKind = choice(EventKind, "kind", constrained=False)
    happened_on: date
    until: date | None = None
    placement_id: UUID | None = None
    items: list[str] = texts()
    amount: float | None = None
    notes_sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
    """The text for each item, as a JSON object; sealed with the citizen's key, since it can touch on anything."""
    source: str | None = None
    source_id: UUID | None = None
    recorded_by: UUID
