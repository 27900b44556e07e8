"""Who has which part in a case, start clarification and step-up.

Revision: 20261130_people_step_ups, after: 20261129_cooperations
"""

revision = "20261130_people_step_ups"
down_revision = "20261129_cooperations"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
