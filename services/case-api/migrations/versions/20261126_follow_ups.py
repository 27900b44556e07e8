"""Follow-ups as rows.

Revision: 20261126_follow_ups, after: 20261125_legal_facts
"""

revision = "20261126_follow_ups"
down_revision = "20261125_legal_facts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
