"""Cooperation models with seats over time, mentors, checklists and baselines.

Revision: 20261129_cooperations, after: 20261128_clubs
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from rettematch.migrations import grant, tenant_policy

revision = "20261129_cooperations"
down_revision = "20261128_clubs"
branch_labels = None
depends_on = None

TABLES = ("checklist_assessment", "measurement")

# A change of type rewrites every row; row-level security would hide them from an update.
TRAINING_DAY_TO_LIST = """
alter table contact_person
    alter column trainings type jsonb using
        case when trainings is null then '[]'::jsonb
        else jsonb_build_array(jsonb_build_object('kind', 'course', 'on', trainings, 'title', null)) end,
    alter column trainings set default '[]'::jsonb,
    alter column trainings set not null
"""
TRAININGS_TO_DAY = """
alter table contact_person
    alter column trainings drop default,
    alter column trainings drop not null,
    alter column trainings type date using
        (jsonb_path_query_first(trainings, '$[*] ? (@.kind == "course").on') #>> '{}')::date
"""


def upgrade() -> None:
    op.add_column(
        "cooperation_agreement",
        sa.Column("seat_changes", postgresql.JSONB(), nullable=False, server_default=sa.text("'[]'::jsonb")),
    )
    op.add_column("placement", sa.Column("moved_from", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_placement_municipality_code_moved_from"),
        "placement",
        "placement",
        ["municipality_code", "moved_from"],
        ["municipality_code", "id"],
        ondelete="RESTRICT",
    )
    op.alter_column("contact_person", "mentor_trained_on", new_column_name="trainings")
    op.execute(TRAINING_DAY_TO_LIST)
    op.create_table(
        "checklist_assessment",
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rule_id", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column(
            "status",
            sa.Enum("met", "partly", "not-met", name="status", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=True),
        sa.Column("assessed_on", sa.Date(), nullable=False),
        sa.Column("assessed_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code", "team_id"],
            ["team.municipality_code", "team.id"],
            name=op.f("fk_checklist_assessment_municipality_code_team_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code", "assessed_by"],
            ["staff_member.municipality_code", "staff_member.id"],
            name=op.f("fk_checklist_assessment_municipality_code_assessed_by"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_checklist_assessment")),
    )
    op.create_index(
        "uq_checklist_assessment_item",
        "checklist_assessment",
        ["municipality_code", "rule_id", "item", "team_id"],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )
    op.create_table(
        "measurement",
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rule_id", sa.String(), nullable=False),
        sa.Column("measured_on", sa.Date(), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("cohort", sa.String(), nullable=True),
        sa.Column("parts", postgresql.JSONB(), nullable=False),
        sa.Column("baseline", sa.Boolean(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code", "team_id"],
            ["team.municipality_code", "team.id"],
            name=op.f("fk_measurement_municipality_code_team_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code", "recorded_by"],
            ["staff_member.municipality_code", "staff_member.id"],
            name=op.f("fk_measurement_municipality_code_recorded_by"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_measurement")),
    )
    op.create_index(
        op.f("ix_measurement_municipality_code_rule_id_measured_on"),
        "measurement",
        ["municipality_code", "rule_id", "measured_on"],
    )
    for table in TABLES:
        for statement in tenant_policy(table):
            op.execute(statement)
        op.execute(grant(table))


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
    op.execute(TRAININGS_TO_DAY)
    op.alter_column("contact_person", "trainings", new_column_name="mentor_trained_on")
    op.drop_constraint(op.f("fk_placement_municipality_code_moved_from"), "placement", type_="foreignkey")
    op.drop_column("placement", "moved_from")
    op.drop_column("cooperation_agreement", "seat_changes")
