"""What the placement law asks about citizens, workplaces and plans.

Revision: 20261125_legal_facts, after: 20261124_course_events
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from rettematch.migrations import grant, tenant_policy

revision = "20261125_legal_facts"
down_revision = "20261124_course_events"
branch_labels = None
depends_on = None

PURPOSES = ("ordinary-hours", "train-skills", "clarify-goal-or-skills")


def _months() -> sa.Column[object]:
    return sa.Column(
        "staff_by_month", postgresql.JSONB(astext_type=sa.Text()), nullable=False, server_default=sa.text("'[]'")
    )


def upgrade() -> None:
    op.create_table(
        "legal_facts",
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("citizen_id", sa.Uuid(), nullable=False),
        sa.Column("unemployed_since", sa.Date(), nullable=True),
        sa.Column("benefit_hours_paid", sa.Float(), nullable=True),
        sa.Column("last_employer_id", sa.Uuid(), nullable=True),
        sa.Column("last_employed_until", sa.Date(), nullable=True),
        sa.Column("spouse_employers", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("exemptions_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("residence_years", sa.Float(), nullable=True),
        sa.Column("work_years", sa.Float(), nullable=True),
        sa.Column("years_on", sa.Date(), nullable=True),
        sa.Column("other_activity_hours", sa.Float(), nullable=True),
        sa.Column("revalidering_granted_on", sa.Date(), nullable=True),
        sa.Column("flex_job_before", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(
            ["municipality_code", "citizen_id"],
            ["citizen.municipality_code", "citizen.id"],
            name=op.f("fk_legal_facts_municipality_code_citizen_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code", "last_employer_id"],
            ["employer.municipality_code", "employer.id"],
            name=op.f("fk_legal_facts_municipality_code_last_employer_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_legal_facts")),
    )
    op.create_index(
        op.f("ix_legal_facts_municipality_code_citizen_id"),
        "legal_facts",
        ["municipality_code", "citizen_id"],
        unique=True,
    )
    for statement in (*tenant_policy("legal_facts"), grant("legal_facts")):
        op.execute(statement)
    op.add_column("employer", _months())
    op.add_column(
        "workplace", sa.Column("subsidised_full_time", sa.Float(), nullable=False, server_default=sa.text("0"))
    )
    op.add_column("workplace", sa.Column("employees", sa.Integer(), nullable=True))
    op.add_column("workplace", _months())
    op.add_column("place", sa.Column("vacated_on", sa.Date(), nullable=True))
    op.add_column("placement", sa.Column("purpose", sa.String(length=40), nullable=True))
    op.create_check_constraint("purpose", "placement", sa.column("purpose").in_(PURPOSES))
    op.add_column("placement", sa.Column("self_found", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("placement", sa.Column("representative_heard_on", sa.Date(), nullable=True))
    op.add_column("placement", sa.Column("both_signed_on", sa.Date(), nullable=True))


def downgrade() -> None:
    for column in ("both_signed_on", "representative_heard_on", "self_found", "purpose"):
        op.drop_column("placement", column)
    op.drop_column("place", "vacated_on")
    op.drop_column("workplace", "staff_by_month")
    op.drop_column("workplace", "employees")
    op.drop_column("workplace", "subsidised_full_time")
    op.drop_column("employer", "staff_by_month")
    op.drop_table("legal_facts")
