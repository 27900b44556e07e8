"""Follow-ups as rows.

Revision: 20261126_follow_ups, after: 20261125_legal_facts
"""

import sqlalchemy as sa
from alembic import op

from rettematch.migrations import grant, tenant_policy

revision = "20261126_follow_ups"
down_revision = "20261125_legal_facts"
branch_labels = None
depends_on = None

PLANNER = "current_setting('app.scope', true) = 'planner' and replan_at is not null"
"""Whoever plans looks in every municipality for cases that wait; it writes in one municipality at a time."""


def upgrade() -> None:
    op.add_column("case", sa.Column("replan_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_case_replan_at",
        "case",
        ["replan_at", "municipality_code"],
        postgresql_where=sa.text("replan_at is not null"),
    )
    op.execute(f'create policy scope on "case" for select using ({PLANNER})')
    # Cases that are there already, closed ones too, get their follow-ups as soon as the service runs.
    op.execute('alter table "case" no force row level security')
    op.execute('update "case" set replan_at = created_at')
    op.execute('alter table "case" force row level security')
    op.create_table(
        "follow_up",
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("rule_id", sa.String(), nullable=False),
        sa.Column("responsible", sa.String(length=40), nullable=False),
        sa.Column("responsible_id", sa.Uuid(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("overdue_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "planned",
                "due",
                "overdue",
                "fulfilled",
                "missed",
                "cancelled",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("fulfilled_by", sa.Uuid(), nullable=True),
        sa.Column("placement_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code", "case_id"],
            ["case.municipality_code", "case.id"],
            name=op.f("fk_follow_up_municipality_code_case_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code", "placement_id"],
            ["placement.municipality_code", "placement.id"],
            name=op.f("fk_follow_up_municipality_code_placement_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code", "responsible_id"],
            ["staff_member.municipality_code", "staff_member.id"],
            name=op.f("fk_follow_up_municipality_code_responsible_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_follow_up")),
    )
    op.create_index(
        op.f("ix_follow_up_municipality_code_case_id_key"),
        "follow_up",
        ["municipality_code", "case_id", "key"],
        unique=True,
    )
    op.create_index(
        "ix_follow_up_worklist",
        "follow_up",
        ["municipality_code", "responsible_id", "due_at", "id"],
        postgresql_where=sa.text("status in ('planned', 'due', 'overdue')"),
    )
    for statement in tenant_policy("follow_up"):
        op.execute(statement)
    op.execute(grant("follow_up", "select, insert, update"))
    _entities("place", "case", "follow-up")


def _entities(*known: str) -> None:
    """What the lines of the feed may be about."""
    op.drop_constraint(op.f("ck_change_entity"), "change", type_="check")
    op.create_check_constraint(op.f("ck_change_entity"), "change", sa.column("entity").in_(known))


def downgrade() -> None:
    op.execute("alter table change no force row level security")
    op.execute("delete from change where entity = 'follow-up'")
    op.execute("alter table change force row level security")
    _entities("place", "case")
    op.drop_table("follow_up")
    op.execute('drop policy scope on "case"')
    op.drop_index("ix_case_replan_at", table_name="case", postgresql_where=sa.text("replan_at is not null"))
    op.drop_column("case", "replan_at")
