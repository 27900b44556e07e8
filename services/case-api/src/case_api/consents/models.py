from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, LargeBinary
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from case_api.consents.vocabularies import Basis, Counterpart, Direction, Given
from case_api.tables import VersionedRow, texts
from rettematch.columns import choice, moment, tenant_key


class ConsentRow(VersionedRow, table=True):
    """A consent of a citizen. It is narrowed or withdrawn, and never removed."""

    __tablename__ = "consent"
    __table_args__ = (
        tenant_key("citizen_id", "citizen"),
        tenant_key("recorded_by", "staff_member"),
        tenant_key("withdrawn_by", "staff_member"),
        Index(None, "municipality_code", "citizen_id"),
    )

    citizen_id: UUID
    direction: Direction = choice(Direction, "direction")
    counterpart: Counterpart = choice(Counterpart, "counterpart")
    counterpart_name_sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
    categories: list[str] = texts()
    purpose_sealed: bytes = Field(sa_type=LargeBinary)
    given: Given = choice(Given, "given")
    given_on: date
    written_down_sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
    """What the citizen said, when the consent was spoken."""
    in_force_from: date
    in_force_to: date | None = None
    recorded_by: UUID
    withdrawn_at: datetime | None = moment(default=None, nullable=True)
    withdrawn_by: UUID | None = None


class InformationShare(VersionedRow, table=True):
    """That information about a citizen was shared or obtained: with whom, of what kind, and on what basis."""

    __tablename__ = "information_share"
    __table_args__ = (
        tenant_key("case_id", "case"),
        tenant_key("placement_id", "placement"),
        tenant_key("recorded_by", "staff_member"),
        Index(None, "municipality_code", "case_id", "shared_on"),
    )

    case_id: UUID
    placement_id: UUID | None = None
    shared_on: date
    direction: Direction = choice(Direction, "direction")
    counterpart: Counterpart = choice(Counterpart, "counterpart")
    counterpart_name_sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
    categories: list[str] = texts()
    note_sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
    basis: Basis = choice(Basis, "basis")
    consents: list[dict[str, Any]] = Field(sa_type=JSONB)
    """The consents that covered it, each with the version it had: {consent_id, version}."""
    recorded_by: UUID
    retracted_on: date | None = None
    """When it was found to have been recorded by mistake."""
