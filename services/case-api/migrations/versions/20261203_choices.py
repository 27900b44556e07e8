"""Which place was chosen from a ranking, and why.

Revision: 20261203_choices, after: 20261202_profiles
"""

import sqlalchemy as sa
from alembic import op

revision = "20261203_choices"
down_revision = "20261202_profiles"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Both stay empty for placements from before: their rank was not recorded, and nobody can tell it now.
    op.add_column("placement", sa.Column("chosen_rank", sa.Integer(), nullable=True))
    op.add_column("placement", sa.Column("override_reason", sa.String(length=40), nullable=True))
    op.create_check_constraint(
        op.f("ck_placement_chosen_rank"),
        "placement",
        "chosen_rank is null or (run_id is not null and chosen_rank between 1 and 100)",
    )
    op.create_check_constraint(
        op.f("ck_placement_override_reason"),
        "placement",
        "override_reason is null or (run_id is not null and chosen_rank is distinct from 1)",
    )


def downgrade() -> None:
    op.drop_column("placement", "override_reason")
    op.drop_column("placement", "chosen_rank")
