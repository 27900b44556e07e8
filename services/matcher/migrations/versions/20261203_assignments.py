"""Assignments: proposals for a team's waiting citizens and open seats, and what was decided on each.

Revision: 20261203_assignments, after: 20261202_place_history
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from rettematch.migrations import grant, tenant_policy

revision = "20261203_assignments"
down_revision = "20261202_place_history"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "assignment",
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("weights_version", sa.String(), nullable=False),
        sa.Column("catalogue_cursor", sa.String(), nullable=False),
        sa.Column("profiles_sha256", sa.String(length=64), nullable=False),
        sa.Column("request", postgresql.JSONB(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answer_sha256", sa.String(length=64), nullable=False),
        sa.Column("result_sha256", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("municipality_code", "id", name="pk_assignment"),
    )
    op.create_table(
        "assignment_decision",
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.Uuid(), nullable=False),
        sa.Column("decision", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place_id", sa.Uuid(), nullable=False),
        sa.Column("workplace_id", sa.Uuid(), nullable=False),
        sa.Column("place_version", sa.Integer(), nullable=False),
        sa.Column("quarters", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("municipality_code", "assignment_id", "subject", name="pk_assignment_decision"),
        sa.ForeignKeyConstraint(
            ["municipality_code", "assignment_id"],
            ["assignment.municipality_code", "assignment.id"],
            name="fk_assignment_decision_assignment",
        ),
    )
    for statement in (
        *tenant_policy("assignment"),
        *tenant_policy("assignment_decision"),
        grant("assignment", "select, insert"),
        grant("assignment_decision", "select, insert"),
    ):
        op.execute(statement)


def downgrade() -> None:
    for table in ("assignment_decision", "assignment"):
        op.drop_table(table)
