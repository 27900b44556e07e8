"""The immutable records of assignments and of what was decided on each proposal."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, ForeignKeyConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from matcher.tables import Table


class Assignment(Table, table=True):
    """One assignment. The service can add rows and read them, nothing else.

    `answer` is the canonical JSON whose SHA-256 is `answer_sha256`; `result_sha256` is over the part that the same
    profiles, places, points and seed give again. Subjects are random for this run; no case, profile or person is here.
    """

    __tablename__ = "assignment"

    municipality_code: str = Field(primary_key=True, max_length=4)
    id: UUID = Field(primary_key=True)
    created_at: datetime = Field(sa_type=DateTime(timezone=True))
    weights_version: str
    catalogue_cursor: str
    profiles_sha256: str = Field(max_length=64)
    request: dict[str, Any] = Field(sa_type=JSONB)
    answer: str
    answer_sha256: str = Field(max_length=64)
    result_sha256: str = Field(max_length=64)


class AssignmentDecision(Table, table=True):
    """What a member of staff decided on one proposal; the key lets each be decided once.

    `place_version` and `quarters` (of supported hours a week) say what an accepted proposal holds, and until when.
    """

    __tablename__ = "assignment_decision"
    __table_args__ = (
        ForeignKeyConstraint(
            ["municipality_code", "assignment_id"],
            ["assignment.municipality_code", "assignment.id"],
            name="fk_assignment_decision_assignment",
        ),
    )

    municipality_code: str = Field(primary_key=True, max_length=4)
    assignment_id: UUID = Field(primary_key=True)
    subject: UUID = Field(primary_key=True)
    decision: str = Field(max_length=10)
    reason: str = Field(max_length=40)
    decided_by: UUID
    decided_at: datetime = Field(sa_type=DateTime(timezone=True))
    place_id: UUID
    workplace_id: UUID
    place_version: int
    quarters: int
