"""Progression, consents and what was shared under them.

Revision: 20261127_progression_consents, after: 20261126_follow_ups
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from rettematch.migrations import grant, tenant_policy

revision = "20261127_progression_consents"
down_revision = "20261126_follow_ups"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _measurements()
    _wishes()
    _consents()
    _shares()


def _tenant(table: str, privileges: str) -> None:
    for statement in tenant_policy(table):
        op.execute(statement)
    op.execute(grant(table, privileges))


def _versioned() -> list[sa.Column[Any]]:
    return [
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    ]


def _key(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["municipality_code", column],
        [f"{other}.municipality_code", f"{other}.id"],
        name=op.f(f"fk_{table}_municipality_code_{column}"),
        ondelete="RESTRICT",
    )


def _index(table: str, *columns: str) -> None:
    op.create_index(op.f(f"ix_{table}_" + "_".join(columns)), table, list(columns))


def _one_of(table: str, column: str, *values: str) -> sa.CheckConstraint:
    allowed = ", ".join(f"'{value}'" for value in values)
    return sa.CheckConstraint(f"{column} in ({allowed})", name=op.f(f"ck_{table}_{column}"))


def _measurements() -> None:
    table = "progression_measurement"
    op.create_table(
        table,
        *_versioned(),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("placement_id", sa.Uuid(), nullable=True),
        sa.Column("measured_on", sa.Date(), nullable=False),
        sa.Column("answered_by", sa.String(length=40), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("answers_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("is_complete", sa.Boolean(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        _one_of(table, "answered_by", "citizen", "worker"),
        _key(table, "case_id", "case"),
        _key(table, "placement_id", "placement"),
        _key(table, "recorded_by", "staff_member"),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f(f"pk_{table}")),
    )
    _index(table, "municipality_code", "case_id", "measured_on")
    _tenant(table, "select, insert, update")


def _wishes() -> None:
    table = "progression_wish"
    op.create_table(
        table,
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("wished", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        _key(table, "case_id", "case"),
        _key(table, "recorded_by", "staff_member"),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f(f"pk_{table}")),
    )
    _index(table, "municipality_code", "case_id")
    _tenant(table, "select, insert")


_DIRECTIONS = ("share", "obtain", "both")
_COUNTERPARTS = (
    "family-department",
    "social-department",
    "health-department",
    "benefit-department",
    "integration-department",
    "education-guidance",
    "general-practitioner",
    "hospital",
    "psychiatry",
    "employer",
    "other-provider",
    "unemployment-fund",
    "school",
    "housing-association",
    "prison-service",
    "network",
    "other",
)


def _consents() -> None:
    table = "consent"
    op.create_table(
        table,
        *_versioned(),
        sa.Column("citizen_id", sa.Uuid(), nullable=False),
        sa.Column("direction", sa.String(length=40), nullable=False),
        sa.Column("counterpart", sa.String(length=40), nullable=False),
        sa.Column("counterpart_name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("categories", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("purpose_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("given", sa.String(length=40), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("written_down_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("in_force_from", sa.Date(), nullable=False),
        sa.Column("in_force_to", sa.Date(), nullable=True),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.Uuid(), nullable=True),
        _one_of(table, "direction", *_DIRECTIONS),
        _one_of(table, "counterpart", *_COUNTERPARTS),
        _one_of(table, "given", "signed", "spoken"),
        _key(table, "citizen_id", "citizen"),
        _key(table, "recorded_by", "staff_member"),
        _key(table, "withdrawn_by", "staff_member"),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f(f"pk_{table}")),
    )
    _index(table, "municipality_code", "citizen_id")
    _tenant(table, "select, insert, update")


def _shares() -> None:
    table = "information_share"
    op.create_table(
        table,
        *_versioned(),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("placement_id", sa.Uuid(), nullable=True),
        sa.Column("shared_on", sa.Date(), nullable=False),
        sa.Column("direction", sa.String(length=40), nullable=False),
        sa.Column("counterpart", sa.String(length=40), nullable=False),
        sa.Column("counterpart_name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("categories", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("basis", sa.String(length=40), nullable=False),
        sa.Column("consents", postgresql.JSONB(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("retracted_on", sa.Date(), nullable=True),
        _one_of(table, "direction", *_DIRECTIONS),
        _one_of(table, "counterpart", *_COUNTERPARTS),
        _one_of(table, "basis", "consent", "work-agreement"),
        _key(table, "case_id", "case"),
        _key(table, "placement_id", "placement"),
        _key(table, "recorded_by", "staff_member"),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f(f"pk_{table}")),
    )
    _index(table, "municipality_code", "case_id", "shared_on")
    _tenant(table, "select, insert, update")


def downgrade() -> None:
    for table in ("information_share", "consent", "progression_wish", "progression_measurement"):
        op.drop_table(table)
