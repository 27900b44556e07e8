"""The case API plans the follow-ups; the notifier takes them over from the feed.

Revision: 20261126_follow_ups_from_feed, after: 20261122_first_tables
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261126_follow_ups_from_feed"
down_revision = "20261122_first_tables"
branch_labels = None
depends_on = None

WORKER = "current_setting('app.scope', true) = 'worker'"
REFERRING = ("message", "reminder")
ROLES = ("caseworker", "job-broker", "job-consultant", "mentor", "team-leader", "project-manager", "administrator")


def upgrade() -> None:
    # Rows from before have version 0: the feed tells each of them again, by its key, with the case API's id.
    op.add_column("follow_up", sa.Column("version", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("follow_up", sa.Column("danish", sa.String(), nullable=True))
    op.add_column("follow_up", sa.Column("untold", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.alter_column("follow_up", "version", server_default=None)
    op.alter_column("follow_up", "untold", server_default=None)
    op.drop_constraint(op.f("ck_follow_up_responsible"), "follow_up", type_="check")
    op.create_index("ix_follow_up_untold", "follow_up", ["municipality_code", "id"], postgresql_where=sa.text("untold"))
    op.execute(f"create policy scope on follow_up for select using ({WORKER})")
    _refer(onupdate="CASCADE")
    op.execute("drop policy scope on case_facts")
    op.drop_index("ix_case_facts_replan_at", table_name="case_facts", postgresql_where=sa.text("replan_at is not null"))
    op.drop_column("case_facts", "replan_at")
    op.drop_column("case_facts", "facts")


def _refer(onupdate: str | None) -> None:
    for table in REFERRING:
        name = op.f(f"fk_{table}_municipality_code_follow_up_id")
        op.drop_constraint(name, table, type_="foreignkey")
        op.create_foreign_key(
            name,
            table,
            "follow_up",
            ["municipality_code", "follow_up_id"],
            ["municipality_code", "id"],
            ondelete="RESTRICT",
            onupdate=onupdate,
        )


def downgrade() -> None:
    """Without facts nothing can be planned here: the feed has to be followed from its beginning again."""
    for table in ("case_facts", "follow_up", *REFERRING, "delivery", "attempt"):
        op.execute(f"alter table {table} no force row level security")
    for table in ("attempt", "delivery", "message", "reminder", "follow_up", "case_facts"):
        op.execute(f"delete from {table}")
    op.execute("delete from feed_position")
    for table in ("case_facts", "follow_up", *REFERRING, "delivery", "attempt"):
        op.execute(f"alter table {table} force row level security")
    op.add_column("case_facts", sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False))
    op.add_column("case_facts", sa.Column("replan_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_case_facts_replan_at", "case_facts", ["replan_at"], postgresql_where=sa.text("replan_at is not null")
    )
    op.execute(f"create policy scope on case_facts for select using ({WORKER})")
    _refer(onupdate=None)
    op.execute("drop policy scope on follow_up")
    op.drop_index("ix_follow_up_untold", table_name="follow_up", postgresql_where=sa.text("untold"))
    op.create_check_constraint(op.f("ck_follow_up_responsible"), "follow_up", sa.column("responsible").in_(ROLES))
    op.drop_column("follow_up", "untold")
    op.drop_column("follow_up", "danish")
    op.drop_column("follow_up", "version")
