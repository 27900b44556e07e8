"""What the placement law asks about citizens, workplaces and plans.

Revision: 20261125_legal_facts, after: 20261124_course_events
"""

revision = "20261125_legal_facts"
down_revision = "20261124_course_events"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
