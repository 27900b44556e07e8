"""Profiles of the waiting citizens of a team: what each disclosure was for.

Revision: 20261202_profiles, after: 20261201_ordinary_hours
"""

import sqlalchemy as sa
from alembic import op

revision = "20261202_profiles"
down_revision = "20261201_ordinary_hours"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # A default that is a constant is no rewrite of the table; every disclosure so far was for a ranking.
    op.add_column(
        "disclosure", sa.Column("purpose", sa.String(length=40), nullable=False, server_default=sa.text("'ranking'"))
    )
    op.create_check_constraint(
        op.f("ck_disclosure_purpose"), "disclosure", "purpose in ('ranking', 'outreach', 'fill', 'assignment')"
    )
    op.alter_column("disclosure", "purpose", server_default=None)


def downgrade() -> None:
    op.drop_column("disclosure", "purpose")
