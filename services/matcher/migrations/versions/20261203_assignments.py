"""Proposals for a team and its open seats.

Revision: 20261203_assignments, after: 20261202_place_history
"""

revision = "20261203_assignments"
down_revision = "20261202_place_history"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Filled in with what it is for."""


def downgrade() -> None:
    """As above."""
