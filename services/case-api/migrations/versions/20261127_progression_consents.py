"""Progression, consents and what was shared under them.

Revision: 20261127_progression_consents, after: 20261126_follow_ups
"""

revision = "20261127_progression_consents"
down_revision = "20261126_follow_ups"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
