"""Records of answers about a team's waiting citizens: outreach, and filling a seat.

Revision: 20261204_outreach, after: 20261203_assignments
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from rettematch.migrations import grant, tenant_policy

revision = "20261204_outreach"
down_revision = "20261203_assignments"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "team_run",
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("weights_version", sa.String(), nullable=True),
        sa.Column("catalogue_cursor", sa.String(), nullable=False),
        sa.Column("feed_epoch", sa.Integer(), nullable=False),
        sa.Column("profiles", postgresql.JSONB(), nullable=False),
        sa.Column("request", postgresql.JSONB(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answer_sha256", sa.String(length=64), nullable=False),
        sa.Column("result_sha256", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("municipality_code", "id", name="pk_team_run"),
    )
    for statement in (*tenant_policy("team_run"), grant("team_run", "select, insert")):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("team_run")
