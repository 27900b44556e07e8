"""The first tables: the kept catalogue, the position in the feed, and the record of each answer.

Revision: 20261122_first_tables, after:
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from rettematch.migrations import grant, tenant_policy

revision = "20261122_first_tables"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "catalogue_place",
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("place_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("snapshot", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("municipality_code", "place_id", name="pk_catalogue_place"),
    )
    op.create_table(
        "feed_position",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("cursor", sa.String(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_feed_position"),
    )
    op.create_table(
        "ranking_run",
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("weights_version", sa.String(), nullable=False),
        sa.Column("catalogue_cursor", sa.String(), nullable=False),
        sa.Column("profile_sha256", sa.String(length=64), nullable=False),
        sa.Column("request", postgresql.JSONB(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answer_sha256", sa.String(length=64), nullable=False),
        sa.Column("result_sha256", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("municipality_code", "id", name="pk_ranking_run"),
    )
    for statement in (
        *tenant_policy("catalogue_place", also="current_setting('app.scope', true) = 'feed'"),
        *tenant_policy("ranking_run"),
        grant("catalogue_place", "select, insert, update"),
        grant("feed_position", "select, insert, update"),
        grant("ranking_run", "select, insert"),
    ):
        op.execute(statement)


def downgrade() -> None:
    for table in ("ranking_run", "feed_position", "catalogue_place"):
        op.drop_table(table)
