"""Paid hours over time.

Revision: 20261201_ordinary_hours, after: 20261130_people_step_ups
"""

import sqlalchemy as sa
from alembic import op

from rettematch.migrations import grant, tenant_policy

revision = "20261201_ordinary_hours"
down_revision = "20261130_people_step_ups"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "paid_hours",
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("placement_id", sa.Uuid(), nullable=True),
        sa.Column("employer_id", sa.Uuid(), nullable=True),
        sa.Column("workplace_id", sa.Uuid(), nullable=True),
        sa.Column("employer_name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column(
            "wage_kind",
            sa.Enum(
                "ordinary",
                "wage-subsidy",
                "flex-job",
                name="wage_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("from_date", sa.Date(), nullable=False),
        sa.Column("until_date", sa.Date(), nullable=True),
        sa.Column("hours_per_week", sa.Float(), nullable=False),
        sa.CheckConstraint("until_date is null or until_date >= from_date", name=op.f("ck_paid_hours_period")),
        sa.CheckConstraint(
            "num_nonnulls(employer_id, workplace_id, employer_name_sealed) = 1",
            name=op.f("ck_paid_hours_one_employer"),
        ),
        *(
            sa.ForeignKeyConstraint(
                ["municipality_code", f"{table}_id"],
                [f"{table}.municipality_code", f"{table}.id"],
                name=op.f(f"fk_paid_hours_municipality_code_{table}_id"),
                ondelete="RESTRICT",
            )
            for table in ("case", "placement", "employer", "workplace")
        ),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_paid_hours")),
    )
    op.create_index(
        op.f("ix_paid_hours_municipality_code_case_id_from_date"),
        "paid_hours",
        ["municipality_code", "case_id", "from_date"],
    )
    op.create_index(op.f("ix_paid_hours_municipality_code_from_date"), "paid_hours", ["municipality_code", "from_date"])
    for statement in tenant_policy("paid_hours"):
        op.execute(statement)
    op.execute(grant("paid_hours"))


def downgrade() -> None:
    op.drop_table("paid_hours")
