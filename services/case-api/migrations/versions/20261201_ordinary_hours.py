"""Paid hours, parallel services and outcomes.

Revision: 20261201_ordinary_hours, after: 20261130_people_step_ups
"""

revision = "20261201_ordinary_hours"
down_revision = "20261130_people_step_ups"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
