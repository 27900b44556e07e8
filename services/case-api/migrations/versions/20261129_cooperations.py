"""Cooperation models with seats over time, mentors, checklists and baselines.

Revision: 20261129_cooperations, after: 20261128_clubs
"""

revision = "20261129_cooperations"
down_revision = "20261128_clubs"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
