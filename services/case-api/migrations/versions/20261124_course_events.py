"""What is recorded in a course beside conversations and placements.

Revision: 20261124_course_events, after: 20261123_place_published_on
"""

import sqlalchemy as sa
from alembic import op

from rettematch.migrations import grant, tenant_policy

revision = "20261124_course_events"
down_revision = "20261123_place_published_on"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("case", sa.Column("cohort", sa.String(), nullable=True))
    op.create_table(
        "course_event",
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("placement_id", sa.Uuid(), nullable=True),
        sa.Column("items", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("amount", sa.Float(), nullable=True),
        sa.Column("notes_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("source_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code", "case_id"],
            ["case.municipality_code", "case.id"],
            name=op.f("fk_course_event_municipality_code_case_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code", "placement_id"],
            ["placement.municipality_code", "placement.id"],
            name=op.f("fk_course_event_municipality_code_placement_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code", "recorded_by"],
            ["staff_member.municipality_code", "staff_member.id"],
            name=op.f("fk_course_event_municipality_code_recorded_by"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_course_event")),
    )
    op.create_index(
        op.f("ix_course_event_municipality_code_case_id_happened_on"),
        "course_event",
        ["municipality_code", "case_id", "happened_on"],
    )
    op.create_index(
        op.f("ix_course_event_municipality_code_source_id"), "course_event", ["municipality_code", "source_id"]
    )
    for statement in tenant_policy("course_event"):
        op.execute(statement)
    op.execute(grant("course_event", "select, insert, update, delete"))


def downgrade() -> None:
    op.drop_table("course_event")
    op.drop_column("case", "cohort")
